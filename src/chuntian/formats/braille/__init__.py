"""Braille: 国家通用盲文 (GF 0019-2018), from words and readings of our own. liblouis reads the same text in the tests."""

from chuntian.formats.braille.writer import to_cells

__all__ = ["to_cells"]
