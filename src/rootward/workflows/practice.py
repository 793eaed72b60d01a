"""A practice account to work on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event


@contextmanager
def practice_account(scenario: str, *, port: int = 0) -> Iterator[tuple[str, str]]:
    """Serve one: yields its endpoint, and the lines that point a shell at it.

    Raises MissingExtraError, and UsageError for an unknown scenario or a port in use.
    """
    from rootward.sandbox import export_lines, serve

    with serve(scenario, port=port) as sandbox:
        yield sandbox.endpoint_url, export_lines(sandbox)


def practice_scenarios(*, of_checks: bool = False) -> dict[str, str]:
    """The titles of the scenarios by their names: the main ones, or those of the checks."""
    from rootward.sandbox.scenario.file import titles
    from rootward.sandbox.scenario.variant import variant_titles

    return variant_titles() if of_checks else titles()


def wait_for_interrupt() -> None:
    """Until Ctrl-C, which is how a served account ends."""
    with suppress(KeyboardInterrupt):
        # A wait with a time limit: without one, Windows does not wake for Ctrl-C.
        while not Event().wait(1):
            pass
