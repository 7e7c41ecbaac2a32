"""What no tool sees: each check looks at the page that is open and gives its faults, one line each."""

import re

from tests.journeys.conftest import axe

SPACING = """() => { const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }");
  window.keptSheets = document.adoptedStyleSheets; document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }"""
CUT = """() => [...document.querySelectorAll("body *")].filter(e => {
  const style = getComputedStyle(e), cuts = o => o === "hidden" || o === "clip";
  if (!e.innerText || e.closest(".hidden-text, .skip") || e.matches("option, select") || e.clientWidth < 3) return false;  // what only ears get is a pixel wide
  return (cuts(style.overflowX) && e.scrollWidth > e.clientWidth + 1) || (cuts(style.overflowY) && e.scrollHeight > e.clientHeight + 1);
}).map(e => e.outerHTML.slice(0, 120))"""
STOP = """() => { const e = document.activeElement; if (e === document.body || e === document.documentElement) return null;
  const box = e.getBoundingClientRect(), inside = (x, y) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
  const points = [[box.left + 2, box.top + 2], [box.right - 2, box.top + 2], [box.left + 2, box.bottom - 2], [box.right - 2, box.bottom - 2]];
  const covered = [...e.getClientRects()].length === 1 && points.filter(([x, y]) => inside(x, y)).some(([x, y]) => {
    const top = document.elementFromPoint(x, y); return top && !(e === top || e.contains(top) || top.contains(e) || (e.labels && [...e.labels].some(l => l.contains(top)))); });
  const before = window.lastStop; window.lastStop = e;
  const lines = [e, e.closest("label")].filter(Boolean).flatMap(o => [getComputedStyle(o), getComputedStyle(o, "::after")]);
  const marked = e.matches(".error-summary, dialog, input[type=date], input[type=month]") || lines.some(s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 && !/, 0\\)$/.test(s.outlineColor));
  return {html: e.outerHTML.slice(0, 120) + (covered ? points.map(([x, y]) => document.elementFromPoint(x, y)?.outerHTML.slice(0, 80)).join(" § ") : ""), covered, marked, seen: points.some(([x, y]) => inside(x, y)),
    backward: Boolean(before && before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING)}; }"""
WANTED = """() => { const groups = new Set(); return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter(e => e.checkVisibility({contentVisibilityAuto: true}) && !e.disabled && !(e.type === "radio" && (groups.has(e.form?.action + e.name) || !groups.add(e.form?.action + e.name)))).length; }"""
FROM_THE_TOP = """() => { const b = document.body; b.tabIndex = -1; b.focus(); b.blur(); b.removeAttribute("tabindex"); getSelection().removeAllRanges(); window.lastStop = null; scrollTo(0, 0); }"""
CLICKED = """() => [...document.querySelectorAll("main *")].filter(e => getComputedStyle(e).cursor === "pointer" && e.tabIndex < 0
  && !e.closest("a[href], button, label, summary, select") && !e.matches("option")).map(e => e.outerHTML.slice(0, 120))"""
