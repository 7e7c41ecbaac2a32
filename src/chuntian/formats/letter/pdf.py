"""
The PDF form of a letter, through typst: PDF/UA-1, or no PDF at all.

The words reach the template as data, never as its source, and the template reads no file (trust.md B13). A character
that no font here can show stops the letter: nobody gets one with an empty box in his name (trust.md A24).
"""

import json
from pathlib import Path

from chuntian.formats.letter.source import Letter
from chuntian.formats.pdf import NoPdf

TEMPLATES = Path(__file__).parent / "templates"
ORDINARY, LARGE, LARGEST = 14, 18, 24  # points; C23 asks for 18 and, for whoever wants it, 24
SIZES = (ORDINARY, LARGE, LARGEST)


def to_pdf(letter: Letter, points: int = ORDINARY) -> bytes:
    """
    Write the letter as PDF/UA-1 in letters of so many points; the same letter gives the same bytes.

    :raises ValueError: the size is none of `SIZES`.
    :raises NoPdf: typst refused it: a character without a font, a letter without a title, no Chinese font.
    """
    if points not in SIZES:
        raise ValueError(f"字号只能是 {'、'.join(map(str, SIZES))} 磅，收到 {points}")
    return compiled("letter.typ", {"letter": json.dumps(letter.data, ensure_ascii=False), "points": str(points)})


def compiled(template: str, inputs: dict[str, str]) -> bytes:
    """
    Run one of our templates to PDF/UA-1.

    :raises NoPdf: typst refused it.
    """
    import typst

    try:
        made = typst.compile(
            str(TEMPLATES / template), root=str(TEMPLATES), format="pdf", pdf_standards=["ua-1"], sys_inputs=inputs
        )
    except Exception as why:  # typst raises its own type, which the wheel does not export by a stable name
        raise NoPdf(str(why)) from why
    return bytes(made)
