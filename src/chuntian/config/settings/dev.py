"""Settings of `make demo` and `make serve` on one's own machine."""

from chuntian.config.settings.base import *  # noqa: F403

SESSION_COOKIE_SECURE = False
