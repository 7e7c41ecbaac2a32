"""The kinds of list, one a file beside this one: `KIND`."""

import importlib
import pkgutil
from functools import lru_cache

from chuntian.exchange.kinds.base import Column, ListKind

__all__ = ["Column", "ListKind", "UnknownKind", "all_kinds", "kind"]
NOT_KINDS = {"base", "common"}


class UnknownKind(LookupError):
    """There is no list of this name."""


@lru_cache(maxsize=1)
def _kinds() -> dict[str, ListKind]:
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in NOT_KINDS)
    found = [importlib.import_module(f"{__name__}.{name}").KIND for name in modules]
    return {one.slug: one for one in found}


def all_kinds() -> list[ListKind]:
    """Give every kind of list, by name."""
    return list(_kinds().values())


def kind(slug: str) -> ListKind:
    """
    Give one kind of list.

    :raises UnknownKind: there is none of this name; the message lists the names.
    """
    try:
        return _kinds()[slug]
    except KeyError:
        raise UnknownKind(f"没有名为 {slug} 的名单，可用：{'、'.join(_kinds())}") from None
