"""One run of an auditor against the emulated endpoint: what it cost, what it asked, and where its report lies."""

import os
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import endpoint
import measure
from auditors import Tool
from peers import WORKSHOP, PeerMissingError


@dataclass(frozen=True)
class Run:
    """One tool's run, or the middle one of several: what it cost and what it asked of the endpoint."""

    tool: Tool
    cost: measure.Cost
    traffic: endpoint.Traffic
    reports: Path
    output_mb: float
    truth: int
    """How many users have a console password and no MFA device."""
    latency_ms: float


class NotMeasuredError(Exception):
    """A tool did not run to its end, or its report does not say what it should."""


def environment(url: str, home: Path) -> dict[str, str]:
    """What every tool gets: the endpoint, credentials that mean nothing, and a home without configuration."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def measured(tool: Tool, at: endpoint.Endpoint, name: str, latency_ms: float = 0, limit_s: float = 3600) -> Run:
    """Run the tool once. Raises NotMeasuredError."""
    folder = WORKSHOP / "runs" / name
    shutil.rmtree(folder, ignore_errors=True)
    reports = folder / "reports"
    reports.mkdir(parents=True)
    try:
        command = tool.command(reports)
        say(f"{name} ...")
        at.reset(latency_ms)
        cost = measure.run(command, environment(at.url, folder), folder / "stdout", folder / "stderr", limit_s)
    except (PeerMissingError, OSError) as error:
        raise NotMeasuredError(str(error)) from error
    if cost.timed_out:
        raise NotMeasuredError(f"ended after {limit_s:.0f} s; see {folder}")
    if cost.exit_code not in tool.finished:
        raise NotMeasuredError(f"ended with exit code {cost.exit_code}: {_last_line(folder / 'stderr')}; see {folder}")
    if not any(path.is_file() for path in reports.rglob("*")):
        raise NotMeasuredError(f"wrote no report: {_last_line(folder / 'stderr')}; see {folder}")
    size = sum(path.stat().st_size for path in reports.rglob("*") if path.is_file())
    return Run(tool, cost, at.traffic(), reports, size / 1e6, at.users_without_mfa(), latency_ms)


def middle(tool: Tool, at: endpoint.Endpoint, name: str, times: int, latency_ms: float = 0) -> Run:
    """The tool run several times: median wall and CPU, highest memory, and the most calls. Raises NotMeasuredError."""
    runs = [measured(tool, at, f"{name}-{turn}", latency_ms) for turn in range(1, times + 1)]
    cost = measure.Cost(
        wall=median(run.cost.wall for run in runs),
        cpu=median(run.cost.cpu for run in runs),
        memory=max(run.cost.memory for run in runs),
        exit_code=runs[0].cost.exit_code,
        timed_out=False,
    )
    return replace(max(runs, key=lambda run: run.traffic.total), cost=cost)


def say(line: str) -> None:
    """Progress goes to stderr; the result alone to stdout."""
    print(line, file=sys.stderr, flush=True)


def _last_line(path: Path) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "no message"
