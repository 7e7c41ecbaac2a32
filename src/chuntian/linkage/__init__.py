"""Matching people across lists: exact numbers first, then typed errors within blocks. No framework here."""

from chuntian.linkage.match import match, same_person_pairs

__all__ = ["match", "same_person_pairs"]
