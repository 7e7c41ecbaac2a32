"""Chuntian (春天): the working system of a disabled persons' federation."""

__version__ = "0.1.0"
