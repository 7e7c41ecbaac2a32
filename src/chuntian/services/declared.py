"""Programmes as declarations on the one mechanism: a file each under programmes/, read once and checked against the catalogue."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from chuntian.policy.catalogue import catalogue
from chuntian.services.enums import NeedKind, SessionMode, Way


class NotDelivered(LookupError):
    """No declaration says how this programme is delivered."""


class BadDeclaration(ValueError):
    """A file under programmes/ says something the mechanism does not know."""


@dataclass(frozen=True, slots=True)
class Item:
    """A thing one can order: what it is called and in what it is counted."""

    code: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Service:
    """
    How a programme is delivered.

    `one_provider`: never two at once (R-CHD-03). `consent_outside`: the county consents before a provider elsewhere.
    `restricted`: only who treats and who decides may see its orders. `turns_age` is the parameter of
    the age below which one applies; who reaches it finishes the approved year. `average` is the parameter a project's sum follows.
    """

    slug: str
    way: Way
    need: NeedKind
    source: str
    items: tuple[Item, ...]
    one_provider: bool = False
    consent_outside: bool = False
    restricted: bool = False
    turns_age: str = ""
    average: str = ""
    modes: tuple[SessionMode, ...] = tuple(SessionMode)

    @property
    def codes(self) -> frozenset[str]:
        """Give the codes of the items."""
        return frozenset(item.code for item in self.items)

    @property
    def name(self) -> str:
        """Give the Chinese name of the programme."""
        return _names()[self.slug]


@cache
def _names() -> dict[str, str]:
    return {one.slug: one.name_zh for one in catalogue()}


@cache
def facilities_of_catalogue() -> dict[str, str]:
    """Give the facilities of the catalogue that a provider can be, with their Chinese names."""
    return {one.slug: one.name_zh for one in catalogue() if one.path == "facility"}


@cache
def services() -> dict[str, Service]:
    """Read every declaration, by slug."""
    folder = files(__package__).joinpath("programmes")
    found = [_service(yaml.safe_load(one.read_text("utf-8")), one.name) for one in folder.iterdir()]
    return {one.slug: one for one in sorted(found, key=lambda one: one.slug)}


def _service(said: dict, file: str) -> Service:
    try:
        items = tuple(Item(**item) for item in said.pop("items"))
        modes = tuple(SessionMode(mode) for mode in said.pop("modes", list(SessionMode)))
        made = Service(
            way=Way(said.pop("way")), need=NeedKind(said.pop("need")), items=items, modes=modes, **said
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as why:
        raise BadDeclaration(f"{file}: {why}") from why
    if made.slug not in _names() or file != f"{made.slug}.yaml" or not made.source or len(made.codes) != len(items):
        raise BadDeclaration(f"{file}: 代码须在目录中并与文件同名，须有依据，项目不得重复")
    return made


def service(slug: str) -> Service:
    """
    Give the declaration of a programme.

    :raises NotDelivered: there is none.
    """
    if slug not in services():
        raise NotDelivered(f"没有声明怎样提供 {slug}，已声明的有：{'、'.join(services())}")
    return services()[slug]
