"""Claims: built from accepted sessions, checked line by line, disputed, decided by a person, settled into a bill."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection, transaction

from chuntian.accounts.models import User
from chuntian.casework.models import Bill
from chuntian.casework.operations import bill
from chuntian.casework.operations.tasks import need_reason
from chuntian.kernel.days import Month
from chuntian.kernel.divisions import pad
from chuntian.kernel.ids import new_ids
from chuntian.places.regions import in_region_q
from chuntian.registry.bulk import in_list, insert_frame, read_frame, update_frame
from chuntian.services import frames
from chuntian.services.checks import LINES, check
from chuntian.services.enums import OWED, WAITING, ClaimState, LineState
from chuntian.services.models import Claim, ClaimLine, Provider
from chuntian.trail.operations import record

KEY = ["provider_id", "programme", "county"]


class CannotClaim(Exception):
    """The claim is not in a state for this step."""


class NothingToSettle(Exception):
    """No line of the claims is owed and not yet billed."""


class SamePerson(Exception):
    """Who submitted a claim can neither settle it nor decide its lines."""


@transaction.atomic
def build_claims(
    *, region: str, month: str, by: Any, at: datetime, provider: Provider | None = None
) -> list[Claim]:  # fmt: skip
    """
    Build or fill the claims of a month from the accepted sessions that stand in no claim yet, late ones of earlier months
    with them, and check every line. Repeating it adds only what was accepted since; a claim handed in takes nothing more.
    """
    region, month = pad(region), str(Month.parse(month))
    _hold(region)
    fresh = frames.unclaimed(region, frames.last_day(month), provider.pk if provider else None)
    fresh = fresh.with_columns((pl.col("region").str.slice(0, 6) + "000000").alias("county"))
    claims = _claims_for(fresh.select(KEY).unique().sort(KEY), month, by, at)
    lines = fresh.join(claims, on=KEY)
    if lines.is_empty():
        return list(Claim.objects.filter(in_region_q(region), month=month, state=ClaimState.DRAFT))
    checked = check(lines.select(LINES.keys()), frames.book_for(lines, region=region, at=at))
    rows = checked.join(lines.select("session_id", "claim_id"), on="session_id", maintain_order="left")
    _write_lines(rows)
    done = list(Claim.objects.filter(pk__in=rows["claim_id"].unique().to_list()).order_by("pk"))
    held = rows.filter(pl.col("findings") > 0).height
    record(
        actor=by, action="claim.build", subject_kind="claim", region=region, at=at,
        detail={"month": month, "claims": len(done), "lines": rows.height, "held": held},
    )  # fmt: skip
    return done


def _hold(region: str) -> None:
    """Let one building or settling of a county's claims follow the other; SQLite writes one after the other anyhow."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('services_claims', 0))")


