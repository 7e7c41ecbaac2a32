"""The law as this house knows it: the facts, the programmes and the dated parameters, read once."""

from functools import cache
from pathlib import Path

from chuntian.policy.facts import FACTS
from chuntian.policy.programmes import PROGRAMMES
from chuntian.rules import Law, ParameterBook

HERE = Path(__file__).parent


def load_law(*, demo: bool = False) -> Law:
    """
    Load the law; with `demo` invented values fill what no document gave, each marked as such.

    An invented value never replaces a sourced one.
    """
    return _loaded(demo)


@cache
def _loaded(demo: bool) -> Law:
    folders = [HERE / "parameters", HERE / "parameters_demo"] if demo else [HERE / "parameters"]
    return Law(PROGRAMMES, FACTS, ParameterBook.load(*folders))
