"""The vectors of rules.md 16.1."""

import json
from pathlib import Path

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))
