"""The interface for departments' programmes: SPDCI's disability registry calls, signed message by message."""
