"""Access keys in a text: ids, and the secret and session token that stand beside each.

AWS writes an id and its secret under each other, behind each other on a line, or as two values of one object. Which
names they go by is left to a hundred programs, so what decides is their shape and how near they are. A secret is 40
characters of the base64 alphabet; one that no name announces must be mixed as chance mixes them, for a hash, a path and
a line of an encoded file may be as long.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from rootward.model.key_id import KEY_ID, is_temporary
from rootward.model.secret import Secret

_ID = re.compile(rf"(?<![A-Za-z0-9]){KEY_ID.pattern}(?![A-Za-z0-9])")
_SECRET = re.compile(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")
_TOKEN = re.compile(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{100,}={0,2}(?![A-Za-z0-9/+=])")
_ANNOUNCED = re.compile(r"secret[^\r\n]{0,60}$", re.IGNORECASE)
_ANNOUNCES_WITHIN = 80
_SCOPE = re.compile(r"/20[0-9]{6}/[a-z0-9-]+/[a-z0-9-]+/aws4_request")
_NEAR_LINES = 12
_CHANCE_DISTINCT = 18
"""Forty characters drawn from 64 hold about 30 different ones; a path of words holds far fewer."""

_OF_DOCUMENTATION = "EXAMPLE"
"""So end the ids in AWS's documentation, which are nobody's."""
_FEWEST_IN_ID, _FEWEST_IN_SECRET = 5, 8
"""So many different characters has every id that was drawn, and every secret; AKIAXXXX… stands for one in templates."""


class StandingKey(msgspec.Struct, frozen=True):
    """A key in a text."""

    key_id: str
    line: int
    """Counted from 1."""
    secret: Secret | None
    token: Secret | None
    part: str | None = None
    """The section that it stands in."""


class Part(msgspec.Struct, frozen=True):
    """A stretch of a text whose keys have nothing to do with those of others."""

    name: str | None
    start: int
    end: int


class _Seen(msgspec.Struct, frozen=True):
    """An id or a secret, and where."""

    text: str
    at: int
    line: int
    announced: bool = False


def keys_in(text: str, parts: Sequence[Part] = ()) -> tuple[StandingKey, ...]:
    """The keys of a text, in order; the same id twice in a part once, with a secret where one of the two has it."""
    lines = _Lines(text)
    return tuple(key for part in parts or (Part(None, 0, len(text)),) for key in _once(_keys_of(text, part, lines)))


class _Lines:
    """Which line a place is on."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]

    def of(self, at: int) -> int:
        return bisect_right(self._starts, at)


def _keys_of(text: str, part: Part, lines: _Lines) -> Iterator[StandingKey]:
    ids = [
        _Seen(found[0], found.start(), lines.of(found.start()))
        for found in _ID.finditer(text, part.start, part.end)
        if _is_somebodys(found[0]) and not _SCOPE.match(text, found.end())
    ]
    if not ids:
        return
    secrets = list(_secrets(text, part, lines))
    tokens = [
        _Seen(found[0], found.start(), lines.of(found.start())) for found in _TOKEN.finditer(text, part.start, part.end)
    ]
    alone = len({one.text for one in ids}) == 1
    given: dict[int, _Seen] = _assigned(ids, secrets, alone=alone)
    for number, one in enumerate(ids):
        secret = given.get(number)
        token = _nearest(one, tokens, ids[number + 1].at if number + 1 < len(ids) else part.end)
        yield StandingKey(
            key_id=one.text,
            line=one.line,
            secret=Secret(secret.text) if secret else None,
            token=Secret(token.text) if token and is_temporary(one.text) else None,
            part=part.name,
        )


def _secrets(text: str, part: Part, lines: _Lines) -> Iterator[_Seen]:
    for found in _SECRET.finditer(text, part.start, part.end):
        before = text[max(part.start, found.start() - _ANNOUNCES_WITHIN) : found.start()]
        announced = _ANNOUNCED.search(before) is not None
        if (announced and len(set(found[0])) >= _FEWEST_IN_SECRET) or _looks_drawn(found[0]):
            yield _Seen(found[0], found.start(), lines.of(found.start()), announced)


def _is_somebodys(key_id: str) -> bool:
    return not key_id.endswith(_OF_DOCUMENTATION) and len(set(key_id[4:])) >= _FEWEST_IN_ID


def _looks_drawn(run: str) -> bool:
    mixed = all(re.search(kind, run) for kind in ("[a-z]", "[A-Z]"))
    return mixed and len(set(run)) >= _CHANCE_DISTINCT


def _assigned(ids: Sequence[_Seen], secrets: Sequence[_Seen], *, alone: bool) -> dict[int, _Seen]:
    """To each id, by its place in the list, the nearest secret that no other id is nearer to.

    One that is far away counts only where there is one id alone and a name announces the secret.
    """
    pairs = sorted(
        (_distance(one, secret), number, which)
        for number, one in enumerate(ids)
        for which, secret in _beside(one, secrets)
        if abs(one.line - secret.line) <= _NEAR_LINES or (alone and secret.announced)
    )
    given: dict[int, _Seen] = {}
    taken: set[int] = set()
    for _, number, which in pairs:
        if number not in given and which not in taken:
            given[number] = secrets[which]
            taken.add(which)
    return given


def _beside(one: _Seen, secrets: Sequence[_Seen]) -> Iterable[tuple[int, _Seen]]:
    """The few secrets before and after: a state file may have thousands of both."""
    middle = bisect_right(secrets, one.at, key=lambda secret: secret.at)
    first = max(0, middle - 4)
    return ((which, secrets[which]) for which in range(first, min(len(secrets), middle + 4)))


def _distance(one: _Seen, secret: _Seen) -> tuple[bool, int, bool]:
    """One that stands announced comes first, then by lines; of two as near the one that follows."""
    return not secret.announced, abs(one.line - secret.line) * 1_000 + abs(one.at - secret.at), secret.at < one.at


def _nearest(one: _Seen, tokens: Sequence[_Seen], end: int) -> _Seen | None:
    return next((token for token in tokens if one.at < token.at < end), None)


def _once(keys: Iterable[StandingKey]) -> Iterator[StandingKey]:
    by_id: dict[str, StandingKey] = {}
    for key in keys:
        known = by_id.get(key.key_id)
        if known is None or (known.secret is None and key.secret is not None):
            by_id[key.key_id] = key
    yield from by_id.values()
