"""How hard a password is to guess, by zxcvbn.

It finds the words, names, dates, keyboard rows and repeats that a password is made of, as those do who guess:
https://github.com/dwolfhub/zxcvbn-python
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from rootward.engine.password.rules import MOST
from rootward.errors import InternalError
from rootward.model.password import Attack, CrackTime, Strength
from rootward.model.secret import Secret

LEAST_SCORE = 4
"""From 10^10 guesses on. At 3, which many sites are content with, `password-Password1` would do."""

_ATTACKS: tuple[tuple[Attack, str, float], ...] = (
    ("sign_in", "online_throttling_100_per_hour", 100 / 3600),
    ("stolen_slow_hash", "offline_slow_hashing_1e4_per_second", 1e4),
    ("stolen_fast_hash", "offline_fast_hashing_1e10_per_second", 1e10),
)
"""Attack, zxcvbn's name for it, guesses a second."""

_MOST_OF_A_NAME = 254
_LEAST_OF_A_PART = 3
_WORDS = re.compile(r"[^\W_]+")

_MORE = "Add another word or two. Uncommon words are better."
"""For what zxcvbn has no advice on: it has none from score 3 on."""


def strength_of(password: Secret, names: Iterable[str] = ()) -> Strength | None:
    """How hard it is to guess for somebody who knows `names`: the account's name, an e-mail address, the user's name.

    None for an empty password and for one of more than 128 characters: AWS takes none, and zxcvbn, which is slow on
    long ones, is not given them.
    """
    text = password.reveal()
    if not 0 < len(text) <= MOST:
        return None
    known = tuple(dict.fromkeys(_parts(names)))
    found = _judged(text, known)
    if found is None:  # outside of any handler: zxcvbn's own error may hold the password
        raise InternalError("zxcvbn could not judge the password")
    return Strength(
        score=found["score"],
        guesses_log10=round(float(found["guesses_log10"]), 1),
        reason=_reason(found),
        advice=_advice(found),
        crack_times=tuple(
            CrackTime(
                attack=attack,
                guesses_per_second=_rounded(rate),
                seconds=_rounded(float(found["crack_times_seconds"][name])),
                words=found["crack_times_display"][name],
            )
            for attack, name, rate in _ATTACKS
        ),
    )


def _rounded(number: float) -> float:
    """Three figures are more than an estimate has."""
    return float(f"{number:.3g}")


def _parts(names: Iterable[str]) -> Iterator[str]:
    """Each name and each word of it: `mark@acme.example` is known, and so are `mark`, `acme` and `example`."""
    for name in names:
        bounded = name[:_MOST_OF_A_NAME]
        yield bounded
        yield from (part for part in _WORDS.findall(bounded) if len(part) >= _LEAST_OF_A_PART)


def _judged(text: str, known: tuple[str, ...]) -> dict[str, Any] | None:
    from zxcvbn import zxcvbn

    try:
        return dict(zxcvbn(text, user_inputs=list(known), max_length=MOST))
    except Exception:  # noqa: BLE001 - whatever it is, its text and its frames are not to be kept
        return None


def _advice(found: dict[str, Any]) -> tuple[str, ...]:
    if found["score"] >= LEAST_SCORE:
        return ()
    return tuple(found["feedback"]["suggestions"]) or (_MORE,)


def _reason(found: dict[str, Any]) -> str:
    """The warning of zxcvbn; where it has none, of a name that was given or of a short one, a line of our own."""
    if found["score"] >= LEAST_SCORE:
        return ""
    longest = max(found["sequence"], key=lambda match: len(match["token"]))
    if longest.get("dictionary_name") == "user_inputs":
        return "It is made of the account's, the user's or the address's own name."
    if warning := found["feedback"]["warning"]:
        return str(warning)
    if longest["pattern"] == "dictionary":
        return "It is made of what lists of words and passwords have."
    return "It is too short, or too much of it can be foreseen."
