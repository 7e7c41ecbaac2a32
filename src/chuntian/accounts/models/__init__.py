from chuntian.accounts.models.assignment import Assignment
from chuntian.accounts.models.user import User

__all__ = ["Assignment", "User"]
