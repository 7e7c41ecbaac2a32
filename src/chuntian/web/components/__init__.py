"""
The parts every page is made of. A component is a folder: `template.html`, and `component.yaml` with what it is for, its
options and its examples. The examples are the tests (tests/web/test_components.py), and a wrong option is an error. What
YAML cannot write, a form or a page of rows, an example names under `made` (gallery/made.py makes it).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.template import Context, Template, engines

FOLDER = Path(__file__).parent


class WrongOption(TypeError):
    """A page called a component with an option it does not know, or without one it needs."""


@dataclass(frozen=True)
class Component:
    name: str
    about: str
    options: dict[str, dict[str, Any]]
    examples: list[dict[str, Any]]
    template: Template

    def render(self, values: dict[str, Any]) -> str:
        """Render the component with `values`; the defaults of component.yaml fill what is not given."""
        unknown = set(values) - set(self.options) - {"content"}
        if unknown:
            raise WrongOption(f"{self.name}: 没有选项 {sorted(unknown)} · no such option")
        missing = [name for name, option in self.options.items() if option.get("required") and name not in values]
        if missing:
            raise WrongOption(f"{self.name}: 缺少选项 {missing} · option missing")
        defaults = {name: option.get("default") for name, option in self.options.items()}
        return self.template.render(Context({**defaults, **values}))


@cache
def component(name: str) -> Component:
    """Load the component `name` once."""
    folder = Path(f"{FOLDER}/{name}")  # the name may be a SafeString, which a path refuses
    said = yaml.safe_load((folder / "component.yaml").read_text("utf-8"))
    template = engines["django"].from_string((folder / "template.html").read_text("utf-8")).template
    return Component(name, said["about"], said.get("options") or {}, said.get("examples") or [], template)


def names() -> list[str]:
    """List the components by name."""
    return sorted(path.parent.name for path in FOLDER.glob("*/component.yaml"))
