"""The entity of this room."""

from chuntian.standards.models.change import Change

__all__ = ["Change"]
