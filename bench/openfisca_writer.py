"""
Write our law as an OpenFisca country package, so that the peer decides the very same rules.

Two manners. `plain`: as OpenFisca's users write: one Variable for each fact, each condition, each exclusion, each amount
and each outcome, formulas of numpy calls on whole columns. `tuned`: one Variable a programme, truth values in single bytes
(no = 0, unknown = 1, yes = 2, so that and, or, not are minimum, maximum and subtraction), every fact fetched once.
"""

from datetime import date

from chuntian.rules import Kind, Law
from chuntian.rules.checking import Typed, names

HEAD = '''"""Written by bench/openfisca_writer.py."""
import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import MONTH
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from bench.openfisca_logic import {logic} as L

Person = build_entity(key="person", plural="persons", label="", is_person=True)
'''


PART_BITS = 1 << 24


class Writer:
    """Writes checked expressions as numpy source over `L`, the helpers of one manner."""

    def __init__(self, law: Law, values: dict, shared: set[Typed] = frozenset()) -> None:
        self.law = law
        self.values = values
        self.shared = {node: place for place, node in enumerate(shared)}

    def code(self, node: Typed) -> str:
        """Write a node. Truth values are arrays of L's own; other values are (array, known) pairs."""
        code = getattr(self, f"_{node.op}")(node)
        return f"L.once({self.shared[node]}, lambda: {code})" if node in self.shared else code

    def _literal(self, node: Typed) -> str:
        if node.kind is Kind.DATE:
            return f"(np.datetime64('{node.data}'), True)"
        if node.kind is Kind.DIVISION:
            return f"({int(node.data) // 1_000_000}, True)"  # OpenFisca's whole numbers have 32 bits: six digits, the county
        if node.kind is Kind.BOOL:
            return f"L.constant({node.data}, size)"
        return f"({node.data!r}, True)"

    def _fact(self, node: Typed) -> str:
        return f"L.fact_{node.kind.value}(person('{node.data}', period))"

    def _components(self, node: Typed, parts: bool) -> str:
        """The mask has 36 bits: categories and parts come as two columns."""
        return f"L.fact_int(person('{node.data}__{'parts' if parts else 'categories'}', period))"

    def _param(self, node: Typed) -> str:
        if node.data not in self.values:
            return "L.nothing(size)"
        value = f"parameters(period).{node.data}"
        return f"L.constant(bool({value}), size)" if node.kind is Kind.BOOL else f"({value}, True)"

    def _place(self, _node: Typed) -> str:
        return "L.county(person('region', period))"

    def _today(self, _node: Typed) -> str:
        return "(np.datetime64(period.start.date.isoformat()), True)"

    def _and(self, node: Typed) -> str:
        return f"L.all_of({', '.join(map(self.code, node.args))})"

    def _or(self, node: Typed) -> str:
        return f"L.any_of({', '.join(map(self.code, node.args))})"

    def _not(self, node: Typed) -> str:
        return f"L.opposite({self.code(node.args[0])})"

    def _compare(self, node: Typed) -> str:
        left, right = node.args
        if left.kind is Kind.TEXT:
            subject, other = (left, right) if right.op == "literal" or left.op == "fact" else (right, left)
            found = f"L.is_one({self._text(subject)}, {self._member(subject, other)})"
            return found if node.data == "==" else f"L.opposite({found})"
        if left.kind is Kind.BOOL:
            same = f"L.same({self.code(left)}, {self.code(right)})"
            return same if node.data == "==" else f"L.opposite({same})"
        return f"L.compare({self.code(left)}, {node.data!r}, {self.code(right)})"

    def _text(self, node: Typed) -> str:
        return f"person('{node.data}', period)" if node.op == "fact" else f"parameters(period).{node.data}"

    def _member(self, subject: Typed, other: Typed) -> str:
        if subject.op != "fact" or other.op != "literal":
            return self._text(other) if other.op != "literal" else repr(other.data)
        return f"{subject.data}_choices.{other.data}"

    def _isin(self, node: Typed) -> str:
        subject = node.args[0]
        if subject.kind is Kind.TEXT:
            members = [f"{subject.data}_choices.{value}" for value in node.data]
            return f"L.is_one({self._text(subject)}, {', '.join(members)})"
        return f"L.isin({self.code(subject)}, {list(node.data)!r})"

    def _within(self, node: Typed) -> str:
        inner, outer = node.args
        return f"L.within({self.code(inner)}, {self.code(outer)})"

    def _has(self, node: Typed) -> str:
        bits, unknown, _words = node.data
        parts = bits >= PART_BITS
        shift = 24 if parts else 0
        return f"L.has({self._components(node.args[0], parts)}, {bits >> shift}, {unknown >> shift})"

    def _contains(self, node: Typed) -> str:
        return f"L.fact_bool(person('{node.args[0].data}__{node.data}', period))"

    def _age(self, node: Typed) -> str:
        return f"L.age({self.code(node.args[0])}, period)"

    def _known(self, node: Typed) -> str:
        inner = node.args[0]
        if inner.kind is Kind.SLUGS:
            return f"L.fact_bool(person('{inner.data}__known', period))"
        if inner.kind is Kind.COMPONENTS:
            return f"L.known({self._components(inner, False)}, size)"
        if inner.kind is Kind.TEXT:
            return f"L.opposite(L.is_one({self._text(inner)}, {inner.data}_choices.unknown))"
        return f"L.known({self.code(inner)}, size)"

    def _arithmetic(self, node: Typed) -> str:
        left, right = map(self.code, node.args)
        return f"L.arithmetic({left}, {node.data!r}, {right})"

    def _extreme(self, node: Typed) -> str:
        return f"L.{node.data}({', '.join(map(self.code, node.args))})"

    def _case(self, node: Typed) -> str:
        pairs = len(node.args) // 2
        rest = self.code(node.args[-1]) if len(node.args) % 2 else "L.nothing(size)"
        branches = [f"({self.code(node.args[at * 2])}, {self.code(node.args[at * 2 + 1])})" for at in range(pairs)]
        truth = "truth_" if node.kind is Kind.BOOL else ""
        return f"L.{truth}case([{', '.join(branches)}], {rest})"


