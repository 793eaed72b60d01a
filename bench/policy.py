"""`make bench-policy`: what it costs to judge the policies of an account of 5,000 principals and 1,000 policies.

Each measurement is a process of its own (judging.py) on a snapshot drawn from a fixed seed (principals.py). First
single decisions, on one core. Then the whole judgement, who may do what, who may assume which role, who is an
administrator and who could become one: as a multiple of decoding the same snapshot with msgspec, and its memory. Then
with twice the principals and the same policies, and with twice the policies. Beside it cloudsplaining on the same
account.

Exits 0 when every limit holds; 1 when one does not, or when something that was to be measured could not be.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import measure
from audit import Verdicts, table
from peers import CLOUDSPLAINING, HERE, WORKSHOP, PeerMissingError
from runs import NotMeasuredError, say

PRINCIPALS, POLICIES = 5_000, 1_000
DECISIONS = 20_000
LIMIT_S = 3_600.0

# The limit of the project's own acceptance list.
MOST_MEMORY_MB = 500.0
MOST_GROWTH = 1.5
"""Of the time a principal, with twice the principals and the same policies. What is shared by policies is paid once, so
that it falls; what is looked at for each principal keeps it level. But who may assume which role is an answer in pairs,
four times as many here, and the noise of a shared machine comes on top. Work on pairs alone gives 2."""
MOST_FOR_TWICE_THE_POLICIES = 2.5
"""Of the whole time, with twice the policies and the same principals: 2 where all of it were work on policies, and the
same for noise. Work on each pair of policies gives 4."""

STAGES = ("powers", "assumption", "administrators", "graph")


@dataclass(frozen=True)
class Judged:
    """An account that was judged: the middle of several runs, and the highest memory of them."""

    principals: int
    policies: int
    seconds: Mapping[str, float]
    """Of CPU, by stage; `decode` is what the others are compared with."""
    cost: measure.Cost
    answer: Mapping[str, Any]

    @property
    def judging(self) -> float:
        """Seconds of CPU, decoding aside."""
        return sum(self.seconds[stage] for stage in STAGES if stage in self.seconds)


def drawn(principals: int, policies: int) -> tuple[Path, dict[str, Any]]:
    """The folder of the account's files, and what is known of it. Raises NotMeasuredError."""
    folder = WORKSHOP / "runs" / f"policy-{principals}-{policies}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    size = ("--principals", str(principals), "--policies", str(policies), "--folder", str(folder))
    return folder, _spoken("principals", size, folder)[0]


def judged(principals: int, policies: int, times: int) -> Judged:
    """The account of that size, judged several times. Raises NotMeasuredError."""
    folder, known = drawn(principals, policies)
    turns = []
    for turn in range(1, times + 1):
        say(f"judging {principals:,} principals with {policies:,} policies, {turn} of {times} ...")
        turns.append(_spoken("judging", (str(folder / "account.json"),), folder))
    answers, costs = zip(*turns, strict=True)
    answer = answers[0]
    if answer["principals"] != principals or answer["by_group"] != known["administrators"]:
        raise NotMeasuredError(f"it judged {answer}, and true is {known}")
    stages = answer["seconds"]
    return Judged(
        principals=principals,
        policies=policies,
        seconds={stage: median(one["seconds"][stage] for one in answers) for stage in stages},
        cost=measure.Cost(
            wall=median(cost.wall for cost in costs),
            cpu=median(cost.cpu for cost in costs),
            memory=max(cost.memory for cost in costs),
            exit_code=0,
            timed_out=False,
        ),
        answer=answer,
    )


def _spoken(script: str, arguments: Iterable[str], folder: Path) -> tuple[dict[str, Any], measure.Cost]:
    """The line of JSON that a script of this folder prints, and what it cost. Raises NotMeasuredError."""
    out, err = folder / f"{script}.stdout", folder / f"{script}.stderr"
    command = (sys.executable, str(HERE / f"{script}.py"), *arguments)
    cost = measure.run(command, _environment(folder), out, err, LIMIT_S)
    if cost.exit_code or cost.timed_out:
        raise NotMeasuredError(f"{script}.py ended with exit code {cost.exit_code}; see {err}")
    spoken: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return spoken, cost


