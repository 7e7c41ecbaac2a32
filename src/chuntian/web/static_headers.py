"""What style sheets and scripts carry; the settings import this, so it imports nothing."""

from typing import Any


def static_headers(headers: Any, path: str, url: str) -> None:
    """Let them be loaded by our own pages only (called by WhiteNoise)."""
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
