"""Whole histories: rootward beside kingfisher, git-secrets, `git log -p` and the limit, on one repository."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from audit import table
from histories import History, with_stand_ins
from peers import HERE
from runs import NotMeasuredError, say
from scanners import (
    Scanner,
    as_if_new,
    git_secrets,
    inflating,
    kingfisher,
    log_patches,
    ran,
    rootward,
    rootward_printing,
)
from turns import Bench, Measured

# The limits are those of the project's own acceptance list.
LEAST_AHEAD_FINDING = 2.0
"""Of finding alone, before kingfisher with --turbo, in wall and CPU."""
MOST_OF_INFLATING = 2.5
"""CPU of finding alone, as a multiple of inflating each entry once."""
LEAST_AHEAD_WHOLE = 3.0
"""Of the whole command, before kingfisher without --turbo; and it is not slower than with it."""
MOST_MEMORY_MB = 600.0
MOST_AGAIN = 3.0
"""CPU of an unchanged repository again, as a multiple of `rootward --version`."""

FINDING = as_if_new(rootward("rootward, finding alone", "--no-attribution"))
WHOLE = as_if_new(rootward("rootward, the whole command"))
AGAIN = rootward_printing("rootward again, unchanged", "--format", "json", "--history")
VERSION = Scanner(
    "rootward --version", lambda _target, _report: [Path(sys.executable).with_name("rootward"), "--version"]
)
TURBO = kingfisher("kingfisher --turbo", "--turbo")
KINGFISHER = kingfisher("kingfisher")
INFLATING = inflating("inflating each entry once")
LOG = log_patches("git log -p -U0 alone")
GIT_SECRETS = git_secrets("git-secrets --scan-history", "--scan-history")

AGAIN_TURNS = 15
SEEN = 0.99
"""The share of git's count of blobs that a peer has to have seen: it may pass over the empty, and the very large."""


def measure_history(history: History, bench: Bench) -> None:
    """Measure one repository, print, judge."""
    missing = f" (a partial clone: {len(history.missing)} objects are not there)" if history.missing else ""
    print(f"\n{history.label}{missing}", flush=True)
    own = (FINDING, WHOLE) if bench.own else ()
    peers = (TURBO, KINGFISHER) if bench.peers else ()
    measured = bench.in_turn((INFLATING, *own, *peers), history.path)
    if bench.slow:
        stood_in = with_stand_ins(history, bench.environment, bench.folder / "stand-ins")
        whole = replace(bench, environment=stood_in)
        measured |= whole.in_turn((LOG,), history.path, 1)
        measured |= whole.if_it_ends(GIT_SECRETS, history.path) if bench.peers else {}
    _print(measured)
    measured = {name: one for name, one in measured.items() if _saw_all(one, history, bench)}
    _judge_time(measured, history, bench)
    _judge_memory(measured, history, bench)
    if bench.own:
        _again(history, bench)
        _compare_ids(measured, history, bench)


def _print(measured: Mapping[str, Measured]) -> None:
    table(
        ("", "wall s", "CPU s", "memory MB", "without mapped files"),
        [
            (name, f"{one.wall:.2f}", f"{one.cpu:.2f}", f"{one.memory:.0f}", f"{one.private:.0f}")
            for name, one in measured.items()
        ],
    )


def _saw_all(one: Measured, history: History, bench: Bench) -> bool:
    """A run that did not look at everything is no measurement."""
    run = one.runs[-1]
    try:
        seen = one.scanner.looked_at(run.report, run.output)
    except (NotMeasuredError, OSError, ValueError, LookupError) as error:
        bench.verdicts.later(f"{history.name}: {one.scanner.name}", str(error))
        return False
    if seen is not None and seen < SEEN * history.blobs:
        bench.verdicts.later(f"{history.name}: {one.scanner.name}", f"it saw {seen:,} blobs of {history.blobs:,}")
        return False
    return True


