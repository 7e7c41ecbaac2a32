"""Give a letter in the forms its person chose; where one cannot be made, in ordinary ones, and a person sees to the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chuntian.accounts.models import User
from chuntian.casework.enums import TaskKind
from chuntian.casework.models import Letter, Task
from chuntian.casework.operations.letters import FormFailed, letter_file
from chuntian.casework.operations.tasks import open_task
from chuntian.formats.letter.forms import FALLBACK, FILES, ORDINARY_FORM, Form
from chuntian.formats.pdf import NoPdf
from chuntian.registry.models import FormatChoice, Person


@dataclass
class Given:
    """A letter as it was given: its files by file form, what could not be made, and the task that sees to it."""

    files: dict[str, bytes] = field(default_factory=dict)
    failed: list[Form] = field(default_factory=list)
    task: Task | None = None


def chosen_forms(person: Person) -> tuple[Form, ...]:
    """Give the forms a person chose, or the ordinary one."""
    choice = FormatChoice.objects.filter(person=person).order_by("-recorded_at", "-pk").first()
    return tuple(Form(one) for one in choice.forms if one in set(Form)) if choice else (ORDINARY_FORM,)


def give_letter(*, letter: Letter, by: User | None, at: datetime, forms: Sequence[Form] | None = None) -> Given:
    """
    Give an issued letter in some forms, by default those its person chose.

    A form that fails is replaced by PDF and text, and a task asks someone to bring it to the person in his form.

    :raises LetterDamaged: a kept file is not what it was. :raises NoPdf: not even the text can be given.
    """
    given = Given()
    for form in forms if forms is not None else chosen_forms(letter.person):
        try:
            given.files |= {name: letter_file(letter=letter, form=name, by=by, at=at) for name in FILES[form]}
        except (FormFailed, NoPdf):
            given.failed.append(form)
    if given.failed:
        given.task = form_failed(letter=letter, forms=given.failed, at=at)
        _fall_back(given, letter, by, at)
    return given


def form_failed(*, letter: Letter, forms: Sequence[Form], at: datetime) -> Task:
    """Ask someone to bring a letter to its person where the form he needs could not be made."""
    task = open_task(
        kind=TaskKind.FORMAT, person=letter.person, region=letter.region, at=at, programme=letter.programme,
        key=f"letter:{letter.pk}", detail={"letter": letter.pk, "forms": []},
    )  # fmt: skip
    wanted = list(dict.fromkeys([*task.detail["forms"], *map(str, forms)]))
    if wanted != task.detail["forms"]:
        task.detail["forms"] = wanted
        task.save(update_fields=["detail"])
    return task


def _fall_back(given: Given, letter: Letter, by: User | None, at: datetime) -> None:
    for form in FALLBACK:
        for name in FILES[form]:
            try:
                given.files.setdefault(name, letter_file(letter=letter, form=name, by=by, at=at))
            except NoPdf:  # no font for a name: the text says it all the same
                continue
