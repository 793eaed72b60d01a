"""Which checks a command line asks for."""

from __future__ import annotations

from difflib import get_close_matches

from rootward.checks.check import Check
from rootward.checks.registry import BY_ID, select
from rootward.errors import UsageError
from rootward.model.finding import PRACTICES


def selected(names: tuple[str, ...]) -> tuple[Check, ...]:
    """The checks of `--only`, all without it. Raises UsageError with a suggestion."""
    asked = tuple(part for name in names for part in name.split(","))
    try:
        return select(_spelled(name) for name in asked)
    except KeyError as unknown:
        raise _no_such(unknown.args[0]) from None


def one(name: str) -> Check:
    """The check of that id. Raises UsageError with a suggestion."""
    if _spelled(name) in PRACTICES:
        raise UsageError(
            f"{_spelled(name)} is a practice, and has several checks",
            advice="'rootward explain' lists them, by practice",
        )
    if name not in BY_ID:
        raise _no_such(name)
    return BY_ID[name]


def _spelled(name: str) -> str:
    """The name of a practice as it is written here, where somebody writes it as the report does: `Access keys`."""
    practice = name.strip().lower().replace(" ", "_").replace("-", "_")
    return practice if practice in PRACTICES else name.strip()


def _no_such(name: str) -> UsageError:
    known = [*PRACTICES, *BY_ID]
    close = get_close_matches(name, known, n=1)
    advice = f"did you mean '{close[0]}'?" if close else "'rootward explain' lists the checks"
    return UsageError(f"there is no practice or check '{name}'", advice=advice)
