"""Who we are at the interface, and the key with which our replies are signed."""

import base64
import hashlib
import json
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from chuntian.kernel.secrets import read_or_make_secret
from chuntian.places.home import NoHomeRegion, home_region

FILE = "interface.key"


def own_id() -> str:
    """Give our name as sender and receiver: CHUNTIAN_REGISTRY_ID, else one made of the county set up here."""
    if settings.REGISTRY_ID:
        return settings.REGISTRY_ID
    try:
        return f"dr-{home_region(None)[:6]}"
    except NoHomeRegion:
        return "dr"


def own_key() -> Ed25519PrivateKey:
    """Give the private key (made once, in the folder of secrets)."""
    return _read(Path(settings.SECRETS_FOLDER) / FILE)


def published() -> dict[str, str]:
    """Give the public key as RFC 7517 and RFC 8037 write it; its name is the RFC 7638 thumbprint."""
    raw = own_key().public_key().public_bytes_raw()
    shape = {"crv": "Ed25519", "kty": "OKP", "x": _url(raw)}
    name = _url(hashlib.sha256(json.dumps(shape, sort_keys=True, separators=(",", ":")).encode()).digest())
    return {**shape, "kid": name, "use": "sig", "alg": "EdDSA"}


@lru_cache(maxsize=2)
def _read(path: Path) -> Ed25519PrivateKey:
    text = read_or_make_secret(path, 32)
    return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def _url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
