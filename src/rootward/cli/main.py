"""The entry point. `--version` answers before anything is imported that takes time."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given in (["--version"], ["-V"]):
        from rootward import __version__

        sys.stdout.write(f"rootward {__version__}\n")
        return 0
    from rootward.cli.application import run

    return run(given)
