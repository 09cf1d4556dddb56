"""What the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

from bluestem.config.processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bluestem.config.settings")

# The server's worker process is a child of `bluestem web`; alone it would keep the port.
end_with_parent()
application = get_wsgi_application()
