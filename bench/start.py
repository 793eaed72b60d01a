"""`make bench-start`: how long `rootward --version` and `rootward --help` take, against the bare interpreter.

The measure is the ratio to `python -c pass` of the same interpreter, run in turn with it, so that a slow or busy
machine slows both alike. Beside it stand `aws --version` and `prowler --version`, each run by its own environment's
interpreter of the same version.

Exits 0 when both limits hold; 1 when one does not, or when something that was to be measured could not be.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from peers import AWSCLI, PROWLER, Peer, PeerMissingError

MOST_FOR_VERSION = 3.0
MOST_FOR_HELP = 8.0
# A peer that takes seconds needs fewer turns for a steady median.
SLOW_TURNS = 5


@dataclass(frozen=True)
class Start:
    """One command to be started again and again."""

    name: str
    command: Sequence[str | Path]
    turns: int
    most: float | None = None
    """The limit, as a ratio to the bare interpreter."""


def wall(command: Sequence[str | Path], home: str) -> float:
    """Seconds from start to end of one run. Raises CalledProcessError where it fails."""
    environment = {"PATH": os.environ["PATH"], "HOME": home, "LANG": "C.UTF-8", "NO_COLOR": "1"}
    begin = time.perf_counter()
    subprocess.run(
        [str(part) for part in command],
        env=environment,
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=True,
    )
    return time.perf_counter() - begin


def alternating(start: Start, home: str) -> tuple[float, float]:
    """Median wall of the command and of the bare interpreter, run in turn. Raises CalledProcessError, OSError."""
    bare = (sys.executable, "-c", "pass")
    wall(bare, home)
    wall(start.command, home)
    turns = [(wall(start.command, home), wall(bare, home)) for _ in range(start.turns)]
    return median(own for own, _ in turns), median(other for _, other in turns)


def starts(options: argparse.Namespace) -> tuple[list[Start], list[str]]:
    """What can be started here, and a line for each that cannot."""
    rootward = Path(sys.executable).with_name("rootward")
    found: list[Start] = []
    missing: list[str] = []
    if rootward.exists():
        found = [
            Start("rootward --version", (rootward, "--version"), options.turns, MOST_FOR_VERSION),
            Start("rootward --help", (rootward, "--help"), options.turns, MOST_FOR_HELP),
        ]
    else:
        missing.append(f"rootward: not measured: not installed beside {sys.executable}")
    peers: list[tuple[Peer, int]] = [(AWSCLI, options.turns)]
    if not options.skip_prowler:
        peers.append((PROWLER, min(options.turns, SLOW_TURNS)))
    for peer, turns in peers:
        try:
            found.append(Start(f"{peer.script} --version ({peer.version})", (peer.installed(), "--version"), turns))
        except PeerMissingError as error:
            missing.append(f"{peer.label}: not measured: {error}")
    return found, missing


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--turns", type=int, default=20, help="runs of each command, for the median (%(default)s)")
    parser.add_argument("--skip-prowler", action="store_true", help="leave Prowler out")
    options = parser.parse_args()
    found, missing = starts(options)
    failed = bool(missing)
    home = tempfile.mkdtemp(prefix="rootward-bench-")
    try:
        for start in found:
            try:
                own, bare = alternating(start, home)
            except (OSError, subprocess.CalledProcessError) as error:
                missing.append(f"{start.name}: not measured: {error}")
                failed = True
                continue
            ratio = own / bare
            holds = start.most is None or ratio <= start.most
            failed |= not holds
            mark = "    " if start.most is None else "PASS" if holds else "FAIL"
            limit = "" if start.most is None else f"  at most {start.most:g}x"
            figures = f"{own * 1000:8.1f} ms  python -c pass {bare * 1000:5.1f} ms  {ratio:6.1f}x"
            print(f"{mark}  {start.name:<28}{figures}{limit}", flush=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    for line in missing:
        print(f"FAIL  {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
