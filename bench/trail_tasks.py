"""What is measured on logs, each a process of its own: `trail_tasks.py TASK LOGS REPORT`, with options.

`inflating` is the limit: each file is read and inflated with isal, and nothing else is done. The others call
rootward and write what they found to REPORT, as JSON.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rootward.trail.log import Log

Answer = dict[str, Any]


def inflating(options: argparse.Namespace) -> Answer:
    """How many bytes come of it."""
    from isal import isal_zlib

    inflated = 0
    for path in sorted(options.logs.rglob("*.json.gz")):
        packed = path.read_bytes()
        while packed:
            member = isal_zlib.decompressobj(31)
            inflated += len(member.decompress(packed))
            packed = member.unused_data
    return {"bytes": inflated}


def _logs(folder: Path) -> "list[Log]":
    from rootward.trail.log import Log
    from rootward.trail.sources.listing import listing
    from rootward.trail.sources.wanted import Wanted

    return [log for log in listing([str(folder)], Wanted(), lambda _: None) if isinstance(log, Log)]


def _find(options: argparse.Namespace, word: str) -> Answer:
    from rootward.trail.finding.find import find
    from rootward.trail.finding.sought import Sought

    found = find(_logs(options.logs), Sought(word), workers=options.workers)
    return {
        "ids": [record.event_id for record in found.records],
        "bytes": found.read.bytes,
        "files": found.read.files,
        "unread": [f"{one.path}: {one.reason}" for one in found.unread],
    }


def root(options: argparse.Namespace) -> Answer:
    """By what is root's alone."""
    return _find(options, "root")


def every(options: argparse.Namespace) -> Answer:
    """By all that any detection needs."""
    return _find(options, "all")


def used(options: argparse.Namespace) -> Answer:
    """Who used which actions, over every record."""
    from rootward.trail.sources.wanted import Wanted
    from rootward.workflows.trail.counting import count

    counted = count(_logs(options.logs), Wanted(), workers=options.workers)
    told = counted.tally.used()
    uses: dict[str, dict[str, int]] = {}
    for one in () if told is None else told.principals:
        by_action = uses.setdefault(one.principal, {})
        for action in (*one.used, *one.denied, *one.undecided):
            by_action[action.action] = by_action.get(action.action, 0) + action.count
    return {"used": uses, "unread": [f"{one.path}: {one.reason}" for one in counted.unread]}


def mapped(options: argparse.Namespace) -> Answer:
    """What is true of the use of actions, event names mapped as rootward maps them; not measured.

    Actions that depend on the request are left out: the truth does not tell requests.
    """
    from rootward.trail.actions.table import Unmapped, actions_of, variants_of

    truth = json.loads((options.logs.parent / "truth.json").read_text(encoding="utf-8"))
    uses: dict[str, dict[str, int]] = {}
    depending: set[str] = set()
    for principal, by_event in truth["used"].items():
        by_action = uses.setdefault(principal, {})
        for event, (_, deliveries) in by_event.items():
            service, _, name = event.partition(":")
            source = f"{service}.amazonaws.com"
            depending.update(action for one in variants_of(source, name) for action in one.actions)
            needed = actions_of(source, name)
            for action in () if isinstance(needed, Unmapped) else needed:
                by_action[action] = by_action.get(action, 0) + deliveries
                depending.update({action} if variants_of(source, name) else ())
    return {
        "used": {
            principal: {action: count for action, count in by_action.items() if action not in depending}
            for principal, by_action in uses.items()
        }
    }


def ingest(options: argparse.Namespace) -> Answer:
    """All records into a Parquet set."""
    from rootward.trail.store.ingest import ingest

    done = ingest(_logs(options.logs), options.store, workers=options.workers)
    return {"files": done.files, "known": done.known, "unread": [f"{one.path}: {one.reason}" for one in done.unread]}


def ask(options: argparse.Namespace) -> Answer:
    """CPU of counting the rows of a set, and of the root timeline from it; medians of five, the set being open."""
    from rootward.trail.finding.sought import Sought
    from rootward.trail.sources.wanted import Wanted
    from rootward.trail.store.sql import Set

    with Set(options.store, threads=1) as opened:

        def timed(question: Callable[[], Any]) -> tuple[float, Any]:
            seconds: list[float] = []
            answer: Any = None
            for _ in range(5):
                begin = time.process_time()
                answer = question()
                seconds.append(time.process_time() - begin)
            return median(seconds), answer

        count, rows = timed(lambda: opened.ask("SELECT count(*) FROM trail").rows[0][0])
        root_s, found = timed(lambda: [record.event_id for record in opened.records(Sought.ROOT, Wanted())])
        every_s, needed = timed(lambda: [record.event_id for record in opened.records(Sought.ALL, Wanted())])
    return {"count_s": count, "root_s": root_s, "all_s": every_s, "rows": rows, "root": found, "all": needed}


TASKS: dict[str, Callable[[argparse.Namespace], Answer]] = {
    "inflating": inflating,
    "root": root,
    "all": every,
    "used": used,
    "mapped": mapped,
    "ingest": ingest,
    "ask": ask,
}


def main() -> int:
    """Do one task."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("task", choices=sorted(TASKS))
    parser.add_argument("logs", type=Path)
    parser.add_argument("report", type=Path)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--store", type=Path)
    options = parser.parse_args()
    answer = TASKS[options.task](options)
    options.report.write_text(json.dumps(answer), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
