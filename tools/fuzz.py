"""`make fuzz`: damaged and hostile bytes for what reads packs, archives and text.

    make fuzz                                   ten minutes, shared by all that is tried
    make fuzz ARGS="--target packed --minutes 60 --start 100000"
    make fuzz ARGS="--target packed --case 17"  one case once more
    make fuzz ARGS="--guided --minutes 60"      led by what of the code each case reaches, with atheris (Linux)

What is tried, and the laws that have to hold, are in tests/leaks/fuzzing; case number n is the same bytes each time,
and `make test` tries the first few hundred. Each case has ten seconds; the process that tries them has 2 GB of
addresses, and may hold 600 MB. A case that breaks a law, hangs, or ends the process is written to
tests/leaks/fuzz_cases, which `make test` tries whole. Exits 1 where there was one.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import os
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import IO

PROJECT = Path(__file__).resolve().parent.parent
CASES = PROJECT / "tests" / "leaks" / "fuzz_cases"
WORKSHOP = PROJECT / ".bench"
ATHERIS = WORKSHOP / "atheris"
REQUIREMENTS = PROJECT / "tools" / "requirements-atheris.txt"
HANGS_AFTER_S = 10
MOST_ADDRESSES = 2 << 30
MOST_MEMORY = 600 << 20
SLICE_S = 60.0
SEEDS = 300
ENOUGH = 10
"""Cases of one target that are kept: more of them would hardly be others."""

sys.path.insert(0, str(PROJECT))  # the tests are no package that is installed


def main() -> int:
    """Try, print, say how many broke a law."""
    from tests.leaks.fuzzing.targets import TARGETS

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--target", choices=sorted(TARGETS), action="append", help="(default: all)")
    parser.add_argument("--minutes", type=float, default=10, help="altogether (%(default)s)")
    parser.add_argument("--start", type=int, default=0, help="the number of the first case (%(default)s)")
    parser.add_argument("--case", type=int, help="try this one only, in this process")
    parser.add_argument("--guided", action="store_true", help="with atheris, which is installed below .bench")
    parser.add_argument("--until", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--at", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    names = options.target or sorted(TARGETS)
    if options.at is not None:
        return worker(names[0], options.start, options.until, options.at)
    if options.case is not None:
        for name in names:
            TARGETS[name].check(TARGETS[name].case(options.case))
        return 0
    WORKSHOP.mkdir(exist_ok=True)
    seconds = options.minutes * 60 / len(names)
    broken = 0
    for name in names:
        broken += guided(name, seconds) if options.guided else tried(name, options.start, seconds)
    return 1 if broken else 0


def tried(name: str, start: int, seconds: float) -> int:
    """How many cases of a target broke a law; a process that ends by one is followed by another."""
    from tests.leaks.fuzzing.targets import TARGETS

    at = WORKSHOP / f"fuzz-{name}.number"
    end = time.time() + seconds
    broken, first = 0, start
    while time.time() < end and broken < ENOUGH:
        at.write_text(f"{start} 0 0", encoding="ascii")
        until = min(end, time.time() + SLICE_S)
        words = ("--target", name, "--start", str(start), "--until", str(until), "--at", str(at))
        status = subprocess.run([sys.executable, __file__, *words], check=False).returncode
        number, held, failed = map(int, at.read_text(encoding="ascii").split())
        broken += failed
        if status:
            broken += 1
            print(f"{name}: case {number} ended the process ({status}): {keep(name, TARGETS[name].case(number))}")
        if held > MOST_MEMORY:
            broken += 1
            print(f"{name}: some case before {number} made the process hold {held >> 20} MB")
        start = number + 1
    print(f"{name}: {start - first:,} cases, {broken} of them broke a law", flush=True)
    return broken


def worker(name: str, start: int, until: float, at: Path) -> int:
    """Try case after case. The file says which one it is at, so that it is known where this process ends by one."""
    import resource

    from tests.leaks.fuzzing.targets import TARGETS

    target = TARGETS[name]
    faulthandler.dump_traceback_later(HANGS_AFTER_S, exit=True)
    with suppress(Exception):
        target.check(target.case(start))  # what is imported by it does not count as memory of a case
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    number, failed = start, 0
    with at.open("r+b", buffering=0) as file:
        while time.time() < until and failed < ENOUGH:
            case = target.case(number)
            _say(file, f"{number} 0 {failed}")
            faulthandler.dump_traceback_later(HANGS_AFTER_S, exit=True)
            try:
                target.check(case)
            except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
                failed += 1
                print(f"{name}: case {number} broke a law: {keep(name, case)}\n{traceback.format_exc(limit=-4)}")
            faulthandler.cancel_dump_traceback_later()
            number += 1
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        _say(file, f"{number - 1} {held} {failed}")
    return 0


def _say(file: IO[bytes], words: str) -> None:
    file.seek(0)
    file.write(words.ljust(60).encode())


def keep(name: str, case: bytes) -> Path:
    """Where a case is kept from now on, for `make test`."""
    from tests.leaks.fuzzing.changing import stored

    path = CASES / name / hashlib.sha256(case).hexdigest()[:16]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(stored(case))
    return path.relative_to(PROJECT)


def guided(name: str, seconds: float) -> int:
    """The same with atheris; 1 where it found a case. It stops at the first."""
    from tests.leaks.fuzzing.targets import TARGETS

    if not ATHERIS.is_dir():
        print(f"installing atheris in {ATHERIS.relative_to(PROJECT)} (once)", file=sys.stderr, flush=True)
        pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        if subprocess.run([*pip, "--target", ATHERIS, "--requirement", REQUIREMENTS], check=False).returncode:
            sys.exit("pip could not install atheris")
    corpus, found = WORKSHOP / "fuzz-corpus" / name, WORKSHOP / "fuzz-found" / name
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for old in found.iterdir():
        old.unlink()
    for number in range(SEEDS):
        (corpus / f"case-{number}").write_bytes(TARGETS[name].case(number))
    limits = (f"-max_total_time={int(seconds)}", f"-timeout={HANGS_AFTER_S}", f"-rss_limit_mb={MOST_MEMORY >> 20}")
    others = (f"-artifact_prefix={found}/", "-max_len=1048576", "-verbosity=0")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (ATHERIS, PROJECT)))}
    command: list[str | Path] = [sys.executable, PROJECT / "tools" / "fuzz_guided.py", name, corpus, *limits, *others]
    subprocess.run(command, env=environment, check=False)
    cases = [keep(name, path.read_bytes()) for path in sorted(found.iterdir())]
    print(f"{name}: {len(list(corpus.iterdir())):,} cases that reach something of their own", flush=True)
    for path in cases:
        print(f"{name}: broke a law: {path}")
    return 1 if cases else 0


if __name__ == "__main__":
    sys.exit(main())
