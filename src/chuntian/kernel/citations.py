"""The documents the law is read from, and the articles that programmes, parameters and letters cite."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Source:
    """
    A document: law, regulation, notice, plan or standard.

    `mark` says how we know it: "seed" (given to us), "found" (stored public material), "memory", "derived" or "demo";
    `confidence` is high, medium or low; `url_text` is the address as plain text, never fetched.
    """

    slug: str
    title: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    in_force_from: date | None = None
    mark: str = "found"
    confidence: str = "medium"
    url_text: str = ""

    def __str__(self) -> str:
        title = self.title if self.title.startswith("《") else f"《{self.title}》"
        return title + (f"（{self.number}）" if self.number else "")

    def article(self, article: str) -> "Citation":
        """Cite one article, or the whole document with an empty text."""
        return Citation(self, article)


@dataclass(frozen=True)
class Citation:
    """One article of one source."""

    source: Source
    article: str = ""

    def __str__(self) -> str:
        return f"{self.source}{self.article}"
