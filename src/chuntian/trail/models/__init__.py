from chuntian.trail.models.chain import Chain
from chuntian.trail.models.entry import Entry
from chuntian.trail.models.message import Message

__all__ = ["Chain", "Entry", "Message"]
