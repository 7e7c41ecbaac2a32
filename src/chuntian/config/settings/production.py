"""Settings of a server: a key from outside, HTTPS only."""

import os

if len(os.environ.get("CHUNTIAN_SECRET_KEY", "")) < 50:
    raise SystemExit(
        "CHUNTIAN_SECRET_KEY 未设置或太短：请生成一个 50 位以上的随机串 · set it to 50 or more random characters"
    )

from chuntian.config.settings.base import *  # noqa: F403

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# A cookie of this name is taken from this very host only, over HTTPS only (the others are named in web/cookies.py).
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = LANGUAGE_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Not on the browsers' preload list: an office's name in an inner network has no place on it, and nobody gets off it again.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_SSL_REDIRECT = os.environ.get("CHUNTIAN_BEHIND_TLS", "1") == "1"
# A programme that speaks plain HTTP is refused, not led on: what it sent has been read on the way (ASVS 4.1.2).
SECURE_REDIRECT_EXEMPT = [r"^spdci/dr/v1\.0\.0/registry/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Numbers of persons cross the network to a database on another machine: encrypted, to the server that the certificate names.
_database = DATABASES["default"]  # noqa: F405
_host = _database.get("HOST", "")
_here = _host.startswith("/") or _host in {"", "localhost", "127.0.0.1", "::1"}
if _database["ENGINE"].endswith("postgresql") and not _here and _database["OPTIONS"].get("sslmode") != "verify-full":
    raise SystemExit(
        f"DATABASE_URL: 连 {_host} 须加密并核对证书，请加上 ?sslmode=verify-full&sslrootcert=… · "
        "to another machine only encrypted, with its certificate verified"
    )

if (DATA_FOLDER / "demo.json").exists():  # noqa: F405
    raise SystemExit(f"{DATA_FOLDER} 是演示数据，不能用于正式运行 · demo data, not for production")  # noqa: F405
