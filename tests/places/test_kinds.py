import pytest

from chuntian.kernel.divisions import DivisionCode
from chuntian.places.kinds import is_statistical_only, kind_of


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("620000", "甘肃省", "province"),
        ("640000", "宁夏回族自治区", "autonomous_region"),
        ("110000", "北京市", "municipality"),
        ("810000", "香港特别行政区", "special_region"),
        ("620100", "兰州市", "city"),
        ("622900", "临夏回族自治州", "autonomous_prefecture"),
        ("110100", "市辖区", "grouping"),
        ("620104", "西固区", "district"),
        ("622926", "东乡族自治县", "autonomous_county"),
        ("622901", "临夏市", "county_city"),
        ("620171", "兰州新区", "zone"),
        ("620103201", "黄峪镇", "town"),
        ("620104204", "金沟乡", "township"),
        ("620104001", "陈坪街道", "subdistrict"),
        ("610582400", "国营陕西华山企业公司", "unit"),
        ("620104001001", "西固中路社区居民委员会", "residents_committee"),
        ("620104001201", "范坪村民委员会", "villagers_committee"),
        ("610116003252", "八元村", "villagers_committee"),
        ("620105008400", "高新技术产业园居委会", "residents_like"),
        ("620105008500", "某农场", "villagers_like"),
    ],
)
def test_the_name_tells_the_kind_before_the_code(code, name, kind):
    assert kind_of(DivisionCode.parse(code), name) == kind


def test_a_prefecture_is_never_a_statistical_zone():
    assert not is_statistical_only(DivisionCode.parse("620100"))
    assert is_statistical_only(DivisionCode.parse("620171"))
    assert is_statistical_only(DivisionCode.parse("620171001"))
