"""The reference page of the lists, written from their declarations: `python -m chuntian.exchange.reference > docs/reference/lists.md`."""

import sys

from chuntian.exchange.kinds import all_kinds
from chuntian.exchange.kinds.base import TYPES, ListKind

HEAD = """# 名单种类 · Kinds of list

<!-- Written by `python -m chuntian.exchange.reference`; a test holds it equal to the declarations. -->

每一种名单的列、认得的表头、类型。英文列名也认得；表头中的空格、星号、“（必填）”不影响识别。如何报送见 [报送一份名单](../how-to/send-a-list.md)。

The columns of each kind, the headings understood, the types. An English column name is always understood.
"""


def lists_page() -> str:
    """Write the reference page."""
    types = [f"| `{slug}` | {text} |" for slug, text in TYPES.items()]
    kinds = [_kind(kind) for kind in all_kinds()]
    return "\n".join([HEAD, "## 类型 · Types\n", "| 类型 | 写法 |", "| --- | --- |", *types, "", *kinds])


def _kind(kind: ListKind) -> str:
    whole = "全量（不在名单上即不是）" if kind.whole else "变更（只列有变化的人）"
    lines = [f"## {kind.label_zh} `{kind.slug}`\n", f"报送部门：{kind.owner}。{whole}。有效期：{kind.max_age_months} 个月。同一份内不得重复：{'、'.join(f'`{name}`' for name in kind.key)}。{kind.notes}\n",
             "| 列 | 认得的表头 | 类型 | 必需 | 可填 |", "| --- | --- | --- | --- | --- |"]  # fmt: skip
    for column in kind.columns:
        choices = "、".join(column.choices)
        need = "是" if column.required else ("读不懂时留空并提示" if column.soft else "")
        lines.append(f"| `{column.name}` | {'、'.join(column.headings)} | `{column.type}` | {need} | {choices} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.stdout.write(lists_page())
