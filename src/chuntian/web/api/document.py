"""The OpenAPI document of the interface, as served and as committed."""

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Give the OpenAPI 3.1 document; the same code gives the same document."""
    from chuntian.web.api.calls import PREFIX, api

    made = dict(api.get_openapi_schema(path_prefix=PREFIX.strip("/") + "/"))
    made["info"] = {**made["info"], "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}
    made["servers"] = []
    return made
