"""The examples of each component are its tests."""

import pytest

from chuntian.web.components import WrongOption, component, names
from chuntian.web.gallery import made

EXAMPLES = [(name, example) for name in names() for example in component(name).examples]


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=lambda value: value if isinstance(value, str) else "")
def test_examples_render_what_they_promise(name, example):
    things = {option: getattr(made, maker)() for option, maker in example.get("made", {}).items()}
    html = component(name).render({**example.get("with", {}), **things})

    for text in example.get("shows", []):
        assert text in html
    for text in example.get("hides", []):
        assert text not in html


@pytest.mark.parametrize("name", names())
def test_every_component_says_what_it_is_for(name):
    found = component(name)

    assert len(found.about) > 20
    assert found.examples
    assert all(option.get("about") for option in found.options.values())


def test_a_wrong_option_is_an_error():
    with pytest.raises(WrongOption, match="colour"):
        component("tag").render({"text": "已入库", "colour": "red"})


def test_a_missing_option_is_an_error():
    with pytest.raises(WrongOption, match="text"):
        component("tag").render({})
