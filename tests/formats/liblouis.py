"""liblouis, the cross-check of our braille: Debian's binding belongs to the system's Python, so it is loaded by its path."""

import importlib.util
from functools import lru_cache
from pathlib import Path

BINDING = Path("/usr/lib/python3/dist-packages/louis/__init__.py")
TABLES = ["unicode.dis", "zhcn-cbs.ctb"]


@lru_cache(maxsize=1)
def _louis():
    assert BINDING.exists(), "apt-get install python3-louis liblouis-data (tools/system_packages.sh test)"
    spec = importlib.util.spec_from_file_location("louis", BINDING)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cells(text: str) -> str:
    """Write text in braille, as liblouis does."""
    return _louis().translateString(TABLES, text)