def _judge_time(measured: Mapping[str, Measured], history: History, bench: Bench) -> None:
    """The limits of one repository, as far as both sides were measured."""
    for own, peer, least in (
        (FINDING, TURBO, LEAST_AHEAD_FINDING),
        (WHOLE, KINGFISHER, LEAST_AHEAD_WHOLE),
        (WHOLE, TURBO, 1.0),
    ):
        if own.name not in measured or peer.name not in measured:
            continue
        one, other = measured[own.name], measured[peer.name]
        for what, ratio in (("wall", other.wall / one.wall), ("CPU", other.cpu / one.cpu)):
            line = f"{history.name}: {own.name}: {peer.name} takes {ratio:.2f} times its {what}, at least {least:g}"
            bench.verdicts.limit(ratio >= least, line)
    if FINDING.name in measured and INFLATING.name in measured:
        finding, inflated = measured[FINDING.name], measured[INFLATING.name]
        ratio, most = finding.cpu / inflated.cpu, MOST_OF_INFLATING
        line = f"{history.name}: {FINDING.name}: {ratio:.2f} times the CPU of {INFLATING.name}, at most {most}"
        bench.verdicts.limit(ratio <= MOST_OF_INFLATING, line)
        inner = json.loads(inflated.runs[-1].output.read_bytes())["cpu"]
        print(f"INFO    {finding.cpu / inner:.2f} times that of the inflating without all that it takes to begin")


def _judge_memory(measured: Mapping[str, Measured], history: History, bench: Bench) -> None:
    for scanner in (FINDING, WHOLE):
        if scanner.name in measured:
            memory = measured[scanner.name].memory
            line = f"{history.name}: {scanner.name}: {memory:.0f} MB, at most {MOST_MEMORY_MB:.0f} MB"
            bench.verdicts.limit(memory <= MOST_MEMORY_MB, line)


def _again(history: History, bench: Bench) -> None:
    """The same repository once more, in turn with `rootward --version`; and the answer is the one of before."""
    name = history.name
    try:
        first = ran(AGAIN, history.path, bench.environment, bench.of(AGAIN.name), bench.limit_s)
        before = key_ids("report", first.output)
        measured = bench.in_turn((VERSION, AGAIN), history.path, AGAIN_TURNS)
        own, start = measured[AGAIN.name], measured[VERSION.name]
        after = key_ids("report", own.runs[-1].output)
    except (NotMeasuredError, LookupError) as error:
        bench.verdicts.later(f"{name}: {AGAIN.name}", str(error))
        return
    ratio = own.cpu / start.cpu
    line = f"{name}: unchanged, again: {own.cpu * 1000:.0f} ms of CPU, {VERSION.name} {start.cpu * 1000:.0f} ms"
    bench.verdicts.limit(ratio <= MOST_AGAIN, f"{line}: {ratio:.2f} times, at most {MOST_AGAIN:g}")
    bench.verdicts.limit(before == after, f"{name}: the answer again is the same: {after['findings']:,} findings")


def _compare_ids(measured: Mapping[str, Measured], history: History, bench: Bench) -> None:
    """Held against the plainest search that there is, and against what was put into the drawn repository."""
    name, limit = history.name, bench.verdicts.limit
    try:
        say(f"{name}: git cat-file and re ...")
        plain, own = key_ids("history", history.path), key_ids("packs", history.path)
        told, whole = (key_ids("report", measured[one.name].runs[-1].report) for one in (FINDING, WHOLE))
    except (NotMeasuredError, LookupError) as error:
        bench.verdicts.later(f"{name}: key ids", str(error))
        return
    raw, taken = set(plain["ids"]), set(plain["taken"])
    reported = set(told["ids"]) | set(told["decoded"])
    limit(set(own["ids"]) == raw, f"{name}: distinct ids, as rootward reads: {len(own['ids']):,}; git: {len(raw):,}")
    line = f"{name}: {len(taken):,} of them are no examples; reported {len(taken & reported):,}"
    limit(taken <= reported and set(told["ids"]) <= raw, line)
    same = (told["ids"], told["decoded"]) == (whole["ids"], whole["decoded"])
    limit(same, f"{name}: the whole command reports the ids of finding alone; {len(told['decoded']):,} only encoded")
    blobs = told["looked"]["blobs"]
    limit(blobs == history.blobs, f"{name}: blobs looked at: {blobs:,}; git counts {history.blobs:,}")
    limit(told["unread"] >= bool(history.missing), f"{name}: {told['unread']:,} lines tell of what is not there")
    if history.planted is not None:
        planted = history.planted | history.encoded
        line = f"{name}: {len(reported & planted):,} of {len(planted):,} keys that were put in"
        limit(reported == planted, f"{line}, {len(reported - planted):,} that were not")


def key_ids(where: str, path: Path) -> dict[str, Any]:
    """The answer of key_ids.py. Raises NotMeasuredError."""
    done = subprocess.run([sys.executable, HERE / "key_ids.py", where, path], capture_output=True, check=False)
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise NotMeasuredError(f"key_ids.py {where}: exit code {done.returncode}: {' '.join(last)}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
