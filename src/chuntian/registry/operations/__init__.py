"""Every write of the register."""

from chuntian.registry.operations.commit import CommitResult, MissingColumn, NotALevel, commit_source
from chuntian.registry.operations.format_choices import NoSuchForm, choose_formats
from chuntian.registry.operations.merge import CannotMerge, merge_persons
from chuntian.registry.operations.stated import UnknownFact, state_fact

__all__ = [
    "CannotMerge",
    "CommitResult",
    "MissingColumn",
    "NoSuchForm",
    "NotALevel",
    "UnknownFact",
    "choose_formats",
    "commit_source",
    "merge_persons",
    "state_fact",
]
