"""A practice account to work on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rootward.sandbox import Sandbox


class PracticeAccount:
    """A practice account that is being served."""

    def __init__(self, sandbox: Sandbox) -> None:
        from rootward.sandbox import export_lines

        self.endpoint_url = sandbox.endpoint_url
        self.export_lines = export_lines(sandbox)
        """What points a shell at it."""
        self._sandbox = sandbox

    def not_emulated(self) -> dict[str, int]:
        """The actions that were called and that nothing here could answer, and how often each."""
        return dict(Counter(call.action for call in self._sandbox.not_emulated))


@contextmanager
def practice_account(scenario: str, *, port: int = 0) -> Iterator[PracticeAccount]:
    """Serve one until the block ends.

    Raises MissingExtraError, and UsageError for an unknown scenario or a port in use.
    """
    from rootward.sandbox import serve

    with serve(scenario, port=port) as sandbox:
        yield PracticeAccount(sandbox)


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
