import sys

from bluestem.cli import main

sys.exit(main())
