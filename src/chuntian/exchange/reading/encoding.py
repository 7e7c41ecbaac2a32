"""
Which encoding a text file is in, decided once for the whole file and checked; a doubtful file is refused.

Most two-character names in UTF-8 also decode as GB 18030 without an error, so "it decodes" proves nothing: UTF-8 is
tried strictly first (GBK text of any length is practically never valid UTF-8), and the headings must make sense.
"""

from collections.abc import Callable

from chuntian.exchange.reading.refused import FileRefused

BOMS = [(b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")]
# So few non-ASCII bytes that GBK text may be valid UTF-8 by accident.
FEW_BYTES = 48
HEAD = 20_000


def decode(content: bytes, has_headings: Callable[[str], bool]) -> tuple[str, str]:
    """
    Give the text of a file and the encoding it was in.

    :param has_headings: tells whether a text begins with headings we know.
    :raises FileRefused: encoding, with the place of the first byte that fits nothing.
    """
    for bom, encoding in BOMS:
        if content.startswith(bom):
            return _strict(content, encoding), "utf-8-bom" if encoding == "utf-8-sig" else encoding
    if content[:4000].count(b"\0"):
        return _without_bom(content, has_headings)
    utf8, chinese = _try(content, "utf-8"), None
    if utf8 is None or _is_doubtful(content, utf8, has_headings):
        chinese = _try(content, "gb18030")
    if utf8 is not None and chinese is not None:
        return _decide(utf8, chinese, has_headings)
    if utf8 is not None:
        return utf8, "utf-8"
    if chinese is not None:
        if not has_headings(chinese) and has_headings(content[:HEAD].decode("utf-8", "ignore")):
            raise FileRefused("encoding", _first_fault(content, "utf-8"))
        return chinese, "gbk" if _try(content, "gbk") is not None else "gb18030"
    raise FileRefused("encoding", _first_fault(content, "gb18030"))


def _is_doubtful(content: bytes, text: str, has_headings: Callable[[str], bool]) -> bool:
    return not text.isascii() and (not has_headings(text) or sum(byte > 127 for byte in content[:100_000]) <= FEW_BYTES)


def _decide(utf8: str, chinese: str, has_headings: Callable[[str], bool]) -> tuple[str, str]:
    in_utf8, in_chinese = has_headings(utf8), has_headings(chinese)
    if in_utf8 and not in_chinese:
        return utf8, "utf-8"
    if in_chinese and not in_utf8:
        return chinese, "gbk"
    if in_utf8 and in_chinese:
        raise FileRefused("encoding", "按 UTF-8 和 GBK 都读得通，无法判断")
    return utf8, "utf-8"


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _strict(content: bytes, encoding: str) -> str:
    text = _try(content, encoding)
    if text is None:
        raise FileRefused("encoding", f"开头标明是 {encoding}，内容却不是")
    return text


def _without_bom(content: bytes, has_headings: Callable[[str], bool]) -> tuple[str, str]:
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _try(content, encoding)
        if text is not None and has_headings(text):
            return text, encoding
    raise FileRefused("encoding", "含有空字节")


def _first_fault(content: bytes, encoding: str) -> str:
    try:
        content.decode(encoding)
    except UnicodeDecodeError as why:
        return f"第 {content.count(bytes([10]), 0, why.start) + 1} 行"
    return ""
