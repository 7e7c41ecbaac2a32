import json

import polars as pl
import pytest

from chuntian.kernel.divisions import DivisionCode
from chuntian.kernel.identity import ResidentId
from chuntian.places import operations, queries
from chuntian.places.editions import EDITIONS
from chuntian.places.files import DivisionFileError
from chuntian.places.kinds import KIND_LABELS
from chuntian.places.models import Division, Organisation

GANSU = {
    "620100": "兰州市", "620200": "嘉峪关市", "620300": "金昌市", "620400": "白银市", "620500": "天水市", "620600": "武威市",
    "620700": "张掖市", "620800": "平凉市", "620900": "酒泉市", "621000": "庆阳市", "621100": "定西市", "621200": "陇南市",
    "622900": "临夏回族自治州", "623000": "甘南藏族自治州",
}  # fmt: skip


def packaged(slug: str) -> pl.DataFrame:
    return pl.read_parquet(next(one.path for one in EDITIONS if one.slug == slug))


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda one: one.slug)
def test_packaged_rows_agree_with_their_codes(edition):
    frame = packaged(edition.slug)

    assert frame["code"].is_unique().all()
    assert set(frame["kind"]) <= set(KIND_LABELS)
    for row in frame.sample(2_000, seed=1).iter_rows(named=True):
        code = DivisionCode.parse(row["code"])
        assert row["level"] == code.level
        assert row["parent_code"] == (code.parents[-1] if code.parents else "")


def test_every_row_of_the_newest_edition_has_its_parent():
    frame = packaged("2023")

    assert set(frame["parent_code"]) - {""} <= set(frame["code"])
    assert frame.filter(pl.col("level") == "province").height == 34


def test_gansu_is_as_the_policy_page_lists_it():
    frame = packaged("2023").filter(pl.col("parent_code") == "620000000000")

    assert {code[:6]: name for code, name in frame.select("code", "name").iter_rows()} == GANSU


def test_functional_zones_are_statistical_only():
    frame = packaged("2023").filter(pl.col("statistical_only"))

    assert "620171000000" in frame["code"]
    assert "620104000000" not in frame["code"]
    assert set(frame.filter(pl.col("level") == "county")["kind"]) == {"zone"}


def test_the_retired_county_is_there_and_ended_in_2021():
    row = packaged("2019").row(by_predicate=pl.col("code") == "610928000000", named=True)

    assert (row["name"], row["valid_to"].year) == ("旬阳县", 2021)
    assert "610928000000" not in packaged("2023")["code"]


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_mends_what_was_changed():
    steps = []
    first = operations.load_packaged(within="620104", progress=steps.append)
    Division.objects.filter(code="620104001000").update(name="别的名字")

    again = operations.load_packaged(within="620104")

    assert sum(steps) == first.new == Division.objects.count() == operations.packaged_rows("620104")
    assert (again.new, again.changed, again.same) == (0, 2, first.new - 2)
    assert operations.load_packaged(within="620104").changed == 0


@pytest.mark.django_db
def test_the_region_of_a_number_is_current_retired_or_unknown(django_assert_num_queries):
    for county in ("610928", "610981", "620104", "620171"):
        operations.load_packaged(within=county)

    states = {code: queries.region_state(code) for code in ("610928", "610981", "620104", "620171", "620199")}

    assert states == {
        "610928": "retired",
        "610981": "current",
        "620104": "current",
        "620171": "unknown",
        "620199": "unknown",
    }
    on = EDITIONS[0].as_of
    assert ResidentId.parse("610928190003150178", on, regions=queries.region_state).warnings == ("region_retired",)
    with django_assert_num_queries(2):
        queries.region_states()


@pytest.fixture
def xigu(db):
    operations.load_packaged(within="620104")


@pytest.mark.usefixtures("xigu")
@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("西固区", "620104000000"),
        ("xiguqu", "620104000000"),
        ("XGQ", "620104000000"),
        ("陈坪", "620104001000"),
        ("chen ping", "620104001000"),
        ("620104001", "620104001000"),
        ("６２０１０４", "620104000000"),
        ("范坪", "620104001201"),
    ],
)
def test_find(text, first):
    assert queries.find(text)[0].code == first


@pytest.mark.usefixtures("xigu")
def test_find_looks_a_code_up_in_every_edition_and_words_in_the_newest():
    assert {one.edition for one in queries.find("620104")} == {"2019", "2023"}
    assert {one.edition for one in queries.find("西固")} == {"2023"}
    assert not queries.find("西固", within="620105").exists()
    assert not queries.find("没有这个地方").exists()
    assert not queries.find("'").exists()


