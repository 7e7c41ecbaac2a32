"""A page in every look: wide, narrow, dark, in forced colours; what axe, a ruler and the console find wrong in each."""

from tests.journeys.conftest import axe

LOOKS = {
    "wide": {"width": 1280},
    "narrow": {"width": 320},
    "dark": {"width": 1280, "color_scheme": "dark"},
    "forced": {"width": 320, "forced_colors": "active"},
}
PLAIN = {"color_scheme": "light", "forced_colors": "none"}
# Colours fade into each other for a moment, which would be measured half way.
SETTLED = "() => document.getAnimations().filter(a => a instanceof CSSTransition).forEach(a => a.finish())"
DARK = ("color-contrast", "color-contrast-enhanced")
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")].filter(e => {
  const box = e.getBoundingClientRect();
  if (!box.width || !box.height || e.closest(".hidden-text, .skip")) return false;
  if (e.matches("a") && getComputedStyle(e).display === "inline") return false;  // a link within a sentence
  const label = e.labels && e.labels[0] ? e.labels[0].getBoundingClientRect() : box;
  return Math.max(box.height, label.height) < 43.5 || Math.max(box.width, label.width) < 43.5;
}).map(e => e.outerHTML.slice(0, 120))"""


def faults_here(page, width: int, rules: tuple[str, ...] = (), passes: tuple[str, ...] = ("404",)) -> list[str]:
    """Give what is wrong with the page as it stands; an error of the console that holds a word of `passes` was asked for."""
    faults = axe(page, rules)
    if page.locator("h1").count() != 1:
        faults.append("not one h1")
    if page.evaluate("() => document.documentElement.scrollWidth") > width:
        faults.append("scrolls sideways")
    faults += [f"small {html}" for html in page.evaluate(SMALL_TARGETS)]
    faults += [text for text in page.faults if not any(word in text for word in passes)]
    page.faults.clear()
    return faults


def in_every_look(site, page, name: str, passes: tuple[str, ...] = ("404",)) -> list[str]:
    """Turn the open page through all looks, keep a picture of each, and give what is wrong; it is wide and light again after."""
    faults = []
    for look, options in LOOKS.items():
        width = _turn(page, **options)
        site.shot(page, f"{name}-{look}")
        rules = DARK if look in ("dark", "forced") else ()  # all else has been looked at: only colours differ
        faults += [f"{name} {look}: {fault}" for fault in faults_here(page, width, rules, passes)]
    _turn(page, **LOOKS["wide"])
    return faults


def _turn(page, *, width: int, **media: str) -> int:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(**{**PLAIN, **media})
    page.evaluate(SETTLED)
    return width
