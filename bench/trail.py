"""`make bench-trail`: root found in drawn logs of CloudTrail, beside inflating them, which nobody can do without.

First whether what is found is what is true, in each order of members, by one process and by several. Then the cost, as
a multiple of the CPU of inflating alone, in turn, so that a busy machine is busy for all of it. Then other ways.

Exits 0 when every limit holds; 1 when one does not, or when something that was to be measured could not be.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from audit import Verdicts, table
from peers import WORKSHOP
from runs import NotMeasuredError, say
from trail_judging import MANY, Logs, drawn, judge_sets, judge_use, processes, read, reporting, task
from trail_logs import Order
from trail_peers import found_by, peers
from turns import Bench, Measured

MOST_ROOT, MOST_ALL, MOST_USED = 1.4, 2.2, 4.0
"""Times the CPU of inflating alone."""
MOST_MB = 150.0
"""Of each process."""
INFLATING = "inflating alone"


def measure_cost(logs: Logs, bench: Bench) -> None:
    """Everything that is held against inflating alone."""
    scanners = [task(INFLATING, "inflating")]
    limits: dict[str, float] = {}
    for word, limit in (("root", MOST_ROOT), ("all", MOST_ALL)):
        for number in (1, MANY):
            one = task(f"{word}, {processes(number)}", word, "--workers", str(number))
            scanners.append(one)
            limits[one.name] = limit
    for number in (1, MANY):
        one = task(f"used actions, {processes(number)}", "used", "--workers", str(number))
        scanners.append(one)
        limits[one.name] = MOST_USED
    scanners += [reporting("trail report"), reporting("trail report --all", "--all")]
    measured = bench.in_turn(scanners, logs.folder)
    print(
        f"\n{logs.gb:.2f} GB of JSON, {logs.truth.gzip_bytes / 1e6:.0f} MB gzipped, {logs.truth.files:,} files, "
        f"{logs.truth.records:,} records, {len(logs.truth.root)} by root; medians of {bench.turns}"
    )
    least = measured.get(INFLATING)
    _print(measured.values(), least, logs)
    if least is None:
        return
    for name, limit in limits.items():
        if name in measured:
            times = measured[name].cpu / least.cpu
            bench.verdicts.limit(times <= limit, f"{name}: {times:.2f} times the CPU of inflating, at most {limit}")
            single = max(run.cost.single for run in measured[name].runs)
            bench.verdicts.limit(single <= MOST_MB, f"{name}: {single:.0f} MB a process, at most {MOST_MB:.0f} MB")


def measure_store(logs: Logs, bench: Bench) -> None:
    """A Parquet set of the logs, made once, and what it answers."""
    store = bench.folder / "set"
    options = ("--store", str(store), "--workers")
    making = task("ingest, one process", "ingest", *options, "1")
    again = task("ingest, nothing new", "ingest", *options, "1")
    asking = task("asking", "ask", "--store", str(store))
    print(f"\na Parquet set of {logs.gb:.2f} GB of JSON, made once")
    shutil.rmtree(store, ignore_errors=True)
    measured = bench.in_turn([task(INFLATING, "inflating"), making], logs.folder, 1)
    measured |= bench.in_turn([again, asking], logs.folder, 1) if making.name in measured else {}
    _print(measured.values(), measured.get(INFLATING), logs)
    if asking.name not in measured:
        return
    size = sum(path.stat().st_size for path in store.rglob("*") if path.is_file())
    told = read(measured[asking.name].runs[0].report)
    print(
        f"the set has {size / 1e6:.0f} MB and {told['rows']:,} rows. CPU on one thread, the set being open: "
        f"SELECT count(*) {told['count_s'] * 1e3:.1f} ms; the root timeline {told['root_s'] * 1e3:.1f} ms, "
        f"{told['root_s'] / told['count_s']:.1f} times that; all that detections need {told['all_s'] * 1e3:.0f} ms, "
        f"{told['all_s'] / told['count_s']:.0f} times"
    )
    for word, sought in logs.sought.items():
        found: list[str] = told[word]
        holds = len(found) == len(sought) and set(found) == sought
        bench.verdicts.limit(holds, f"{logs.name}: {word} from the set: found {len(found):,} of {len(sought):,}")


def measure_peers(logs: Logs, bench: Bench) -> None:
    """Others, a run each, on a part of the logs; beside them rootward on the same part."""
    own = [task(INFLATING, "inflating"), task("root, one process", "root"), reporting("trail report")]
    measured = bench.in_turn(own, logs.folder)
    seen: dict[str, int] = {}
    for scanner in peers(Path(sys.executable)):
        found = bench.if_it_ends(scanner, logs.folder)
        seen |= {name: found_by(name, one.runs[0].report) for name, one in found.items()}
        measured |= found
    print(f"\n{logs.gb:.2f} GB of JSON, in plain order, {len(logs.truth.root)} events by root; each other way once")
    _print(measured.values(), measured.get(INFLATING), logs)
    print("found: " + ", ".join(f"{name} {count}" for name, count in seen.items()))
    reason = "it asks LookupEvents of AWS and the credential report, and reads no log files"
    bench.verdicts.later("Prowler", reason, on_purpose=True)


def _print(measured: Iterable[Measured], least: Measured | None, logs: Logs) -> None:
    rows = []
    for one in measured:
        times = f"{one.cpu / least.cpu:.2f}" if least is not None else ""
        single = max(run.cost.single for run in one.runs)
        rows.append(
            (
                one.scanner.name,
                f"{one.wall:.2f}",
                f"{one.cpu:.2f}",
                times,
                f"{one.cpu / logs.gb:.2f}",
                f"{single:.0f}",
                f"{one.memory:.0f}",
            )
        )
    table(("", "wall s", "CPU s", "x inflating", "CPU s a GB", "MB a process", "MB in all"), rows)


def environment(home: Path) -> dict[str, str]:
    """A home without configuration."""
    home.mkdir(parents=True)
    kept = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home)}
    return {**kept, "XDG_CACHE_HOME": str(home / "cache"), "LANG": "C.UTF-8", "NO_COLOR": "1", "TZ": "UTC"}


def _measure(options: argparse.Namespace, bench: Bench) -> None:
    """All that was asked for. Raises NotMeasuredError where logs cannot be drawn."""
    orders: tuple[Order, ...] = ("plain", "unusual")
    for order in () if options.skip_sets else orders:
        logs = drawn(options.sets_gb, order)
        judge_sets(logs, bench.below(order))
        judge_use(logs, bench.below(order))
    if not (options.skip_sets and options.skip_cost):
        logs = drawn(options.json_gb, "mixed")
        if not options.skip_sets:
            judge_sets(logs, bench.below("mixed"))
        if not options.skip_cost:
            measure_cost(logs, bench.below("cost"))
            if not options.skip_store:
                measure_store(logs, bench.below("store"))
    if not options.skip_peers:
        measure_peers(drawn(options.peers_gb, "plain"), bench.below("peers"))


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json-gb", type=float, default=3.0, help="of JSON, for the cost (%(default)s)")
    parser.add_argument("--sets-gb", type=float, default=0.1, help="and for each order that is judged (%(default)s)")
    parser.add_argument("--peers-gb", type=float, default=0.3, help="and for other ways (%(default)s)")
    parser.add_argument("--turns", type=int, default=3, help="runs of each, for the median (%(default)s)")
    parser.add_argument("--limit", type=float, default=900, metavar="SECONDS", help="most a run may take (%(default)s)")
    parser.add_argument("--skip-sets", action="store_true", help="leave out what only judges what was found")
    parser.add_argument("--skip-cost", action="store_true", help="leave out what is held against inflating")
    parser.add_argument("--skip-store", action="store_true", help="leave the Parquet set out")
    parser.add_argument("--skip-peers", action="store_true", help="leave out other ways")
    options = parser.parse_args()
    if not hasattr(os, "wait4"):
        say("the benchmarks need Linux or macOS: they read a process's cost by wait4")
        return 1
    folder = WORKSHOP / "runs" / "trail"
    shutil.rmtree(folder, ignore_errors=True)
    verdicts = Verdicts()
    bench = Bench(
        environment=environment(folder / "home"),
        folder=folder,
        verdicts=verdicts,
        turns=options.turns,
        limit_s=options.limit,
        own=True,
        peers=not options.skip_peers,
        slow=True,
        limit_slow_s=options.limit,
    )
    for left_out in ("skip_sets", "skip_cost", "skip_store", "skip_peers"):
        if getattr(options, left_out):
            verdicts.later("--" + left_out.replace("_", "-"), "asked for", on_purpose=True)
    try:
        _measure(options, bench)
    except NotMeasuredError as error:
        verdicts.later("drawn logs", str(error))
    print()
    verdicts.print_later()
    return 1 if verdicts.failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
