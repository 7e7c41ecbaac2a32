"""Settings of the tests: a private data folder, quick password hashes, PostgreSQL only where DATABASE_URL says so."""

import os
import tempfile

os.environ.setdefault("CHUNTIAN_DATA", tempfile.mkdtemp(prefix="chuntian-test-"))
os.environ.setdefault("CHUNTIAN_SECRET_KEY", "only-for-tests")

from chuntian.config.settings.base import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
