"""
A scale read from an XLSForm, the format of ODK and Kobo: a county changes a scale in a spreadsheet, without code.

    python -m chuntian.services.xlsform < form.xlsx

pyxform, the reader of ODK itself, reads the file, in a limited process of its own; what is kept is the plain list of
questions. What a paper scale does not have (pictures, places, repeats, sums) is refused by name, all of it at once.
No Django here.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import chuntian
from chuntian.services.conditions import Condition, Unreadable, names_in, parse
from chuntian.services.xlsform_words import in_chinese

KINDS = {
    "integer": "integer", "select one": "choice", "text": "text", "date": "date", "note": "note", "decimal": "decimal",
}  # fmt: skip
WRITTEN = {
    "select one": "select_one",
    "select all that apply": "select_multiple",
}  # as pyxform calls it: as one writes it
# Rows that ask nothing: ODK fills them in by itself. Who assessed, and when, the house writes down anyway.
UNASKED = {
    "start", "end", "today", "deviceid", "username", "phonenumber", "simserial", "subscriberid", "email", "audit",
}  # fmt: skip
MOST_QUESTIONS = 300
MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 24 * 1024 * 1024
PATIENCE = 60
HOUSE = str(Path(chuntian.__file__).resolve().parents[1])
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SLUG = re.compile(r"[A-Za-z][\w-]{0,59}", re.ASCII)
LIMIT = re.compile(r"\.\s*(>=|<=)\s*(-?\d{1,9})")
YES, NO = {"yes", "true", "true()", "1", "是"}, {"", "no", "false", "false()", "0", "否"}
CHINESE = re.compile(r"zh|中文|汉语|chinese", re.IGNORECASE)
# Columns whose meaning would be lost if they were passed over, with what they are called.
WITHOUT = {"choice_filter": "choice_filter", "trigger": "trigger", "parameters": "parameters", "default": "default"}
WITHOUT_BIND = {"calculate": "calculation", "readonly": "readonly"}


class BadForm(Exception):
    """The file is no XLSForm, or asks what a scale here cannot ask; the message says where."""


def read_sent(content: bytes) -> dict[str, Any]:
    """
    Read what somebody sent, as `read_form` does, in a process of its own with limits of memory and time.

    :raises BadForm
    """
    if not content or len(content) > MOST_BYTES:
        raise BadForm("文件超过 2 MB，量表不会这么大" if content else "文件是空的")
    if not content.startswith(ZIP):
        old = content.startswith(OLE)
        raise BadForm("是旧版 xls 或有密码的文件，请另存为没有密码的 xlsx" if old else "不是 xlsx 文件")
    environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "chuntian.services.xlsform"], input=content, capture_output=True, timeout=PATIENCE,
            env=environment | {"PYTHONUTF8": "1", "PYTHONPATH": HOUSE}, cwd="/", check=False,
        )  # fmt: skip
        said = json.loads(done.stdout) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        said = {}
    if "form" not in said:
        raise BadForm(said.get("refused") or "读取时超出内存或时间限制，请把量表复制到新工作簿后再上传")
    return said["form"]


def read_form(content: bytes) -> dict[str, Any]:
    """
    Read an XLSForm (xlsx): {"slug", "title", "more_is", "questions": [{name, label, hint, kind, required, …}]}.

    :raises BadForm
    """
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import get_xlsform

    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        path = Path(file.name)
        path.write_bytes(content)
        _hold_package(path)
        try:
            book = get_xlsform(str(path))
            said = workbook_to_json(book, form_name="data", fallback_form_name="data", warnings=[])
        except (PyXFormError, KeyError, ValueError, OSError, TypeError, AttributeError) as why:
            raise BadForm(f"不是可用的 XLSForm：{in_chinese(str(why))}") from why
    rows = {str(row["name"]): at for at, row in enumerate(book.survey or [], 2) if row.get("name") is not None}
    return _form(said, rows)


def _hold_package(path: Path) -> None:
    """Refuse a bomb, a broken or encrypted package, macros and entities before anything is parsed, as for lists."""
    from chuntian.exchange.reading.package import count_real_bytes, open_package
    from chuntian.exchange.reading.refused import FileRefused

    try:
        with open_package(path) as package:
            if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
                raise FileRefused("bomb")
            count_real_bytes(package)
            if not any(name.startswith("xl/workbook") for name in package.namelist()):
                raise BadForm("文件里没有工作表：请用表格软件打开，另存为 xlsx 再上传")
    except FileRefused as why:
        raise BadForm(str(why)) from why


def _form(said: Mapping[str, Any], rows: Mapping[str, int]) -> dict[str, Any]:
    """Make the plain form of what pyxform read; everything that cannot be is told together."""
    wrong: list[str] = []
    questions: list[dict[str, Any]] = []
    for one, section, around in _walk(said["children"], "", []):
        questions.append(_question(one, section, around, questions, _where(one, rows), wrong))
    slug, title, more_is = str(said["id_string"]), _words(said.get("title")), str(said.get("higher_is") or "").strip()
    if slug == "data" or not SLUG.fullmatch(slug):
        wrong.append("settings 表须写 form_id：以字母开头，只有字母、数字、_ 和 -，最多 60 个")
    if not title or title == slug:
        wrong.append("settings 表须写 form_title：量表的名称")
    if more_is not in ("", "better", "worse"):
        wrong.append(f"settings 表的 higher_is 只能写 better、worse 或者空着，现在是“{more_is}”")
    if not any(one["kind"] != "note" for one in questions) or len(questions) > MOST_QUESTIONS:
        wrong.append(f"量表须有 1 到 {MOST_QUESTIONS} 个问题")
    if wrong:
        raise BadForm("；".join(wrong))
    return {"slug": slug, "title": title, "more_is": more_is or None, "questions": questions}


def _walk(children: list[dict], section: str, around: list[str]) -> Iterator[tuple[dict, str, list[str]]]:
    """Give the questions with the title of their group and the conditions of all groups around them."""
    for one in children:
        if one["type"] in UNASKED:
            continue
        if one["type"] != "group":
            yield one, section, around
        elif one["name"] != "meta":
            own = str(one.get("bind", {}).get("relevant") or "")
            inner = _words(one.get("label")) or section
            yield from _walk(one.get("children", []), inner, [*around, *([own] if own else [])])


def _where(one: Mapping[str, Any], rows: Mapping[str, int]) -> str:
    name = str(one.get("name", ""))
    return f"survey 表第 {rows[name]} 行“{name}”" if name in rows else f"问题“{name}”"


def _question(
    one: Mapping[str, Any], section: str, around: list[str], before: list[dict], where: str, wrong: list[str]
) -> dict[str, Any]:
    kind, bind, name = str(one["type"]), one.get("bind", {}), str(one["name"])
    if kind not in KINDS:
        wrong.append(
            f"{where}：类型 {WRITTEN.get(kind, kind)} 在量表中不能用，可用：{'、'.join(WRITTEN.get(one, one) for one in KINDS)}"
        )
    if any(name == other["name"] for other in before):
        wrong.append(f"{where}：有两个问题同名")
    for key, column in WITHOUT.items():
        if one.get(key):
            wrong.append(f"{where}：量表中不能用 {column} 这一列")
    for key, column in WITHOUT_BIND.items():
        if bind.get(key):
            wrong.append(f"{where}：量表中不能用 {column} 这一列")
    required = str(bind.get("required") or "").strip().lower()
    if required not in YES | NO:
        wrong.append(f"{where}：required 只能写 yes 或 no，现在是“{required}”")
    choices = [[str(c["name"]), _words(c.get("label")) or str(c["name"])] for c in one.get("choices") or ()]
    own = str(bind.get("relevant") or "")
    return {
        "name": name, "label": _words(one.get("label")) or name, "hint": _words(one.get("hint")), "section": section,
        "kind": KINDS.get(kind, "note"), "required": required in YES, "choices": choices, "relevant": own,
        "when": _conditions([*around, *([own] if own else [])], before, where, wrong),
        **_limits(str(bind.get("constraint") or ""), where, wrong),
    }  # fmt: skip


def _conditions(texts: list[str], before: list[dict], where: str, wrong: list[str]) -> list[Condition]:
    """Read conditions; what they speak of must stand further up, as one fills in a paper from the top."""
    found: list[Condition] = []
    above = {one["name"] for one in before if one["kind"] != "note"}
    for text in texts:
        try:
            found.append(parse(text))
        except Unreadable:
            wrong.append(f"{where}：看不懂 relevant“{text}”，请写成 ${{q1}} = 'a' 这样，可以用 and、or 连接")
    for name in sorted(names_in(found) - above):
        wrong.append(f"{where}：relevant 里的“{name}”须是排在前面的问题")
    return found


def _limits(constraint: str, where: str, wrong: list[str]) -> dict[str, int]:
    """Read `. >= 0 and . <= 5`; any other constraint is refused rather than passed over."""
    found: dict[str, int] = {}
    for part in filter(None, (piece.strip() for piece in constraint.split(" and "))):
        match = LIMIT.fullmatch(part)
        if match is None:
            wrong.append(f"{where}：看不懂 constraint“{constraint}”，请写成 . >= 0 and . <= 5")
            return {}
        found["low" if match[1] == ">=" else "high"] = int(match[2])
    return found


def _words(said: Any) -> str:
    """Give the words of a label: the Chinese ones where there are several languages, else the first."""
    if isinstance(said, Mapping):
        said = next(
            (text for language, text in said.items() if CHINESE.search(language)), next(iter(said.values()), "")
        )
    return " ".join(str(said or "").split())


def main() -> int:
    """Read the standard input and write the form, or why it is refused, as JSON onto the standard output."""
    from chuntian.exchange.reading.limits import limit_myself

    content = sys.stdin.buffer.read()
    limit_myself(len(content))
    try:
        answer: dict[str, Any] = {"form": read_form(content)}
    except BadForm as why:
        answer = {"refused": str(why)}
    json.dump(answer, sys.stdout, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
