"""A repository, made when a test runs, with commits of one person's at fixed times."""

from __future__ import annotations

import os
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

from rootward.model.leak import Leak
from rootward.model.scan import Scan
from rootward.workflows.scan import Scanned, scan
from rootward.workflows.scanning.order import Order, Source

BEGAN = datetime(2024, 3, 1, 9, 30)  # noqa: DTZ001 - the zone stands beside it
ANNA = {"GIT_AUTHOR_NAME": "Anna", "GIT_AUTHOR_EMAIL": "anna@example.com"}


class Shop:
    """The work tree, and git in it."""

    def __init__(self, folder: Path, *words: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._hours = 0
        self.git("init", "-q", "-b", "main", *words)

    def git(self, *words: str) -> str:
        """What it answers."""
        self._hours += 1
        at = f"{BEGAN + timedelta(hours=self._hours):%Y-%m-%dT%H:%M:%S}+02:00"
        of_test = {
            **ANNA,
            "GIT_COMMITTER_NAME": "Bo",
            "GIT_COMMITTER_EMAIL": "bo@example.com",
            "GIT_AUTHOR_DATE": at,
            "GIT_COMMITTER_DATE": at,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        command = ["git", "-C", str(self.folder), *words]
        return subprocess.run(
            command, check=True, capture_output=True, text=True, env={**os.environ, **of_test}
        ).stdout.strip()

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def commit(self, name: str, text: str, message: str = "a change") -> str:
        """Write that, and commit it; the commit's name."""
        self.write(name, text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")


def scanned(*sources: Source, **facts: object) -> Scanned:
    """What a scan comes to, with nothing kept from an earlier one."""
    order = Order(sources=sources, **{"cache": False, **facts})  # type: ignore[arg-type]
    return scan(order, progress=lambda _line: None, announce=lambda _line: None)


def found(*sources: Source, **facts: object) -> Scan:
    """The same, uninterrupted."""
    done = scanned(*sources, **facts)
    assert not done.interrupted
    return done.scan


def ids(leaks: tuple[Leak, ...]) -> list[tuple[str, str | None]]:
    """Path and id of each finding of an id."""
    return [(leak.path, leak.key_id) for leak in leaks if leak.kind == "access-key-id"]