NAMES = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")].filter(e => {
  const said = e.getAttribute("aria-label"), seen = (e.innerText || "").trim();
  return said !== null && seen && !said.replace(/\\s/g, "").includes(seen.replace(/\\s/g, ""));
}).map(e => e.outerHTML.slice(0, 120))"""
UNLIKE = """() => [...document.querySelectorAll(".button, button")].filter(e => e.getBoundingClientRect().width && !e.closest(".masthead")).filter(e => {
  const style = getComputedStyle(e); if (style.textDecorationLine === "underline") return false; return parseFloat(style.borderTopWidth) < 1 || style.borderTopStyle === "none";
}).map(e => e.outerHTML.slice(0, 120))"""
MOVES = """() => [...document.getAnimations().filter(a => !(a instanceof CSSTransition)).map(a => a.effect.target.outerHTML.slice(0, 120)),
  ...[...document.querySelectorAll("*")].filter(e => getComputedStyle(e).transitionDuration.split(",").some(d => parseFloat(d) > 0.05)).map(e => e.outerHTML.slice(0, 120)),
  ...[...document.querySelectorAll("marquee, blink, video[autoplay], audio[autoplay], meta[http-equiv=refresh]")].map(e => e.outerHTML.slice(0, 120)),
  ...(getComputedStyle(document.documentElement).scrollBehavior === "smooth" ? ["smooth scrolling"] : [])]"""
SMALL = """(least) => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")].filter(e => {
  const box = e.getBoundingClientRect();
  if (!box.width || !box.height || e.closest(".hidden-text, .skip")) return false;
  if (e.matches("a") && getComputedStyle(e).display === "inline") return false;
  const label = e.labels && e.labels[0] ? e.labels[0].getBoundingClientRect() : box;
  return Math.max(box.height, label.height) < least || Math.max(box.width, label.width) < least;
}).map(e => e.outerHTML.slice(0, 120))"""
STRUCTURE = """() => { const found = [], all = s => [...document.querySelectorAll(s)], say = (what, e) => found.push(what + ": " + (e ? e.outerHTML.slice(0, 120) : ""));
  const named = e => { const g = e.closest("[role=group], [role=region], section, figure"); return g && (g.ariaLabel || g.getAttribute("aria-labelledby")); };
  const head = all("main h1")[0]; all("main .notice:not([role=status])").forEach(e => { if (head && e.compareDocumentPosition(head) & Node.DOCUMENT_POSITION_FOLLOWING) say("said to nobody", e); });
  const ids = new Map(); all("[id]").forEach(e => ids.has(e.id) ? say("id twice", e) : ids.set(e.id, e));
  if (all("h1").length !== 1) say("not one h1"); if (all("main").length !== 1) say("not one main");
  if (!document.title.includes("–")) say("title without the place"); if (!/^(zh|en)/.test(document.documentElement.lang)) say("no language");
  let level = 1; all("main :is(h1, h2, h3, h4, h5, h6)").forEach(e => { const now = +e.tagName[1]; if (now > level + 1) say("heading leaps", e); level = now; });
  all("table").forEach(e => { if (!e.querySelector("th")) say("table without headings", e); if (!e.caption?.innerText.trim() && !e.ariaLabel && !e.getAttribute("aria-labelledby") && !named(e)) say("table without caption", e); });
  all("th:not([scope])").forEach(e => say("heading of what", e));
  all("[aria-invalid=true]").forEach(e => { const tied = (e.getAttribute("aria-describedby") || "").split(" ").map(id => ids.get(id)).filter(Boolean);
    if (!tied.some(t => t.closest(".wrong, .error") || t.querySelector(".wrong, .error"))) say("error not tied", e); });
  all(".wrong[id], .hint[id]").forEach(e => { if (!all("[aria-describedby]").some(f => f.getAttribute("aria-describedby").split(" ").includes(e.id))) say("text tied to no field", e); });
  if (all(".error-summary").length && !all(".error-summary a, .error-summary li").length) say("summary without errors");
  if (all("[aria-invalid=true]").length && !all(".error-summary").length) say("errors without a summary");
  if (all(".error-summary").length && !/^(错误|Error)/.test(document.title)) say("title silent about errors");
  all("a[href^='#']").forEach(e => { if (!ids.get(decodeURIComponent(e.hash.slice(1)))) say("link to nothing", e); });
  all("a:not([href]), a:empty, button:empty").forEach(e => e.getAttribute("aria-label") || say("empty", e));
  all(".tag, .state, .mark").forEach(e => e.innerText.trim() || e.matches(".tick") || e.querySelector("svg") || say("colour only", e));
  all("main p a, main li p a").forEach(e => { const s = getComputedStyle(e); if (s.display === "inline" && s.textDecorationLine === "none" && s.borderBottomStyle === "none" && !e.closest(".button")) say("link by colour only", e); });
  all("[tabindex]").forEach(e => +e.getAttribute("tabindex") > 0 && say("order by number", e));
  all("[accesskey]").forEach(e => say("single key", e));
  all("form").forEach(e => { if (e.querySelector("input:not([type=hidden]), select, textarea") && !e.querySelector("button, input[type=submit]")) say("form without a button", e); });
  all("iframe, canvas, object").forEach(e => e.title || e.ariaLabel || say("picture without words", e));
  all(".table-wrap, .scroll").forEach(e => e.scrollWidth > e.clientWidth + 1 && e.tabIndex < 0 && say("scrolls only by pointer", e));
  return found; }"""
EDGES = """() => { const found = [];
  const rgb = c => { const n = (c.match(/[\\d.]+(e-?\\d+)?/g) || []).map(Number), of = c.startsWith("color(") ? 255 : 1; return [n[0] * of, n[1] * of, n[2] * of, n.length > 3 ? n[3] : 1]; };
  const over = (a, b) => a[3] >= 1 ? a : [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
  const ground = e => { const coats = []; for (let o = e; o; o = o.parentElement) { const c = rgb(getComputedStyle(o).backgroundColor); coats.push(c); if (c[3] >= 1) break; }
    return coats.reverse().reduce((under, c) => over(c, under), [255, 255, 255, 1]); };
  const light = c => { const [r, g, b] = c.slice(0, 3).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const contrast = (a, b) => { const [x, y] = [light(over(a, b)), light(b)]; return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); };
  const say = (what, e, c) => found.push(`${what} (${c.toFixed(2)} to 1): ${e.outerHTML.slice(0, 120)}`);
  const seen = e => e.checkVisibility({contentVisibilityAuto: true}) && e.getBoundingClientRect().width > 3 && !e.closest(".hidden-text, .skip");
  for (const e of document.querySelectorAll("input:not([type=hidden]), select, textarea, button, .button")) {
    if (!seen(e) || e.disabled) continue;
    const s = getComputedStyle(e), around = ground(e.parentElement), edged = parseFloat(s.borderBottomWidth) >= 1 && s.borderBottomStyle !== "none";
    if (e.matches("[type=checkbox], [type=radio]") && s.appearance === "auto") continue;  // drawn by the browser
    const marks = [edged ? contrast(rgb(s.borderBottomColor), around) : 1, contrast(rgb(s.backgroundColor), around)];
    if (e.matches("button, .button, [type=file]")) marks.push(contrast(rgb(s.color), ground(e)));  // its words say that it is one
    if (Math.max(...marks) < 3) say("edge too pale", e, Math.max(...marks)); }
  for (const e of document.querySelectorAll("main svg :is(.value, .line, .dot)")) { if (!seen(e.closest("svg"))) continue;
    const s = getComputedStyle(e), paint = s.fill === "none" ? s.stroke : s.fill, track = e.parentElement.querySelector(".track");
    const c = contrast(rgb(paint), track ? rgb(getComputedStyle(track).fill) : ground(e.closest("svg"))); if (c < 3) say("drawing too pale", e, c); }
  for (const e of document.querySelectorAll("main svg .goal")) { const rim = e.previousElementSibling, svg = e.closest("svg");
    const beside = rim && rim.matches(".rim") ? rgb(getComputedStyle(rim).stroke) : svg.querySelector(".value") ? rgb(getComputedStyle(svg.querySelector(".value")).fill) : ground(svg);
    const c = contrast(rgb(getComputedStyle(e).stroke), beside); if (seen(svg) && c < 3) say("line lost in the bar", e, c); }
  const had = document.activeElement;
  for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")) {
    if (!seen(e) || e.disabled) continue; e.focus({focusVisible: true, preventScroll: true}); if (document.activeElement !== e) continue;
    const rings = [e, e.closest("label")].filter(Boolean).flatMap(o => [[o, getComputedStyle(o)], [o, getComputedStyle(o, "::after")]])
      .filter(([o, s]) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2);
    const best = Math.max(0, ...rings.map(([o, s]) => contrast(rgb(s.outlineColor), parseFloat(s.outlineOffset) < 0 ? ground(o) : ground(o.parentElement || o))));
    if (rings.length && best < 3) say("focus too pale", e, best); }
  if (had && had.focus) had.focus({preventScroll: true}); else document.activeElement.blur();
  return found; }"""
COMPOSE = """(id) => { const e = document.activeElement; let went = false; const note = (what) => { went = true; what.preventDefault(); };
  document.addEventListener("submit", note); window.addEventListener("beforeunload", () => { went = true; });
  const before = e.value; for (const kind of ["keydown", "keypress", "keyup"]) e.dispatchEvent(new KeyboardEvent(kind, {key: "Enter", code: "Enter", keyCode: 229, isComposing: true, bubbles: true, cancelable: true}));
  document.removeEventListener("submit", note); return went || !document.contains(e) || document.activeElement !== e; }"""
KEPT_FORM = "() => document.forms.length && (window.submitted = 0, document.addEventListener('submit', e => { window.submitted++; e.preventDefault(); }, true))"


def structure(page) -> list[str]:
    """Look at what the code says: one h1, headings in order, errors tied to fields, tables with headings, nothing twice."""
    return list(page.evaluate(STRUCTURE))


def by_axe(page) -> list[str]:
    """Ask axe, AAA rules included."""
    return axe(page)


def spacing(page) -> list[str]:
    """Widen the spacing of the text: nothing is cut off."""
    page.evaluate(SPACING)
    found = [f"cut: {html}" for html in page.evaluate(CUT)]
    if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
        found.append("scrolls sideways with wide spacing")
    page.evaluate("() => { document.adoptedStyleSheets = window.keptSheets; }")
    return found


def zoom(page) -> list[str]:
    """Look at 400 % (320 CSS px of 1280): no sideways scroll, nothing lost, targets large enough."""
    page.set_viewport_size({"width": 320, "height": 256})
    found = [f"small: {html}" for html in page.evaluate(SMALL, 43.5)]
    found += [f"cut at 320: {html}" for html in page.evaluate(CUT)]
    if page.evaluate("() => document.documentElement.scrollWidth") > 320:
        found.append("scrolls sideways at 320 px")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def forced(page) -> list[str]:
    """Look in forced colours: a button has a border, text keeps its contrast."""
    page.emulate_media(forced_colors="active")
    found = [f"no border in forced colours: {html}" for html in page.evaluate(UNLIKE)]
    found += axe(page, ("color-contrast",))
    page.emulate_media(forced_colors="none")
    return found


def edges(page) -> list[str]:
    """Measure what shows a field, a button, a drawing and the focus: 3 to 1, light and dark, as usual and in high contrast."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # a colour on its way is none yet
        for view in ("", "contrast-high"):
            page.evaluate("view => view && document.documentElement.classList.add(view)", view)
            found += [f"{scheme} {view} {fault}" for fault in page.evaluate(EDGES)]
            page.evaluate("view => view && document.documentElement.classList.remove(view)", view)
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    return found


