"""The ledger: sums of nothing, once for each event, never changed, one altered byte found, every past rebuilt."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chuntian.money import ledger, triggers
from chuntian.money.models import Journal, Obligation, Posting
from chuntian.money.verify import chain_problems
from chuntian.trail.operations import KeyUsedAgain


@pytest.fixture
def obligation(payday):
    payday.decide("2024-01")
    payday.prepare("2024-01")
    return Obligation.objects.first()


def enter(obligation, at, fen, key):
    entries = ledger.transfer(ledger.BANK, ledger.TRANSIT, obligation.pk, fen)
    return ledger.post(key=key, kind="test", region=obligation.region, entries=entries, by=None, at=at)


def test_an_unbalanced_journal_is_refused(obligation, at):
    entries = [ledger.Entry(ledger.BANK, obligation.pk, 5), ledger.Entry(ledger.TRANSIT, obligation.pk, -4)]

    with pytest.raises(ledger.Unbalanced):
        ledger.post(key="x", kind="test", region=obligation.region, entries=entries, by=None, at=at)
    with pytest.raises(ledger.UnknownAccount):
        ledger.post(
            key="x", kind="test", region=obligation.region, entries=[ledger.Entry("pocket", 1, 1)], by=None, at=at
        )


def test_A3_an_event_is_entered_once_and_its_key_is_used_for_no_other(obligation, at):
    first, again = enter(obligation, at, 100, "event"), enter(obligation, at, 100, "event")

    assert first == again
    assert Journal.objects.filter(key="event").count() == 1
    with pytest.raises(KeyUsedAgain):
        enter(obligation, at, 200, "event")


@pytest.mark.parametrize("statement", ["UPDATE {} SET digest = 'x'", "DELETE FROM {}"])
@pytest.mark.parametrize("table", triggers.TABLES)
def test_the_database_refuses_to_change_a_row(obligation, table, statement):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


CHANGES = [
    ("money_posting", "amount_fen = amount_fen + 1"),
    ("money_posting", "account = 'bank'"),
    ("money_posting", "number = number + 1000"),
    ("money_posting", "digest = CASE substr(digest, 1, 1) WHEN '0' THEN '1' ELSE '0' END || substr(digest, 2)"),
    ("money_journal", "note = 'x'"),
    ("money_journal", "kind = 'accruf'"),
    ("money_journal", "at = '2024-01-15 01:00:01'"),
    ("money_journal", "by_id = NULL"),
    ("money_journal", "previous_digest = digest"),
]


@pytest.mark.parametrize(("table", "change"), CHANGES)
def test_one_altered_byte_is_found_even_when_made_with_the_triggers_off(obligation, at, table, change):
    enter(obligation, at, 100, "event")
    assert chain_problems() == []
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY id")  # noqa: S608
        first = cursor.fetchone()[0]
        cursor.execute(f"UPDATE {table} SET {change} WHERE id = %s", [first])  # noqa: S608
    triggers.install(connection)

    assert chain_problems()


@pytest.mark.parametrize("which", ["first", "last"])
def test_a_row_that_is_gone_is_found(obligation, at, which):
    enter(obligation, at, 100, "event")
    journal = getattr(Journal.objects.order_by("number"), which)()
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM money_posting WHERE journal_id = %s", [journal.pk])
        cursor.execute("DELETE FROM money_journal WHERE id = %s", [journal.pk])
    triggers.install(connection)

    assert chain_problems()


HISTORY = st.lists(
    st.tuples(st.sampled_from(ledger.ACCOUNTS), st.sampled_from(ledger.ACCOUNTS), st.integers(1, 10**12)), max_size=12
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORY, look=st.integers(0, 12))
def test_every_past_balance_is_rebuilt(obligation, at, history, look):
    with transaction.atomic():
        start = ledger.balances()
        model, past = dict(start), None
        for number, (source, target, fen) in enumerate(history):
            past = dict(model) if number == look else past
            entries = ledger.transfer(source, target, obligation.pk, fen)
            moment = at + timedelta(minutes=number)
            ledger.post(key=f"h{number}", kind="test", region=obligation.region, entries=entries, by=None, at=moment)
            model[source] -= fen
            model[target] += fen

        assert ledger.balances() == model
        assert sum(model.values()) == 0
        assert past is None or ledger.balances(before=at + timedelta(minutes=look)) == past
        assert chain_problems() == []
        transaction.set_rollback(True)


def test_each_county_has_a_chain_of_its_own(obligation, at):
    entries = ledger.transfer(ledger.BANK, ledger.TRANSIT, obligation.pk, 1)
    other = ledger.post(key="other", kind="test", region="620102001000", entries=entries, by=None, at=at)

    assert (other.chain, other.number) == ("620102000000", 1)
    assert Posting.objects.filter(journal=other).count() == 2
    assert chain_problems() == []
