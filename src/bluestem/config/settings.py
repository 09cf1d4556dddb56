"""Django's settings, made from the environment and the data folder alone."""

import secrets
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from bluestem.config import demonstration, environment, keys, processes

ENVIRONMENT = environment.read()
DATA: Path = ENVIRONMENT["BLUESTEM_DATA"]
DEMONSTRATION = demonstration.read(DATA)

DEBUG = False
ALLOWED_HOSTS = ["*"]  # links in mails come from SITE_URL alone, never from a Host header
# Without keys nothing that is signed survives the process: `init` makes them, `doctor` says so.
SECRET_KEY = ENVIRONMENT["BLUESTEM_SECRET_KEY"] or keys.secret_key(DATA) or secrets.token_hex(32)
FIELD_KEYS: tuple[str, ...] = ENVIRONMENT["BLUESTEM_FIELD_KEYS"] or keys.field_keys(DATA)
SITE_URL: str = processes.site_url(DATA, ENVIRONMENT["BLUESTEM_SITE_URL"])
SMTP_SERVER: environment.SmtpServer | None = ENVIRONMENT["BLUESTEM_SMTP_URL"]
SENDER_ADDRESS: str = ENVIRONMENT["BLUESTEM_SENDER"]
MAILS_PER_MINUTE: int = ENVIRONMENT["BLUESTEM_MAILS_PER_MINUTE"]
TRUSTED_PROXIES = ENVIRONMENT["BLUESTEM_TRUSTED_PROXIES"]

ROOMS = [
    f"bluestem.{room}"
    for room in (
        "kit",
        "audit",
        "community",
        "mailroom",
        "members",
        "announcements",
        "events",
        "front",
    )
]
INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks_db",
]

MIDDLEWARE = [
    "bluestem.kit.middleware.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "bluestem.community.middleware.CommunityMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bluestem.front.middleware.HeadersMiddleware",
    "bluestem.members.middleware.AudienceMiddleware",
]

ROOT_URLCONF = "bluestem.config.urls"
WSGI_APPLICATION = "bluestem.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"]
            + (
                ["bluestem.kit.templatetags.kit"]
                if find_spec("bluestem.kit.templatetags.kit")
                else []
            ),
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bluestem.front.context.frame",
            ],
        },
    },
]
FORM_RENDERER = "bluestem.kit.forms.Renderer"


def _sqlite() -> dict[str, Any]:
    return {
        "ENGINE": "bluestem.config.sqlite",  # Django's, with writers that take turns
        "NAME": DATA / "bluestem.sqlite3",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # with DEFERRED most concurrent writers fail at once
            "timeout": 20,
            # FULL: what was acknowledged to a person survives a power cut. No mmap_size on purpose.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
            "PRAGMA journal_size_limit=67108864; PRAGMA foreign_keys=ON",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    from urllib.parse import parse_qsl, unquote, urlsplit

    parts = urlsplit(url)
    return {
        "ENGINE": "bluestem.config.postgresql",  # Django's, which asks less often if it lives
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


DATABASE_URL: str = ENVIRONMENT["BLUESTEM_DATABASE_URL"]
DATABASES = {"default": _postgresql(DATABASE_URL) if DATABASE_URL else _sqlite()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "bluestem_cache",
        # The default of 300 would let a crowd of strangers push the counts of tries out.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}

AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = [
    "bluestem.members.sign_in.MemberBackend",
    "allauth.account.auth_backends.AuthenticationBackend",  # of sessions begun before ours
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "bluestem.kit.sessions"  # the table holds hashes of the cookies' keys
SESSION_COOKIE_AGE = int(timedelta(days=60).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "bluestem_session"
CSRF_COOKIE_NAME = "bluestem_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "bluestem.kit.views.csrf_failure"
IS_HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_HSTS_SECONDS = 31536000 if IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "media-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

APPEND_SLASH = False
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "bluestem": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django_tasks_db": {"level": "WARNING"},
        "django.tasks": {"level": "WARNING"},
    },
}

# --- Sign-in: a code by mail (trust.md, "Sign-in") ---------------------------------------------
ACCOUNT_ADAPTER = "bluestem.members.sign_in.SignInAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "address"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = int(timedelta(minutes=10).total_seconds())
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES: list[str] = []
