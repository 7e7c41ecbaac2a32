"""A letter to a person as data, and its forms: accessible PDF (ordinary and large print), page, plain text."""

from chuntian.formats.letter.source import Block, Heading, Items, Letter, Paragraph

__all__ = ["Block", "Heading", "Items", "Letter", "Paragraph"]