def _environment(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "NO_COLOR": "1", "PYTHONHASHSEED": "0"}


def print_decisions(folder: Path) -> None:
    """Single decisions, on one core. Raises NotMeasuredError."""
    found, _ = _spoken("judging", (str(folder / "account.json"), "--decisions", str(DECISIONS)), folder)
    seconds, count = found["seconds"], found["count"]
    size = found["bytes"] / 1000
    print(f"\n{count:,} decisions of a mix ({found['allowed']:.0%} allowed; {size:.1f} kB of policies each)")
    table(
        ("", "decisions a second", "us each", "x decoding their policies"),
        [
            (
                name,
                f"{count / seconds[stage]:,.0f}",
                f"{seconds[stage] / count * 1e6:.1f}",
                f"{seconds[stage] / seconds['read']:.2f}",
            )
            for name, stage in (("a policy's first requests", "first"), ("the same once more", "again"))
        ],
    )


def print_judged(runs: Iterable[Judged]) -> None:
    """One line an account."""
    print("\nthe whole judgement: seconds of CPU, and the multiple of decoding the snapshot with msgspec")
    table(
        ("principals", "policies", "decode s", *STAGES, "all s", "x decode", "us a principal", "memory MB"),
        [
            (
                f"{run.principals:,}",
                f"{run.policies:,}",
                f"{run.seconds['decode']:.4f}",
                *(f"{run.seconds[stage]:.2f}" if stage in run.seconds else "-" for stage in STAGES),
                f"{run.judging:.2f}",
                f"{run.judging / run.seconds['decode']:,.0f}",
                f"{run.judging / run.principals * 1e6:,.0f}",
                f"{run.cost.memory:.0f}",
            )
            for run in runs
        ],
    )


def judge(base: Judged, grown: list[Judged], verdicts: Verdicts) -> None:
    """Print the limits. `grown`: the account with more principals and the one with more policies, or nothing."""
    print()
    told = base.answer
    print(
        f"INFO  {told['steps']:,} steps into roles, {told['administrators']:,} administrators, sure or maybe"
        + (f", {told['graph']:,} principals with a path" if told["graph"] is not None else "")
    )
    if told["graph"] is None:
        verdicts.later("the escalation graph", "there is none yet")
    verdicts.limit(
        base.cost.memory <= MOST_MEMORY_MB, f"memory: {base.cost.memory:.0f} MB, at most {MOST_MEMORY_MB:.0f} MB"
    )
    if grown:
        more_principals, more_policies = grown
        ratio = (more_principals.judging / more_principals.principals) / (base.judging / base.principals)
        line = f"time a principal, at {more_principals.principals:,} against {base.principals:,}, same policies"
        verdicts.limit(ratio <= MOST_GROWTH, f"{line}: {ratio:.2f}, at most {MOST_GROWTH}")
        pairs = more_principals.answer["steps"] / base.answer["steps"]
        print(f"INFO    steps into roles, of all: {pairs:.2f} times as many; time a principal, stage by stage:")
        for stage in STAGES:
            if stage in base.seconds and stage in more_principals.seconds:
                print(f"INFO    {stage}: {_growth(base, more_principals, stage):.2f}")
        ratio = more_policies.judging / base.judging
        line = f"time of all, with {more_policies.policies:,} policies against {base.policies:,}, as many principals"
        limit = MOST_FOR_TWICE_THE_POLICIES
        verdicts.limit(ratio <= limit, f"{line}: {ratio:.2f}, at most {limit}")


def _growth(base: Judged, larger: Judged, stage: str) -> float:
    return (larger.seconds[stage] / larger.principals) / (base.seconds[stage] / base.principals)


