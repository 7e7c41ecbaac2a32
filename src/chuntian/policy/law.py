"""The law as this house knows it: the facts, the programmes and the dated parameters, read once."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from chuntian.policy.facts import FACTS
from chuntian.policy.programmes import PROGRAMMES
from chuntian.rules import Law, ParameterBook, ParameterError

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


def parameter_keys(slug: str) -> list[str]:
    """Name the parameters of a programme: those its declaration asks for, then others kept in its folder."""
    law = load_law()
    asked = list(law.words(slug)["parameters"]) if slug in law.decided else []
    kept = sorted(path.stem for path in (HERE / "parameters" / slug).glob("*.yaml"))
    return list(dict.fromkeys([*asked, *kept]))


@cache
def parameter_choices() -> Mapping[str, Mapping[str, str]]:
    """Name the values that a parameter of unit `choice` may have, with their Chinese words."""
    found = {}
    for path in sorted((HERE / "parameters").rglob("*.yaml")):
        text = path.read_text("utf-8")
        if "\nchoices:" in text:
            data = yaml.safe_load(text)
            found[data["key"]] = data["choices"]
    return found


def check_choices(params: Mapping[str, str]) -> None:
    """
    Refuse a value that a choice does not know, because no branch of the law would answer to it.

    :raises ParameterError: the text names the values there are.
    """
    for key, value in params.items():
        choices = parameter_choices().get(key)
        if choices is not None and value not in choices:
            allowed = "、".join(f"{code}（{words}）" for code, words in choices.items())
            raise ParameterError(f"参数 {key} 只能是 {allowed}，收到 {value!r}")