def motion(page) -> list[str]:
    """Ask for less motion: nothing moves, blinks, reloads or slides."""
    page.emulate_media(reduced_motion="reduce")
    found = [f"moves: {html}" for html in page.evaluate(MOVES)]
    page.emulate_media(reduced_motion="no-preference")
    return found


def composing(page) -> list[str]:
    """Confirm pinyin with Enter in each field of text: nothing is sent, the text stands in the field."""
    found = []
    line = page.context.new_cdp_session(page)
    page.evaluate(KEPT_FORM)
    fields = "input:is([type=text], [type=search], :not([type])), textarea"
    for field in page.locator(fields).all()[:8]:
        if not field.is_visible() or not field.is_editable():
            continue
        field.fill("")
        field.focus()
        line.send("Input.imeSetComposition", {"text": "lan'zhou", "selectionStart": 8, "selectionEnd": 8})
        key = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
        line.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
        went = page.evaluate(COMPOSE)
        line.send("Input.insertText", {"text": "兰州"})
        line.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
        if went or page.evaluate("() => window.submitted"):
            found.append(f"sent while composing: {field.get_attribute('name')}")
        elif "兰州" not in field.input_value() and not field.get_attribute("maxlength"):
            found.append(f"lost what was composed: {field.get_attribute('name')}")
        field.fill("")
    line.detach()
    return found


