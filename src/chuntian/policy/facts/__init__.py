"""
Every fact the law asks about: its name, its labels, who owns it, how old it may be and where it comes from.

The names are a contract with files, `--facts`, the API and the tests. A fact without a value is unknown, never no. `absent` is what
a person is who does not stand on a current whole list; without such a list the fact is unknown for everyone.
"""

from chuntian.policy.facts.cases import FROM_CASES
from chuntian.policy.facts.employers import EMPLOYER
from chuntian.policy.facts.lists import LISTED
from chuntian.policy.facts.register import REGISTER
from chuntian.rules import FactDeclaration

FACTS: list[FactDeclaration] = [*REGISTER, *LISTED, *FROM_CASES, *EMPLOYER]

__all__ = ["FACTS", "by_name"]


def by_name(name: str) -> FactDeclaration:
    """Give one declaration; KeyError where there is none."""
    return {one.name: one for one in FACTS}[name]
