"""What the web server loads."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from bluestem.config.processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bluestem.config.settings")

# The server's worker process is a child of `bluestem web`; alone it would keep the port, and a
# gentle end would keep it for seconds longer. Every request is one transaction.
end_with_parent(signal.SIGKILL)
application = get_wsgi_application()
