"""From the file to the register: staged, reported, halted, taken over by a person."""

import io
from datetime import date, timedelta
from itertools import permutations

import polars as pl
import pytest
import python_calamine
from tests.exchange.builders import REGION, resident_id, xlsx_bytes
from tests.exchange.conftest import AT

from chuntian.exchange import brake, doubles, operations
from chuntian.exchange.brake import BrakeEstimate
from chuntian.exchange.enums import DiscrepancyKind, DiscrepancyState, UploadState
from chuntian.exchange.models import Discrepancy, Upload
from chuntian.exchange.queries import lists_in
from chuntian.exchange.report import report, report_xlsx
from chuntian.exchange.store import frame_of, list_path, staged_path
from chuntian.exchange.verify import checks
from chuntian.registry.models import Person, Source

pytestmark = pytest.mark.django_db
HEADS = ["姓名", "身份证号"]


def people(*numbers: int) -> list[list]:
    return [HEADS, *([f"张{n}号", resident_id(n)] for n in numbers)]


def test_a_list_is_staged_and_taken_over(register, take):
    register(range(3))

    upload = take("dibao_margin", [*people(0, 1, 7), ["李四", "1"]])

    assert upload.state == UploadState.COMMITTED
    assert (upload.rows, upload.accepted, upload.refused, upload.skipped, upload.unmatched) == (4, 3, 1, 0, 1)
    assert upload.source.as_of == date(2024, 3, 1)
    assert upload.source.whole


def test_the_same_file_again_is_the_same_upload(send, take):
    first = take("dibao_margin", people(1))

    again = send("dibao_margin", people(1))

    assert again.pk == first.pk
    assert operations.commit(upload=again, by="system:test", at=AT).pk == first.pk
    assert Source.objects.filter(kind="dibao_margin").count() == 1


def test_a_bad_file_is_a_refused_upload(send, staff):
    upload = send("dibao", [], content=b"\xff\xfe\xff")

    assert upload.state == UploadState.REFUSED
    assert report(upload)["refusals"][0]["code"] == "encoding"
    assert report_xlsx(upload).startswith(b"PK")
    with pytest.raises(operations.CannotCommit):
        operations.commit(upload=upload, by=staff[0], at=AT)


def test_nothing_personal_lies_in_the_clear(send, data_folder):
    upload = send("dibao", [*people(1, 2), ["钱某某", resident_id(3)[:17] + "Y"]])

    files = [path for path in data_folder.rglob("*") if path.is_file()]
    assert len(files) == 4
    needles = [
        text.encode(code)
        for text in (resident_id(1), resident_id(3)[:17], "钱某某")
        for code in ("utf-8", "gbk", "utf-16-le")
    ]
    assert not any(needle in path.read_bytes() for path in files for needle in needles)
    assert frame_of(upload, "accepted")["resident_id"].to_list() == [resident_id(1), resident_id(2)]
    assert "钱某某" not in str(upload.facts)


@pytest.mark.parametrize("which", ["list", "accepted", "refused", "refusals"])
@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.99])
def test_one_altered_byte_is_found(send, which, place):
    upload = send("dibao", people(1, 2))
    assert [check.problems for check in checks()] == [[], []]
    path = list_path(upload.sha256) if which == "list" else staged_path(upload, which)
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 1
    path.write_bytes(content)

    problems = [problem for check in checks() for problem in check.problems]

    assert len(problems) == 1
    assert path.name in problems[0]


def test_a_missing_file_is_red(send):
    upload = send("dibao", people(1))
    list_path(upload.sha256).unlink()

    assert [bool(check.problems) for check in checks()] == [True, False]


def test_half_a_file_halts_and_asks_two_people(take, register, send, staff):
    register(range(40))
    take("dibao", people(*range(40)), as_of=date(2024, 2, 1))

    upload = take("dibao", people(*range(20)))

    assert upload.state == UploadState.HALTED
    assert upload.brake["missing"] == {"before": 40, "missing": 20, "now": 20}
    assert Source.objects.filter(kind="dibao").count() == 1
    upload = operations.confirm_brake(upload=upload, by=staff[0], at=AT, reason="核实过")
    with pytest.raises(operations.CannotConfirm, match="同一人"):
        operations.confirm_brake(upload=upload, by=staff[0], at=AT, reason="再说一次")
    assert operations.commit(upload=upload, by=staff[0], at=AT).state == UploadState.HALTED
    operations.confirm_brake(upload=upload, by=staff[1], at=AT, reason="也核实过")
    assert operations.commit(upload=upload, by=staff[0], at=AT).state == UploadState.COMMITTED