def facts_used(law: Law, slugs: list[str]) -> tuple[dict[str, Kind], dict[str, list[str]], list[str]]:
    """Give the facts the programmes read with their kinds, the choices of text facts, and the slugs asked of lists."""
    kinds, enums, flags = {}, {}, []
    for slug in slugs:
        for tree in law.checked[slug].all_trees:
            _collect(law, tree, kinds, enums, flags)
    return kinds, enums, list(dict.fromkeys(flags))


def _collect(law: Law, node: Typed, kinds: dict, enums: dict, flags: list) -> None:
    if node.op == "contains":
        flags.append(f"{node.args[0].data}__{node.data}")
        return
    if node.op == "known" and node.args[0].kind is Kind.SLUGS:
        flags.append(f"{node.args[0].data}__known")
        return
    if node.op == "fact":
        kinds[node.data] = node.kind
        if node.kind is Kind.TEXT:
            enums[node.data] = [str(choice) for choice in law.facts[node.data].choices]
    for arg in node.args:
        _collect(law, arg, kinds, enums, flags)


def repeated(law: Law, slugs: list[str]) -> set[Typed]:
    """Give the expressions that stand in several places: a careful user computes each once."""
    seen: dict[Typed, int] = {}

    def count(node: Typed) -> None:
        seen[node] = seen.get(node, 0) + 1
        for arg in node.args:
            count(arg)

    for slug in slugs:
        for tree in law.checked[slug].all_trees:
            count(tree)
    return {
        node
        for node, times in seen.items()
        if times > 1
        and node.op not in ("literal", "param", "today", "place")
        and node.kind is not Kind.TEXT
        and node.kind not in (Kind.SLUGS, Kind.COMPONENTS)
    }


def write(law: Law, slugs: list[str], values: dict, on: date, tuned: bool) -> str:
    """Give the source of the country package for these programmes with these parameter values."""
    kinds, enums, flags = facts_used(law, slugs)
    writer = Writer(law, values, repeated(law, slugs) if tuned else frozenset())
    parts = [HEAD.replace("{logic}", "tuned" if tuned else "plain")]
    parts += [
        f"class {name}_choices(Enum):\n" + "".join(f"    {c} = '{c}'\n" for c in [*choices, "unknown"])
        for name, choices in enums.items()
    ]
    parts += [_input(name, kind) for name, kind in _columns(kinds, flags).items()]
    parts.append(_variable("region", "int", None))
    for slug in slugs:
        parts.append(_tuned_programme(law, writer, slug, on) if tuned else _plain_programme(law, writer, slug, on))
    parts.append(f"PARAMETERS = {_tree(values, on)!r}")
    inputs = {name: kind.value for name, kind in kinds.items()} | dict.fromkeys(flags, "flag")
    numbers = {slug: [number for number, _, _ in _rows(law, slug, on)] for slug in slugs}
    parts.append(f"TUNED = {tuned}\nINPUTS = {inputs!r}\nSLUGS = {slugs!r}\nNUMBERS = {numbers!r}")
    return "\n\n".join(parts) + "\n"


