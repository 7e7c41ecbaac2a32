"""
The programmes that are decided, one file each, in folders named as the domains of the catalogue.

A new file needs no registration: every `Programme` found in a module of a domain folder belongs to the law.
"""

import importlib
import pkgutil

from chuntian.rules import Programme


class TwoProgrammes(ValueError):
    """Two files declare the same slug, or a file does not carry the slug as its name."""


def _found() -> list[Programme]:
    found: dict[str, Programme] = {}
    for module in pkgutil.walk_packages(__path__, prefix=f"{__name__}."):
        if module.ispkg:
            continue
        for one in vars(importlib.import_module(module.name)).values():
            if not isinstance(one, Programme):
                continue
            if one.slug in found or module.name.rpartition(".")[2] != one.slug:
                raise TwoProgrammes(f"{module.name}: {one.slug} is declared twice, or the file is named otherwise")
            found[one.slug] = one
    return [found[slug] for slug in sorted(found)]


PROGRAMMES: list[Programme] = _found()
