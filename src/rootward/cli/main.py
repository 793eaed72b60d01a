"""The entry point. `--version` answers before anything is imported that takes time."""

from __future__ import annotations

import gc
import os
import sys

_MADE = 50_000
"""Objects between two searches for garbage: modules are made of many, and of none that is garbage."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code. Without arguments they are the process's, which ends then."""
    if arguments is not None:
        return _begun(arguments)
    gc.set_threshold(_MADE)
    try:
        return _begun(sys.argv[1:])
    finally:
        gc.freeze()  # else the interpreter looks through everything twice before it ends


def _begun(given: list[str]) -> int:
    try:
        return _run(given)
    except KeyboardInterrupt:  # before click was there to take it
        sys.stderr.write("rootward: interrupted\n")
        return 130


def _run(given: list[str]) -> int:
    if given in (["--version"], ["-V"]):
        from rootward import __version__
        from rootward.cli.stdout import write

        return 2 if write(f"rootward {__version__}\n") else 0
    if given[:1] == ["scan"]:
        for make in (_without_click, _plainly):
            if (code := make(given)) is not None:
                return code
    from rootward.cli.application import run

    return run(given)


def _plainly(given: list[str]) -> int | None:
    """The exit code of a scan whose words click need not read; None: it is to."""
    from rootward.cli.loading import load_msgspec

    load_msgspec()
    from rootward.cli.scanning import scan_plainly
    from rootward.cli.signals import heeded

    try:
        with heeded():
            return scan_plainly(given[1:], os.environ)
    except (Exception, KeyboardInterrupt) as end:  # noqa: BLE001 - a traceback's exit code is that of findings
        from rootward.cli.ending import ended

        return ended(end)


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
    from rootward.cli.loading import load_msgspec

    load_msgspec()
    from rootward.cli.signals import heeded
    from rootward.workflows.scanning.hooked import is_clean

    with heeded():
        return 0 if is_clean(given) else None
