"""One inbox over all rooms: what waits for the reader, from where it came, what to do next (docs/decisions/0025)."""
