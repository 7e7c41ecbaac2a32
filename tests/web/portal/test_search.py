"""Programmes are found by the words people use."""

import pytest

from chuntian.web.portal.plain import kept
from chuntian.web.portal.search import public_programmes, search


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("护理补贴", "nursing_subsidy"),
        ("hulibutie", "nursing_subsidy"),
        ("hu li bu tie", "nursing_subsidy"),
        ("hlbt", "nursing_subsidy"),
        ("轮椅", "assistive_device_fitting"),
        ("wheelchair", "assistive_device_fitting"),
        ("Hearing aid", "assistive_device_fitting"),
        ("我腿不好，出门坐公交要钱吗", "public_transport_concession"),
        ("聋人话费", "info_consumption_subsidy"),
        ("孩子有自闭症怎么办", "child_rehab_relief"),
        ("残疾证过期了", "disability_certificate"),
        ("改厕所", "home_accessibility"),
        ("ｂｕｓ", "public_transport_concession"),
        ("残集人证", "disability_certificate"),
        ("伦椅", "assistive_device_fitting"),
        ("椅轮", "assistive_device_fitting"),
        ("nun yi", "assistive_device_fitting"),
        ("wheelchiar", "assistive_device_fitting"),
        ("助厅器", "assistive_device_fitting"),
        ("看病", "medical_insurance_aid"),
        ("孩子康复", "child_rehab_relief"),
        ("油钱", "fuel_subsidy"),
        ("房子改造", "home_accessibility"),
        ("残疾补贴", "living_subsidy"),
    ],
)
def test_everyday_words_find_the_programme_first(said, first):
    assert search(said)[0].slug == first


@pytest.mark.parametrize(("said", "domain"), [("上学", "education"), ("打官司", "rights"), ("公租房", "housing")])
def test_a_field_is_found_by_its_everyday_word(said, domain):
    assert search(said)[0].domain == domain


def test_nonsense_finds_nothing_and_nothing_finds_all():
    assert search("zzqqxx") == []
    assert search("，。！") == list(public_programmes())
    assert search("") == list(public_programmes())


def test_what_is_for_the_public_is_for_people():
    kinds = {one.kind for one in public_programmes() if one.slug not in kept()}

    assert len(public_programmes()) > 80
    assert not kinds & {"platform", "mechanism", "indicator", "levy"}