def peers(base: Judged, folder: Path, limit_s: float, verdicts: Verdicts) -> None:
    """Of the peers cloudsplaining, on the same account, and why PMapper is not there."""
    print("\npeers, the whole command on the same account")
    try:
        cost = _cloudsplaining(folder, base.principals, limit_s)
    except (NotMeasuredError, PeerMissingError, OSError, ValueError, LookupError) as error:
        verdicts.later(CLOUDSPLAINING.label, str(error))
    else:
        table(
            ("", "wall s", "CPU s", "memory MB"),
            [
                (name, f"{one.wall:.2f}", f"{one.cpu:.2f}", f"{one.memory:.0f}")
                for name, one in (("rootward's judgement", base.cost), (CLOUDSPLAINING.label, cost))
            ],
        )
        own = base.cost
        print(
            f"{CLOUDSPLAINING.label} / rootward: wall {cost.wall / own.wall:.2f}x, CPU {cost.cpu / own.cpu:.2f}x, "
            f"memory {cost.memory / own.memory:.1f}x"
        )
        print("  it judges policies one by one: no boundary, no condition, no role assumed, no path between principals")
    print("PMapper 1.1.5 is not measured: its last release is of 2022, and it does not import on Python 3.10 or newer")


def _cloudsplaining(folder: Path, principals: int, limit_s: float) -> measure.Cost:
    reports = folder / "cloudsplaining"
    shutil.rmtree(reports, ignore_errors=True)
    reports.mkdir()
    scan = ("scan", "--skip-open-report", "--input-file", folder / "details.json", "--output", reports)
    command = (CLOUDSPLAINING.installed(), *scan)
    say(f"{CLOUDSPLAINING.label} ...")
    out, err = folder / "cloudsplaining.stdout", folder / "cloudsplaining.stderr"
    cost = measure.run(command, _environment(folder), out, err, limit_s)
    if cost.timed_out:
        raise NotMeasuredError(f"ended after {limit_s:.0f} s")
    if cost.exit_code:
        raise NotMeasuredError(f"ended with exit code {cost.exit_code}; see {err}")
    found = json.loads((reports / "iam-results-details.json").read_text(encoding="utf-8"))
    seen = len(found["users"]) + len(found["roles"])
    if seen != principals:
        raise NotMeasuredError(f"it looked at {seen:,} principals of {principals:,}")
    return cost


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--principals", type=int, default=PRINCIPALS, help="of the account (%(default)s)")
    parser.add_argument("--policies", type=int, default=POLICIES, help="customer managed policies (%(default)s)")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each, for the median (%(default)s)")
    parser.add_argument(
        "--limit", type=float, default=1800, metavar="SECONDS", help="most a peer may take (%(default)s)"
    )
    parser.add_argument("--skip-growth", action="store_true", help="leave the larger accounts out")
    parser.add_argument("--skip-peers", action="store_true", help="leave cloudsplaining out")
    parser.add_argument("--keep", action="store_true", help="keep the accounts under .bench/runs")
    options = parser.parse_args()
    if not hasattr(os, "wait4"):
        say("the benchmarks need Linux or macOS: they read a process's cost by wait4")
        return 1
    principals, policies = options.principals, options.policies
    folder = WORKSHOP / "runs" / f"policy-{principals}-{policies}"
    verdicts = Verdicts()
    try:
        base = judged(principals, policies, options.repeat)
        print_decisions(folder)
        larger = [] if options.skip_growth else [(2 * principals, policies), (principals, 2 * policies)]
        grown = [judged(*size, options.repeat) for size in larger]
    except NotMeasuredError as error:
        say(str(error))
        return 1
    print_judged((base, *grown))
    judge(base, grown, verdicts)
    if options.skip_peers:
        verdicts.later("the peers", "--skip-peers", on_purpose=True)
    else:
        # Last: the benchmark's own process grows by reading a peer's report, and what it starts begins with its memory.
        peers(base, folder, options.limit, verdicts)
    verdicts.print_later()
    if not options.keep:
        for one in (WORKSHOP / "runs").glob("policy-*"):
            shutil.rmtree(one)
    return 1 if verdicts.failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
