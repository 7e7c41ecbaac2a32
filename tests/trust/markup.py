"""Reads a page of ours as a browser would and names what no page of ours holds: anything that runs or fetches."""

import re
from html.parser import HTMLParser

OURS = """
html head meta title link script body a header div b span form input button svg path circle p nav ul ol li main g h1 h2 h3 h4
table caption thead tbody tfoot tr th td dl dt dd label select option optgroup textarea fieldset legend footer section
details summary strong em small time data abbr article aside dialog br hr output progress code pre sup figure figcaption img rect text
"""
TAGS = frozenset(OURS.split())
CALLS = re.compile(r"tel:\+?[0-9]+")  # a number to call, and nothing but digits
ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "poster", "cite", "background", "xlink:href"})


class Page(HTMLParser):
    """One parsed page: its faults, its text, its forms."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.texts: list[str] = []
        self.links: list[str] = []
        self.forms: list[dict] = []
        self._open: dict | None = None
        self._select: dict | None = None
        self._inside = ""
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        said = {name: value or "" for name, value in attrs}
        self._inside = tag
        if tag not in TAGS:
            self.faults.append(f"<{tag}>")
        for name, value in said.items():
            self._attribute(tag, name, value)
        if tag == "script" and not said.get("src", "").startswith("/static/"):
            self.faults.append("a script of the page's own")
        if tag in ("link", "img") and not (said.get("href") or said.get("src", "")).startswith(
            ("/static/", "data:image/png;", "/cases/papers/")  # the last: pages the house drew itself
        ):
            self.faults.append(f"<{tag}> from elsewhere")
        if tag == "meta" and "http-equiv" in said:
            self.faults.append("<meta http-equiv>")
        self._form(tag, said)

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name in ("style", "srcdoc"):
            self.faults.append(f"<{tag} {name}>")
        allowed = ("/", "#", "?", "data:image/png;")
        calls = tag == "a" and name == "href" and CALLS.fullmatch(value)
        if name in ADDRESSES and not calls and (value.startswith("//") or (value and not value.startswith(allowed))):
            self.faults.append(f"<{tag} {name}={value[:60]}>")
        if tag == "a" and name == "href":
            self.links.append(value)
        self.texts.append(value)

    def _form(self, tag: str, said: dict[str, str]) -> None:
        if tag == "form":
            self._open = {"method": said.get("method", "get").lower(), "action": said.get("action", ""), "fields": []}
            self.forms.append(self._open)
        elif self._open is not None and tag in ("input", "textarea", "button") and said.get("name"):
            self._open["fields"].append({"tag": tag, "type": said.get("type", tag), **said})
        elif self._open is not None and tag == "select":
            self._select = {"tag": tag, "type": tag, "options": [], **said}
            self._open["fields"].append(self._select)
        elif tag == "option" and self._select is not None:
            self._select["options"].append(said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._inside in ("script", "style") and data.strip():
            self.faults.append(f"text inside <{self._inside}>: {data.strip()[:60]}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"a comment: {data[:60]}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"a declaration: {data[:60]}")

    @property
    def text(self) -> str:
        """Give everything a reader or a screen reader may come upon, unescaped."""
        return "\n".join(self.texts)