def keyboard(page) -> list[str]:
    """Walk by Tab: everything is reached, in order, uncovered and marked, and the walk leaves the page."""
    page.evaluate(FROM_THE_TOP)
    wanted, stops, found = page.evaluate(WANTED), [], []
    for _ in range(wanted + 60):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (len(stops) >= wanted and stop["html"] == stops[0]["html"]):
            break
        stops.append(stop)
    else:
        found.append("the keyboard never leaves the page")
    if len(stops) < wanted:
        found.append(f"only {len(stops)} of {wanted} reached")
    for why in ("covered", "backward"):
        found += [f"{why}: {stop['html']}" for stop in stops if stop[why]]
    for why in ("seen", "marked"):
        found += [f"not {why}: {stop['html']}" for stop in stops if not stop[why]]
    return found + [f"by pointer only: {html}" for html in page.evaluate(CLICKED)]


def unasked(page) -> list[str]:
    """Type, hover, focus and choose: the page stays, its text stays; what is seen is in the name."""
    moved: list[str] = []

    def note(request):
        if request.is_navigation_request():
            moved.append(request.url)

    page.on("request", note)  # when it sets out, not when it arrives: a busy server answers late
    page.evaluate("() => document.activeElement.blur()")
    text, misnamed = page.evaluate("() => document.body.innerText"), page.evaluate(NAMES)
    page.keyboard.type("abcdefghijklmnopqrstuvwxyz0123456789/?.")
    for one in page.locator("main :is(a, button, summary):visible").all()[:12]:
        one.hover(force=True)
    after = page.evaluate("() => document.body.innerText")
    for field in page.locator("main :is(select, input:not([type=hidden]):not([type=file])):visible").all()[:25]:
        field.focus()
    for choice in page.locator("main select:visible").all()[:25]:
        choice.select_option(index=choice.locator("option").count() - 1)
    page.wait_for_timeout(100)  # time to leave, for a page that does
    page.remove_listener("request", note)
    clock = r"\d\d:\d\d"
    found = ["the text changed unasked"] if _without(after, clock) != _without(text, clock) else []
    found += [f"went to {url} unasked" for url in moved]
    return found + [f"named otherwise than written: {html}" for html in misnamed]


def _without(text: str, pattern: str) -> str:
    return re.sub(pattern, "", text)


CHECKS = (by_axe, structure, keyboard, spacing, zoom, forced, edges, motion, composing, unasked)
