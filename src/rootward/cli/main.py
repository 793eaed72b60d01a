"""The entry point. `--version` answers before anything is imported that takes time."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given in (["--version"], ["-V"]):
        from rootward import __version__
        from rootward.cli.stdout import write

        return 2 if write(f"rootward {__version__}\n") else 0
    from rootward.cli.application import run

    return run(given)