def test_a_halted_list_can_be_dropped_and_sent_whole(take, register, staff):
    register(range(40))
    take("dibao", people(*range(40)), as_of=date(2024, 2, 1))
    upload = take("dibao", people(*range(20)))

    operations.reject(upload=upload, by=staff[1], at=AT, reason="只有一半")

    assert take("dibao", people(*range(40))).state == UploadState.COMMITTED
    with pytest.raises(operations.CannotReject):
        operations.reject(upload=upload, by=staff[1], at=AT, reason="再来")


@pytest.mark.parametrize(
    ("estimate", "state"),
    [((1000, 5, 5), UploadState.COMMITTED), ((1000, 6, 6), UploadState.HALTED), ((1000, 0, 20), UploadState.COMMITTED), ((1000, 0, 21), UploadState.HALTED),
     ((100, 4, 4), UploadState.COMMITTED), ((100, 5, 5), UploadState.HALTED), ((0, 0, 0), UploadState.COMMITTED)],
)  # fmt: skip
def test_the_brake_at_its_limits(take, monkeypatch, estimate, state):
    monkeypatch.setattr(brake, "_estimators", [lambda upload, frame: BrakeEstimate(*estimate)])

    upload = take("dibao", people(1, 2))

    assert upload.state == state


@pytest.mark.parametrize("every", [pytest.param(1, marks=pytest.mark.slow), 15])
def test_order_of_arrival_changes_nothing(register, send, staff, every):
    from chuntian.registry.queries import facts_of

    register([1, 2], as_of=date(2023, 12, 1))
    lists = [
        ("dibao", people(1), date(2024, 1, 1)), ("dibao", people(1, 2), date(2024, 2, 1)), ("dibao", people(2), date(2024, 3, 1)),
        ("deaths", [[*HEADS, "死亡日期", "更正"], ["张1号", resident_id(1), "2024-02-10", "否"]], date(2024, 2, 15)),
        ("deaths", [[*HEADS, "死亡日期", "更正"], ["张1号", resident_id(1), "2024-02-10", "是"]], date(2024, 2, 20)),
    ]  # fmt: skip
    from django.db import transaction

    staged = [send(kind, rows, as_of=as_of) for kind, rows, as_of in lists]
    ends = set()
    for order in list(permutations(staged))[::every]:
        point = transaction.savepoint()
        for number, upload in enumerate(order):
            operations.commit(upload=upload, by=staff[0], at=AT + timedelta(minutes=number))
        known = AT + timedelta(hours=1)
        persons = Person.objects.order_by("birth_date")
        ends.add(str([(name, facts_of(person, date(2024, 3, 5), known)[name].value) for person in persons for name in ("dibao", "death_date")
                      if name in facts_of(person, date(2024, 3, 5), known)]))  # fmt: skip
        transaction.savepoint_rollback(point)
    assert len(ends) == 1


def test_refused_rows_come_back_as_a_list_that_can_be_sent_again(send, data_folder, tmp_path):
    rows = [
        ["身份证号", "姓名", "备注"],
        [resident_id(1), "张三", "x"],
        [620199190001010116, "李四", "y"],
        [resident_id(3), "=1+1", "z"],
        [resident_id(4)[:17] + "Y", "@赵六", ""],
    ]
    upload = send("dibao", [], content=xlsx_bytes(rows))

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(report_xlsx(upload)))
    page = book.get_sheet_by_name("退回的行").to_python()

    assert page[0][:2] == ["身份证号", "姓名"]
    assert [row[1] for row in page[1:]] == ["李四", "=1+1", "@赵六"]
    assert page[1][0] == ""  # the damaged number is not handed back
    assert all(isinstance(cell, str) for row in page for cell in row)
    corrected = [page[0][:2], *([resident_id(10 + n), name] for n, name in enumerate(["李四", "钱七", "赵六"]))]
    assert send("dibao", [], content=xlsx_bytes(corrected)).accepted == 3


def test_discrepancies_are_found_once_and_decided(register, take, send, staff):
    register(range(10))
    take("tekun", people(1, 2))
    upload = take("dibao", [*people(2, 3), ["王某", resident_id(4)]])
    take("deaths", [[*HEADS, "死亡日期"], ["张5号", resident_id(5), "2024-02-10"]])
    take("moves", [[*HEADS, "迁移日期", "迁入地代码"], ["张6号", resident_id(6), "2024-02-10", "620102001"]])
    take(
        "bank_accounts",
        [
            [*HEADS, "银行账号", "户名"],
            ["张7号", resident_id(7), "6217000012345678", "王五"],
            ["张8号", resident_id(8), "6217000012345678", "张8号"],
        ],
    )

    found = {(one.kind, one.key) for one in Discrepancy.objects.all()}

    assert found >= {("conflicting_lists", "tekun+dibao"), ("name_differs", "dibao"), ("dead", "certificate"), ("moved", "620102001000"),
                     ("account_differs", "holder"), ("account_differs", "shared")}  # fmt: skip
    assert upload.commit_result["discrepancies"] == {"conflicting_lists": 1, "name_differs": 1}
    one = Discrepancy.objects.get(kind=DiscrepancyKind.CONFLICTING_LISTS)
    operations.decide_discrepancy(discrepancy=one, outcome="explained", by=staff[0], at=AT, reason="已核实")
    one.refresh_from_db()
    assert (one.state, one.decided_by) == (DiscrepancyState.DECIDED, staff[0])
    with pytest.raises(operations.CannotDecide):
        operations.decide_discrepancy(discrepancy=one, outcome="explained", by=staff[0], at=AT, reason="又")
    later = take("dibao", [*people(2, 3), ["王某", resident_id(4)]], as_of=date(2024, 3, 4))
    assert later.commit_result["discrepancies"] == {}


