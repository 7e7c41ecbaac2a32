"""What kind of division a name and a code tell. The name decides: code ranges are not kept to (黄峪镇 carried 201)."""

from chuntian.kernel.divisions import DivisionCode

PROVINCE_ENDINGS = {
    "自治区": "autonomous_region",
    "特别行政区": "special_region",
    "市": "municipality",
    "省": "province",
}
PREFECTURE_ENDINGS = {"自治州": "autonomous_prefecture", "地区": "region", "盟": "league", "市": "city"}
COUNTY_ENDINGS = {
    "自治县": "autonomous_county",
    "自治旗": "autonomous_banner",
    "县": "county",
    "旗": "banner",
    "市": "county_city",
    "区": "district",
}
TOWN_ENDINGS = {"街道": "subdistrict", "街道办事处": "subdistrict", "镇": "town", "乡": "township", "苏木": "township"}
VILLAGE_WORDS = {
    "居民委员会": "residents_committee",
    "居委会": "residents_committee",
    "社区": "residents_committee",
    "村民委员会": "villagers_committee",
    "村委会": "villagers_committee",
}
ENDINGS = {
    "province": PROVINCE_ENDINGS,
    "prefecture": PREFECTURE_ENDINGS,
    "county": COUNTY_ENDINGS,
    "town": TOWN_ENDINGS,
}
# First digits of the town and village parts (codes.md section 4.2), for names that tell nothing.
TOWN_RANGES = {"0": "subdistrict", "1": "town", "2": "township", "3": "township"}
VILLAGE_RANGES = {
    "0": "residents_committee",
    "1": "residents_committee",
    "2": "villagers_committee",
    "3": "villagers_committee",
    "4": "residents_like",
    "5": "villagers_like",
}
GROUPING_NAMES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
KIND_LABELS = {
    "province": "省", "autonomous_region": "自治区", "municipality": "直辖市", "special_region": "特别行政区",
    "city": "地级市", "autonomous_prefecture": "自治州", "region": "地区", "league": "盟", "grouping": "分组",
    "county": "县", "autonomous_county": "自治县", "county_city": "县级市", "district": "区", "banner": "旗",
    "autonomous_banner": "自治旗", "zone": "功能区", "subdistrict": "街道", "town": "镇", "township": "乡", "unit": "其他单位",
    "residents_committee": "居民委员会", "villagers_committee": "村民委员会", "residents_like": "类似居委会", "villagers_like": "类似村委会",
}  # fmt: skip


def is_statistical_only(code: DivisionCode) -> bool:
    """Tell whether a county code is one the statistical bureau gives to a functional zone (620171 兰州新区)."""
    return code.level != "prefecture" and "71" <= code.value[4:6] <= "80"


def kind_of(code: DivisionCode, name: str) -> str:
    """Give the kind of a division, one of KIND_LABELS."""
    level = code.level
    if level == "village":
        return _village_kind(code, name)
    if name in GROUPING_NAMES:
        return "grouping"
    if level == "county" and is_statistical_only(code):
        return "zone"
    for ending in sorted(ENDINGS[level], key=len, reverse=True):
        if name.endswith(ending):
            return ENDINGS[level][ending]
    return TOWN_RANGES.get(code.value[6], "unit") if level == "town" and code.value[6] == "0" else "unit"


def _village_kind(code: DivisionCode, name: str) -> str:
    by_range = VILLAGE_RANGES.get(code.value[9], "villagers_like")
    if by_range.endswith("_like"):
        return by_range
    return next((kind for word, kind in VILLAGE_WORDS.items() if name.endswith(word)), by_range)
