"""What the pages themselves keep."""

from chuntian.web.models.sign_in_failure import SignInFailure

__all__ = ["SignInFailure"]