@pytest.mark.usefixtures("xigu")
def test_offices_of_a_county_hang_together_and_are_made_once(at):
    made = operations.ensure_organisations(region="620104", at=at)

    assert made == {
        "federation": 3,
        "civil_affairs": 1,
        "finance": 1,
        "tax": 1,
        "township": 13,
        "village": queries.villages_of("620104").count(),
    }
    village = Organisation.objects.get(kind="village", division="620104001201")
    chain = [village.parent.name, village.parent.parent.name, village.parent.parent.parent.name]
    assert chain == ["陈坪街道办事处", "兰州市西固区残疾人联合会", "兰州市残疾人联合会"]
    assert Organisation.objects.get(kind="township", division="620104100000").name == "新城镇人民政府"
    assert operations.ensure_organisations(region="620104000000", at=at) == {}


@pytest.mark.usefixtures("xigu")
def test_the_responsible_office_is_the_nearest_one(at):
    operations.ensure_organisations(region="620104", at=at)

    assert queries.organisation("federation", "620104001201").name == "兰州市西固区残疾人联合会"
    assert queries.organisation("federation", "620105").name == "兰州市残疾人联合会"
    assert queries.organisation("finance", "620105") is None


@pytest.mark.usefixtures("xigu")
@pytest.mark.parametrize("region", ["620105", "620199", "620100", "620104001"])
def test_offices_are_made_for_known_counties_only(region, at):
    with pytest.raises(operations.UnknownDivision):
        operations.ensure_organisations(region=region, at=at)


@pytest.mark.usefixtures("xigu")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_village_file_is_taken_over(tmp_path, encoding):
    path = tmp_path / "villages.csv"
    path.write_text('code,name,streetCode\n620104001299,"新村村委会",620104001\n', encoding=encoding)

    result = operations.load_file(path=path, edition="2023")

    assert (result.new, result.changed) == (1, 0)
    village = queries.division("620104001299")
    assert (village.kind, village.parent_code, village.pinyin) == (
        "villagers_committee",
        "620104001000",
        "xincuncunweihui xccwh",
    )
    assert operations.load_packaged(within="620104").changed == 0


@pytest.mark.django_db
def test_a_file_leaves_alone_since_when_a_name_holds(tmp_path):
    operations.load_packaged(within="620103")
    path = tmp_path / "streets.csv"
    path.write_text("code,name\n620103201,魏岭乡\n620103104,黄峪镇（新）\n", encoding="utf-8")
    since = queries.division("620103104").valid_from

    result = operations.load_file(path=path, edition="2023")

    assert (result.new, result.changed, result.same) == (0, 1, 1)
    assert queries.division("620103104").name == "黄峪镇（新）"
    assert queries.division("620103104").valid_from == since
    assert since is not None


@pytest.mark.usefixtures("xigu")
def test_a_json_file_is_taken_over(tmp_path):
    path = tmp_path / "streets.json"
    path.write_text(json.dumps([{"code": "620104299", "name": "新乡"}], ensure_ascii=False), encoding="utf-8")

    assert operations.load_file(path=path, edition="2023").new == 1
    assert queries.division("620104299").kind == "township"


@pytest.mark.usefixtures("xigu")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("code,name\n62010400129,村\n", "第 1 行"),
        ("code,name\n620104001299,\n", "没有名称"),
        ("代码,名称\n620104001299,村\n", "code 和 name"),
        ("code,name\n", "没有区划"),
    ],
)
def test_a_wrong_file_is_refused_whole(tmp_path, content, said):
    path = tmp_path / "file.csv"
    path.write_text(content, encoding="utf-8")
    before = Division.objects.count()

    with pytest.raises(DivisionFileError, match=said):
        operations.load_file(path=path, edition="2023")

    assert Division.objects.count() == before


@pytest.mark.usefixtures("xigu")
def test_villages_without_their_township_are_refused(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("code,name\n620105001001,某社区居委会\n", encoding="utf-8")

    with pytest.raises(operations.ParentsMissing, match="620105001000"):
        operations.load_file(path=path, edition="2023")
    with pytest.raises(DivisionFileError, match="读不到"):
        operations.load_file(path=tmp_path / "none.csv", edition="2023")