@pytest.mark.parametrize("large", [1, 50_000])
def test_certificates_expired_and_persons_doubled(take, monkeypatch, large):
    """Also where the list is compared with itself beside the taking over."""
    monkeypatch.setattr(doubles, "LARGE", large)
    first, second = resident_id(1), resident_id(1)[:14] + resident_id(1)[14:17][::-1]
    from chuntian.kernel.identity import resident_id_checksum

    second += resident_id_checksum(second)
    heads = ["姓名", "身份证号", "残疾人证号", "户籍地代码", "有效期至", "证件状态"]

    upload = take(
        "certificates",
        [
            heads,
            ["张三", first, first + "43", "620104001", "2024-01-01", "有效"],
            ["张三", second, second + "43", "620104001", "2030-01-01", "有效"],
        ],
    )

    assert upload.commit_result["discrepancies"] == {"certificate_expired": 1, "doubled": 1}
    pair = Discrepancy.objects.get(kind=DiscrepancyKind.DOUBLED)
    assert {pair.person_id, pair.other_person_id} == set(Person.objects.values_list("pk", flat=True))


def test_a_list_of_changes_is_compared_with_the_register(take):
    """A mistyped number, or the same name and birth date in the same county, shows against who is registered already."""
    from chuntian.kernel.identity import resident_id_checksum

    def alike(number: str, change) -> str:
        body = change(number[:17])
        return body + resident_id_checksum(body)

    heads = ["姓名", "身份证号", "残疾人证号", "户籍地代码"]
    old = [resident_id(n) for n in (1, 2, 3, 4)]
    typo = alike(old[0], lambda body: body[:14] + f"{(int(body[14:]) + 1) % 1000:03d}")
    twin = alike(old[1], lambda body: body[:14] + f"{(int(body[14:]) + 446) % 1000:03d}")
    far = alike(old[2], lambda body: body[:14] + f"{(int(body[14:]) + 446) % 1000:03d}")
    take(
        "certificates",
        [heads, *([f"甲{n}", one, one + "43", "620104001"] for n, one in enumerate(old))],
        region="620100000000",
    )
    new = [["甲0", typo, typo + "43", "620104001"], ["甲1", twin, twin + "43", "620104002"],
           ["甲2", far, far + "43", "620102001"], ["乙", resident_id(9), resident_id(9) + "43", "620104001"]]  # fmt: skip

    upload = take("certificates", [heads, *new], region="620100000000", as_of=date(2024, 3, 4))

    reasons = sorted(one.detail["reason"] for one in Discrepancy.objects.filter(kind=DiscrepancyKind.DOUBLED))
    assert reasons == ["number_typo_same_name", "same_name_and_birth"]
    assert upload.commit_result["discrepancies"] == {"doubled": 2}


def test_lists_tell_how_old_they_are(take):
    take("dibao_margin", people(1), as_of=date(2024, 1, 1))

    state = {one["kind"]: one for one in lists_in(region=REGION, on=date(2024, 3, 5))}

    assert state["dibao_margin"]["stale"]
    assert state["dibao_margin"]["age_days"] == 64
    assert state["tekun"]["missing"]


def test_counts_that_do_not_add_up_cannot_be_stored(send):
    from django.db import IntegrityError, transaction

    upload = send("dibao", people(1))

    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(rows=upload.rows + 1)


def test_bytes_from_a_page_are_staged_like_a_file(data_folder, staff):
    upload = operations.stage_bytes(
        content=xlsx_bytes(people(1, 2)),
        name="名单.xlsx",
        kind="dibao",
        as_of=date(2024, 3, 1),
        region=REGION,
        by=staff[0],
        at=AT,
    )

    assert (upload.accepted, upload.file_name) == (2, "名单.xlsx")


def test_a_frame_for_the_register_has_the_columns_of_the_kind(send):
    upload = send("elderly_allowance", [[*HEADS, "补贴类型", "金额"], ["张三", resident_id(1), "高龄津贴", "100.50"]])

    frame = frame_of(upload, "accepted")

    assert frame.select("kind", "amount").rows() == [("living", 10050)]
    assert frame.schema["amount"] == pl.Int64
