"""Column checks say what the kernel says of single values, and every row is accounted for."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.builders import ON, REGION, checked, codes, csv_bytes, resident_id, xlsx_bytes

from chuntian.exchange.checking import numbers, values
from chuntian.exchange.checking.clean import clean
from chuntian.exchange.checking.context import Context
from chuntian.exchange.kinds import all_kinds
from chuntian.exchange.reading.headings import plain, synonyms
from chuntian.kernel.identity import (
    CertificateNumber,
    CreditCode,
    IdentityError,
    check_resident_id,
    credit_code_checksum,
    organisation_checksum,
)

CONTEXT = Context(ON, REGION)


def one(check, text: str):
    found, code = check(clean(pl.Series([text], dtype=pl.String)), CONTEXT)
    return found[0], code[0]


digits = st.text("0123456789", min_size=14, max_size=19)
almost = st.builds(
    lambda number, place, sign: number[:place] + sign + number[place + 1 :],
    st.integers(0, 90_000).map(resident_id), st.integers(0, 17), st.sampled_from("0123456789XxY ２"),
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(digits, almost, st.integers(0, 90_000).map(resident_id)))
def test_resident_ids_as_the_kernel_says(text):
    expected = check_resident_id(text, ON)

    value, code = one(numbers.resident_id, text)

    assert (code.replace("_15", "") if code else None) == expected
    assert (value is None) == (expected is not None)


@given(
    st.one_of(almost, digits), st.text("0123456789", max_size=2), st.sampled_from(["", "B", "B1", "B0", "B12", "C1"])
)
def test_certificate_numbers_as_the_kernel_says(number, tail, suffix):
    text = number.strip() + tail + suffix
    try:
        expected = CertificateNumber.parse(text, ON).value
    except IdentityError:
        expected = None

    value, code = one(numbers.certificate_number, text)

    assert value == expected
    assert (code is None) == (expected is not None)


@settings(deadline=None)
@given(
    st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8),
    st.sampled_from([None, 3, 12, 17]),
    st.sampled_from("0A9"),
)
def test_credit_codes_as_the_kernel_says(body, place, sign):
    first17 = "91620104" + body + organisation_checksum(body)
    text = first17 + credit_code_checksum(first17)
    if place is not None:
        text = text[:place] + sign + text[place + 1 :]
    try:
        expected = CreditCode.parse(text).value
    except IdentityError:
        expected = None

    value, _ = one(numbers.credit_code, text)

    assert value == expected


NUMERIC_FORMS = ["6.2019919900101E+17", "620199190001010000.0", "620,199,190,001,010,116", "620199000315017", "6.2E17"]


@pytest.mark.parametrize("text", NUMERIC_FORMS)
def test_spoiled_numbers_in_a_csv_are_refused(tmp_path, text):
    result, _ = checked(tmp_path, csv_bytes([["姓名", "身份证号"], ["张三", text], ["李四", resident_id(2)]]))

    assert list(codes(result)) == ["B2"]
    assert result.counts["accepted"] == 1


@given(
    st.lists(st.tuples(st.integers(0, 5_000), st.booleans()), min_size=1, max_size=60, unique_by=lambda pair: pair[0])
)
@settings(max_examples=25, deadline=None)
def test_numeric_cells_are_refused_each_with_its_address(tmp_path_factory, people):
    rows = [
        ["姓名", "身份证号"],
        *(["张三", float(resident_id(n)[:17] + "0") if numeric else resident_id(n)] for n, numeric in people),
    ]

    result, _ = checked(tmp_path_factory.mktemp("numeric"), xlsx_bytes(rows))

    expected = {f"Sheet1!B{row}" for row, (_, numeric) in enumerate(people, 2) if numeric}
    assert {cell for cell, code in codes(result).items() if code == "numeric_cell"} == expected


cells = st.one_of(
    st.none(), st.just(""), st.just("合计"), st.just("#N/A"), st.integers(0, 40).map(resident_id), st.text("张李王五0123456789Xx年月日-/.,\"'=+@ ２　\u200b", max_size=20),
    st.floats(0, 1e18, allow_nan=False), st.integers(0, 10**17), st.booleans(),
)  # fmt: skip


@given(st.sampled_from(["dibao", "deaths", "bank_accounts", "elderly_allowance", "employers", "survey"]), st.data())
@settings(max_examples=40, deadline=None)
def test_rows_always_add_up(tmp_path_factory, slug, data):
    kind = next(kind for kind in all_kinds() if kind.slug == slug)
    heads = [column.headings[0] for column in kind.columns]
    body = data.draw(st.lists(st.lists(cells, min_size=len(heads), max_size=len(heads)), max_size=15))
    rows = [heads, *body]
    while rows and not any(str(cell).strip() for cell in rows[-1] if cell is not None):
        rows.pop()
    texts = [[("" if cell is None else str(cell)) for cell in row] for row in rows]

    for content in (xlsx_bytes(rows), csv_bytes(texts)):
        result, facts = checked(tmp_path_factory.mktemp("rows"), content, slug)
        if result is None:
            assert facts["refused"]
            continue
        counts = result.counts
        assert counts["rows"] == counts["accepted"] + counts["refused"] + counts["skipped"]
        assert result.accepted.height == counts["accepted"]
        named = set(result.refusals.filter(pl.col("level") == "refusal")["row"])
        assert named == set(result.refused["row"])


def test_no_heading_means_two_columns():
    for kind in all_kinds():
        known = synonyms(kind)
        for column in kind.columns:
            assert {known[plain(text)] for text in (column.name, *column.headings)} == {column.name}, (
                kind.slug,
                column.name,
            )


@pytest.mark.parametrize(
    ("check", "text", "value"),
    [
        (values.yuan, "1,234.50", 123450), (values.yuan, "￥120", 12000), (values.yuan, "100.5元", 10050), (values.yuan, "0.07", 7),
        (values.yuan, "12.345", None), (values.yuan, "-5", None), (values.yuan, "１２", 1200), (values.integer, "12.0", 12), (values.integer, "12.5", None),
        (values.month, "2024年5月", "2024-05"), (values.month, "202405", "2024-05"), (values.month, "2024/5", "2024-05"), (values.month, "2024-13", None),
        (values.grade, "一级", 1), (values.grade, "４", 4), (values.grade, "五级", None), (values.category, "肢体残疾", 4), (values.category, "多重", 7),
        (values.boolean, "是", True), (values.boolean, "否", False), (values.boolean, "也许", None), (values.ratio, "30.5", "61/2"), (values.ratio, "61/2", "61/2"),
        (values.ratio, "30", "30"), (values.ratio, "-1", None), (values.division, "620104", "620104000000"), (values.division, "6201", None),
        (values.name, "张 三", "张三"), (values.name, "阿依古丽•买买提", "阿依古丽·买买提"), (values.name, "John Smith", "John Smith"), (values.name, "张?", None),
        (values.name, "张\ufffd", None), (values.name, "张\ue000", None), (values.name, "12", None), (values.phone, "138 0013 8000", "13800138000"),
        (values.phone, "0931-1234567", "0931-1234567"), (values.phone, "123", None), (numbers.account, "6217 0000 1234 5678", "6217000012345678"),
        (numbers.account, "6.2E+18", None), (values.components, "肢体一级下肢;智力二级", (1 << 12) | (1 << 28) | (1 << 17)), (values.components, "什么", None),
    ],
)  # fmt: skip
def test_single_values(check, text, value):
    found, code = one(check, text)

    assert found == value
    assert (code is None) == (value is not None)


def test_a_name_of_the_region_stands_for_its_code(tmp_path):
    rows = [
        ["姓名", "身份证号", "户籍地"],
        ["张三", resident_id(1), "陈坪街道"],
        ["李四", resident_id(2), "天上"],
        ["王五", resident_id(3), "620102"],
    ]

    result, _ = checked(tmp_path, csv_bytes(rows), divisions={"陈坪街道": "620104001000"})

    assert result.accepted["division"].to_list() == ["620104001000"]
    assert codes(result) == {"C3": "division", "C4": "outside_region"}


def test_a_wrong_phone_is_a_warning_and_costs_no_row(tmp_path):
    rows = [
        ["姓名", "身份证号", "残疾人证号", "户籍地代码", "联系电话"],
        ["张三", resident_id(1), resident_id(1) + "43", "620104001", "12"],
    ]

    result, _ = checked(tmp_path, csv_bytes(rows), "certificates")

    assert result.counts["accepted"] == 1
    assert result.accepted["phone"].to_list() == [None]
    assert result.refusals["level"].to_list() == ["warning"]


def test_a_certificate_of_someone_else_is_refused(tmp_path):
    rows = [
        ["姓名", "身份证号", "残疾人证号", "户籍地代码"],
        ["张三", resident_id(1), resident_id(2) + "43", "620104001"],
    ]

    result, _ = checked(tmp_path, csv_bytes(rows), "certificates")

    assert codes(result) == {"C2": "mismatch"}


def test_no_message_holds_a_number(tmp_path):
    rows = [
        ["姓名", "身份证号"],
        *(["张三", resident_id(n)[:-1] + "Y"] for n in range(20)),
        ["李四", resident_id(1)],
        ["李四", resident_id(1)],
    ]

    result, _ = checked(tmp_path, csv_bytes(rows))

    assert result.counts["refused"] == 21
    assert not any(resident_id(n)[6:17] in text for n in range(20) for text in result.refusals["message"])


@pytest.mark.parametrize("check", [numbers.resident_id, numbers.certificate_number, values.name, values.phone])
def test_a_check_of_odd_cells_leaves_the_others_and_the_column_itself(check):
    right = {
        "resident_id": resident_id(1),
        "certificate_number": resident_id(1) + "43",
        "name": "张三",
        "phone": "13900000000",
    }
    cells = [
        right[check.__name__],
        "620199620199.0",
        None,
        "锟斤拷",
        " ",
        right[check.__name__] + "\u00c3\u0080",
        right[check.__name__],
    ]
    texts = pl.Series("cells", cells)

    found, code = check(texts, Context(ON, REGION))

    assert texts.to_list() == cells
    assert found.to_list() == [cells[0], None, None, None, None, None, cells[-1]]
    assert code.is_null().to_list() == [True, False, True, False, False, False, True]
