"""`chuntian formats`: in which forms a person wants letters, and his new word on it."""

import click

from chuntian.commands.common import Failure, answer, json_option, now, set_up_django

FORMS = ["pdf", "large", "largest", "page", "text", "braille", "brf", "audio", "easy", "epub", "sms"]


@click.command("formats")
@click.argument("person")
@click.option(
    "--choose", "chosen", multiple=True, type=click.Choice(FORMS), metavar="FORM",
    help="本人要的形式，可写几次 · what he wants, may be repeated: " + ", ".join(FORMS),
)  # fmt: skip
@click.option(
    "--said-by", type=click.Choice(["person", "guardian", "visit"]), default="person", show_default=True,
    help="谁说的：本人、监护人、入户时了解 · whose word it is",
)  # fmt: skip
@json_option
def command(person, chosen, said_by, as_json) -> None:
    """文书形式：本人要哪些形式的文书；加 --choose 登记新的。In which forms a person wants letters; --choose records his word."""
    set_up_django()
    from chuntian.casework.operations import chosen_forms
    from chuntian.commands.explain import find_person
    from chuntian.registry.models import FormatChoice
    from chuntian.registry.operations import choose_formats

    at = now()
    one = find_person(person, at.date())
    if one is None:
        raise Failure("没有这个人 · no such person")
    if chosen:
        choose_formats(person=one, forms=chosen, said_by=said_by, by=None, at=at)
    newest = FormatChoice.objects.filter(person=one).order_by("-recorded_at", "-pk").first()
    shown = {
        "person": one.pk, "forms": [str(form) for form in chosen_forms(one)], "said_by": newest.said_by if newest else None,
        "recorded_at": newest.recorded_at.isoformat() if newest else None,
    }  # fmt: skip
    answer(
        shown,
        as_json,
        lambda given: "、".join(given["forms"]) + ("" if newest else "（没有选过 · nothing chosen yet）"),
    )
