"""The entry point. `--version` answers before anything is imported that takes time."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        return _run(arguments)
    except KeyboardInterrupt:  # before click was there to take it
        sys.stderr.write("rootward: interrupted\n")
        return 130


def _run(arguments: list[str] | None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    if given in (["--version"], ["-V"]):
        from rootward import __version__
        from rootward.cli.stdout import write

        return 2 if write(f"rootward {__version__}\n") else 0
    if given[:1] == ["scan"] and (code := _without_click(given)) is not None:
        return code
    from rootward.cli.application import run

    return run(given)


def _without_click(given: list[str]) -> int | None:
    """The exit code of a scan that needs nothing said, or nothing said anew; None: it is to be made."""
    try:
        return _quickly(given)
    except OSError:  # what the machine refuses, it refuses the scan as well, and that says it
        return None
    except Exception as error:  # noqa: BLE001 - a traceback's exit code is that of findings
        from rootward.cli.ending import failed

        return failed(error)


def _quickly(given: list[str]) -> int | None:
    from rootward.workflows.scanning.hook_words import are_of_hook

    if not are_of_hook(given):
        from rootward.cli.again import tell_again

        return tell_again(given)
    from rootward.cli.signals import heeded
    from rootward.workflows.scanning.hooked import is_clean

    with heeded():
        return 0 if is_clean(given) else None
