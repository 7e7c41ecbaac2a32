"""Issue letters: the words are frozen once, each form is made once, kept with its hash, and given again byte for byte."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from chuntian.accounts.models import User
from chuntian.casework.enums import AFTERWARDS, FINAL_LETTERS, CaseState, LetterKind
from chuntian.casework.explain import explain, facts_on
from chuntian.casework.frames import data_path
from chuntian.casework.letters import letter_of_answer, letter_of_case, notice_of_person
from chuntian.casework.limits import day_in_china
from chuntian.casework.models import Award, Case, Letter, LetterFile
from chuntian.formats.letter import Letter as Words
from chuntian.formats.letter.forms import Writer, writers
from chuntian.formats.letter.source import read
from chuntian.formats.pdf import NoPdf
from chuntian.formats.speech import CommandVoice
from chuntian.kernel.files import is_no_room, sha256_bytes, write_whole
from chuntian.registry.models import Person
from chuntian.rules import Law
from chuntian.trail.operations import record

KINDS = {
    CaseState.APPROVED: LetterKind.APPROVAL,
    CaseState.REFUSED: LetterKind.REFUSAL,
    CaseState.PAPERS_MISSING: LetterKind.PAPERS,
    CaseState.UPHELD: LetterKind.REVIEW,
    CaseState.CHANGED: LetterKind.REVIEW,
    CaseState.ANSWERED: LetterKind.ANSWER,
    CaseState.NOT_TAKEN_UP: LetterKind.NOT_TAKEN,
}
WRITERS: dict[str, Writer] = writers(CommandVoice(settings.VOICE) if settings.VOICE else None)


class LetterDamaged(Exception):
    """A kept letter is gone or was changed; `chuntian verify` names it."""


class FormFailed(Exception):
    """A form could not be made: the letter has to reach its person in another one."""


def words_for_case(*, case: Case, law: Law) -> tuple[Words, Letter | None]:
    """
    Give the words of a case's letter, and the letter itself where it was issued: then the words are those of that day.

    :raises NotDecided: the case calls for no letter now.
    """
    issued = Letter.objects.filter(case=case, kind__in=FINAL_LETTERS).first()
    if issued is not None:
        return read(issued.content), issued
    words = (letter_of_answer if case.path in AFTERWARDS else letter_of_case)(case=case, law=law)
    return words, Letter.objects.filter(case=case, sha256=words.sha256).first()


def words_for_person(
    *, person: Person, programme: str, law: Law, on: date, at: datetime
) -> tuple[Words, Letter | None]:
    """
    Give the words of the notice of a programme for a person on a day, and the letter where just these were issued.

    :raises NoFacts: the person is not in the register. :raises KeyError: there is no such programme.
    """
    facts = facts_on(person=person, on=on, known_at=at, law=law, programme=programme)
    decision = explain(person=person, on=on, known_at=at, law=law, programme=programme)[0]
    running = Award.objects.filter(person=person, programme=programme, end_month__isnull=True).exists()
    words = notice_of_person(
        person=person, decision=decision, facts=facts, law=law, on=day_in_china(at), receiving=running
    )
    return words, Letter.objects.filter(person=person, programme=programme, sha256=words.sha256).first()


@transaction.atomic
def issue_case_letter(*, case: Case, law: Law, by: User | None, at: datetime) -> Letter:
    """
    Issue the letter of a case, or give the one that was issued.

    :raises NotDecided: the case calls for no letter now.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("person").get(pk=case.pk)
    words, issued = words_for_case(case=case, law=law)
    if issued is not None:
        return issued
    return _keep(words, KINDS[CaseState(case.state)], case.person, case.programme, law, by, at, case=case)


@transaction.atomic
def issue_notice(*, person: Person, programme: str, law: Law, on: date, by: User | None, at: datetime) -> Letter:
    """
    Issue the notice of a programme, or give the one of today that says the same.

    :raises NoFacts: the person is not in the register. :raises KeyError: there is no such programme.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    words, issued = words_for_person(person=person, programme=programme, law=law, on=on, at=at)
    return issued or _keep(words, LetterKind.NOTICE, person, programme, law, by, at)


def _keep(
    words: Words, kind: LetterKind, person: Person, programme: str, law: Law, by: User | None, at: datetime,
    case: Case | None = None,
) -> Letter:  # fmt: skip
    letter = Letter.objects.create(
        kind=kind, person=person, case=case, programme=programme, content=words.data, sha256=words.sha256,
        law_version=law.version, issued_at=at, issued_by=by, region=person.region,
    )  # fmt: skip
    _log(letter, "letter.issue", by, at, sha256=words.sha256)
    return letter


def letter_file(*, letter: Letter, form: str, by: User | None, at: datetime) -> bytes:
    """
    Give a form of an issued letter; the first time it is made and kept, then it is given byte for byte.

    It is made outside of any transaction: speech takes seconds, and nobody else should wait for them.

    :raises KeyError: there is no such form. :raises LetterDamaged: the kept file is not what it was.
    :raises NoPdf: no PDF can be made of it here. :raises FormFailed: nor can this form.
    """
    write = WRITERS[form]
    kept = LetterFile.objects.filter(letter=letter, form=form).first()
    content = _kept(kept) if kept else _keep_file(letter, form, _made(letter, form, write), at)
    _log(letter, "letter.give", by, at, form=form)
    return content


def _kept(file: LetterFile) -> bytes:
    try:
        content = data_path(file.path).read_bytes()
    except FileNotFoundError as why:
        raise LetterDamaged(f"文书文件不存在：{file.path}，请运行 chuntian verify 并从备份恢复") from why
    if sha256_bytes(content) != file.sha256:
        raise LetterDamaged(f"文书文件已被改动：{file.path}，请运行 chuntian verify 并从备份恢复")
    return content


def _made(letter: Letter, form: str, write: Writer) -> bytes:
    words = read(letter.content)
    if words.sha256 != letter.sha256:
        raise LetterDamaged(f"文书 {letter.pk} 的内容与出具时不同，请运行 chuntian verify")
    try:
        return write(words)
    except NoPdf:
        raise
    except Exception as why:  # whatever a generator stumbles over, the person must get the letter
        if is_no_room(why):
            raise
        raise FormFailed(f"{form}：{type(why).__name__}：{why}") from why


@transaction.atomic
def _keep_file(letter: Letter, form: str, content: bytes, at: datetime) -> bytes:
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if there := LetterFile.objects.filter(letter=letter, form=form).first():  # someone else was first
        return _kept(there)
    path = f"letters/{letter.pk}/{letter.kind}-{form}" if "." in form else f"letters/{letter.pk}/{letter.kind}.{form}"
    write_whole(data_path(path), content)
    LetterFile.objects.create(letter=letter, form=form, path=path, sha256=sha256_bytes(content), made_at=at)
    return content


def _log(letter: Letter, action: str, by: User | None, at: datetime, **detail: Any) -> None:
    record(
        actor=by or "system:letters", action=action, subject_kind="person", subject_id=letter.person_id,
        region=letter.region, at=at, detail={"letter": letter.pk, "kind": letter.kind, "programme": letter.programme, **detail},
    )  # fmt: skip
