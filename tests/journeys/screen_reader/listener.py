"""Someone who uses the pages by ear: opens them, presses keys, and writes down what is spoken, without the noise."""

import re

from django.conf import settings

# Told by the screen reader about itself and about how a page loads: depends on how fast it comes, not on what it is.
NOISE = re.compile(
    r"^(正在载入|载入 |正在离开|屏幕阅读器|有 \d+ 个.* 页。$|焦点模式$|浏览模式$|已选中$|滚动到顶部|.* 框架\.$)"
)
PAGE = re.compile(r"^(.*) 网页文档\.?$")
CHANGING = re.compile(r"\d\d:\d\d(?= 自动退出)|\b[0-9a-f]{16}\b|\d{15,}|\b([A-Z2-7]{4} ){7}[A-Z2-7]{4}\b")
# Seconds left, the version of the law, numbers of rows, a new key of two factors.
MAIN, HEAD, ENDS = "主内容", "English", ("信息框", "需要帮助？")
WRONG, VISITED, LINK, FORM = "有内容需要更正", "已经访问的连接", "链接", "窗体"


class Listener:
    """A listener; `taken` gives what was heard since the last time."""

    def __init__(self, site, reader, page) -> None:
        self.site, self.reader, self.page, self.lines = site, reader, page, []

    def open(self, address: str) -> None:
        """Go to an address and hear it read."""
        before = len(self.reader.said_all())
        self.page.goto(self.site.url + address)
        self._take(f"→ {CHANGING.sub('…', address)}", self._opened(before))

    def sign_in(self, role: str) -> None:
        """Be someone of the office."""
        self.page.context.clear_cookies()
        self.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": self.site.doors[role], "url": self.site.url}]
        )

    def press(self, key: str) -> list[str]:
        """Press one key and hear what it does."""
        address, before = self._stands_at(), len(self.reader.said_all())
        said = self.reader.press(key)
        if key == "Return":
            said = self.reader.listen(before, quiet=1.0, seconds=120)
        if self._stands_at() != address:
            said = self._opened(before)
        self._take(f"⌨ {key}", [line for line in said if line.rstrip(".") != FORM])
        return said

    def type(self, text: str) -> None:
        """Type a word; its letters are not written down."""
        before = len(self.reader.said_all())
        self.page.keyboard.type(text)
        self.reader.listen(before, quiet=0.6)
        self.lines.append("⌨ …")

    def tab_to(self, words: str, most: int = 40) -> None:
        """Press Tab until these words are said; only the last stop is written down."""
        for _ in range(most):
            said = self.reader.press("Tab", quiet=0.25)
            if any(words in line for line in said):
                self._take("⌨ Tab …", said)
                return
        raise AssertionError(f"never heard {words}")

    def take_over(self, page) -> None:
        """Go on where another browser stands: with what it keeps, at its address."""
        self.page.context.clear_cookies()
        self.page.context.add_cookies(page.context.cookies())
        self.open(page.url.removeprefix(self.site.url))

    def taken(self) -> str:
        """Give what was heard, and begin anew."""
        self.page.context.clear_cookies()
        lines, self.lines = self.lines, []
        return "\n".join(lines) + "\n"

    def _stands_at(self) -> str:
        return str(self.page.evaluate("() => location.href.split('#')[0]"))  # what playwright knows is of its last call

    def _opened(self, before: int) -> list[str]:
        """Hear what a page says as it opens; where no error takes the focus, have it read from the top and go back there."""
        said = self.reader.listen(before, quiet=1.0, seconds=120)
        self.lines.append(f"  # {self.page.title()}")
        if any(WRONG in line for line in said):
            return said
        said = []
        for _ in range(3):  # what breaks in (a title that changes, a notice) stops the reading: a listener begins again
            self.reader.press("ctrl+Home")
            again = len(self.reader.said_all())
            self.reader.press("KP_Add")
            said = max(said, self.reader.listen(again, quiet=6, seconds=120, until=ENDS), key=len)
            if any(line.rstrip(".") in ENDS for line in said):
                break
        self.reader.press("ctrl+Home")
        return said

    def _take(self, mark: str, said: list[str]) -> None:
        kept = [
            line.rstrip(".").strip().replace(VISITED, LINK)
            for line in said
            if not NOISE.match(line) and not PAGE.match(line)
        ]
        self.lines += [mark] + [f"  {CHANGING.sub('…', line)}" for line in _main_of(kept)]


def _main_of(said: list[str]) -> list[str]:
    begin = said.index(MAIN) if MAIN in said else said.index(HEAD) + 2 if HEAD in said else 0
    end = next((number for number in range(begin, len(said)) if said[number] in ENDS), len(said))
    return said[begin:end]
