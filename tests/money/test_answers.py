"""Twelve ways in which a bank's answer can be wrong: none changes the books, all land before a person."""

import pytest

from chuntian.money.layouts import answer_file
from chuntian.money.models import BankAnswer, BankException, PaymentLine
from chuntian.money.operations import CannotReconcile, mark_unanswered, reissue, resolve_exception
from chuntian.money.queries import ledger_difference_fen, open_exceptions, paid_twice
from chuntian.money.verify import checks


@pytest.fixture
def run(payday):
    payday.decide("2024-01")
    run = payday.prepare("2024-01")
    payday.approve(run)
    payday.file(run)
    return run


def row(line, status="paid", **other):
    return (
        other.get("ref", line.end_to_end_id),
        other.get("fen", line.amount_fen),
        status,
        "YH1",
        "2024-01-20",
        other.get("reason", ""),
    )


def give(payday, run, rows, name="answer.csv", batch=None, content=None):
    path = payday.folder / name
    path.write_bytes(content if content is not None else answer_file(batch=batch or run.batch, answers=rows))
    return payday.reconcile(run, path)


def kinds():
    return list(BankException.objects.values_list("kind", flat=True))


def states(run):
    return sorted(run.lines.values_list("state", flat=True))


def lines_of(run):
    return list(run.lines.order_by("end_to_end_id"))


def test_an_answer_applied_twice_counts_once(payday, run):
    answer = payday.send(run)
    first = payday.reconcile(run, answer)

    again = payday.reconcile(run, answer, 22)

    assert (first.pk, first.paid) == (again.pk, 3)
    assert BankAnswer.objects.count() == 1


def test_the_same_words_in_another_file_change_nothing(payday, run):
    give(payday, run, [row(line) for line in lines_of(run)])

    taken = give(payday, run, [row(line) for line in reversed(lines_of(run))], name="later.csv")

    assert (taken.paid, taken.repeated, kinds()) == (0, 3, [])
    assert ledger_difference_fen() == 0


def test_a_partial_answer_leaves_the_rest_with_the_bank(payday, run):
    give(payday, run, [row(lines_of(run)[0])])

    run.refresh_from_db()
    assert (run.state, states(run)) == ("filed", ["paid", "sent", "sent"])


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("unknown_item", {"ref": "CTNOBODYKNOWSTHIS"}),
        ("other_amount", {"fen": 1}),
        ("bad_status", {"status": "perhaps"}),
        ("malformed", {"ref": ""}),
    ],
)
def test_a_line_that_does_not_fit_waits_for_a_person(payday, run, kind, change):
    status = change.pop("status", "paid")

    taken = give(payday, run, [row(lines_of(run)[0], status, **change)])

    assert (kinds(), taken.paid, states(run)) == ([kind], 0, ["sent"] * 3)


def test_a_line_of_another_batch_waits(payday, run):
    give(payday, run, [row(lines_of(run)[0])], batch="CT620104000000209901001")

    assert (kinds(), states(run)) == (["wrong_batch"], ["sent"] * 3)


def test_a_line_twice_in_a_file_is_taken_once(payday, run):
    line = lines_of(run)[0]

    taken = give(payday, run, [row(line), row(line)])

    assert (taken.paid, kinds()) == (1, ["duplicate"])


def test_a_line_that_contradicts_itself_is_not_taken(payday, run):
    line = lines_of(run)[0]

    give(payday, run, [row(line), row(line, "failed")])

    assert (kinds(), states(run)) == (["conflict", "conflict"], ["sent"] * 3)


@pytest.mark.parametrize(
    ("first", "then", "kind"),
    [("failed", "paid", "paid_after_failed"), ("paid", "failed", "failed_after_paid"), ("paid", "pending", "late")],
)
def test_a_later_answer_that_turns_around_waits(payday, run, first, then, kind):
    line = lines_of(run)[0]
    give(payday, run, [row(line, first)])

    give(payday, run, [row(line, then)], name="later.csv")

    assert kinds() == [kind]
    assert PaymentLine.objects.get(pk=line.pk).state == first


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("trailer", lambda content: content.rsplit(b"TRAILER", 1)[0]),
        ("trailer", lambda content: content.replace(b"TRAILER,3", b"TRAILER,4")),
        ("unreadable", lambda content: b"\xff\xfe\x00" + content),
        ("unreadable", lambda content: b""),
    ],
)
def test_a_file_that_is_not_whole_changes_nothing(payday, run, kind, spoil):
    content = answer_file(batch=run.batch, answers=[row(line) for line in lines_of(run)])

    taken = give(payday, run, [], content=spoil(content))

    assert (kinds(), taken.exceptions_count, states(run)) == ([kind], 1, ["sent"] * 3)


def test_an_answer_in_gbk_is_read(payday, run):
    content = answer_file(batch=run.batch, answers=[row(line, "failed", reason="账户已销户") for line in lines_of(run)])

    taken = give(payday, run, [], content=content.decode().encode("gbk"))

    assert taken.failed == 3
    assert lines_of(run)[0].failure == "账户已销户"


def test_an_answer_to_a_run_never_sent_is_refused(payday):
    payday.decide("2024-01")
    run = payday.prepare("2024-01")

    with pytest.raises(CannotReconcile):
        give(payday, run, [])


def test_an_answer_for_a_line_of_a_run_not_sent_is_another_batch(payday, run):
    payday.decide("2024-02")
    later = payday.prepare("2024-02")

    give(payday, run, [row(lines_of(later)[0])])

    assert kinds() == ["wrong_batch"]


def test_what_came_back_is_reissued_under_the_same_obligation(payday, run):
    failed = lines_of(run)[0]
    give(payday, run, [row(failed, "failed", reason="账户已销户"), *map(row, lines_of(run)[1:])])

    again = reissue(run=run, by=payday.preparer, at=payday.at("2024-01", 22))

    line = again.lines.get()
    assert (again.reissues, again.number) == (run, 2)
    assert (line.obligation_id, line.attempt, line.amount_fen) == (failed.obligation_id, 2, failed.amount_fen)
    assert line.end_to_end_id != failed.end_to_end_id


def test_what_the_bank_said_nothing_about_is_unknown_and_never_sent_again(payday, run):
    give(payday, run, [row(lines_of(run)[0])])
    assert mark_unanswered(run=run, by=payday.preparer, at=payday.at("2024-01", 25)) == 2

    again = payday.prepare("2024-01", 26)

    assert (again, states(run)) == (run, ["paid", "unknown", "unknown"])
    give(payday, run, [row(line) for line in lines_of(run)[1:]], name="late.csv")
    assert states(run) == ["paid"] * 3
    assert (ledger_difference_fen(), paid_twice()) == (0, [])


def test_an_exception_is_closed_by_a_person_with_a_reason(payday, run):
    give(payday, run, [row(lines_of(run)[0], fen=1)])

    resolve_exception(
        exception=open_exceptions()[0], by=payday.preparer, at=payday.at("2024-01", 25), reason="银行更正"
    )

    assert not open_exceptions().exists()
    assert [check.problems for check in checks()] == [[]] * len(checks())
