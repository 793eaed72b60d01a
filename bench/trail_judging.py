"""Whether what rootward finds in drawn logs is what is true of them: those events and no other."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audit import Verdicts
from peers import HERE, WORKSHOP
from runs import NotMeasuredError, say
from scanners import Command, Scanner, ran
from trail_logs import Order, Truth, read_truth
from turns import Bench

MANY = max(2, min(8, os.cpu_count() or 2))


@dataclass(frozen=True)
class Logs:
    """Drawn logs."""

    name: str
    folder: Path
    truth: Truth
    sought: dict[str, frozenset[str]] = field(default_factory=dict)
    """The ids that are to be found, by what is sought."""

    @property
    def gb(self) -> float:
        """Of JSON."""
        return self.truth.json_bytes / 1e9


def drawn(json_gb: float, order: Order) -> Logs:
    """Logs of that size, drawn by a process of its own where they are not there yet. Raises NotMeasuredError."""
    name = f"{json_gb:g}-{order}"
    folder = WORKSHOP / "trail" / name
    say(f"logs: {json_gb:g} GB of JSON in {order} order ...")
    size = ("--json-gb", str(json_gb))
    command: Command = [sys.executable, HERE / "trail_logs.py", folder, *size, "--order", order]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    truth = read_truth(folder)
    if done.returncode or truth is None:
        raise NotMeasuredError(f"trail_logs.py ended with exit code {done.returncode}")
    root = frozenset({*truth.root, *truth.assume_root})
    return Logs(name, folder / "logs", truth, {"root": root, "all": root | frozenset(truth.needed)})


def task(name: str, word: str, *options: str) -> Scanner:
    """One of trail_tasks.py."""

    def command(target: Path, report: Path) -> Command:
        return [sys.executable, HERE / "trail_tasks.py", word, target, report, *options]

    return Scanner(name, command, frozenset({0}))


def reporting(name: str, *options: str) -> Scanner:
    """`rootward trail report`, beside the interpreter that runs this. 1: something was detected, as it should."""

    def command(target: Path, report: Path) -> Command:
        script = Path(sys.executable).with_name("rootward")
        return [script, "trail", "report", "--quiet", "--format", "json", "-o", report, *options, target]

    return Scanner(name, command, frozenset({0, 1}))


def processes(number: int) -> str:
    """In words."""
    return "one process" if number == 1 else f"{number} processes"


def judge_sets(logs: Logs, bench: Bench) -> None:
    """What is found is what is true: for root alone and for all, by one process and by several."""
    for word, sought in logs.sought.items():
        for number in (1, MANY):
            scanner = task(f"{word}, {processes(number)}", word, "--workers", str(number))
            try:
                run = ran(scanner, logs.folder, bench.environment, bench.of(scanner.name), bench.limit_s)
            except NotMeasuredError as error:
                bench.verdicts.later(f"{logs.name}: {scanner.name}", str(error))
                continue
            judge_found(logs, scanner.name, read(run.report), sought, bench.verdicts)
    judge_report(logs, bench)


def judge_found(logs: Logs, name: str, told: dict[str, Any], sought: frozenset[str], verdicts: Verdicts) -> None:
    """Exactly those events, each once, and nothing left unread."""
    found: list[str] = told["ids"]
    missing, strange = sought.difference(found), set(found).difference(sought)
    said = f"{logs.name}: {name}: found {len(found):,} of {len(sought):,}"
    wrong = [f"{len(missing)} missing: {_shapes(logs, missing)}"] if missing else []
    wrong += [f"{len(strange)} that are not sought: {', '.join(sorted(strange)[:3])}"] if strange else []
    wrong += [f"{len(found) - len(set(found))} more than once"] if len(set(found)) != len(found) else []
    wrong += [f"unread: {'; '.join(told['unread'][:3])}"] if told["unread"] else []
    if told["files"] != logs.truth.files:
        wrong.append(f"{told['files']:,} files of {logs.truth.files:,}")
    verdicts.limit(not wrong, "; ".join([said, *wrong]) if wrong else f"{said}, and no other")


def judge_report(logs: Logs, bench: Bench) -> None:
    """The command line tells each event by root, with whose it is; without --all of root itself alone."""
    truth = {event_id: (one.actor, one.account, one.name) for event_id, one in logs.truth.root.items()}
    for options in ((), ("--all",)):
        scanner = reporting(" ".join(("trail report", *options)), *options)
        try:
            run = ran(scanner, logs.folder, bench.environment, bench.of(scanner.name), bench.limit_s)
        except NotMeasuredError as error:
            bench.verdicts.later(f"{logs.name}: {scanner.name}", str(error))
            continue
        told = read(run.report)
        listed = {one["event_id"]: (one["actor"], one["account"], one["name"]) for one in told["events"]}
        wanted = {event_id: what for event_id, what in truth.items() if options or what[0] == "root"}
        # Of an event without accountId the report may know no better than where it lay.
        differing = {event_id for event_id in listed.keys() | wanted if listed.get(event_id) != wanted.get(event_id)}
        holds = not differing and told["left_out"] == len(truth) - len(wanted) and not told["unread"]
        line = f"{logs.name}: {scanner.name}: {len(listed)} events, {told['left_out']} left out"
        if differing:
            line += f"; not as they are: {_shapes(logs, differing)}"
        if told["unread"]:
            line += f"; unread: {told['unread'][:3]}"
        bench.verdicts.limit(holds, line)


def _shapes(logs: Logs, events: Iterable[str]) -> str:
    """Which shapes those are, and one event of each."""
    truth = logs.truth
    shown = {
        truth.root[one].shape if one in truth.root else truth.needed.get(one, "AssumeRoot"): one
        for one in sorted(events)
    }
    return ", ".join(f"{shape} ({one})" for shape, one in sorted(shown.items())[:8])


def judge_use(logs: Logs, bench: Bench) -> None:
    """Who used which actions how often, as it is true; by one process and by several."""
    try:
        run = ran(task("use as it is", "mapped"), logs.folder, bench.environment, bench.of("mapped"), bench.limit_s)
    except NotMeasuredError as error:
        bench.verdicts.later(f"{logs.name}: used actions", str(error))
        return
    truth = {(who, action): count for who, used in read(run.report)["used"].items() for action, count in used.items()}
    for number in (1, MANY):
        scanner = task(f"used actions, {processes(number)}", "used", "--workers", str(number))
        try:
            run = ran(scanner, logs.folder, bench.environment, bench.of(scanner.name), bench.limit_s)
        except NotMeasuredError as error:
            bench.verdicts.later(f"{logs.name}: {scanner.name}", str(error))
            continue
        told = read(run.report)
        wrong = [one for one, count in truth.items() if told["used"].get(one[0], {}).get(one[1]) != count]
        line = f"{logs.name}: {scanner.name}: {len(truth):,} counts by principal and action, {len(wrong)} wrong"
        bench.verdicts.limit(
            bool(truth) and not wrong and not told["unread"], line + (f": {wrong[:3]}" if wrong else "")
        )


def read(report: Path) -> dict[str, Any]:
    """A report of JSON."""
    told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return told
