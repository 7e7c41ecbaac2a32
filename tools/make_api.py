"""Write docs/reference/api.json, the OpenAPI document of the interface, so that the page cannot fall behind the code."""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chuntian.config.settings.test")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "api.json"


def page() -> str:
    """Give the whole document."""
    from chuntian.web.api.document import document

    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    import django

    django.setup()
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.read_text(encoding="utf-8") == page() else f"{PAGE.name}: run tools/make_api.py")
    PAGE.write_text(page(), encoding="utf-8")
