"""
Read a change of the law, as a file or a form brings it, into another law.

```yaml
parameters: {sub.care.A: "120", sub.living.urban: [{division: "620104", from: 2025-01-01, value: "110"}]}
programmes:
  nursing_subsidy:
    remove: [tekun]
    replace: {severe: "fact.grade.isin(1, 2, 3)"}
    amount: "param['sub.care.A'] * 2"
```
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from operator import add, and_, mul, or_, sub
from typing import Any

from chuntian.rules.declare import Condition, Exclusion, Programme
from chuntian.rules.expressions import COMPARISONS, Expr, case, fact, lift, max_of, min_of, param, place, today, yuan
from chuntian.rules.law import Law

NAMES: dict[str, Any] = {
    "fact": fact, "param": param, "place": place, "today": today, "case": case, "min_of": min_of, "max_of": max_of,
    "yuan": yuan, "Fraction": Fraction, "date": date,
}  # fmt: skip
METHODS = frozenset(
    ["isin", "within", "has", "contains", "age", "known", "in_yuan", "round_half_up", "key"]
)  # fmt: skip
SIGNS = dict(zip((ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE), COMPARISONS, strict=True))
BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.BitAnd: and_, ast.BitOr: or_, ast.Add: add, ast.Sub: sub, ast.Mult: mul,
}  # fmt: skip


class ChangeError(ValueError):
    """A change names what the law does not have, or an expression in it cannot be read."""


def changed_law(law: Law, change: Mapping[str, Any]) -> Law:
    """
    Make the law as it would be after a change.

    :raises ChangeError: it names an unknown programme or condition, or an expression cannot be read.
    :raises LawError: the changed programmes do not fit the declared facts and parameters.
    :raises ParameterError: a parameter is not declared, or its value is not of its kind.
    """
    odd = set(change) - {"parameters", "programmes", "title", "description"}
    if odd:
        raise ChangeError(f"变更文件中有不认识的项：{'、'.join(sorted(odd))}")
    asked = change.get("programmes") or {}
    unknown = set(asked) - set(law.checked)
    if unknown:
        raise ChangeError(f"没有名为 {'、'.join(sorted(unknown))} 的项目")
    book = law.book.changed(change.get("parameters") or {})
    programmes = [_changed(one, asked[one.slug]) if one.slug in asked else one for one in law.programmes]
    return Law(programmes, law.facts, book)


def _changed(one: Programme, change: Mapping[str, Any]) -> Programme:
    remove, swap = set(change.get("remove") or ()), dict(change.get("replace") or {})
    codes = {row.code for row in one.requirements}
    unknown = (remove | set(swap)) - codes
    if unknown:
        raise ChangeError(f"项目 {one.slug} 没有条件 {'、'.join(sorted(unknown))}")
    conditions, exclusions = (
        [_swapped(row, swap) for row in rows if row.code not in remove] for rows in (one.conditions, one.exclusions)
    )
    conditions += [_added(row, Condition) for row in change.get("add_conditions") or ()]
    exclusions += [_added(row, Exclusion) for row in change.get("add_exclusions") or ()]
    if not conditions:
        conditions = [Condition("everyone", lift(True), "不设条件", "no condition", "模拟")]
    amount = read_expression(change["amount"]) if "amount" in change else one.amount
    return replace(one, conditions=conditions, exclusions=exclusions, amount=amount)


def _swapped(row: Any, swap: Mapping[str, Any]) -> Any:
    if row.code not in swap:
        return row
    new = swap[row.code]
    return new if isinstance(new, Condition | Exclusion) else replace(row, expr=read_expression(new))


def _added(row: Any, kind: type) -> Any:
    if isinstance(row, kind):
        return row
    if not isinstance(row, Mapping) or not {"code", "expr", "zh"} <= set(row):
        raise ChangeError("新增条件须有 code、expr、zh")
    return kind(row["code"], read_expression(row["expr"]), row["zh"], row.get("en", row["code"]), "模拟")


def read_expression(text: Any) -> Expr:
    """
    Read an expression from text, allowing nothing but the words of the language.

    :raises ChangeError: the text has anything else in it.
    """
    if isinstance(text, Expr):
        return text
    try:
        return lift(_value(ast.parse(str(text), mode="eval").body))
    except ChangeError:
        raise
    except (SyntaxError, TypeError, ValueError, RecursionError) as why:
        raise ChangeError(f"看不懂的表达式：{text}（{why}）") from why


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | bool):
        return node.value
    if isinstance(node, ast.Name) and node.id in NAMES:
        return NAMES[node.id]
    if isinstance(node, ast.List | ast.Tuple):
        return tuple(_value(one) for one in node.elts)
    if isinstance(node, ast.BinOp) and type(node.op) in BINARY:
        left, right = _value(node.left), _value(node.right)
        both_whole = isinstance(left, int) and isinstance(right, int)
        return BINARY[type(node.op)](left if both_whole else lift(left), right)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
        return ~lift(_value(node.operand))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return -_value(node.operand)
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in SIGNS:
        left, right = lift(_value(node.left)), lift(_value(node.comparators[0]))
        return Expr("compare", (left, right), SIGNS[type(node.ops[0])])
    return _reference(node)


def _reference(node: ast.expr) -> Any:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "fact":
        return fact[node.attr]
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in ("fact", "param"):
        return NAMES[node.value.id][str(_value(node.slice))]
    if isinstance(node, ast.Call):
        return _called(node)(
            *(_value(one) for one in node.args), **{str(one.arg): _value(one.value) for one in node.keywords}
        )
    raise ChangeError(f"表达式里不能写：{ast.unparse(node)}")


def _called(node: ast.Call) -> Any:
    function = node.func
    if isinstance(function, ast.Name) and function.id in ("case", "min_of", "max_of", "yuan", "Fraction", "date"):
        return NAMES[function.id]
    if isinstance(function, ast.Attribute) and function.attr in METHODS:
        owner = _value(function.value)
        if isinstance(owner, Expr) or owner is param:
            return getattr(owner, function.attr)
    raise ChangeError(f"表达式里不能调用：{ast.unparse(function)}")
