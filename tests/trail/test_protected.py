"""Protected values: masked, bound to their row, revealed only with a reason, and logged."""

import pickle
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import FieldError

from chuntian.kernel.crypto import Tampered
from chuntian.registry.models import Person
from chuntian.trail.models import Entry
from chuntian.trail.protected import blind_index, keyring, mask, reveal_many
from chuntian.trail.sealing import index_many, seal_many

pytestmark = pytest.mark.django_db
AT = datetime(2024, 3, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
NUMBER = "620199190001010116"


def make(number: str = NUMBER, phone: str | None = "13900001111") -> Person:
    return Person.objects.create(
        name="王",
        sex="male",
        birth_date=date(1900, 1, 1),
        resident_id=number,
        resident_index=blind_index(number, "resident_id"),
        phone=phone,
        hukou="620104001201",
        region="620104001201",
        registered_at=AT,
        as_of=AT.date(),
    )


def test_it_is_masked_in_every_textual_form():
    one = Person.objects.get(pk=make().pk)

    assert str(one.resident_id) == f"{one.resident_id}" == "6201991900********"
    assert str(one.phone) == "139********"
    assert NUMBER not in repr(one.resident_id)
    with pytest.raises(TypeError):
        pickle.dumps(one.resident_id)


def test_revealing_needs_a_reason_and_is_logged():
    one = Person.objects.get(pk=make().pk)

    with pytest.raises(ValueError):
        one.resident_id.reveal(actor="clerk", why=" ", at=AT)
    assert one.resident_id.reveal(actor="clerk", why="电话核对", at=AT) == NUMBER

    entry = Entry.objects.get(action="reveal")
    assert (entry.actor, entry.subject_id, entry.reason) == ("clerk", str(one.pk), "电话核对")
    assert NUMBER not in entry.detail


def test_many_are_revealed_under_one_entry():
    rows = [make(), make("620199190001010220", phone=None)]

    clear = reveal_many([one.phone for one in rows], actor="bank file", why="发放", at=AT)

    assert clear == ["13900001111", ""]
    assert Entry.objects.filter(action="reveal").count() == 1


def test_a_value_moved_to_another_row_or_column_does_not_open():
    first, second = make(), make("620199190001010220")
    Person.objects.filter(pk=second.pk).update(phone=bytes(Person.objects.get(pk=first.pk).phone.sealed))

    with pytest.raises(Tampered):
        str(Person.objects.get(pk=second.pk).phone)


def test_a_ciphertext_cannot_be_looked_up():
    with pytest.raises(FieldError):
        Person.objects.filter(resident_id=NUMBER).exists()
    assert Person.objects.filter(phone__isnull=True).count() == 0


def test_bulk_sealing_equals_the_keyring():
    sealed = seal_many([NUMBER, None, ""], [7, 8, 9], table="t", column="c")

    assert keyring().open(sealed[0], "t.c:7") == NUMBER
    assert sealed[1:] == [None, None]
    assert index_many([NUMBER, None], "p") == [keyring().index(NUMBER, "p"), ""]


def test_all_masked_surfaces_together_leave_eight_digits_open():
    shown = mask(NUMBER, "resident_id")
    certificate = mask(NUMBER + "43", "certificate")

    joined = [one if one != "*" else other for one, other in zip(shown, certificate, strict=False)]
    assert joined.count("*") >= 8
