"""
County boundaries of this installation: a GeoJSON file in the data folder, with its source and map review number.

None come with the package (docs/decisions/0022): where none are installed, maps are drawn as tiles. A boundary is never guessed.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from chuntian.kernel.divisions import DivisionError, pad

FILE = "boundaries.geojson"
NEEDED = {"source": "来源", "licence": "许可", "review_number": "审图号"}
WIDTH = 480.0
Ring = list[tuple[float, float]]


class BoundaryFileError(ValueError):
    """The file of boundaries cannot be used; the text says why."""


@dataclass(frozen=True)
class Outline:
    """A division's outline as an SVG path, and where its mark stands."""

    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Outlines:
    """The outlines of some divisions, all on one drawing of 480 by `height`; `source` says whose they are."""

    shapes: Mapping[str, Outline] = field(default_factory=dict)
    height: float = 0
    source: str = ""


def boundary_file() -> Path:
    """Say where the boundaries of this installation lie."""
    return Path(settings.DATA_FOLDER) / FILE


def outlines_of(codes: Iterable[str]) -> Outlines:
    """
    Give the outlines of some divisions; none at all where one of them has no boundary, so that no map has holes.

    :raises BoundaryFileError: the file cannot be used.
    """
    wanted = {pad(code) for code in codes}
    path = boundary_file()
    if not wanted or not path.exists():
        return Outlines()
    said = _read(path)
    rings = {code: rings for code, rings in _features(said) if code in wanted}
    if set(rings) != wanted:
        return Outlines()
    return _drawn(rings, "；".join(f"{word}：{said[name]}" for name, word in NEEDED.items()))


def _read(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text("utf-8"))
    except ValueError as why:
        raise BoundaryFileError(f"{path.name} 不是 GeoJSON：{why} · not GeoJSON") from why
    missing = [name for name in NEEDED if not (isinstance(said, dict) and said.get(name))]
    if missing:
        raise BoundaryFileError(f"{path.name} 缺少 {'、'.join(missing)} · says no {', '.join(missing)}")
    return said


def _features(said: dict[str, Any]) -> Iterator[tuple[str, list[Ring]]]:
    for one in said.get("features") or []:
        try:
            code = pad(str(one["properties"]["adcode"]))
            shape = one["geometry"]
            parts = {"Polygon": [shape["coordinates"]], "MultiPolygon": shape["coordinates"]}[shape["type"]]
            yield code, [[(float(x), float(y)) for x, y, *_rest in ring] for part in parts for ring in part]
        except (KeyError, TypeError, ValueError, DivisionError) as why:
            raise BoundaryFileError(f"{FILE} 有一个图形不能读：{why} · a shape cannot be read") from why


def _drawn(rings: dict[str, list[Ring]], source: str) -> Outlines:
    """Lay longitude and latitude on a plane, true in the middle; what falls on one point of the drawing is drawn once."""
    every = [point for some in rings.values() for ring in some for point in ring]
    west, east = min(x for x, _ in every), max(x for x, _ in every)
    south, north = min(y for _, y in every), max(y for _, y in every)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 4) / max((east - west) * narrow, 1e-9)
    shapes = {}
    for code, some in rings.items():
        laid = [_simple([(2 + (x - west) * narrow * scale, 2 + (north - y) * scale) for x, y in ring]) for ring in some]
        x, y = _middle(max(laid, key=_area))
        path = "".join("M" + "L".join(f"{px} {py}" for px, py in ring) + "Z" for ring in laid if len(ring) > 2)
        shapes[code] = Outline(path, x, y)
    return Outlines(shapes, (north - south) * scale + 4, source)


def _simple(ring: Ring) -> Ring:
    kept: Ring = []
    for x, y in ring:
        point = (round(x, 1), round(y, 1))
        if not kept or abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= 0.8:
            kept.append(point)
    return kept


def _area(ring: Ring) -> float:
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(ring, [*ring[1:], *ring[:1]], strict=True)))


def _middle(ring: Ring) -> tuple[float, float]:
    return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
