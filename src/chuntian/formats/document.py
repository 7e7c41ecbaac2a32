"""A document as data: headings, paragraphs whose numbers are references to figures, tables, charts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reference:
    """A number in a sentence, bound to the figure it shows; `note` is its place in the list of figures."""

    text: str
    note: int
    slug: str


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[str | Reference, ...]

    @property
    def text(self) -> str:
        """Give the sentence as it is read aloud."""
        return "".join(run if isinstance(run, str) else run.text for run in self.runs)


@dataclass(frozen=True)
class Table:
    """A table with a caption and one row of column headings; the first column heads its row."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    widths: tuple[int, ...] = ()  # relative widths of the columns; even where none are given


@dataclass(frozen=True)
class BarChart:
    """Bars by label, one series a colour and hatch; always given with a one-sentence summary and its table."""

    title: str
    summary: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]
    unit: str


Block = Heading | Paragraph | Table | BarChart


@dataclass
class Document:
    """A whole document. `warning` (for example: demo amounts) is repeated on the first page."""

    title: str
    subtitle: str = ""
    warning: str = ""
    language: str = "zh"
    blocks: list[Block] = field(default_factory=list)

    def add(self, *blocks: Block) -> None:
        """Put blocks at the end."""
        self.blocks.extend(blocks)


def plain(text: str) -> Paragraph:
    """Give a paragraph without references."""
    return Paragraph((text,))


def sentence(template: str, references: Mapping[str, Reference]) -> Paragraph:
    """
    Bind a sentence's `{slug}` places to their figures.

    :raises KeyError: the template names a figure that is not given, so that no number is ever typed by hand.
    """
    runs: list[str | Reference] = []
    for index, part in enumerate(re.split(r"\{([a-z0-9_.]+)\}", template)):
        if part:
            runs.append(references[part] if index % 2 else part)
    return Paragraph(tuple(runs))


def join(paragraphs: Sequence[Paragraph]) -> Paragraph:
    """Put sentences into one paragraph."""
    return Paragraph(tuple(run for paragraph in paragraphs for run in paragraph.runs))
