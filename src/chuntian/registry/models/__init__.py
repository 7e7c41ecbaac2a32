from chuntian.registry.models.bank_account import BankAccount
from chuntian.registry.models.certificate import Certificate
from chuntian.registry.models.erasure import Erasure
from chuntian.registry.models.format_choice import FormatChoice
from chuntian.registry.models.guardian import Guardian
from chuntian.registry.models.household import Household, HouseholdMember
from chuntian.registry.models.person import Person
from chuntian.registry.models.snapshot import Snapshot
from chuntian.registry.models.source import Source
from chuntian.registry.models.statement import Statement

__all__ = [
    "BankAccount",
    "Certificate",
    "Erasure",
    "FormatChoice",
    "Guardian",
    "Household",
    "HouseholdMember",
    "Person",
    "Snapshot",
    "Source",
    "Statement",
]
