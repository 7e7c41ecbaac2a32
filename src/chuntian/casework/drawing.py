"""
A process of its own that draws what was sent: `python -m chuntian.casework.drawing` reads a file from its standard input.

Only what it draws is ever looked at: pixels drawn anew carry no place where a photograph was taken, no script, no link and
no second file. It knows no database and no key, and binds itself to limits before it opens anything. It answers with
frames: a length of eight bytes and that many bytes; first the media type, then the text in it, then each page as JPEG.
"""

import io
import sys
import warnings
from collections.abc import Iterator
from typing import Any

MOST_PIXELS = 60_000_000
MOST_PAGES = 40
LONGEST_SIDE = 1800
MOST_TEXT = 60_000
PICTURES = {
    b"\xff\xd8\xff": ("JPEG", "image/jpeg"),
    b"\x89PNG\r\n": ("PNG", "image/png"),
    b"RIFF": ("WEBP", "image/webp"),
}


class NotDrawn(ValueError):
    """What was sent is no picture and no PDF that can be drawn; its text is a code of `documents.REFUSED`."""


def drawn(content: bytes) -> Iterator[bytes]:
    """
    Give the media type, the text, and each page of a file as JPEG.

    :raises NotDrawn: it is of another kind, damaged, locked or too large.
    """
    for sign, (name, media) in PICTURES.items():
        if content.startswith(sign):
            yield from (media.encode(), b"", _picture(content, name))
            return
    if not content.startswith(b"%PDF-"):
        raise NotDrawn("kind")
    yield from _pages(content)


def _picture(content: bytes, name: str) -> bytes:
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=[name]) as found:
            if found.width * found.height > MOST_PIXELS:
                raise NotDrawn("pixels")
            return _jpeg(ImageOps.exif_transpose(found))
    except (OSError, SyntaxError, Image.DecompressionBombError) as why:
        raise NotDrawn("damaged") from why


def _pages(content: bytes) -> Iterator[bytes]:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as why:
        raise NotDrawn("locked" if "password" in str(why).lower() else "damaged") from why
    if not 0 < len(document) <= MOST_PAGES:
        raise NotDrawn("pages")
    yield b"application/pdf"
    yield "\n\n".join(page.get_textpage().get_text_bounded() for page in document)[:MOST_TEXT].encode(
        "utf-8", "replace"
    )
    for page in document:
        scale = min(2.5, LONGEST_SIDE / max(*page.get_size(), 1))
        yield _jpeg(page.render(scale=scale, may_draw_forms=False).to_pil())


def _jpeg(picture: Any) -> bytes:
    from PIL import Image

    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A") if "A" in picture.getbands() else None)
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=82)
    return out.getvalue()


def main() -> int:
    """Draw the standard input onto the standard output; 2 with a code on the standard error where it cannot be drawn."""
    from chuntian.exchange.reading.limits import limit_myself

    warnings.simplefilter("ignore")  # the standard error is for the code alone
    content = sys.stdin.buffer.read()
    limit_myself(len(content))
    try:
        for frame in drawn(content):
            sys.stdout.buffer.write(len(frame).to_bytes(8, "big") + frame)
    except NotDrawn as why:
        sys.stderr.write(str(why))
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
