"""The use cases of this room."""

from chuntian.exchange.operations.commit import CannotCommit, CannotConfirm, CannotReject, commit, confirm_brake, reject
from chuntian.exchange.operations.discrepancies import CannotDecide, decide_discrepancy
from chuntian.exchange.operations.stage import stage, stage_bytes

__all__ = [
    "CannotCommit",
    "CannotConfirm",
    "CannotDecide",
    "CannotReject",
    "commit",
    "confirm_brake",
    "decide_discrepancy",
    "reject",
    "stage",
    "stage_bytes",
]
