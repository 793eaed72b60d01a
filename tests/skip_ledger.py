"""Skips are counted: a test may skip only if tests/skips.txt names it, with its platform and the reason."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ENTRY = re.compile(r"(?P<platform>any|linux|darwin|win32) (?P<test>\S.*?)  # (?P<reason>\S.*)")


def read_ledger(path: Path, platform: str = sys.platform) -> dict[str, str]:
    """Node id to reason, for what counts on `platform`. Raises pytest.UsageError at a line it cannot read."""
    allowed: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        entry = ENTRY.fullmatch(line)
        if entry is None:
            message = f"{path}:{number}: not 'PLATFORM NODE-ID  # REASON': {line!r}"
            raise pytest.UsageError(message)
        if entry["platform"] in {"any", platform}:
            allowed[entry["test"]] = entry["reason"]
    return allowed


def _entry(test: str) -> str:
    """The node id without its parameters: one entry may stand for all of them."""
    return test.split("[", 1)[0]


class SkipLedger:
    """The plugin. Under xdist it belongs in the controller, which sees every worker's reports."""

    def __init__(self, allowed: Mapping[str, str]) -> None:
        self.allowed = allowed
        self.skipped: dict[str, str] = {}
        self.ran: set[str] = set()

    @property
    def unlisted(self) -> list[str]:
        """Tests that skipped and may not."""
        return sorted(test for test in self.skipped if _entry(test) not in self.allowed and test not in self.allowed)

    @property
    def idle(self) -> list[str]:
        """Entries of tests that ran, and none of them skipped: they can perhaps go."""
        used = {name for test in self.skipped for name in (test, _entry(test))}
        ran = {name for test in self.ran for name in (test, _entry(test))}
        return sorted((ran & self.allowed.keys()) - used)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A whole module or class may skip while it is collected."""
        self._count(report)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test may skip in its set-up or in its body."""
        if report.when == "call":
            self.ran.add(report.nodeid)
        self._count(report)

    def _count(self, report: pytest.CollectReport | pytest.TestReport) -> None:
        if report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", "")
            self.skipped[report.nodeid] = reason

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """An unlisted skip fails a run that otherwise passed."""
        if self.unlisted and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """One line of counts, and one for each entry that does not fit."""
        unlisted = self.unlisted
        for test in unlisted:
            terminalreporter.line(f"skipped and not in tests/skips.txt: {test} ({self.skipped[test]})", red=True)
        for test in self.idle:
            terminalreporter.line(f"in tests/skips.txt, and ran: {test}")
        listed = len(self.skipped) - len(unlisted)
        terminalreporter.line(f"skips: {listed} listed, {len(unlisted)} unlisted", red=bool(unlisted))
