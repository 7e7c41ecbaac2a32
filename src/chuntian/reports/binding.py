"""Binds the numbers of a report to figures and keeps the list of those used."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from chuntian.formats.document import Paragraph, Reference, Table, sentence
from chuntian.indicators.catalogue import measure
from chuntian.indicators.compute import figure
from chuntian.indicators.data import Data
from chuntian.indicators.figures import Figure


@dataclass
class Binding:
    """The figures of one report, numbered in the order in which they are first used."""

    data: Data
    figures: dict[str, Figure] = field(default_factory=dict)

    def figure(self, slug: str) -> Figure:
        """Give a figure, computing and numbering it the first time."""
        if slug not in self.figures:
            self.figures[slug] = figure(self.data, measure(slug))
        return self.figures[slug]

    def reference(self, slug: str) -> Reference:
        """Give the number of a figure as it stands in a sentence, with its unit."""
        found = self.figure(slug)
        note = list(self.figures).index(slug) + 1
        text = f"{found.text}{found.unit_zh}" if found.value is not None else "（暂缺）"
        return Reference(text, note, slug)

    def sentence(self, template: str) -> Paragraph | None:
        """
        Bind a sentence; none where a figure in it is missing.

        A missing figure is told in the section on gaps, with its reason, and is never written as zero.
        """
        slugs = _slugs(template)
        if any(self.figure(slug).value is None for slug in slugs):
            return None
        return sentence(template, {slug: self.reference(slug) for slug in slugs})

    def sentences(self, templates: Iterable[str]) -> list[Paragraph]:
        """Bind those sentences whose figures exist."""
        return [bound for template in templates if (bound := self.sentence(template)) is not None]

    def gaps(self) -> list[Figure]:
        """Give the figures that were asked for and are missing."""
        return [found for found in self.figures.values() if found.value is None]

    def list_of_figures(self) -> Table:
        """Give the table at the end of the report: every figure with its definition and how to open it."""
        rows = []
        for note, (slug, found) in enumerate(self.figures.items(), 1):
            parts = "—" if found.denominator is None else f"{found.numerator:,} ÷ {found.denominator:,}"
            value = f"{found.text}{found.unit_zh}" if found.value is not None else f"暂缺：{found.missing_reason}"
            unknown = f"；另有{found.unknown:,}人信息不全" if found.unknown else ""
            rows.append((str(note), found.name, value, parts, f"{found.definition}{unknown}", slug))
        headings = ("序号", "指标", "数值", "分子÷分母", "定义", "代码")
        return Table(
            "数据清单", headings, tuple(rows), "核对办法：chuntian measures --open 代码，可看到构成该数的每一条记录。"
        )


def _slugs(template: str) -> list[str]:
    return re.findall(r"\{([a-z0-9_.]+)\}", template)
