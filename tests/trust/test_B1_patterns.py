"""No regular expression of ours takes exponential or cubic time (ASVS 1.3.12): each is attacked and measured."""

import ast
import re
import time
from functools import lru_cache
from pathlib import Path
from re import _constants as sre
from re import _parser as parser

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "chuntian"
CALLS = {"compile", "match", "search", "fullmatch", "findall", "finditer", "sub", "subn", "split"}
IMPORTS_RE = re.compile(r"^\s*import re\b", re.MULTILINE)
SHORT, LONG = 1_000, 4_000  # four times as long: linear is 4 times slower, quadratic 16, cubic 64
SLOW = 0.05  # seconds; below that nothing was slow


@lru_cache
def patterns() -> dict[str, str]:
    """Give every regular expression in the source by file and line; one that is put together is taken in its pieces."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        source = path.read_text("utf-8")
        if not IMPORTS_RE.search(source):
            continue
        tree = ast.parse(source)
        names = {
            node.targets[0].id: node.value for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }  # fmt: skip
        for node in ast.walk(tree):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS
            if is_call and isinstance(node.func.value, ast.Name) and node.func.value.id == "re":
                found[f"{path.relative_to(SOURCE)}:{node.lineno}"] = text_of(node.args[0], names)
    return found


def text_of(node: ast.expr, names: dict[str, ast.expr]) -> str:
    """Give the text of an expression: of its constants, its f-strings, its sums, and the names of the same file."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(one.value if isinstance(one, ast.FormattedValue) else one, names) for one in node.values)
    if isinstance(node, ast.BinOp):
        return text_of(node.left, names) + text_of(node.right, names)
    if isinstance(node, ast.Name) and node.id in names:
        return text_of(names[node.id], names)
    return "x"


def pieces(tree, before: str = ""):
    """Give (what leads to it, what it repeats) for each open-ended repetition of a parsed expression."""
    so_far = before
    for op, said in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            low, high, inner = said
            one = sample(inner)
            if high == sre.MAXREPEAT or high > 50:
                yield so_far, one
            yield from pieces(inner, so_far)
            so_far += one * max(low, 1)
            continue
        for inner in subtrees(op, said):
            yield from pieces(inner, so_far)
        so_far += sample([(op, said)])


def subtrees(op, said):
    if op is sre.SUBPATTERN:
        return [said[3]]
    if op is sre.BRANCH:
        return list(said[1])
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return [said[1]]
    return []


def sample(tree) -> str:
    """Give a text that a parsed expression takes."""
    text = ""
    for op, said in tree:
        if op is sre.LITERAL:
            text += chr(said)
        elif op is sre.NOT_LITERAL:
            text += "b" if said == ord("a") else "a"
        elif op is sre.ANY:
            text += "a"
        elif op is sre.IN:
            text += of_class(said)
        elif op is sre.BRANCH:
            text += sample(said[1][0])
        elif op is sre.SUBPATTERN:
            text += sample(said[3])
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            text += sample(said[2]) * max(said[0], 1)
    return text


def of_class(said) -> str:
    classes = {sre.CATEGORY_DIGIT: "1", sre.CATEGORY_SPACE: " ", sre.CATEGORY_WORD: "a"}
    op, value = next(one for one in said if one[0] is not sre.NEGATE) if said else (None, None)
    negated = any(one[0] is sre.NEGATE for one in said)
    if negated:
        inside = "".join(chr(one[1]) for one in said if one[0] is sre.LITERAL)
        return next(sign for sign in "a1 -春" if sign not in inside)
    if op is sre.LITERAL:
        return chr(value)
    if op is sre.RANGE:
        return chr(value[0])
    return classes.get(value, "-")


def attacks(pattern: str) -> list[tuple[str, str]]:
    """Give the beginnings and the pieces to repeat; the end that fits nothing is put behind them."""
    found = list(dict.fromkeys(pieces(parser.parse(pattern))))
    return [*found, ("", "a"), ("", "1"), ("", " "), ("", "春")]


def seconds(pattern: str, text: str) -> float:
    """Measure the slowest way of asking."""
    compiled, slowest = re.compile(pattern), 0.0
    for ask in (compiled.search, compiled.match, compiled.fullmatch):
        started = time.process_time()
        ask(text)
        slowest = max(slowest, time.process_time() - started)
    return slowest


def is_slow(pattern: str) -> str:
    """Say how an expression was slow, or nothing. Short texts first: an exponential one never comes back from a long one."""
    for before, piece in attacks(pattern):
        for length in (18, 24, 100, 250, SHORT, LONG):
            took = seconds(pattern, before + piece * (length // max(len(piece), 1)) + "\0!")
            if took > SLOW and length < SHORT:
                return f"{took:.2f} s for {length} characters of {piece!r}"
            if took > 20 * SLOW:
                return f"{took:.2f} s for {length} characters of {piece!r} after {before[:20]!r}"
    return ""


@pytest.mark.parametrize("bad", [r"(a+)+$", r"^(a|a)*$", r"(\d+)*x", r"^(\w+\s?)*$", r"(x+x+)+y", r"a*a*a*a*b"])
def test_B1_the_measure_finds_a_slow_expression(bad):
    assert is_slow(bad)


@pytest.mark.parametrize("place", sorted(patterns()))
def test_B1_no_expression_is_slow(place):
    assert not is_slow(patterns()[place])


def test_B1_all_of_them_were_found():
    asked = sum(
        len(re.findall(rf"\bre\.(?:{'|'.join(sorted(CALLS))})\(", path.read_text("utf-8")))
        for path in SOURCE.rglob("*.py")
    )

    assert len(patterns()) == asked > 30
