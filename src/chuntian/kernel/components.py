"""The disabilities a certificate is made of, and their place in one number that columns and programmes can read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

CATEGORIES = {1: "视力", 2: "听力", 3: "言语", 4: "肢体", 5: "智力", 6: "精神"}
GRADES = {1: "一级", 2: "二级", 3: "三级", 4: "四级"}
PARTS = {"upper": "上肢", "lower": "下肢"}
PHYSICAL = 4
PART_BITS: dict[str | None, int] = {"upper": 24, "lower": 28, None: 32}
TEXT = re.compile(r"(视力|听力|言语|肢体|智力|精神)(?:残疾)?([一二三四1-4])级(?:[（(]?(上肢|下肢)[）)]?)?")


class ComponentError(ValueError):
    """A component or a mask of components has a value that cannot be."""


@dataclass(frozen=True, order=True)
class Component:
    """One assessed disability: category 1 to 6, grade 1 (most severe) to 4, and for a physical one the limb."""

    category: int
    grade: int
    part: str | None = None

    def __post_init__(self) -> None:
        if type(self.category) is not int or self.category not in CATEGORIES:
            raise ComponentError(f"残疾类别应为 1 至 6：{self.category!r}")
        if type(self.grade) is not int or self.grade not in GRADES:
            raise ComponentError(f"残疾等级应为 1 至 4：{self.grade!r}")
        if self.part not in PART_BITS or (self.part and self.category != PHYSICAL):
            raise ComponentError(f"肢体部位只能是 upper 或 lower，且只用于肢体残疾：{self.part!r}")

    def __str__(self) -> str:
        return CATEGORIES[self.category] + GRADES[self.grade] + (PARTS[self.part] if self.part else "")

    @property
    def mask(self) -> int:
        """The bits of this component: its category and grade and, for a physical one, its part."""
        bits = category_bit(self.category, self.grade)
        return bits | part_bit(self.part, self.grade) if self.category == PHYSICAL else bits


def category_bit(category: int, grade: int) -> int:
    """Give the bit of a category and grade."""
    return 1 << ((category - 1) * 4 + (grade - 1))


def part_bit(part: str | None, grade: int) -> int:
    """Give the bit that tells the limb of a physical component of this grade; None is "not recorded"."""
    return 1 << (PART_BITS[part] + (grade - 1))


def encode(components: Iterable[Component]) -> int:
    """Write components as one mask; an empty list is 0."""
    mask = 0
    for component in components:
        mask |= component.mask
    return mask


def decode(mask: int) -> list[Component]:
    """
    Read the components of a mask, ordered by category, grade and limb.

    :raises ComponentError: the mask names a limb without its physical component, or a bit that means nothing.
    """
    found = []
    for category in CATEGORIES:
        for grade in GRADES:
            if mask & category_bit(category, grade):
                found += _parts(mask, grade) if category == PHYSICAL else [Component(category, grade)]
    if encode(found) != mask:
        raise ComponentError(f"残疾成分编码不成立：{mask:#x}")
    return found


def _parts(mask: int, grade: int) -> list[Component]:
    named = [Component(PHYSICAL, grade, part) for part in PART_BITS if mask & part_bit(part, grade)]
    return named or [Component(PHYSICAL, grade)]


def most_severe(components: Iterable[Component]) -> int | None:
    """Give the grade of the most severe component (the smallest number), None without components."""
    return min((component.grade for component in components), default=None)


def from_dicts(rows: Iterable[Mapping[str, Any]]) -> list[Component]:
    """
    Read components from `{"category", "grade", "part"}` rows, as JSON brings them.

    :raises ComponentError: a row has another key, lacks one, or holds a value that cannot be.
    """
    found = []
    for row in rows:
        if not isinstance(row, Mapping) or not {"category", "grade"} <= row.keys() <= {"category", "grade", "part"}:
            raise ComponentError("残疾成分应写成 {category, grade, part}")
        found.append(Component(row["category"], row["grade"], row.get("part")))
    return found


def to_dicts(components: Iterable[Component]) -> list[dict[str, Any]]:
    """Write components as rows of category, grade and part."""
    return [{"category": one.category, "grade": one.grade, "part": one.part} for one in components]


def from_text(text: str) -> list[Component]:
    """
    Read components as lists write them: "肢体一级下肢;智力二级".

    :raises ComponentError: a piece between the separators is not a component.
    """
    parts = {zh: part for part, zh in PARTS.items()}
    categories = {zh: number for number, zh in CATEGORIES.items()}
    found = []
    for piece in filter(None, re.split(r"[;；,，、\s]+", text.strip())):
        match = TEXT.fullmatch(piece)
        if match is None:
            raise ComponentError(f"看不懂的残疾类别等级：{piece!r}，请写成“肢体一级下肢;智力二级”")
        grade = "一二三四".find(match[2]) + 1 or int(match[2])
        found.append(Component(categories[match[1]], grade, parts.get(match[3])))
    return found


def to_text(components: Iterable[Component]) -> str:
    """Write components as lists do: "肢体一级下肢;智力二级"."""
    return ";".join(str(one) for one in components)
