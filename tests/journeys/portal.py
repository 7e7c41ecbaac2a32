"""A visitor of the portal in a browser: goes through the check and stops at every state of it."""

from collections.abc import Iterator

KNOWN = {
    "残疾人证吗": "有，没有过期", "户口在": "在", "低保吗": "全家一起享受", "特困": "不是", "工伤": "不是", "服刑": "不是",
    "别的护理": "没有领", "肢体残疾是几级": "一级", "孤儿": "没有",
}  # fmt: skip
PLAIN = [
    ("home", "/"),
    ("find", "/benefits/"),
    ("find-some", "/benefits/?q=轮椅"),
    ("find-none", "/benefits/?q=zzqqxx"),
    ("programme", "/benefits/nursing_subsidy/"),
    ("programme-listed", "/benefits/student_aid/"),
    ("contact", "/contact/"),
    ("accessibility", "/accessibility/"),
    ("display", "/display/"),
    ("absent", "/benefits/nothing/"),
]


def plain_states(page, url: str) -> Iterator[str]:
    """Open each page that has one state."""
    for name, address in PLAIN:
        page.goto(url + address)
        yield name


def states(page, url: str) -> Iterator[str]:
    """Go through the check; name each state as it stands on the page: empty, wrong, chosen, result."""
    page.goto(f"{url}/check/")
    yield "start"
    page.get_by_role("link", name="开始").click()
    yield "who"
    go_on(page)
    yield "who-wrong"
    page.get_by_label("我自己").check()
    go_on(page)
    yield "place"
    page.get_by_label("别的地方").check()
    go_on(page)
    yield "place-select"
    page.get_by_role("link", name="返回上一页").click()
    page.locator("[name=place]").first.check()
    go_on(page)
    seen: set[str] = set()
    while "/check/answers/" not in page.url:
        kind = kind_of(page)
        if kind not in seen:
            seen.add(kind)
            yield f"question-{kind}"
            go_on(page)
            yield f"question-{kind}-wrong"
        answer(page)
    yield "answers"
    page.get_by_role("link", name="都对").click()
    yield "result"
    page.locator("[name=town]").select_option(index=1)
    page.get_by_role("button", name="告诉我去哪里").click()
    yield "result-office"


def go_on(page) -> None:
    """Press the one leading button, and have the page that follows: what is asked next is read from it at once."""
    with page.expect_navigation():
        page.get_by_role("button", name="继续").click()


def kind_of(page) -> str:
    """Say what kind of question stands on the page."""
    if page.locator("input[type=checkbox]").count():
        return "several"
    return "number" if page.locator("input[name=answer][type=text]").count() else "choice"


def answer(page) -> None:
    """Answer what is known; else "I do not know"."""
    asked, kind = page.locator("h1").inner_text(), kind_of(page)
    if kind == "several" and "哪几类" in asked:
        page.get_by_label("肢体").check()
    elif kind == "number" and "几岁" in asked:
        page.locator("[name=answer]").fill("45")
    elif kind == "choice":
        known = next((said for words, said in KNOWN.items() if words in asked), "我不知道")
        page.get_by_label(known, exact=True).check()
    else:
        page.get_by_role("button", name="我不知道").click()
        return
    go_on(page)
