from chuntian.trail.models.chain import Chain
from chuntian.trail.models.entry import Entry
from chuntian.trail.models.message import Message
from chuntian.trail.models.shown import Shown

__all__ = ["Chain", "Entry", "Message", "Shown"]
