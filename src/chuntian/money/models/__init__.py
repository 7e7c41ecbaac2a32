"""What money keeps: funds, obligations, the ledger, payment runs, bank files and answers, recoveries."""

from chuntian.money.models.bank import BankAnswer, BankException, BankFile
from chuntian.money.models.fund import Budget, Fund
from chuntian.money.models.ledger import Journal, LedgerChain, Posting
from chuntian.money.models.lock import PaymentLock
from chuntian.money.models.obligation import Obligation
from chuntian.money.models.payment import HeldLine, PaymentLine, PaymentRun
from chuntian.money.models.recovery import Recovery
from chuntian.money.models.voucher import Voucher

__all__ = [
    "BankAnswer", "BankException", "BankFile", "Budget", "Fund", "HeldLine", "Journal", "LedgerChain", "Obligation", "PaymentLine",
    "PaymentLock", "PaymentRun", "Posting", "Recovery", "Voucher",
]  # fmt: skip
