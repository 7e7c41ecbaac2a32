"""C3: every form of the desk sent empty; the page that says what is missing holds in every look."""

import pytest
from tests.journeys.looks import in_every_look
from tests.journeys.test_look import PAGES, addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SIGNED_IN = [(name, role, address) for name, role, address in PAGES if role]
# Only forms that cannot be taken as they stand: what may be left out is called so, so nothing is done by looking.
WANTING = """() => [...document.querySelectorAll("main form")].flatMap((form, at) => {
  const named = e => [...(e.labels || [])].map(l => l.innerText).join(" ") + (e.closest("fieldset")?.querySelector("legend")?.innerText || "");
  const fields = [...form.elements].filter(e => e.name && e.type !== "hidden" && !e.matches("button, fieldset"));
  const wanted = fields.filter(e => !["checkbox", "radio"].includes(e.type) && !e.value && !named(e).includes("可不填"));
  const deed = form.querySelector("[name=do]")?.value || "";
  return form.method === "post" && wanted.length ? [[at, deed + " " + [...new Set(fields.map(e => e.name))].sort().join(" ")]] : []; })"""
MAY_BE_EMPTY = ("try ",)  # what is not filled in is not known, and the answer says so
SEND = """at => { const form = document.querySelectorAll("main form")[at];
  form.requestSubmit(form.querySelector("button:not([type=button]), [type=submit]")); }"""


def test_C3_every_form_sent_empty_says_what_is_missing_and_holds(site):
    faults, sent = [], set()
    known = addresses()
    for role in dict.fromkeys(role for _, role, _ in SIGNED_IN):
        page = site.page(role)
        for name, _, address in (one for one in SIGNED_IN if one[1] == role):
            for at, fields in forms_of(page, site.url + address.format(**known)):
                if fields in sent:  # the same form on another page
                    continue
                sent.add(fields)
                page.goto(site.url + address.format(**known))
                with page.expect_navigation():
                    page.evaluate(SEND, at)
                if not page.locator(".error-summary").count() and not fields.startswith(MAY_BE_EMPTY):
                    faults.append(f"{name}: the form of {fields} was sent empty and says nothing")
                faults += in_every_look(site, page, f"{name}-empty-{len(sent)}", passes=("404", "400"))
        page.context.close()

    assert len(sent) >= 25
    assert not faults, "\n".join(faults)


def forms_of(page, url: str) -> list[tuple[int, str]]:
    page.goto(url)
    return [(at, fields) for at, fields in page.evaluate(WANTING)]
