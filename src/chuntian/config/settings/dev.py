"""Settings of `make demo` and `make serve` on one's own machine."""

from chuntian.config.settings.base import *  # noqa: F403

SESSION_COOKIE_SECURE = False
# Over a demo's folder, and nowhere else, a password is enough; the page 安全 lets one try the second factor all the same.
DEMO_WITHOUT_SECOND_FACTOR = True
