"""``python -m medgroup.cli`` is ``medgroup``."""

import sys

from medgroup.cli import main

sys.exit(main())
