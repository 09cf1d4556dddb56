"""The settings under test: the real ones, with plain static files and tasks of the database."""

import os
import tempfile

from cryptography.fernet import Fernet

os.environ.update(
    {
        "BLUESTEM_DATA": tempfile.mkdtemp(prefix="bluestem-tests-"),
        "BLUESTEM_SECRET_KEY": "a-key-for-tests-only",
        "BLUESTEM_FIELD_KEYS": Fernet.generate_key().decode(),
    }
)
for _name in ("BLUESTEM_SMTP_URL", "BLUESTEM_SITE_URL", "BLUESTEM_SENDER"):
    os.environ.pop(_name, None)

from bluestem.config.settings import *  # noqa: E402, F403
from bluestem.config.settings import DATABASE_URL, DATABASES  # noqa: E402

if not DATABASE_URL:  # said because pytest-django knows Django's own engine only
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
