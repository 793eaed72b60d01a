"""Keys of a configuration that are known, and what to say of one that is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from rootward.errors import ConfigurationError


def know(table: Mapping[str, object], known: Iterable[str], where: str, place: str = "") -> None:
    """Raises ConfigurationError where the table has another key: it names the one that may be meant."""
    names = tuple(known)
    for key in table:
        if key not in names:
            raise ConfigurationError(f"{where}: unknown key '{key}'{place}; {_suggestion(key, names)}")


def _suggestion(word: str, names: tuple[str, ...]) -> str:
    close = get_close_matches(word, names, n=1)
    return f"did you mean '{close[0]}'?" if close else f"known: {', '.join(names)}"
