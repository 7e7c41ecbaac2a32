"""Scales as they are read: XLSForms of all kinds, what is refused and where, conditions, answers that fit, points."""

import io
import zipfile
from datetime import date

import docx as docx_library
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.casework.county import moment

from chuntian.services.conditions import Unreadable, hold, parse
from chuntian.services.forms import BadAnswer, checked, score
from chuntian.services.sample_scale import sample_form
from chuntian.services.xlsform import BadForm, read_form, read_sent
from chuntian.services.xlsform_words import in_chinese

AT = moment(date(2024, 6, 1))
HEADS = ("type", "name", "label", "required", "relevant", "constraint", "hint")
CHOICES = (("list_name", "name", "label"), ("yn", "2", "能"), ("yn", "0", "不能"))
SETTINGS = (("form_title", "form_id", "higher_is"), ("日常生活能力", "adl", "better"))
ALL = {"eat": "3", "dress": "2", "wash": "1", "sit": "3", "walk": "2", "stairs": "1", "understand": "3", "say": "2"}


def book(*survey, heads=HEADS, choices=CHOICES, settings=SETTINGS) -> bytes:
    made = openpyxl.Workbook()
    made.active.title = "survey"
    for row in (heads, *survey):
        made.active.append(row)
    for name, rows in (("choices", choices), ("settings", settings)):
        sheet = made.create_sheet(name) if rows else None
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def docx() -> bytes:
    held = io.BytesIO()
    docx_library.Document().save(held)
    return held.getvalue()


def test_the_sample_is_an_xlsform_that_this_house_reads():
    said = read_sent(sample_form())

    assert (said["slug"], said["more_is"]) == ("daily_activity_sample", "better")
    assert [one["section"] for one in said["questions"]].count("活动") == 3
    assert "示例" in said["title"]


def test_what_every_form_of_the_field_carries_besides_asks_nothing():
    """Kobo and ODK put such rows at the head of every form."""
    rows = [(name, name, "") for name in ("start", "end", "today", "deviceid")]

    assert [one["name"] for one in read_sent(book(*rows, ("integer", "a", "甲")))["questions"]] == ["a"]


WRONG = [
    (docx(), "文件里没有工作表"),
    (book(("select_multiple yn", "a", "甲")), "类型 select_multiple 在量表中不能用，可用：integer、select_one"),
    (book(("select_one zz", "a", "甲")), "survey 表第 2 行：choices 表里没有选项组“zz”"),
    (book(("integer", "a b", "甲")), "survey 表第 2 行的 name：name 须以字母开头"),
    (book(("integer", None, "甲")), "survey 表第 2 行：缺 name"),
    (book((None, "a", "甲")), "survey 表第 2 行：缺 type"),
    (book(("integer", "a", "甲"), ("integer", "a", "乙")), "survey 表第 3 行的 name“a”：同一组里有两个问题同名"),
    (book(("begin_group", "g", "甲"), ("integer", "a", "乙")), "survey 表第 2 行：有 begin_group 而没有 end_group"),
    (book(("end_group",), ("integer", "a", "乙")), "有 end_group 而没有 begin_group"),
    (book(("integer", "a", "甲"), heads=("类型", "name", "label")), "缺这些列：'type'"),
    (book(("integer", "a", "甲", "", "${b} = 1")), "survey 表第 2 行的 relevant：引用的问题“b”不在 survey 表里"),
    (book(("select_one yn", "a", "甲"), choices=()), "缺 choices 表"),
    (book(("select_one yn", "a", "甲"), choices=(*CHOICES, ("yn", "0", "也不能"))), "choices 表第 4 行的 name：同一选项组里"),
    (book(("geopoint", "a", "甲")), "survey 表第 2 行“a”：类型 geopoint 在量表中不能用"),
    (book(("integer", "a", "甲", "maybe")), "survey 表第 2 行“a”：required 只能写 yes 或 no"),
    (book(("integer", "a", "甲", "", "", ". > 3")), "survey 表第 2 行“a”：看不懂 constraint“. > 3”"),
    (book(("integer", "a", "甲"), ("text", "b", "乙", "", "count(${a}) = 1")), "survey 表第 3 行“b”：看不懂 relevant"),
    (book(("text", "b", "乙", "", "${a} = 1"), ("integer", "a", "甲")), "relevant 里的“a”须是排在前面的问题"),
    (book(("integer", "a", "甲"), settings=()), "settings 表须写 form_id"),
    (book(("integer", "a", "甲"), settings=(SETTINGS[0], ("名", "adl", "good"))), "higher_is 只能写"),
    (book(), "量表须有 1 到 300 个问题"),
    (book(("begin_repeat", "r", "圈"), ("integer", "a", "甲"), ("end_repeat",)), "类型 repeat 在量表中不能用"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "words"), WRONG, ids=[words for _, words in WRONG])
def test_what_is_wrong_is_said_in_chinese_with_its_place(content, words):
    with pytest.raises(BadForm) as refused:
        read_form(content)

    assert words in str(refused.value)


def test_what_we_have_no_words_for_follows_the_name_of_who_says_it():
    said = in_chinese("[row : 7] Parameter rows must have an integer value.")

    assert said == "survey 表第 7 行：pyxform 说：Parameter rows must have an integer value."


def test_all_that_a_scale_cannot_ask_is_told_at_once():
    with pytest.raises(BadForm, match=r"第 2 行“a”：类型 geopoint.+；survey 表第 3 行“b”：看不懂 constraint"):
        read_form(book(("geopoint", "a", "甲"), ("integer", "b", "乙", "", "", ". > 3")))


