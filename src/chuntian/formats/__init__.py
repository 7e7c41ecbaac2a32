"""One document, many forms: the same source becomes a page, a Word file and an accessible PDF. Knows no framework."""
