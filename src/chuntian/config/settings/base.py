"""Settings that every way of running Chuntian shares. They work with an empty environment (see docs/reference/settings.md)."""

import os
import shlex
import sys
from datetime import timedelta
from pathlib import Path

import pysqlite3

from chuntian.kernel.outgoing import Allowed, NotAllowed
from chuntian.web.static_headers import static_headers

# Debian's SQLite predates the fix of the WAL-reset corruption bug (fixed in 3.51.3): use the wheel's newer library.
sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

DATA_FOLDER = Path(os.environ.get("CHUNTIAN_DATA", "data")).resolve()
SECRETS_FOLDER = Path(os.environ.get("CHUNTIAN_SECRETS", str(DATA_FOLDER / "secrets"))).resolve()
# Where the heads of the audit chains are kept every day; best a folder of another machine. None: the data folder's own.
ANCHORS_FOLDER = Path(os.environ["CHUNTIAN_ANCHORS"]).resolve() if os.environ.get("CHUNTIAN_ANCHORS") else None
# With which ciphers new keys are made: aes-256-gcm (index HMAC-SHA256) or sm4-gcm (index HMAC-SM3).
CIPHER_SUITE = os.environ.get("CHUNTIAN_CIPHERS", "aes-256-gcm")

DEBUG = False
ALLOWED_HOSTS = os.environ.get("CHUNTIAN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "chuntian.places",
    "chuntian.accounts",
    "chuntian.trail",
    "chuntian.standards",
    "chuntian.registry",
    "chuntian.exchange",
    "chuntian.casework",
    "chuntian.money",
    "chuntian.services",
    "chuntian.indicators",
    "chuntian.reports",
    "chuntian.web",
]
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# No rule of composition; see web/passwords.py for what is refused, and why.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "chuntian.web.passwords.Guessable"},
    {"NAME": "chuntian.web.passwords.Breached"},
]
# A sorted file of SHA-1 sums of passwords that are known from breaches; none comes with us.
BREACHED_PASSWORDS = (
    Path(os.environ["CHUNTIAN_BREACHED_PASSWORDS"]) if os.environ.get("CHUNTIAN_BREACHED_PASSWORDS") else None
)

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "chuntian.web.middleware.SafeHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "chuntian.web.refusals.Refusals",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "chuntian.web.middleware.KnownSession",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "chuntian.web.reach.Reach",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "chuntian.config.urls"
WSGI_APPLICATION = "chuntian.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chuntian.web.context.house",
            ],
        },
    },
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
WHITENOISE_ADD_HEADERS_FUNCTION = static_headers

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; "
        "PRAGMA cache_size=-65536; PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864"
    ),
}


def database(url: str) -> dict:
    """Give Django's settings for DATABASE_URL (postgresql://user:password@host:port/name), or the embedded SQLite."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_FOLDER / "chuntian.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
        }
    from urllib.parse import parse_qs, unquote, urlsplit

    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit(
            f"DATABASE_URL: 只支持 postgresql://，收到 {parts.scheme}:// · only postgresql:// is supported"
        )
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    host = parts.hostname or query.get("host", "")
    # How the way to the server is encrypted, and who proves himself with what; the production settings demand it.
    ssl = {name: query[name] for name in ("sslmode", "sslrootcert", "sslcert", "sslkey") if name in query}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {"connect_timeout": 10, **ssl},
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}

# Where `chuntian work` sends the messages of the outbox; empty: files in the folder `outgoing`.
OUTBOX_URL = os.environ.get("CHUNTIAN_OUTBOX_URL", "")


def outgoing(text: str) -> Allowed:
    """Give whom this installation may call at all: names, name:port, and networks of its own; nothing said: nobody."""
    try:
        return Allowed.of(text)
    except NotAllowed as why:
        raise SystemExit(str(why)) from why


OUTGOING = outgoing(os.environ.get("CHUNTIAN_OUTGOING", ""))
# Our name at the interface for departments; empty: made of the county set up here (dr-620104).
REGISTRY_ID = os.environ.get("CHUNTIAN_REGISTRY_ID", "")
# How citizens reach this house in writing (an address, a number for messages, an e-mail) and by voice; shown on every page of help.
CONTACT_TEXT = os.environ.get("CHUNTIAN_CONTACT_TEXT", "")
CONTACT_VOICE = os.environ.get("CHUNTIAN_CONTACT_VOICE", "")
# A program that reads UTF-8 text and writes WAV, for the spoken form of letters; empty: espeak-ng, which comes with the packages.
VOICE = tuple(shlex.split(os.environ.get("CHUNTIAN_VOICE", "")))

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "chuntian.web.refusals.forged"
MESSAGE_STORAGE = "chuntian.web.cookies.KeptMessages"
SECURE_CONTENT_TYPE_NOSNIFF = True
# Under "no-referrer" browsers send "Origin: null" with a form, and the CSRF check refuses it.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"

# Second factors are kept by django-allauth under our own pages (none of its addresses is mounted); see accounts/sealing.py.
MFA_ADAPTER = "chuntian.accounts.sealing.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODE_COUNT = 10
# Only the settings of one's own machine may let a demonstration's sign-ins in with a password alone.
DEMO_WITHOUT_SECOND_FACTOR = False
# A session ends when nothing was asked for so long (each page says when; 10 minutes at least), and at the latest after a day of work.
SESSION_IDLE = timedelta(minutes=max(10, int(os.environ.get("CHUNTIAN_IDLE_MINUTES", "30"))))
SESSION_LONGEST = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())


# What is no deed of a known user, one JSON object a line and a file a month: docs/reference/logs.md.
SECURITY_LOG_FOLDER = DATA_FOLDER / "logs"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"security": {"class": "chuntian.web.security_log.Handler"}},
    "loggers": {
        name: {"handlers": ["security"], "level": "INFO", "propagate": name != "chuntian.security"}
        for name in ("chuntian.security", "django.security", "django.security.csrf")
    },
}


def secret_key() -> str:
    """Give Django's signing key: CHUNTIAN_SECRET_KEY, else a key made once and kept in the secrets folder."""
    from chuntian.kernel.secrets import read_or_make_secret

    return os.environ.get("CHUNTIAN_SECRET_KEY") or read_or_make_secret(SECRETS_FOLDER / "django.key")


SECRET_KEY = secret_key()
