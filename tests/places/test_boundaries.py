"""County boundaries that an office installs: drawn only whole, with source, licence and review number."""

import json

import pytest

from chuntian.places.boundaries import FILE, BoundaryFileError, outlines_of


def square(code, x, y):
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    return {
        "type": "Feature",
        "properties": {"adcode": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.fixture
def install(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path

    def put(features, **said):
        head = {"source": "示意", "licence": "测试", "review_number": "无"} | said
        (tmp_path / FILE).write_text(json.dumps({"type": "FeatureCollection", **head, "features": features}), "utf-8")

    return put


def test_without_a_file_there_are_no_outlines(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path

    assert outlines_of(["620102"]).shapes == {}


def test_counties_lie_beside_each_other_as_they_do(install):
    install([square("620102", 103, 36), square(620103, 104, 36)])

    found = outlines_of(["620102", "620103000000"])

    west, east = found.shapes["620102000000"], found.shapes["620103000000"]
    assert west.x < east.x
    assert west.path.startswith("M")
    assert "审图号：无" in found.source
    assert 0 < found.height < 480


def test_a_map_with_a_hole_is_not_drawn(install):
    install([square("620102", 103, 36)])

    assert outlines_of(["620102", "620103"]).shapes == {}


@pytest.mark.parametrize("missing", ["source", "licence", "review_number"])
def test_boundaries_without_a_right_to_them_are_refused(install, missing):
    install([square("620102", 103, 36)], **{missing: ""})

    with pytest.raises(BoundaryFileError, match=missing):
        outlines_of(["620102"])


def test_a_shape_that_cannot_be_read_is_named(install):
    install([{"type": "Feature", "properties": {}, "geometry": None}])

    with pytest.raises(BoundaryFileError, match="adcode"):
        outlines_of(["620102"])
