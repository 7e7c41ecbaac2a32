"""
Where something about a person lies: one line a model. The own copy is made from it, and an erasure empties by it.

A test looks at all models and fails where one leads to a person and has no line here (trust B27, B28).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

GONE = "（已清除）"


@dataclass(frozen=True, slots=True)
class Holding:
    """
    A model, the ways from its rows to the person, and what an erasure leaves: `empties`, or no row at all.

    `tells` names the row that a copy shows in the place of one that only leads to it.
    """

    model: str
    ways: tuple[str, ...]
    empties: Mapping[str, Any] = field(default_factory=dict)
    goes: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    tells: str = ""

    def rows(self, person_id: int) -> models.QuerySet:
        """Give the rows about a person."""
        condition = models.Q()
        for way in self.ways:
            condition |= models.Q(**{way: person_id})
        return self.table._base_manager.filter(condition, **self.extra).order_by("pk")

    @property
    def table(self) -> type[models.Model]:
        """The model itself."""
        return apps.get_model(self.model)


PERSON = {"name": GONE, "pinyin": "", "phone": None, "residence": "", "residence_permit": "", "household": None,
          "phone_as_of": None}  # fmt: skip
HOLDINGS = [
    Holding("registry.Person", ("pk", "merged_into"), PERSON),
    Holding("registry.Certificate", ("person",), {"number": None, "number_index": ""}),
    Holding("registry.BankAccount", ("person",), {"number_index": "", "subject_index": "", "bank": "", "holder": GONE}),
    Holding("registry.Guardian", ("person",), goes=True),
    Holding("registry.FormatChoice", ("person",), goes=True),
    Holding("registry.HouseholdMember", ("person",), goes=True),
    Holding(
        "registry.Statement", ("subject_id",), {"values": {}, "subject_index": ""}, extra={"subject_kind": "person"}
    ),
    Holding("registry.Erasure", ("person_id",), {"reason": GONE}),
    Holding("exchange.Discrepancy", ("person", "other_person"), {"detail": {}, "reason": GONE}),
    Holding("casework.Award", ("person",), {"end_reason": GONE}),
    Holding("casework.HandDecision", ("award__person",), {"reason": GONE}),
    Holding("casework.Case", ("person",), {"decision": None}),
    Holding("casework.Action", ("case__person",), {"why": "", "data": {}}),
    Holding("casework.ApplicationDecision", ("person",)),
    Holding("casework.Letter", ("person",), {"content": {}}),
    Holding("casework.LetterFile", ("letter__person",)),
    Holding("casework.CaseDocument", ("person",), {"file_name": GONE, "sha256": "", "taken_out_why": ""}),
    Holding("casework.PublicNotice", ("person",), {"shown": {}, "down_why": ""}),
    Holding("casework.Objection", ("person",), {"said_by": "", "contact": None, "text": GONE, "reasons": GONE}),
    Holding("casework.Task", ("person",), {"detail": {}, "close_reason": ""}),
    Holding("casework.TaskBatch", ("items__task__person",), {"reason": ""}),
    Holding("casework.TaskBatchItem", ("task__person",), {"why_not": ""}),
    Holding("casework.Correction", ("person",), {"said": "", "phone": None}),
    Holding("casework.ContactAttempt", ("person", "task__person"), {"note": ""}),
    Holding("casework.Decline", ("person",), {"reason": ""}),
    Holding("services.Need", ("person",), {"note": "", "source_ref": "", "close_note": ""}),
    Holding("services.Order", ("person",), {"stop_reason": GONE}),
    Holding("services.OrderItem", ("order__person",)),
    Holding("services.Acceptance", ("order__person",), {"words": ""}),
    Holding("services.Session", ("person",)),
    Holding("services.Appointment", ("person",), {"reason": GONE, "wish": ""}),
    Holding("services.ClaimLine", ("session__person",), {"objection": "", "reason": GONE}),
    Holding("services.Assessment", ("person",), {"answers": {}, "score": None, "withdrawn_why": None}),
    Holding("services.Loan", ("person",)),
    Holding("services.Fitting", ("order__person",), {"note": ""}),
    Holding("services.HomeWorks", ("person",), {"why": ""}),
    Holding("services.Room", ("works__person",), {"note": ""}),
    Holding("services.PlanItem", ("room__works__person",)),
    Holding("services.RoomPhoto", ("room__works__person",)),
    Holding("money.Obligation", ("person",)),
    Holding("money.PaymentLine", ("obligation__person",), {"payee": GONE}),
    Holding("money.HeldLine", ("person",), {"reason": GONE}),
    Holding("money.Posting", ("obligation__person",)),
    Holding("money.Recovery", ("obligation__person",), {"grounds": GONE, "decision_reason": GONE}),
    Holding("money.BankException", ("line__obligation__person",), {"resolution": GONE}),
    Holding("web.ApplicationDraft", ("person",), goes=True),
    Holding("accounts.User", ("person_id",), {"person_id": None, "display_name": GONE, "is_active": False}),
    Holding("accounts.Authority", ("person_id",), {"document": GONE}),
    Holding("trail.Entry", ("subject_id",), extra={"subject_kind": "person"}),
    Holding("trail.Shown", ("person_id",), tells="entry"),
]
# What was done and to whom; all other rows are what it may have been done to.
TRAIL = ("trail.Entry", "trail.Shown")
# What leads to a person and holds nothing about him.
NOT_PERSONAL = {
    "accounts.Assignment": "the role of an account, for staff",
    "accounts.OpenSession": "the devices of an account; its owner sees them on his own page",
    "accounts.FactorReset": "the second factor of an account",
    "casework.DecisionRun": "decides a region",
}
