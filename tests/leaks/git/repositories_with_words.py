"""Repositories made by git itself, for the tests of what reads them; and a word to look for in them."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from rootward.leaks.git import repository
from rootward.leaks.git.found import Found

_IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_AUTHOR_DATE": "2024-05-01T12:00:00Z",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
    "GIT_COMMITTER_DATE": "2024-05-01T12:00:00Z",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


class Words:
    """Looks for words like `leak-0042`."""

    def __init__(self, reach: int | None = 9) -> None:
        self.reach = self.context = reach
        self.asked: list[bytes] = []
        """Every part that it was asked about."""

    def search(self, expected: int | None) -> Words:  # noqa: ARG002 - the seam's
        return self

    def admitted(self, parts: Sequence[bytes]) -> list[int]:
        return [index for index, _ in self.glanced(parts)]

    def glanced(self, parts: Sequence[bytes]) -> list[tuple[int, bool]]:
        self.asked += parts
        return [(index, True) for index, part in enumerate(parts) if _WORD.search(part)]

    def found(self, data: bytes) -> tuple[str, ...]:
        return tuple(word.decode() for word in _WORD.findall(data))

    def found_through(self, read: Callable[[int], bytes]) -> tuple[str, ...]:
        return self.found(b"".join(iter(lambda: read(65_536), b"")))


_WORD = re.compile(rb"leak-[0-9]{4}")


class Repository:
    """A repository in a folder of its own."""

    def __init__(self, folder: Path, *, object_format: str = "sha1", bare: bool = False) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "-q", "-b", "main", f"--object-format={object_format}", *(["--bare"] if bare else []))

    @classmethod
    def at(cls, folder: Path) -> Repository:
        """One that is there."""
        made = cls.__new__(cls)
        made.folder = folder
        return made

    def git(self, *words: str, given: bytes = b"", cwd: Path | None = None) -> str:
        done = subprocess.run(
            ["git", *words],  # noqa: S607 - git as it is found
            cwd=cwd or self.folder,
            env={**os.environ, **_IDENTITY},
            input=given,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode().strip()

    def commit(self, files: dict[str, bytes], message: str = "change") -> str:
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self.git("add", "--", *files)
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def blob(self, content: bytes) -> str:
        return self.git("hash-object", "-w", "--stdin", given=content)

    def history(self, versions: int = 40) -> None:
        """Versions of a long file: git stores most as deltas. One word comes and goes, one stays."""
        lines = [f"line {number} of a file that goes on and on".encode() for number in range(600)]
        stream = []
        for version in range(versions):
            lines[version * 7] = f"changed in version {version}".encode()
            lines[300] = f"leak-{version // 10:04}".encode() if version % 10 < 5 else b"nothing"
            if version == 12:
                lines[500] = b"leak-9999"
            message = b"v%d" % version
            stream.append(b"commit refs/heads/main\ncommitter Ada <ada@example.com> %d +0000" % (10**9 + version))
            stream.append(b"data %d\n%s" % (len(message), message))
            for name, content in ((b"long.txt", b"\n".join(lines)), (b"%d.txt" % version, b"small %d" % version)):
                stream.append(b"M 644 inline %s\ndata %d\n%s" % (name, len(content), content))
        self.git("fast-import", "--quiet", given=b"\n".join(stream) + b"\n")
        self.git("read-tree", "HEAD")

    def packs(self) -> list[Path]:
        return sorted((self.git_dir / "objects/pack").glob("*.pack"))

    @property
    def git_dir(self) -> Path:
        inner = self.folder / ".git"
        return inner if inner.is_dir() else self.folder

    def opened(self) -> repository.Repository:
        return repository.open_repository(str(self.folder))


def oids_of(found: Found[str]) -> dict[str, tuple[str, ...]]:
    """What each object holds."""
    return {oid: tuple(held.findings) for oid, held in found.objects.items()}


def writable(path: Path) -> Path:
    """Git's packs are read-only."""
    path.chmod(0o644)
    return path