def _columns(kinds: dict[str, Kind], flags: list[str]) -> dict[str, Kind]:
    plain = {name: kind for name, kind in kinds.items() if kind is not Kind.COMPONENTS}
    split = {
        f"{name}__{half}": Kind.INT
        for name, kind in kinds.items()
        if kind is Kind.COMPONENTS
        for half in ("categories", "parts")
    }
    return {**plain, **split, **dict.fromkeys(flags, Kind.BOOL)}


def _input(name: str, kind: Kind) -> str:
    types = {Kind.DATE: "date", Kind.TEXT: "Enum"}
    return _variable(name, types.get(kind, "int"), None)


def _variable(name: str, type_: str, body: list[str] | None) -> str:
    lines = [f"class {name}(Variable):", "    entity = Person", "    definition_period = MONTH"]
    if type_ == "Enum":
        lines += [
            "    value_type = Enum",
            f"    possible_values = {name}_choices",
            f"    default_value = {name}_choices.unknown",
        ]
    elif type_ == "date":
        lines.append("    value_type = __import__('datetime').date")
    else:
        lines.append(f"    value_type = {type_}")
    if body:
        lines += [
            "    def formula(person, period, parameters):",
            "        size = person.count",
            *[f"        {line}" for line in body],
        ]
    return "\n".join(lines)


def _rows(law: Law, slug: str, on: date) -> list[tuple[int, bool, Typed]]:
    return [(number, one.kind == "exclusion", tree) for number, one, tree in law.checked[slug].in_force(on)]


def _plain_programme(law: Law, writer: Writer, slug: str, on: date) -> str:
    """One Variable a requirement, one for the amount, and one for the outcome."""
    checked, parts, rows = law.checked[slug], [], _rows(law, slug, on)
    for number, excludes, tree in rows:
        code = f"L.opposite({writer.code(tree)})" if excludes else writer.code(tree)
        parts.append(_variable(f"{slug}__r{number}", "int", [f"return {code}"]))
    if checked.amount is not None:
        parts.append(_variable(f"{slug}__amount", "int", [f"return L.amount({writer.code(checked.amount)}, size)"]))
    amount = f"person('{slug}__amount', period)" if checked.amount is not None else "None"
    asked = ", ".join(f"person('{slug}__r{number}', period)" for number, _, _ in rows)
    parts.append(_variable(f"{slug}__outcome", "int", [f"return L.outcome(L.all_of({asked}), {amount})"]))
    return "\n\n".join(parts)


def _tuned_programme(law: Law, writer: Writer, slug: str, on: date) -> str:
    """One Variable whose formula finds all requirements and the amount at once; what it found is kept beside."""
    checked, body = law.checked[slug], []
    for number, excludes, tree in _rows(law, slug, on):
        body.append(f"r{number} = {f'L.opposite({writer.code(tree)})' if excludes else writer.code(tree)}")
    given = f"L.amount({writer.code(checked.amount)}, size)" if checked.amount is not None else "None"
    numbers = [number for number, _, _ in _rows(law, slug, on)]
    body += [
        f"amount = {given}",
        f"RESULTS['{slug}'] = ([{', '.join(f'r{number}' for number in numbers)}], amount)",
        f"return L.outcome(L.all_of({', '.join(f'r{number}' for number in numbers)}), amount)",
    ]
    return "RESULTS = globals().setdefault('RESULTS', {})\n\n" + _variable(f"{slug}__outcome", "int", body)


def _tree(values: dict, on: date) -> dict:
    """Give OpenFisca's parameter tree from dotted keys, all in force on the day."""
    root: dict = {}
    for key, value in values.items():
        *path, last = key.split(".")
        node = root
        for part in path:
            node = node.setdefault(part, {})
        node[last] = {"values": {"2000-01-01": {"value": value}}}
    return root


def parameter_values(law: Law, slugs: list[str], on: date, division: str) -> dict:
    """Give the plain values of every parameter these programmes use at one place."""
    question = law.question(on=on, division=division)
    keys = {key for slug in slugs for tree in law.checked[slug].all_trees for key in names(tree, "param")}
    return {key: question.resolved[key].value for key in sorted(keys) if key in question.resolved}
