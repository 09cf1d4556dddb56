"""What granian's worker process loads: the application, not to outlive its parent."""

import gc
import signal

from bluestem.config.processes import end_with_parent
from bluestem.config.wsgi import application, load_addresses

# The worker is a child of `bluestem web`; alone it would keep the port, and a gentle end would
# keep it for seconds longer. Every request is one transaction.
end_with_parent(signal.SIGKILL)

# What is loaded now stays: the collector need not look through it again for every few pages.
load_addresses()
gc.collect()
gc.freeze()

__all__ = ["application"]
