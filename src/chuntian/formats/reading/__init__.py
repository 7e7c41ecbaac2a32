"""How Chinese text is read aloud: its words, and the reading of each character. Braille and speech are made from this."""

from chuntian.formats.reading.readings import Syllable, readings
from chuntian.formats.reading.words import Kind, Word, words

__all__ = ["Kind", "Syllable", "Word", "readings", "words"]
