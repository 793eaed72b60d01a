"""Measure the core install: rootward without extras, in a fresh virtual environment, against its budget.

Prints the total and the largest packages; exits 1 over the budget. The packages come from the registry that pip is
configured for, at the newest versions that pyproject.toml admits: what a user gets today.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

BUDGET = 100_000_000
"""Bytes, compiled modules included."""
PROJECT = Path(__file__).resolve().parent.parent


def build(*kinds: str, into: Path) -> None:
    """Build the project (`--sdist`, `--wheel`, or both: the wheel from the sdist) with this environment's hatchling."""
    command = [sys.executable, "-m", "build", "--no-isolation", *kinds, "--outdir", str(into), str(PROJECT)]
    _quietly(command)


def install_core(wheel: Path, environment: Path) -> Path:
    """Install `wheel` without extras into a new virtual environment; returns its site-packages."""
    _quietly([sys.executable, "-m", "venv", "--without-pip", str(environment)])
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(environment)]
    _quietly([*pip, "install", "--quiet", "--compile", str(wheel)])
    return next(environment.rglob("site-packages"))


def sizes(folder: Path) -> Counter[str]:
    """Bytes by top-level name in `folder`."""
    by_name: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file():
            by_name[path.relative_to(folder).parts[0]] += path.stat().st_size
    return by_name


def _quietly(command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}exit code {done.returncode}")


def main() -> int:
    """Measure, print, judge."""
    with tempfile.TemporaryDirectory() as scratch:
        build("--wheel", into=Path(scratch))
        (wheel,) = Path(scratch).glob("*.whl")
        by_name = sizes(install_core(wheel, Path(scratch, "environment")))
    total = by_name.total()
    largest = ", ".join(f"{name} {size / 1e6:.1f}" for name, size in by_name.most_common(5))
    print(f"core install: {total / 1e6:.1f} MB of {BUDGET / 1e6:.0f} MB ({largest})")
    return 1 if total > BUDGET else 0


if __name__ == "__main__":
    sys.exit(main())
