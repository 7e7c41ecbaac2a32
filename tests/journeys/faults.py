"""Faults of accessibility, each planted alone in a page that is served: where, how, which check must see it and say what."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.journeys.checks import (
    CHECKS,
    by_axe,
    composing,
    edges,
    forced,
    keyboard,
    motion,
    spacing,
    structure,
    unasked,
    zoom,
)
from tests.journeys.test_look import addresses

HOME, SIGN_IN, WRONG, SAID = "home", "sign-in", "sign-in with errors", "a choice kept"
WORK, SEARCH, PERSON = "work", "search", "person"
WHERE = {HOME: "/", SIGN_IN: "/sign-in/", WRONG: "/sign-in/", SAID: "/display/", WORK: "/?whose=all", SEARCH: "/people/", PERSON: "/people/{person}/"}  # fmt: skip
STAFF = (WORK, SEARCH, PERSON)
# The form is sent as it stands; this is then on the page.
DEEDS = {WRONG: ".error-summary", SAID: ".notice[role=status]"}
ALL = """const all = s => { const found = [...document.querySelectorAll(s)]; if (!found.length) throw Error('nothing to spoil: ' + s); return found; },
  one = s => all(s)[0], add = (tag, text, style = {}) => { const e = document.createElement(tag); e.textContent = text; Object.assign(e.style, style); one('main').append(e); return e; };"""


@dataclass(frozen=True)
class Fault:
    """One fault: its name, the page, the script that plants it, the check that is to see it, what it must say."""

    name: str
    page: str
    plant: str
    seen_by: Callable
    says: str


class Garden:
    """The pages of a running desk, opened anew for each fault at their own addresses; scripts that plant are let through."""

    def __init__(self, site) -> None:
        self.site, self.pages = site, {}

    def open(self, name: str):
        """Open a page as whoever may open it, and do the deed that brings it about."""
        role = "county_clerk" if name in STAFF else ""
        if role not in self.pages:
            self.pages[role] = self.site.page(role, bypass_csp=True)
        page = self.pages[role]
        page.goto(self.site.url + WHERE[name].format(**addresses()))
        if name in DEEDS:
            page.locator("main form button").first.click()
            page.wait_for_selector(DEEDS[name])
        return page

    def clean(self, fault: Fault) -> list[str]:
        """Ask the check of a fault about the page as it is served: it must be silent."""
        return fault.seen_by(self.open(fault.page))

    def spoilt(self, fault: Fault) -> list[str]:
        """Plant a fault; give what its check says of it. A script that finds nothing to spoil fails."""
        page = self.open(fault.page)
        page.evaluate(f"() => {{ {ALL} {fault.plant}; }}")
        return [line for line in fault.seen_by(page) if fault.says in line]

    def close(self) -> None:
        """Close what was opened."""
        for page in self.pages.values():
            page.context.close()


FAULTS = [
    Fault("a field without its label", SIGN_IN, "one('main label').remove()", by_axe, "label:"),
    Fault("text of little contrast", HOME, "one('main li p').style.color = '#aaa'", by_axe, "color-contrast:"),
    Fault("contrast enough for AA, not for AAA", HOME, "one('main li p').style.color = '#6a6a6a'", by_axe, "color-contrast-enhanced:"),
    Fault("no language", HOME, "document.documentElement.removeAttribute('lang')", by_axe, "html-has-lang:"),
    Fault("no title", HOME, "document.title = ''", by_axe, "document-title:"),
    Fault("a picture without words", HOME, "const i = add('img', ''); i.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='; i.width = 60; i.height = 60", by_axe, "image-alt:"),
    Fault("a button without words", SIGN_IN, "one('main button').textContent = ''", by_axe, "button-name:"),
    Fault("an empty link", HOME, "add('a', '', {display: 'inline-block', width: '44px', height: '44px'}).href = '/display/'", by_axe, "link-name:"),
    Fault("a role that does not exist", HOME, "one('main a').setAttribute('role', 'knopf')", by_axe, "aria-roles:"),
    Fault("zoom forbidden", HOME, "one('meta[name=viewport]').content = 'width=device-width, maximum-scale=1, user-scalable=no'", by_axe, "meta-viewport"),
    Fault("hidden from ears, not from keys", HOME, "one('main a').closest('li').setAttribute('aria-hidden', 'true')", by_axe, "aria-hidden-focus:"),
    Fault("an id twice", SIGN_IN, "add('span', '又一个').id = one('[name=username]').id", structure, "id twice"),
    Fault("headings out of order", PERSON, "const h = one('main h2'), n = document.createElement('h4'); n.textContent = h.textContent; h.replaceWith(n)", structure, "heading leaps"),
    Fault("two first headings", HOME, "add('h1', '又一个')", structure, "not one h1"),
    Fault("no main", HOME, "const m = one('main'), d = document.createElement('div'); d.append(...m.childNodes); m.replaceWith(d)", structure, "not one main"),
    Fault("a table without headings", PERSON, "all('main th').forEach(e => { const d = document.createElement('td'); d.textContent = e.textContent; e.replaceWith(d); })", structure, "table without headings"),
    Fault("a table without a caption", PERSON, "all('main table').forEach(e => { e.caption?.remove(); e.closest('[aria-label]').removeAttribute('aria-label'); })", structure, "table without caption"),
    Fault("a message that nobody hears", SAID, "one('main .notice[role=status]').removeAttribute('role')", structure, "said to nobody"),
    Fault("an error not tied to its field", WRONG, "one('[aria-invalid=true]').removeAttribute('aria-describedby')", structure, "error not tied"),
    Fault("errors without a summary", WRONG, "one('.error-summary').remove()", structure, "errors without a summary"),
    Fault("a title silent about errors", WRONG, "document.title = '登录 – 春天'", structure, "title silent"),
    Fault("a hint tied to no field", SEARCH, "all('[aria-describedby]').forEach(e => e.removeAttribute('aria-describedby'))", structure, "text tied to no field"),
    Fault("a link that leads to nothing", HOME, "one('a[href^=\"#\"]').setAttribute('href', '#nirgends')", structure, "link to nothing"),
    Fault("a link by colour only", HOME, "const p = add('p', '请看'); const a = document.createElement('a'); a.href = '/display/'; a.textContent = '这里'; a.style.textDecoration = 'none'; a.style.border = '0'; p.append(a)", structure, "link by colour only"),
    Fault("a state by colour only", WORK, "const t = add('span', '', {background: 'red', padding: '8px'}); t.className = 'tag'", structure, "colour only"),
    Fault("an order by numbers", HOME, "one('main a').tabIndex = 3", structure, "order by number"),
    Fault("a form without a button", SEARCH, "all('main form button').forEach(e => e.remove())", structure, "form without a button"),
    Fault("text cut when spacing grows", HOME, "const p = one('main li p'); p.style.cssText = 'display:block;overflow:hidden;white-space:nowrap;width:' + (p.getBoundingClientRect().width) + 'px;max-width:9em'", spacing, "cut:"),
    Fault("sideways scroll at 320 px", HOME, "add('div', '很宽').style.cssText = 'width: 600px; height: 20px'", zoom, "sideways at 320"),
    Fault("a target too small", HOME, "const b = add('button', '×'); b.type = 'button'; b.style.cssText = 'width:20px;height:20px;min-height:0;min-width:0;padding:0'", zoom, "small:"),
    Fault("a button that forced colours dissolve", SIGN_IN, "one('main button').style.border = '0'", forced, "no border in forced"),
    Fault("a field whose edge is hardly seen", SEARCH, "one('main input[name=q]').style.borderColor = '#d8d8d8'", edges, "edge too pale"),
    Fault("a ring of focus that is hardly seen", HOME, "const s = new CSSStyleSheet(); s.replaceSync('* { outline-color: #e4e4e4 !important }'); document.adoptedStyleSheets = [...document.adoptedStyleSheets, s]", edges, "focus too pale"),
    Fault("movement that does not stop", HOME, "one('main h1').animate([{opacity: 1}, {opacity: .2}], {duration: 900, iterations: Infinity})", motion, "moves:"),
    Fault("a page that loads itself again", HOME, "const m = document.createElement('meta'); m.httpEquiv = 'refresh'; m.content = '600'; document.head.append(m)", motion, "moves: <meta"),
    Fault("Enter of an input method submits", SEARCH, "const f = one('main input[name=q]'); f.addEventListener('keydown', e => { if (e.key === 'Enter') f.form.requestSubmit(); })", composing, "sent while composing"),
    Fault("a focus trap", SEARCH, "const f = one('main input[name=q]'); f.addEventListener('keydown', e => { if (e.key === 'Tab') e.preventDefault(); })", keyboard, "never leaves"),
    Fault("focus that is not seen", SEARCH, "all('main a, main button, main input').forEach(e => { e.style.outline = 'none'; })", keyboard, "not marked"),
    Fault("focus beneath something", HOME, "const d = add('div', '横幅'); d.style.cssText = 'position:fixed;inset:0 0 auto 0;height:700px;background:#fff;z-index:99'", keyboard, "covered:"),
    Fault("for the pointer only", HOME, "const d = add('div', '打开'); d.style.cursor = 'pointer'; d.onclick = () => {}", keyboard, "by pointer only"),
    Fault("a choice that leads away", WORK, "const s = add('select', ''); s.ariaLabel = '去'; s.innerHTML = '<option>一<option>二'; s.addEventListener('change', () => { location.search = '?moved=1'; })", unasked, "unasked"),
    Fault("named otherwise than written", HOME, "one('main a').setAttribute('aria-label', '删除')", unasked, "named otherwise"),
]  # fmt: skip

FIRST = [next(fault for fault in FAULTS if fault.seen_by is check) for check in CHECKS]  # one for each check
