"""The repositories that are scanned: what is known of them beforehand, and the tree of their HEAD."""

import json
import os
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from peers import HERE, WORKSHOP
from runs import NotMeasuredError, say


@dataclass(frozen=True)
class History:
    """A repository, and what git itself says of it."""

    name: str
    path: Path
    """Its git directory."""
    blobs: int
    blob_bytes: int
    commits: int
    missing: frozenset[str]
    """The objects that a partial clone has not."""
    planted: frozenset[str] | None = None
    """The access key ids that were put into a generated one, those that a plain search finds."""
    encoded: frozenset[str] = frozenset()
    """And those that it does not find, for they are encoded."""

    @property
    def label(self) -> str:
        """Name and size."""
        return f"{self.name}: {self.commits:,} commits, {self.blobs:,} blobs, {self.blob_bytes / 1e9:.2f} GB"


def known(
    path: Path,
    environment: Mapping[str, str],
    planted: frozenset[str] | None = None,
    encoded: frozenset[str] = frozenset(),
) -> History:
    """Ask git about the repository at or above that path. Raises NotMeasuredError."""
    folder = Path(b"".join(git(path, ("rev-parse", "--absolute-git-dir"), environment)).decode().strip())
    counts: Counter[bytes] = Counter()
    size = 0
    each = ("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objecttype) %(objectsize)")
    for line in git(folder, each, environment):
        kind, _, length = line.partition(b" ")
        counts[kind] += 1
        size += int(length) if kind == b"blob" else 0
    reached = git(folder, ("rev-list", "--objects", "--all", "--missing=print"), environment)
    missing = frozenset(line[1:].split()[0].decode() for line in reached if line.startswith(b"?"))
    return History(_name(folder), folder, counts[b"blob"], size, counts[b"commit"], missing, planted, encoded)


def _name(folder: Path) -> str:
    """`owner+name` of a mirror, `name` of a clone, `name` of `name.git`."""
    while folder.name in {".git", "repo"}:
        folder = folder.parent
    return folder.name.removesuffix(".git")


def git(path: Path, arguments: tuple[str, ...], environment: Mapping[str, str]) -> Iterator[bytes]:
    """The lines that git prints, one by one: the benchmark's own process may not grow. Raises NotMeasuredError."""
    command = [which("git") or "git", "-C", str(path), *arguments]
    try:
        with subprocess.Popen(command, env=dict(environment), stdout=subprocess.PIPE) as running:
            assert running.stdout is not None
            yield from running.stdout
    except OSError as error:
        raise NotMeasuredError(f"git cannot be started: {error}") from error
    if running.returncode:
        raise NotMeasuredError(f"git {arguments[0]} of {path} ended with exit code {running.returncode}")


def with_stand_ins(history: History, environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """An environment in which git reads an empty blob where the partial clone has none.

    Without it `git log -p` stops at the first such blob, and whoever asks git for differences does not get to the end.
    """
    for oid in history.missing:
        path = folder / oid[:2] / oid[2:]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(zlib.compress(b"blob 0\0"))
    return {**environment, "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(folder)} if history.missing else dict(environment)


def write_tree(history: History, environment: Mapping[str, str], folder: Path) -> int:
    """Write the files of HEAD into a folder that is in no repository; how many. Raises NotMeasuredError."""
    folder.mkdir(parents=True)
    with_index = {**environment, "GIT_INDEX_FILE": str(folder.with_suffix(".index"))}
    for words in (("read-tree", "HEAD"), (f"--work-tree={folder}", "checkout-index", "--all", "--quiet")):
        for line in git(history.path, words, with_index):
            say(line.decode(errors="replace"))
    return sum(1 for where, _, names in os.walk(folder) for name in names if not Path(where, name).is_symlink())


def drawn(commits: int, environment: Mapping[str, str]) -> History:
    """The repository of drawn_history.py, made where it is not there from a run before. Raises NotMeasuredError."""
    folder = WORKSHOP / "histories" / f"drawn-{commits}.git"
    notes = folder / "rootward-bench.json"
    maker = HERE / "drawn_history.py"
    made_by = str(zlib.crc32(maker.read_bytes()))
    try:
        told = json.loads(notes.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = {}
    if told.get("made_by") != made_by:
        say(f"drawing a repository of {commits:,} commits in .bench/histories (a minute or two, once) ...")
        done = subprocess.run(
            [sys.executable, maker, "--commits", str(commits), "--folder", folder],
            env=dict(environment),
            stdout=subprocess.PIPE,
            check=False,
        )
        if done.returncode:
            raise NotMeasuredError(f"drawn_history.py ended with exit code {done.returncode}")
        told = {"made_by": made_by, **json.loads(done.stdout)}
        notes.write_text(json.dumps(told), encoding="utf-8")
    return known(folder, environment, frozenset(told["planted"]), frozenset(told["encoded"]))
