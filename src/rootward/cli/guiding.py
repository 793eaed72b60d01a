"""Leading people through what no API can do, at the terminal."""

from __future__ import annotations

from rootward.cli.terminal import note
from rootward.model.plan import GuidedStep
from rootward.reports.next_step import filled


class TerminalGuide:
    """Leads through guided steps at the terminal."""

    def __init__(self, *, waits: bool) -> None:
        self.waits = waits

    def leave(self, steps: tuple[GuidedStep, ...]) -> None:
        """Say how many are left."""
        if steps:
            count = "1 step is" if len(steps) == 1 else f"{len(steps)} steps are"
            note(f"{count} left for you: they stand in the plan, and 'rootward audit' lists them")

    def show(self, step: GuidedStep) -> None:
        """Say what to do."""
        note(f"step {step.number}, for you: {step.message}")
        note(f"  {filled(step.instruction, step.gap.resource)}")
        note("  waiting until it is done (Ctrl-C: go on later); AWS's reports may be up to four hours old")

    def closed(self, step: GuidedStep) -> None:
        """Say that it is done."""
        note(f"step {step.number}: done, {step.gap.check} passes")
