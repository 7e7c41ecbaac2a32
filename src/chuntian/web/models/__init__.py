"""What the pages themselves keep."""

from chuntian.web.models.kept_form import KeptForm
from chuntian.web.models.sign_in_failure import SignInFailure

__all__ = ["KeptForm", "SignInFailure"]
