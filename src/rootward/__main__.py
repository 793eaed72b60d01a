"""`python -m rootward`."""

from __future__ import annotations

import sys

from rootward.cli.main import main

sys.exit(main())
