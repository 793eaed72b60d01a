"""Which access key ids lie somewhere, found in the plainest way there is: what a scan's answer is held against.

    key_ids.py history GIT_DIR    in the objects of a repository, as `git cat-file --batch-all-objects` gives them
    key_ids.py packs GIT_DIR      in the same, as rootward reads them
    key_ids.py tree FOLDER        in the files of a folder
    key_ids.py report FILE        in a report of `rootward scan`, of the format json

Each prints one line of JSON. The distinct `ids` by `re`, whatever they are; and where rootward did not read, those
`taken`, for which its detector takes the same bytes to hold a leaked credential: documented examples and placeholders
are not. Of a report: the `ids` of findings; those of `decoded` text, which no plain search sees; what was looked at.

A process of its own each time: the benchmark's own may not grow.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from shutil import which
from typing import Any

from rootward.leaks.git.finding import find_in_objects
from rootward.leaks.git.repository import open_repository
from rootward.leaks.look import look
from rootward.leaks.rules import Rules

PREFIXES = (b"AKIA", b"ASIA", b"ABIA", b"ACCA", b"A3T")
KEY_ID = re.compile(rb"(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}")
SEARCHED = (b"blob", b"commit", b"tag")


def raw(data: bytes) -> set[bytes]:
    """The ids in some bytes. Whether a prefix stands there at all is asked first: it is the quicker search."""
    return set(KEY_ID.findall(data)) if any(prefix in data for prefix in PREFIXES) else set()


def objects(git_dir: str) -> Iterator[bytes]:
    """The data of every blob, commit and tag, reachable or not."""
    command = [
        which("git") or "git",
        "-C",
        git_dir,
        "cat-file",
        "--batch-all-objects",
        "--unordered",
        "--buffer",
        "--batch",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=1 << 20) as running:
        assert running.stdout is not None
        while head := running.stdout.readline():
            _, kind, size = head.split()
            data = running.stdout.read(int(size) + 1)
            if kind in SEARCHED:
                yield data[:-1]
    if running.returncode:
        raise SystemExit(f"git cat-file ended with {running.returncode}")


def files(folder: str) -> Iterator[bytes]:
    """What each file holds; links are not followed."""
    for where, _, names in os.walk(folder):
        for name in names:
            path = Path(where, name)
            if path.is_file() and not path.is_symlink():
                yield path.read_bytes()


def searched(parts: Iterator[bytes]) -> dict[str, Any]:
    """What the plain search finds, and what of it counts."""
    ids: set[bytes] = set()
    taken: set[str] = set()
    rules = Rules()
    count = hits = 0
    for data in parts:
        count += 1
        found = raw(data)
        if found:
            hits += 1
            ids |= found
            taken |= {sight.key_id for sight in look(data, rules) if sight.key_id is not None and not sight.encoding}
    return {"searched": count, "hits": hits, "ids": sorted(one.decode() for one in ids), "taken": sorted(taken)}


class Searcher:
    """The plain search in place of rootward's: rootward gives it what it reads, in every process that reads."""

    reach = 20
    context = 0

    def search(self, expected: int | None) -> "Searcher":
        """Begin."""
        del expected
        return self

    def glanced(self, parts: Sequence[bytes]) -> list[tuple[int, bool]]:
        """Those that hold an id: each is admitted."""
        return [(index, True) for index, part in enumerate(parts) if raw(part)]

    def admitted(self, parts: Sequence[bytes]) -> list[int]:
        """The same."""
        return [index for index, _ in self.glanced(parts)]

    def found(self, data: bytes) -> list[bytes]:
        """Its ids."""
        return sorted(raw(data))

    def found_through(self, read: Callable[[int], bytes]) -> list[bytes]:
        """Its ids: what is measured here fits into memory."""
        return self.found(b"".join(iter(lambda: read(1 << 20), b"")))


def found_in_packs(git_dir: str) -> dict[str, Any]:
    """What the plain search finds in what rootward reads."""
    found = find_in_objects(open_repository(git_dir), Searcher())
    ids = {one for held in found.objects.values() for one in held.findings}
    searched = found.blobs + found.commits + found.tags
    return {"searched": searched, "hits": len(found.objects), "ids": sorted(one.decode() for one in ids)}


def reported(path: str) -> dict[str, Any]:
    """What a report says."""
    report = json.loads(Path(path).read_bytes())
    findings = report["findings"]
    plain = {one["key_id"] for one in findings if one["key_id"] and not one.get("encoding")}
    every = {one["key_id"] for one in findings if one["key_id"]}
    return {
        "ids": sorted(plain),
        "decoded": sorted(every - plain),
        "findings": len(findings),
        "unread": len(report["unread"]),
        "looked": report["looked"],
        "digest": hashlib.sha256(json.dumps(findings, sort_keys=True).encode()).hexdigest(),
    }


def main() -> int:
    """Search, print."""
    where, path = sys.argv[1:]
    match where:
        case "history":
            answer = searched(objects(path))
        case "packs":
            answer = found_in_packs(path)
        case "tree":
            answer = searched(files(path))
        case _:
            answer = reported(path)
    print(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
