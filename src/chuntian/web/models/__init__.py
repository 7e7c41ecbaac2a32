"""What the pages themselves keep."""

from chuntian.web.models.draft import ApplicationDraft
from chuntian.web.models.export import BulkKind, BulkRequest, Export
from chuntian.web.models.kept_form import KeptForm
from chuntian.web.models.saved_list import SavedList
from chuntian.web.models.sign_in_failure import SignInFailure

__all__ = ["ApplicationDraft", "BulkKind", "BulkRequest", "Export", "KeptForm", "SavedList", "SignInFailure"]
