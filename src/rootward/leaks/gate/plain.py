"""The gate that needs nothing installed, and is open at once."""

from __future__ import annotations

from collections.abc import Sequence

from rootward.leaks.detect.holds import may_hold
from rootward.leaks.detect.signs import Signs
from rootward.leaks.rules import Rules


class PlainGate:
    """The detector's own rules, with `re` and no more."""

    reach: int | None = None
    """See Gate."""
    context: int | None = None
    """See Gate."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def admits(self, data: bytes) -> bool:
        """Whether `data` may hold a credential."""
        return may_hold(data, self._rules)

    def signs(self, data: bytes) -> Signs | None:  # noqa: ARG002  what another gate needs
        """See Gate."""
        return None

    def admitted(self, parts: Sequence[bytes]) -> list[int]:
        """Which of the parts may: their indexes, in order."""
        return [index for index, part in enumerate(parts) if self.admits(part)]

    def glanced(self, parts: Sequence[bytes]) -> list[tuple[int, bool]]:
        """See Gate."""
        return [(index, True) for index in self.admitted(parts)]
