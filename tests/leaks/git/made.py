"""Repositories made by git itself, commit by commit, with keys that are made as the tests run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from rootward.leaks.git.finding import find_in_objects
from rootward.leaks.git.found import Held
from rootward.leaks.git.repository import Repository, open_repository
from rootward.leaks.git.searcher import Looker
from rootward.leaks.rules import Rules
from rootward.leaks.sight import Sight

_DAY = 86_400
_BEGINNING = 1_600_000_000


def key(number: int) -> str:
    """The id of an access key, another for each number."""
    letters = "QZ7WSX2EDC3RFV4TGB5YHN6UJM"
    return "AKIA" + "".join(letters[(number * 7 + place * (place + number + 3)) % len(letters)] for place in range(16))


def line(number: int) -> str:
    """A line that holds it."""
    return f"aws_access_key_id = {key(number)}\n"


class Made:
    """A repository in a folder of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.commits = 0
        """Each commit is a day after the one before."""
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main", *options)

    @classmethod
    def at(cls, folder: Path) -> Made:
        """One that is there."""
        made = cls.__new__(cls)
        made.folder, made.commits = folder, 0
        return made

    def git(self, *words: str, given: bytes = b"", code: int = 0) -> str:
        """What git says, less the last line feed."""
        date = f"{_BEGINNING + self.commits * _DAY} +0100"
        done = subprocess.run(
            ["git", "-c", "protocol.file.allow=always", *words],  # noqa: S607 - git as it is found
            cwd=self.folder,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
                "GIT_AUTHOR_NAME": "Ada",
                "GIT_AUTHOR_EMAIL": "ada@example.com",
                "GIT_AUTHOR_DATE": date,
                "GIT_COMMITTER_NAME": "Ada",
                "GIT_COMMITTER_EMAIL": "ada@example.com",
                "GIT_COMMITTER_DATE": date,
                "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_CONFIG_GLOBAL": os.devnull,
            },
            input=given,
            capture_output=True,
            check=False,
        )
        assert done.returncode == code, done.stderr.decode(errors="replace")
        return done.stdout.decode(errors="surrogateescape").rstrip("\n")

    def write(self, path: str | bytes, text: str) -> None:
        """Write a file, and stage it."""
        name = os.fsdecode(path)
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        self.git("add", "--", name)

    def commit(self, message: str = "change", **files: str) -> str:
        """Commit what is staged, and files: in their names `__` is a dot."""
        for name, text in files.items():
            self.write(name.replace("__", "."), text)
        self.commits += 1
        self.git("commit", "-q", "--allow-empty", "--no-verify", "-m", message)
        return self.git("rev-parse", "HEAD")

    def opened(self) -> Repository:
        return open_repository(str(self.folder))

    def objects(self) -> Mapping[str, Held[Sight]]:
        """Those that hold credentials."""
        return find_in_objects(self.opened(), Looker(Rules()), workers=1).objects
