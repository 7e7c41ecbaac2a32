"""Cells laid out: lines of 40, in words that are never broken but where a word is longer than a line."""

from chuntian.formats.braille.cells import BLANK, TO_BRF

WIDTH, LINES = 40, 25


def wrapped(cells: str, first: int = 2, width: int = WIDTH) -> list[str]:
    """Lay a paragraph out: its first line starts `first` cells in, no line is longer than `width`."""
    lines: list[str] = []
    line = BLANK * first
    for word in cells.split(BLANK):
        start = not line.strip(BLANK)
        if not start and len(line) + 1 + len(word) > width:
            lines, line, start = [*lines, line], "", True
        line += word if start else BLANK + word
        while len(line) > width:  # one long number or address
            lines, line = [*lines, line[:width]], line[width:]
    return [*lines, line] if line.strip(BLANK) else lines


def centred(cells: str, width: int = WIDTH) -> list[str]:
    """Lay a title out, each line in the middle."""
    return [BLANK * ((width - len(line)) // 2) + line for line in wrapped(cells, first=0, width=width - 6)]


def to_brf(lines: list[str]) -> bytes:
    """Write lines for an embosser: North American ASCII braille, pages of 25 lines, CR LF, form feeds between pages."""
    pages = [lines[start : start + LINES] for start in range(0, len(lines), LINES)]
    texts = ["\r\n".join(line.translate(TO_BRF).rstrip() for line in page) for page in pages]
    return ("\r\n\f".join(texts) + "\r\n\f").encode("ascii")
