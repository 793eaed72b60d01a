"""`make bench-audit`: one account of 2,000 users on one emulated endpoint, audited by rootward, Prowler and ScoutSuite.

Prints API calls, wall, CPU and peak memory of each whole command, report included; then the ratios and the limits that
rootward is held to, all from this one run. Then rootward with 30 ms of latency a request, and rootward on accounts of
several sizes: the cost of a further user must not grow.

Exits 0 when every limit holds; 1 when one does not, or when something that was to be measured could not be.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import endpoint
from auditors import PROWLER_AUDIT, ROOTWARD, SCOUTSUITE_AUDIT, Tool
from peers import WORKSHOP
from runs import NotMeasuredError, Run, measured, middle, say

USERS = 2_000
SMALLER, LARGER = 200, 10_000
LATENCY_MS = 30

# The limits of the project's own acceptance list.
MOST_IAM_CALLS = 20  # further pages aside, and REPORTS_OF_USE, which are counted by themselves
MOST_CALLS_OF_USE = 150  # 50 identities: a report, and two looks at it
REPORTS_OF_USE = ("iam:GenerateServiceLastAccessedDetails", "iam:GetServiceLastAccessedDetails")
TIMES_FASTER_THAN_PROWLER = 40.0
MOST_MEMORY_MB = 150.0
# "Must not grow", with room for the noise of a shared machine: work that is quadratic in the users gives about 5.
MOST_GROWTH = 1.5


@dataclass
class Verdicts:
    """The lines that say whether a limit holds, and whether all did."""

    failed: bool = False
    _later: list[str] = field(default_factory=list)

    def limit(self, holds: bool, line: str) -> None:
        """Print one limit."""
        self.failed |= not holds
        print(f"{'PASS' if holds else 'FAIL'}  {line}")

    def later(self, what: str, reason: str, *, on_purpose: bool = False) -> None:
        """Note that something was not measured; a failure unless the user asked for it."""
        self.failed |= not on_purpose
        self._later.append(f"{'SKIP' if on_purpose else 'FAIL'}  {what}: not measured: {reason}")

    def print_later(self) -> None:
        """Print what was not measured."""
        for line in self._later:
            print(line)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print columns: the first to the left, figures to the right."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        first, *figures = (
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join([first, *figures]).rstrip())


def print_runs(runs: Iterable[Run]) -> None:
    """One line a tool."""
    table(
        ("", "API calls", "of IAM", "pages", "wall s", "(moto s)", "CPU s", "memory MB", "output MB"),
        [
            (
                run.tool.name,
                f"{run.traffic.total:,}",
                f"{run.traffic.iam:,}",
                f"{run.traffic.iam_pages:,}",
                f"{run.cost.wall:.2f}",
                f"{run.traffic.busy_s:.2f}",
                f"{run.cost.cpu:.2f}",
                f"{run.cost.memory:.0f}",
                f"{run.output_mb:.1f}",
            )
            for run in runs
        ],
    )


def print_ratio(own: Run, peer: Run) -> None:
    """How many times as much a peer needed."""
    print(
        f"{peer.tool.name} / rootward{f', {peer.latency_ms} ms a request' if peer.latency_ms else ''}: "
        f"calls {peer.traffic.total / own.traffic.total:.0f}x, wall {peer.cost.wall / own.cost.wall:.1f}x, "
        f"CPU {peer.cost.cpu / own.cost.cpu:.1f}x, memory {peer.cost.memory / own.cost.memory:.1f}x"
    )


def print_operations(own: Run) -> None:
    """Name the calls of rootward one by one, and what moto refused."""
    calls = ", ".join(f"{name} {count}" for name, count in sorted(own.traffic.calls.items()))
    print(f"rootward's calls: {calls}")
    if own.traffic.failed:
        print(f"refused by moto: {', '.join(f'{name} x{count}' for name, count in sorted(own.traffic.failed.items()))}")


def side_by_side(options: argparse.Namespace, verdicts: Verdicts) -> list[Run]:
    """The account of `--users`: rootward and the peers, then all with latency. Returns every run that was measured."""
    runs: list[Run] = []
    with endpoint.serving(options.users, _log("endpoint")) as at:
        for latency in (0, LATENCY_MS):
            for tool in (ROOTWARD, PROWLER_AUDIT, SCOUTSUITE_AUDIT):
                case = f"{tool.name.split()[0].lower()}-{options.users}-users" + (f"-{latency}-ms" if latency else "")
                skipped = _skipped(tool, latency, options)
                if skipped:
                    verdicts.later(case, skipped, on_purpose=True)
                    continue
                try:
                    if tool is ROOTWARD:
                        runs.append(middle(tool, at, case, options.repeat, latency))
                    else:
                        runs.append(measured(tool, at, case, latency, options.limit))
                except NotMeasuredError as error:
                    verdicts.later(case, str(error))
    for latency in (0, LATENCY_MS):
        print(f"\n{options.users:,} users" + (f", {latency} ms a request" if latency else ""))
        print_runs([run for run in runs if run.latency_ms == latency])
    return runs


def _skipped(tool: Tool, latency_ms: float, options: argparse.Namespace) -> str | None:
    """The option by which the user left this run out, or None."""
    if tool is PROWLER_AUDIT and options.skip_prowler:
        return "--skip-prowler"
    if tool is SCOUTSUITE_AUDIT and options.skip_scoutsuite:
        return "--skip-scoutsuite"
    if tool is not ROOTWARD and latency_ms and not options.latency_peers:
        return "needs --latency-peers"
    return None


def judge(runs: Iterable[Run], options: argparse.Namespace, verdicts: Verdicts) -> None:
    """Print the ratios and the limits on the side-by-side runs."""
    of_tool = {(run.tool, run.latency_ms): run for run in runs}
    print()
    for (tool, latency), run in of_tool.items():
        if tool is not ROOTWARD and (ROOTWARD, latency) in of_tool:
            print_ratio(of_tool[ROOTWARD, latency], run)
    own, prowler = of_tool.get((ROOTWARD, 0)), of_tool.get((PROWLER_AUDIT, 0))
    if own is None:
        return
    print_operations(own)
    of_use = sum(own.traffic.calls.get(name, 0) for name in REPORTS_OF_USE)
    calls = own.traffic.iam - own.traffic.iam_pages - of_use
    verdicts.limit(
        calls <= MOST_IAM_CALLS,
        f"IAM calls, further pages aside: {calls}, at most {MOST_IAM_CALLS} (pages: {own.traffic.iam_pages})",
    )
    verdicts.limit(
        of_use <= MOST_CALLS_OF_USE,
        f"calls that ask what is used: {of_use}, at most {MOST_CALLS_OF_USE} in any account",
    )
    verdicts.limit(own.cost.memory < MOST_MEMORY_MB, f"memory: {own.cost.memory:.0f} MB, under {MOST_MEMORY_MB:.0f} MB")
    if prowler is None:
        return
    faster = prowler.cost.wall / own.cost.wall
    line = f"faster than {prowler.tool.name}: {faster:.1f} times, at least {TIMES_FASTER_THAN_PROWLER:.0f} times"
    if options.users == USERS:
        verdicts.limit(faster >= TIMES_FASTER_THAN_PROWLER, line)
    else:
        print(f"INFO  {line} (the limit is set for {USERS:,} users: not judged)")


def growth(options: argparse.Namespace, verdicts: Verdicts) -> list[Run]:
    """Accounts of three sizes, rootward alone: what one further user costs must not grow. Returns the runs."""
    sizes = (SMALLER, USERS, LARGER)
    runs = []
    for size in sizes:
        with endpoint.serving(size, _log(f"endpoint-{size}")) as at:
            try:
                runs.append(middle(ROOTWARD, at, f"rootward-growth-{size}-users", options.repeat))
            except NotMeasuredError as error:
                verdicts.later(f"rootward-growth-{size}-users", str(error))
                return runs
    print("\nrootward by the size of the account")
    table(
        ("users", "API calls", "pages", "wall s", "(moto s)", "CPU s", "memory MB", "CPU ms a further user", "wall ms"),
        [
            (
                f"{size:,}",
                f"{run.traffic.total:,}",
                f"{run.traffic.iam_pages:,}",
                f"{run.cost.wall:.2f}",
                f"{run.traffic.busy_s:.2f}",
                f"{run.cost.cpu:.2f}",
                f"{run.cost.memory:.0f}",
                f"{_further(runs, sizes, place, 'cpu'):.3f}" if place else "",
                f"{_further(runs, sizes, place, 'wall'):.3f}" if place else "",
            )
            for place, (size, run) in enumerate(zip(sizes, runs, strict=True))
        ],
    )
    print()
    for what in ("cpu", "wall"):
        each = [float(getattr(run.cost, what)) / size for size, run in zip(sizes, runs, strict=True)]
        ratio = each[2] / each[1]
        verdicts.limit(ratio <= 1, f"{what} a user, at {LARGER:,} against {USERS:,}: {ratio:.2f}, at most 1")
    ratio = _further(runs, sizes, 2, "cpu") / _further(runs, sizes, 1, "cpu")
    line = f"cpu of a further user, {USERS:,} to {LARGER:,} against {SMALLER:,} to {USERS:,}: {ratio:.2f}"
    verdicts.limit(ratio <= MOST_GROWTH, f"{line}, at most {MOST_GROWTH}")
    ratio = _further(runs, sizes, 2, "wall") / _further(runs, sizes, 1, "wall")
    # Not judged: a small account's work hides behind the waits that every run has (the report is polled for), so the
    # first further users look cheaper on the clock than they are.
    print(f"INFO  wall of a further user, likewise: {ratio:.2f}")
    return runs


def _further(runs: Sequence[Run], sizes: Sequence[int], place: int, what: str) -> float:
    """Milliseconds that one further user costs between the size before and this one."""
    before, after = (float(getattr(runs[index].cost, what)) for index in (place - 1, place))
    return (after - before) / (sizes[place] - sizes[place - 1]) * 1000


def check_answers(runs: Iterable[Run], verdicts: Verdicts) -> None:
    """Hold each tool's answer to the one that is known: a run that did not look at everybody is no measurement.

    Read only now that all is measured: a large report in memory would be counted to the processes started after it.
    """
    print("\nusers with a console password and no MFA device: what the tool reports, and what is true")
    for run in runs:
        try:
            answer = str(run.tool.users_without_mfa(run.reports))
        except (OSError, ValueError, LookupError) as error:
            answer = f"no answer ({error})"
        verdicts.limit(answer == str(run.truth), f"{run.reports.parent.name}: {answer}, {run.truth}")


def _log(name: str) -> Path:
    folder = WORKSHOP / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--users", type=int, default=USERS, help="users of the side-by-side account (%(default)s)")
    parser.add_argument("--repeat", type=int, default=3, help="runs of rootward, for the median (%(default)s)")
    parser.add_argument(
        "--limit", type=float, default=3600, metavar="SECONDS", help="most a peer may take (%(default)s)"
    )
    parser.add_argument(
        "--latency-peers", action="store_true", help=f"run the peers with {LATENCY_MS} ms a request too"
    )
    parser.add_argument("--skip-prowler", action="store_true", help="leave Prowler out")
    parser.add_argument("--skip-scoutsuite", action="store_true", help="leave ScoutSuite out")
    parser.add_argument("--skip-growth", action="store_true", help="leave the accounts of other sizes out")
    parser.add_argument("--keep", action="store_true", help="keep the reports under .bench/runs")
    options = parser.parse_args()
    if not hasattr(os, "wait4"):
        say("the benchmarks need Linux or macOS: they read a process's cost by wait4")
        return 1
    verdicts = Verdicts()
    try:
        runs = side_by_side(options, verdicts)
        judge(runs, options, verdicts)
        if not options.skip_growth:
            runs += growth(options, verdicts)
    except RuntimeError as error:
        say(str(error))
        return 1
    check_answers(runs, verdicts)
    verdicts.print_later()
    if not options.keep:
        for reports in (WORKSHOP / "runs").glob("*/reports"):
            shutil.rmtree(reports)
    return 1 if verdicts.failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
