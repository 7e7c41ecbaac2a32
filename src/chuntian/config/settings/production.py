"""Settings of a server: a key from outside, HTTPS only."""

import os

if len(os.environ.get("CHUNTIAN_SECRET_KEY", "")) < 50:
    raise SystemExit(
        "CHUNTIAN_SECRET_KEY 未设置或太短：请生成一个 50 位以上的随机串 · set it to 50 or more random characters"
    )

from chuntian.config.settings.base import *  # noqa: F403

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Not on the browsers' preload list: an office's name in an inner network has no place on it, and nobody gets off it again.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_SSL_REDIRECT = os.environ.get("CHUNTIAN_BEHIND_TLS", "1") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

if (DATA_FOLDER / "demo.json").exists():  # noqa: F405
    raise SystemExit(f"{DATA_FOLDER} 是演示数据，不能用于正式运行 · demo data, not for production")  # noqa: F405
