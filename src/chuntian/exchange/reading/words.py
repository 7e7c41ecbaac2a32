"""Bytes looked at eight at a time: a word at any place, compared under a mask, or read as a whole number."""

import numpy as np

WORD = 8
# What follows the last byte, so that words may begin at it and a little behind it.
PADDING = bytes(64)
MASKS = np.array([(1 << 8 * size) - 1 for size in range(WORD + 1)], np.uint64)
QUOTES, ONES, HIGHS, ZEROS, SIXES, TENS = (
    np.uint64(int.from_bytes(bytes([byte]) * WORD)) for byte in (0x22, 0x01, 0x80, 0x30, 0x06, 0xF0)
)
PAIRS, FOURS, EIGHTS = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0000FFFF0000FFFF), np.uint64(0x00000000FFFFFFFF)


def word(text: bytes) -> np.uint64:
    """Give up to eight bytes as they stand in a word."""
    return np.uint64(int.from_bytes(text, "little"))


def begins_with(words: np.ndarray, text: bytes) -> np.ndarray:
    """Tell which words begin with up to eight bytes."""
    return (words & MASKS[len(text)]) == word(text)


def words_of(data: np.ndarray) -> np.ndarray:
    """Give the word that begins at each byte of padded data."""
    return np.ndarray((len(data) - WORD + 1,), dtype="<u8", buffer=data, strides=(1,))


def before_quote(words: np.ndarray) -> np.ndarray:
    """Tell how many bytes stand before the first double quote of each word; eight where there is none."""
    crossed = words ^ QUOTES
    found = (crossed - ONES) & ~crossed & HIGHS
    lowest = found & (~found + np.uint64(1))
    return np.bitwise_count(lowest - np.uint64(1)).astype(np.uint64) >> np.uint64(3)


def whole_numbers(words: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Read the first `sizes` (one to eight) bytes of each word as digits; tells which are all digits."""
    shift = (np.uint64(WORD) - sizes) << np.uint64(3)
    digits = (words << shift) ^ (ZEROS << shift)
    good = (((digits + SIXES) | digits) & TENS) == 0
    digits = (digits * np.uint64(10) + (digits >> np.uint64(8))) & PAIRS
    digits = (digits * np.uint64(100) + (digits >> np.uint64(16))) & FOURS
    digits = (digits * np.uint64(10_000) + (digits >> np.uint64(32))) & EIGHTS
    return digits.astype(np.int64), good