def _claims_for(keys: pl.DataFrame, month: str, by: Any, at: datetime) -> pl.DataFrame:
    """Give the open claim of each provider, programme and county (none where it was handed in), making what is missing."""
    there = Claim.objects.filter(month=month, provider_id__in=keys["provider_id"].unique().to_list())
    known = {(one.provider_id, one.programme, one.region): one for one in there}
    user = None if isinstance(by, str) else by
    made = [
        Claim(provider_id=provider, programme=programme, region=county, month=month, built_by=user, built_at=at)
        for provider, programme, county in keys.iter_rows()
        if (provider, programme, county) not in known
    ]
    Claim.objects.bulk_create(made, batch_size=2000)
    open_ones = [one for one in (*known.values(), *made) if one.state == ClaimState.DRAFT]
    rows = [(one.provider_id, one.programme, one.region, one.pk) for one in open_ones]
    schema = {"provider_id": pl.Int64, "programme": pl.String, "county": pl.String, "claim_id": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _write_lines(rows: pl.DataFrame) -> None:
    passes = pl.col("findings") == 0
    insert_frame(
        "services_claimline",
        rows.select(
            pl.Series("id", new_ids(rows.height), dtype=pl.Int64), "claim_id", "session_id",
            pl.col("fen").alias("asked_fen"), pl.when(passes).then("fen").otherwise(0).alias("allowed_fen"),
            pl.col("findings").cast(pl.Int64),
            pl.when(passes).then(pl.lit(str(LineState.PASSES))).otherwise(pl.lit(str(LineState.HELD))).alias("state"),
            pl.lit("").alias("objection"), pl.lit("").alias("reason"),
        ),
    )  # fmt: skip


@transaction.atomic
def submit_claim(*, claim: Claim, by: User, at: datetime) -> Claim:
    """
    Hand a claim in for the provider; nothing is added to it from now on.

    :raises CannotClaim: it was handed in.
    """
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    if claim.state != ClaimState.DRAFT:
        raise CannotClaim(f"该结算单{claim.get_state_display()}，不能再提交")
    claim.state, claim.submitted_by, claim.submitted_at = ClaimState.SUBMITTED, by, at
    claim.save(update_fields=["state", "submitted_by", "submitted_at"])
    _say(claim, "submit", by, at)
    return claim


@transaction.atomic
def dispute_line(*, line: ClaimLine, words: str, by: User, at: datetime) -> ClaimLine:
    """
    Object, for the provider, to a line that is held or was refused.

    :raises CannotClaim: the line passes, is billed, or is disputed already. :raises ReasonMissing
    """
    words = need_reason(words)
    line = ClaimLine.objects.select_for_update().select_related("claim").get(pk=line.pk)
    if line.state not in (LineState.HELD, LineState.REFUSED) or line.bill_id:
        raise CannotClaim(f"该明细{line.get_state_display()}，不能提出异议")
    line.state, line.objection, line.allowed_fen = LineState.DISPUTED, words[:300], 0
    line.save(update_fields=["state", "objection", "allowed_fen"])
    _say(line.claim, "dispute", by, at, {"line": line.pk})
    return line


@transaction.atomic
def decide_line(
    *, line: ClaimLine, allow: bool, reason: str, by: User, at: datetime, amount_fen: int | None = None
) -> ClaimLine:
    """
    Say what becomes of a held or disputed line: allowed, in whole or with `amount_fen` in fen, or refused.

    :raises CannotClaim: it waits for nobody's word, or the sum is more than was asked. :raises SamePerson, ReasonMissing
    """
    reason = need_reason(reason)
    line = ClaimLine.objects.select_for_update().select_related("claim").get(pk=line.pk)
    fen = line.asked_fen if amount_fen is None else amount_fen
    if line.state not in WAITING or line.bill_id:
        raise CannotClaim(f"该明细{line.get_state_display()}，无须核实")
    if by.pk == line.claim.submitted_by_id:
        raise SamePerson("提交结算单的人不能核实其明细")
    if allow and not 0 < fen <= line.asked_fen:
        raise CannotClaim("核实金额须大于零，且不超过申报金额")
    line.state, line.allowed_fen = (LineState.ALLOWED, fen) if allow else (LineState.REFUSED, 0)
    line.decided_by, line.decided_at, line.reason = by, at, reason[:300]
    line.save(update_fields=["state", "allowed_fen", "decided_by", "decided_at", "reason"])
    _say(line.claim, "allow" if allow else "refuse", by, at, {"line": line.pk, "fen": line.allowed_fen}, reason)
    return line


@transaction.atomic
def settle_claims(*, claims: Sequence[Claim], by: User, at: datetime) -> list[Bill]:
    """
    Settle claims: check again what passed, and owe each provider the sum of what is owed and not yet billed.

    A line found wrong meanwhile (a death reported late) is held. Lines allowed later come with the next settling.

    :raises SamePerson, CannotClaim, NothingToSettle
    """
    _hold("")
    held = list(Claim.objects.select_for_update().filter(pk__in=[one.pk for one in claims]).order_by("pk"))
    for one in held:
        if one.state == ClaimState.DRAFT:
            raise CannotClaim("结算单尚未由机构提交")
        if one.submitted_by_id == by.pk:
            raise SamePerson("提交结算单的人不能办理结算")
    recheck([one.pk for one in held], at=at)
    sums = _owed([one.pk for one in held])
    payees = dict(Provider.objects.filter(claims__in=held).values_list("pk", "organisation_id"))
    bills = [made for one in held if (made := _bill(one, sums, payees, by, at)) is not None]
    if not bills:
        raise NothingToSettle("没有可结算的明细：请先核实有疑点的明细")
    Claim.objects.filter(pk__in=[one.pk for one in held]).update(state=ClaimState.SETTLED, settled_by=by, settled_at=at)
    return bills


def recheck(claim_ids: list[int], *, at: datetime) -> int:
    """Check the lines that pass and are not billed once more; what is found wrong now is held. Give how many."""
    lines = frames.claimed(claim_ids, [LineState.PASSES], billed=False)
    if lines.is_empty():
        return 0
    regions = Claim.objects.filter(pk__in=claim_ids).values_list("region", flat=True)
    book = frames.book_for(lines, region=min(regions), at=at)
    wrong = check(lines.select(LINES.keys()), book).filter(pl.col("findings") > 0)
    rows = wrong.select(
        "session_id", pl.col("findings").cast(pl.Int64), pl.lit(str(LineState.HELD)).alias("state"),
        pl.lit(0, pl.Int64).alias("allowed_fen"),
    )  # fmt: skip
    return update_frame("services_claimline", rows, key="session_id")


def _owed(claim_ids: list[int]) -> pl.DataFrame:
    """Give the owed, unbilled lines of claims in the order of their ids."""
    about, ids = in_list("claim_id", claim_ids)
    kinds, given = in_list("state", [str(one) for one in OWED])
    sql = f"SELECT claim_id, id, allowed_fen FROM services_claimline WHERE {about} AND {kinds} AND bill_id IS NULL"  # noqa: S608
    return read_frame(
        sql, [*ids, *given], {"claim_id": pl.Int64, "id": pl.Int64, "allowed_fen": pl.Int64}
    ).sort("claim_id", "id")  # fmt: skip


def line_digest(lines: Sequence[tuple[int, int]]) -> str:
    """Seal the lines of a bill: (id, fen) in the order of their ids."""
    return hashlib.sha256("\n".join(f"{pk}|{fen}" for pk, fen in lines).encode()).hexdigest()


def _bill(claim: Claim, sums: pl.DataFrame, payees: dict[int, int], by: User, at: datetime) -> Bill | None:
    lines = sums.filter(pl.col("claim_id") == claim.pk)
    fen = int(lines["allowed_fen"].sum())
    if not fen:
        return None
    digest = line_digest([(pk, amount) for _, pk, amount in lines.iter_rows()])
    made = bill(
        key=f"services.claim:{claim.pk}:{digest[:16]}", payee_id=payees[claim.provider_id], programme=claim.programme,
        region=claim.region, month=claim.month, amount_fen=fen, count=lines.height, digest=digest, by=by, at=at,
    )  # fmt: skip
    ClaimLine.objects.filter(claim=claim, state__in=OWED, bill__isnull=True).update(bill=made)
    return made


def _say(claim: Claim, what: str, by: User, at: datetime, detail: dict | None = None, reason: str = "") -> None:
    record(
        actor=by, action=f"claim.{what}", subject_kind="claim", subject_id=claim.pk, region=claim.region, at=at,
        reason=reason, detail={"month": claim.month, "programme": claim.programme, **(detail or {})},
    )  # fmt: skip
