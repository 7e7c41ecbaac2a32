from chuntian.accounts.models.assignment import Assignment
from chuntian.accounts.models.authority import Authority
from chuntian.accounts.models.factor_reset import FactorReset
from chuntian.accounts.models.open_session import OpenSession
from chuntian.accounts.models.user import User

__all__ = ["Assignment", "Authority", "FactorReset", "OpenSession", "User"]
