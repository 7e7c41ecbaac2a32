"""One list of all components, and one page a component with each example rendered and its options."""

from typing import Any

import yaml
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.safestring import mark_safe

from chuntian.web.components import Component, component, names
from chuntian.web.gallery import made
from chuntian.web.pages import public_page

WHY = "examples of components, in development only: in production these addresses do not exist"


@public_page(WHY)
def gallery(request: HttpRequest) -> HttpResponse:
    """List every component with what it is for."""
    return render(request, "gallery/list.html", {"components": [component(name) for name in names()]})


@public_page(WHY)
def one_component(request: HttpRequest, name: str) -> HttpResponse:
    """Show one component: its options, and each example as it looks and as it is written."""
    if name not in names():
        raise Http404
    found = component(name)
    return render(
        request, "gallery/one.html", {"one": found, "examples": [_example(found, one) for one in found.examples]}
    )


def _example(found: Component, example: dict[str, Any]) -> dict[str, str]:
    things = {option: getattr(made, maker)() for option, maker in example.get("made", {}).items()}
    given = dict(example.get("with", {}))
    if "content" in given:
        given["content"] = mark_safe(given["content"])  # written in component.yaml, which is code
    written = {name: one for name, one in (("with", example.get("with")), ("made", example.get("made"))) if one}
    html = found.render({**given, **things})
    return {"html": mark_safe(html), "written": yaml.safe_dump(written, allow_unicode=True, sort_keys=False)}


def addresses(debug: bool) -> list[URLPattern]:
    """Give the addresses of the site; none outside development, so that there they are absent like any other."""
    if not debug:
        return []
    return [
        path("components/", gallery, name="components"),
        path("components/<slug:name>/", one_component, name="component"),
    ]
