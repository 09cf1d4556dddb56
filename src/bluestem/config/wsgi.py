"""What the web server loads."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bluestem.config.settings")

application = get_wsgi_application()


def load_addresses() -> None:
    """Import every view now instead of at the first request."""
    resolve("/health")
