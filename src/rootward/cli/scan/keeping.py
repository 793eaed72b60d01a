"""Keep the answer of a scan of histories, so that it can be told again while nothing changes."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rootward.cli.again import Question, answer_name, keep_answer, question
from rootward.errors import RootwardError
from rootward.leaks.answers import Answer
from rootward.model.scan import Scan
from rootward.reports.evidence import minute, told
from rootward.workflows.scanning.order import History, Order

_LASTING = ("a partial clone: ", "a shallow clone: ")
"""How the reasons begin of what stays unread until the repository itself changes."""


class Keeping(NamedTuple):
    """A question whose answer may be kept, and what it rests on, from before the scan."""

    words: tuple[str, ...]
    asked: Question
    files: tuple[str, ...]
    """In which somebody allows findings."""
    name: str

    def keep(self, scan: Scan, *, out: str, err: Sequence[str], code: int, quiet: bool) -> None:
        """Keep it, unless something changed while the scan was under way, or another scan may read more."""
        if not all(one.reason.startswith(_LASTING) for one in scan.unread):
            return
        if question(self.words, os.environ) != self.asked:
            return
        since = f"nothing has changed since the scan of {minute(scan.taken_at)}; --no-cache scans again"
        lines = err if quiet else (since, *err)
        said = "".join(f"rootward: {told(line)}\n" for line in lines)
        answer = Answer(out.encode("utf-8", "backslashreplace"), said.encode("utf-8", "backslashreplace"), code)
        keep_answer(self.asked, self.files, self.name, answer)


def keeping(words: Sequence[str], order: Order) -> Keeping | None:
    """What is asked; None where its answer is not to be kept, or would be stale before it is there."""
    if not order.cache or not all(isinstance(source, History) for source in order.sources):
        return None
    began = time.time_ns()
    given = ("scan", *words)
    asked = question(given, os.environ)
    if asked is None or not asked.is_settled(began):
        return None
    from rootward.workflows.scanning.rule_files import rule_files

    try:
        files = rule_files(order)
    except (RootwardError, OSError, RuntimeError):  # the scan itself will say what is wrong
        return None
    if any(Path(file).name == ".gitmodules" and os.path.lexists(file) for file in files):
        return None  # what is checked out of a submodule is no part of the state
    return Keeping(given, asked, files, answer_name(asked, files))
