"""Other ways to find root in log files, and what each found: ids of events by `userIdentity.type` Root, or how many.

They are given a part of the logs, in plain order: some take a hundred times as long as inflating. None of them tells
what is here told apart: a service that acts for root, a central session, a delivery that came twice.
"""

import json
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from shutil import which

from peers import TRAILSCRAPER, PeerMissingError
from scanners import Command, Scanner

_MARKER = '"type":"Root"'
_DUCKDB = """
import json, pathlib, sys, duckdb
connection = duckdb.connect(config={"threads": 1})
found = connection.execute(
    "select r.eventID from (select unnest(Records) as r from read_json(?, maximum_object_size=200000000, columns={"
    "Records: 'STRUCT(eventID VARCHAR, userIdentity STRUCT(\\"type\\" VARCHAR))[]'})) "
    "where r.userIdentity.type = 'Root'",
    [[str(path) for path in pathlib.Path(sys.argv[1]).rglob("*_CloudTrail_*.json.gz")]],
).fetchall()
json.dump([row[0] for row in found], open(sys.argv[2], "w"))
"""


def _shell(*needed: str) -> Callable[[str], Callable[[Path, Path], Command]]:
    """A pipeline over all log files, FILES, into REPORT."""

    def of(line: str) -> Callable[[Path, Path], Command]:
        def command(target: Path, report: Path) -> Command:
            for name in needed:
                if which(name) is None:
                    raise PeerMissingError(f"{name} is not installed (Debian, Ubuntu: apt install {name})")
            find = f"find {quote(str(target))} -path '*/CloudTrail/*' -name '*.json.gz' -print0"
            return ["sh", "-c", f"{find} | {line} > {quote(str(report))}"]

        return command

    return of


def _trailscraper(target: Path, report: Path) -> Command:
    script = TRAILSCRAPER.installed()
    asked = f"{quote(str(script))} select --log-dir {quote(str(target))} --from 2026-08-01 --to 2026-12-31"
    return ["sh", "-c", f"{asked} > {quote(str(report))}"]


def _duckdb(python: Path) -> Callable[[Path, Path], Command]:
    return lambda target, report: [python, "-c", _DUCKDB, target, report]


def peers(python: Path) -> tuple[Scanner, ...]:
    """Each of them; DuckDB is that beside rootward's interpreter."""
    done = frozenset({0, 1, 123})
    # A log has no line break at its end: several would be one line, of which grep keeps all in memory.
    grep = quote(f'zcat "$0" | grep -o -F {quote(_MARKER)}')
    jq = """jq -r '.Records[] | select(.userIdentity.type == "Root") | .eventID'"""
    return (
        Scanner("zgrep", _shell("zgrep")(f"xargs -0 -n 64 zgrep -h -o -F {quote(_MARKER)}"), done),
        Scanner("zcat | grep, by file", _shell("zcat")(f"xargs -0 -n 1 sh -c {grep}"), done),
        Scanner("zcat | jq", _shell("jq", "zcat")(f"xargs -0 zcat | {jq}"), done),
        Scanner("DuckDB read_json", _duckdb(python), frozenset({0})),
        Scanner(f"{TRAILSCRAPER.label} select", _trailscraper, frozenset({0})),
    )


def found_by(name: str, report: Path) -> int:
    """How many deliveries of root's events a peer found; trailscraper leaves it to others to choose."""
    if name.startswith("trailscraper"):
        with report.open(encoding="utf-8") as file:
            return sum(record["userIdentity"].get("type") == "Root" for record in json.load(file)["Records"])
    text = report.read_text(encoding="utf-8")
    return len(json.loads(text)) if text.startswith("[") else len(text.splitlines())
