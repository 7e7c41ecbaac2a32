"""Facts of a region or of some persons, on a day, as known at a moment: as a frame, and as a file with its hash."""

from chuntian.registry.snapshots.employers import employer_snapshot, employers_frame
from chuntian.registry.snapshots.files import build_snapshot, snapshot_path
from chuntian.registry.snapshots.frame import facts_frame

__all__ = ["build_snapshot", "employer_snapshot", "employers_frame", "facts_frame", "snapshot_path"]