def bomb() -> bytes:
    held = io.BytesIO(sample_form())
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet9.xml", b" " * 30_000_000)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"\x00" * (2 * 1024 * 1024 + 1), "超过 2 MB"),
        (b"type,name,label", "不是 xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100, "旧版 xls"),
        (sample_form()[:3000], "损坏"),
        (bomb(), "异常庞大"),
    ],
    ids=["empty", "large", "text", "xls", "broken", "bomb"],
)
def test_a_file_that_is_no_small_spreadsheet_never_reaches_the_reader(content, words):
    with pytest.raises(BadForm, match=words):
        read_sent(content)


def test_labels_in_several_languages_give_the_chinese_one():
    heads = ("type", "name", "label::English (en)", "label::中文 (zh)")

    said = read_form(book(("integer", "a", "Eating", "吃饭"), heads=heads))

    assert said["questions"][0]["label"] == "吃饭"


@pytest.mark.parametrize(
    ("text", "answers", "holds"),
    [
        ("${a} = 'x'", {"a": "x"}, True), ("${a} = 'x'", {}, False), ("${a} != 'x'", {}, True), ("${a} = ‘x’", {"a": "x"}, True),
        ("${n} >= 3", {"n": 3}, True), ("${n} < 3", {"n": 3}, False), ("${n} > 3", {}, False), ("${n} = 2", {"n": "2.0"}, True),
        ("selected(${a}, 'x')", {"a": "x"}, True), ("${a} = 'x' and ${n} > 1", {"a": "x", "n": 1}, False),
        ("${a} = 'y' or ${n} > 1 and ${n} < 4", {"n": 3}, True), ("${a} != ''", {"a": "x"}, True), ("${a} = 'a and b'", {"a": "a and b"}, True),
    ],
)  # fmt: skip
def test_a_simple_condition_means_what_odk_takes_it_to_mean(text, answers, holds):
    assert hold([parse(text)], answers) is holds


@pytest.mark.parametrize(
    "text",
    ["${a}", "not(${a} = 1)", "(${a} = 1)", "${a} = ${b}", "${a} > 'x'", "${a} = 1 and", "${a} = 1 xor ${b} = 2", ""],
)
def test_any_other_condition_is_refused(text):
    with pytest.raises(Unreadable):
        parse(text)


QUESTIONS = read_form(
    book(
        ("select_one yn", "walk", "走路", "yes"),
        ("begin_group", "g", "走得动的", "", "${walk} = '2'"),
        ("integer", "far", "多远", "yes", "", ". >= 0 and . <= 9"),
        ("select_one yn", "stairs", "上楼", "yes", "${far} >= 3"),
        ("end_group",),
        ("decimal", "weight", "体重"),
        ("date", "since", "从哪天", "", "${walk} = '0' or ${far} < 3"),
        ("note", "said", "到此为止"),
    )
)["questions"]
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "walk": st.sampled_from(["2", "0", "", "7", None]), "far": st.one_of(st.integers(-2, 12), st.sampled_from(["", "３", "x", "2.5"])),
        "stairs": st.sampled_from(["2", "0", ""]), "weight": st.sampled_from(["60.5", "重", ""]),
        "since": st.sampled_from(["2024-01-05", "昨天", ""]), "said": st.just("x"),
    },
)  # fmt: skip


def slowly(answers: dict) -> dict[str, str]:
    """Say question by question, in plain words of the form above, what is wrong."""
    walk, far, wrong = answers.get("walk") or "", str(answers.get("far", "")).replace("３", "3"), {}
    if "said" in answers:
        wrong["said"] = "a note is no question"
    if walk not in ("2", "0"):
        wrong["walk"] = "missing or no choice"
    is_far = far.lstrip("-").isdigit() and 0 <= int(far) <= 9
    if walk == "2" and not is_far:
        wrong["far"] = "missing, no number or out of limits"
    upstairs = walk == "2" and is_far and int(far) >= 3
    if upstairs and not answers.get("stairs"):
        wrong["stairs"] = "missing"
    if answers.get("weight") == "重":
        wrong["weight"] = "no number"
    dated = walk == "0" or (walk == "2" and is_far and int(far) < 3)
    if dated and answers.get("since") == "昨天":
        wrong["since"] = "no day"
    return wrong


@given(ANSWERS)
def test_what_is_asked_is_checked_kept_and_counted_and_nothing_else(answers):
    wrong = slowly(answers)
    if wrong:
        with pytest.raises(BadAnswer) as refused:
            checked(QUESTIONS, answers)
        assert set(refused.value.fields) == set(wrong)
        return

    kept = checked(QUESTIONS, answers)

    assert checked(QUESTIONS, kept) == kept
    assert "far" not in kept or kept["walk"] == "2"
    assert "stairs" not in kept or kept["far"] >= 3
    assert score(QUESTIONS, kept) == sum(int(kept[name]) for name in ("walk", "far", "stairs") if name in kept)


@pytest.mark.parametrize(("missing", "gives"), [("far", None), ("stairs", None), ("", 7)])
def test_a_score_with_a_hole_is_none(missing, gives):
    full = {"walk": "2", "far": 5, "stairs": "0"}

    assert score(QUESTIONS, {name: value for name, value in full.items() if name != missing}) == gives


def test_a_form_read_before_conditions_were_understood_leaves_its_question_open():
    old = [{"name": "a", "label": "甲", "kind": "text", "required": True, "choices": [], "relevant": "${b} = 1"}]

    assert checked(old, {}) == {}
