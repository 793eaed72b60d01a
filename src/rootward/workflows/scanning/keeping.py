"""Keep the answer of a scan of histories, so that it can be told again while nothing changes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from rootward.errors import RootwardError
from rootward.leaks.answers import Answer
from rootward.model.scan import Scan
from rootward.workflows.scanning.answers import Question, answer_name, keep
from rootward.workflows.scanning.order import History, Order
from rootward.workflows.scanning.rule_files import rule_files

_LASTING = ("a partial clone: ", "a shallow clone: ")
"""How the reasons begin of what stays unread until the repository itself changes."""


class Keeping(NamedTuple):
    """A question whose answer may be kept, and what it rests on, from before the scan."""

    ask: Callable[[], Question | None]
    asked: Question
    files: tuple[str, ...]
    """In which somebody allows findings."""
    name: str

    def keep(self, scan: Scan, answer: Answer) -> None:
        """Keep it, unless something changed while the scan was under way, or another scan may read more."""
        lasting = all(one.reason.startswith(_LASTING) for one in scan.unread)
        if lasting and self.ask() == self.asked:
            keep(self.asked, self.files, self.name, answer)


def keeping(order: Order, ask: Callable[[], Question | None]) -> Keeping | None:
    """What is asked; None where its answer is not to be kept, or would be stale before it is there.

    `ask` puts the question, at the moment when it is called.
    """
    if not order.cache or not all(isinstance(source, History) for source in order.sources):
        return None
    began = time.time_ns()
    asked = ask()
    if asked is None or not asked.is_settled(began):
        return None
    try:
        files = rule_files(order)
    except (RootwardError, OSError, RuntimeError):  # the scan itself will say what is wrong
        return None
    if any(Path(file).name == ".gitmodules" and os.path.lexists(file) for file in files):
        return None  # what is checked out of a submodule is no part of the state
    return Keeping(ask, asked, files, answer_name(asked, files))
