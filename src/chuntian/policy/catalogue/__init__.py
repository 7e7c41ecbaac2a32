"""The catalogue: every programme the seeds name, with its slug, its seeds and how far the platform carries it."""

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml


class State(StrEnum):
    """How far a programme goes: decided by declared conditions, delivered along a path, or only listed."""

    DECIDED = "decided"
    DELIVERED = "delivered"
    LISTED = "listed"

    @property
    def label_zh(self) -> str:
        """Give the Chinese word for the state."""
        return {"decided": "可判定", "delivered": "可办理", "listed": "仅列入目录"}[self.value]


# How what is not decided step by step is carried, in words.
PATH_WORDS = {
    "service_order": "服务单：需求、选定机构、服务、验收、结算", "device": "辅具：评估、处方、适配、训练、回访",
    "works": "工程：勘察、一户一策、施工、验收", "agreement": "机构协议：申请、评审、公示、签约、检查、暂停或取消",
    "facility": "设施：登入服务机构名录，签协议后提供服务", "activity": "活动", "cash_benefit": "现金补贴", "levy": "征缴",
    "certificate": "办证", "petition": "信访、法律帮助", "concession": "凭证优惠",
    "reported": "部门报数：部门统计，两个人对照文件登记，计入指标",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One row of the catalogue. `path` is None when the row is only listed."""

    slug: str
    name_zh: str
    name_en: str
    domain: str
    kind: str
    target_group: str
    delivers: str
    actors: tuple[str, ...]
    sources: tuple[str, ...]
    quote: str
    state: State
    path: str | None

    def as_dict(self) -> dict[str, object]:
        """Give the entry as plain data for JSON."""
        return {**self.__dict__, "actors": list(self.actors), "sources": list(self.sources), "state": self.state.value}


class NoSuchProgramme(LookupError):
    """No programme of the catalogue has this slug; `near` holds the slugs that look like it."""

    def __init__(self, slug: str, near: list[str]) -> None:
        self.slug, self.near = slug, near
        hint = f"，是否指：{'、'.join(near)}" if near else "，用 chuntian programmes 查看目录"
        super().__init__(f"没有项目 {slug!r}{hint} · no such programme")


@cache
def catalogue() -> list[Entry]:
    """Read the packaged catalogue, in the order of the requirements."""
    here = files(__package__)
    paths = yaml.safe_load(here.joinpath("paths.yaml").read_text("utf-8"))
    text = here.joinpath("programmes.csv").read_text("utf-8")
    return [_entry(row, paths, _declared()) for row in csv.DictReader(text.splitlines(keepends=True))]


def entry(slug: str) -> Entry:
    """
    Find one programme of the catalogue.

    :raises NoSuchProgramme: with the nearest slugs.
    """
    for one in catalogue():
        if one.slug == slug:
            return one
    raise NoSuchProgramme(slug, near_slugs(slug))


def near_slugs(slug: str, among: list[str] | None = None) -> list[str]:
    """Name the slugs (or Chinese names) that come nearest to what was typed."""
    from difflib import get_close_matches

    slugs = among if among is not None else [one.slug for one in catalogue()]
    by_name = [one.slug for one in catalogue() if slug and slug in one.name_zh and one.slug in slugs]
    by_part = [one for one in slugs if slug and slug in one]
    close = get_close_matches(slug, slugs, n=3, cutoff=0.6)
    return list(dict.fromkeys(by_name + by_part + close))[:5]


def _declared() -> dict[str, str]:
    from chuntian.policy.programmes import PROGRAMMES

    return {programme.slug: programme.path for programme in PROGRAMMES}


def _entry(row: dict[str, str], paths: dict[str, dict[str, str]], declared: dict[str, str]) -> Entry:
    slug = row["code"]
    path = declared.get(slug) or paths["by_slug"].get(slug) or paths["by_kind"].get(row["kind"])
    state = State.DECIDED if slug in declared else State.DELIVERED if path else State.LISTED
    return Entry(
        slug=slug,
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        domain=row["domain"],
        kind=row["kind"],
        target_group=row["target_group"],
        delivers=row["what_is_delivered"],
        actors=tuple(part for part in row["actors"].split(";") if part),
        sources=tuple(part for part in row["seeds"].split(";") if part),
        quote=row["quote_zh"],
        state=state,
        path=path,
    )
