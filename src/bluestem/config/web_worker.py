"""What granian's worker process loads: the application, not to outlive its parent."""

import signal

from bluestem.config.processes import end_with_parent
from bluestem.config.wsgi import application

# The worker is a child of `bluestem web`; alone it would keep the port, and a gentle end would
# keep it for seconds longer. Every request is one transaction.
end_with_parent(signal.SIGKILL)

__all__ = ["application"]
