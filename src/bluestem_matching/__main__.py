"""`python -m bluestem_matching` is `bluestem match`."""

import sys

from bluestem_matching.cli import main

sys.exit(main())
