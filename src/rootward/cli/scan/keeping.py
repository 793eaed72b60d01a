"""What a scan of histories printed, kept as the answer to the words that it was asked with."""

from __future__ import annotations

import os
from collections.abc import Sequence

from rootward.cli.again import asked
from rootward.leaks.answers import Answer
from rootward.model.scan import Scan
from rootward.reports.evidence import minute, told
from rootward.workflows.scanning.keeping import Keeping, keeping
from rootward.workflows.scanning.order import Order


def keeper(words: Sequence[str], order: Order) -> Keeping | None:
    """Who keeps the answer to these words of the command line; None where it is not kept."""
    given = ("scan", *words)
    return keeping(order, lambda: asked(given, os.environ))


def printed(scan: Scan, *, out: str, err: Sequence[str], code: int, quiet: bool) -> Answer:
    """What was printed, and how it ended, as it is to be told again."""
    since = f"nothing has changed since the scan of {minute(scan.taken_at)}; --no-cache scans again"
    lines = err if quiet else (since, *err)
    said = "".join(f"{told(line)}\n" for line in lines)
    return Answer(out.encode("utf-8", "backslashreplace"), said.encode("utf-8", "backslashreplace"), code)
