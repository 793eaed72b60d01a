"""Repositories of nobody's, and a rootward in the hooks' place that tells how it was called."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_STANDS_IN = """\
import json, os, sys

def main():
    with open(os.environ["CALLS"], "a") as file:
        file.write(json.dumps(sys.argv[1:]) + "\\n")
    return int(os.environ.get("CODE", "0"))
"""


class Grounds:
    """A repository, and what its hooks did."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls = folder.parent / f"{folder.name}.calls"
        self.python = Path(sys.executable).as_posix()

    @property
    def hooks(self) -> Path:
        return self.folder / ".git" / "hooks"

    def git(self, *words: str, code: str = "0") -> subprocess.CompletedProcess[str]:
        """Git, of which it does not matter here whether it fails; its hooks' scan ends with `code`."""
        return subprocess.run(
            ["git", *words],  # noqa: S607 - as a user has it
            cwd=self.folder,
            env=os.environ | {"CALLS": str(self.calls), "CODE": code},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def commit(self, name: str, *words: str, code: str = "0") -> subprocess.CompletedProcess[str]:
        """A commit of a new file of that name."""
        (self.folder / name).write_text(name)
        self.git("add", name)
        return self.git("commit", "-m", name, *words, code=code)

    def called(self) -> list[str]:
        """How rootward was called since the last time it was asked."""
        lines = self.calls.read_text().splitlines() if self.calls.exists() else []
        self.calls.unlink(missing_ok=True)
        return lines

    def commits(self) -> int:
        return len(self.git("log", "--all", "--format=%H").stdout.split())


@pytest.fixture(autouse=True)
def nobodys_git(tmp_path_factory, monkeypatch):
    """A configuration of the user's own that is empty but for a name, and a rootward that only tells."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    apart = tmp_path_factory.mktemp("apart")
    configuration = apart / "gitconfig"
    configuration.write_text("[user]\n\tname = Kim\n\temail = kim@example.com\n[init]\n\tdefaultBranch = main\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(configuration))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    package = apart / "stand-in" / "rootward" / "cli"
    package.mkdir(parents=True)
    (package / "main.py").write_text(_STANDS_IN)
    for folder in (package, package.parent):
        (folder / "__init__.py").touch()
    monkeypatch.setenv("PYTHONPATH", str(package.parents[1]))
    return configuration


@pytest.fixture
def grounds(tmp_path):
    folder = tmp_path / "re po"
    folder.mkdir()
    made = Grounds(folder)
    made.git("init", "--template=")
    return made
