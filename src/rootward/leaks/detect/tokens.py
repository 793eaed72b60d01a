"""Session tokens: under their name, by how AWS's begin, or beside the id of a temporary key.

https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html: they have no fixed size and no fixed form.
Every one that AWS has made begins with one of a few words in base64.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rootward.leaks.detect.anchors import TOKEN, TOKEN_ITSELF
from rootward.leaks.detect.late import late
from rootward.leaks.detect.lots import has_kinds, is_drawn_long, is_repeated
from rootward.leaks.detect.placeholders import is_placeholder, says_placeholder
from rootward.leaks.detect.runs import Runs
from rootward.leaks.detect.seen import Seen
from rootward.leaks.detect.text import Text
from rootward.leaks.detect.values import FILLING, SIGN, begin, unescaped
from rootward.model.leak import Confidence

_SHORTEST = 48
_LONG = 100
"""Characters of one that need not look drawn by lot, or be AWS's by its name: none of AWS's is as short."""
_FEWEST = _SHORTEST - 4
_LONGEST = 8192
_LONGEST_ESCAPE = 8
_LONGEST_NAME = 32
_RUN = late(rb"(?:[A-Za-z0-9/+_.\-]|%s){%d,%d}+(?:%s){0,2}" % (SIGN, _FEWEST, _LONGEST, FILLING))
_RUNS = Runs(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+_.-\\%&#;")
"""Of what it may be written in, its escapes too."""
_SIGN = late("[._-]")
_ESCAPED = late(rb"[\\%&]")
_KNOWN = ("IQoJ", "FwoG", "FQoG", "AQoD", "eyJ")
"""What AWS's begin with, and what a JSON text in base64 does: hardly anything more is asked of such a one."""
_SEPARATOR = late(rb"[=:'\"<>|,()%\\&\s]")
_STRANGE = late(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_IN_QUERY = late(rb"(?i)[?&;]x-amz-security-token(?:=|%3d|\\u003d)\Z")
_NEAR_ID = 1024
_BEFORE_TOKEN = 48
"""Bytes before a token that its name stands in."""
_NAME = late(rb"(?i)(?:session|token)[\w\"'\\:=>{}&;@ \t\r\n]{1,40}\Z")
_LABEL = late(rb"[A-Za-z_]\w{2,40}[\"']{0,2}[ \t]{0,4}(?::=|=>|[:=])")


def tokens(whole: Text, ids: Sequence[Seen]) -> Iterator[Seen]:
    """Every session token that no presigned URL holds."""
    text, lowered = whole.data, whole.lowered
    for start in whole.positions(TOKEN_ITSELF):
        yield from _token(text, start, "high", "it begins as AWS's session tokens do")
    for end in whole.positions(TOKEN):
        value = _beginning(text, end)
        if value is not None and _is_between(text[end:value]):
            least = _SHORTEST if b"aws" in lowered[max(0, end - _LONGEST_NAME) : end] else _LONG
            yield from _token(text, value, "high", "under the name of a session token", least)
    done = 0
    for one in ids:
        first, done = max(done, one.end), one.end + _NEAR_ID
        near = lowered[max(0, first - _BEFORE_TOKEN) : done]
        if b"session" in near or b"token" in near:
            runs = _RUNS.of(text, _FEWEST, first, done)
            for match in (match for run in runs for match in _RUN.finditer(text, *run)):
                if _NAME.search(text, max(0, match.start() - _BEFORE_TOKEN), match.start()):
                    yield from _token(text, match.start(), "medium", "named a token, near a key's id")


def _beginning(text: bytes, end: int) -> int | None:
    """Where the value begins whose name ends there: within reach, whatever quotes and escapes stand between."""
    last = end + TOKEN.reach + _LONGEST_ESCAPE
    match = _RUN.search(text, end, last + _SHORTEST)
    if match is None and _ESCAPED.search(text, end, last + _SHORTEST):
        match = _RUN.search(text, end, last + _SHORTEST * _LONGEST_ESCAPE)
    return match.start() if match and match.start() < last else None


def _is_between(between: bytes) -> bool:
    """Whether that may stand between the name and the value: something that parts them, and no other name."""
    return (
        _SEPARATOR.search(between) is not None
        and _STRANGE.search(between) is None
        and _LABEL.search(between, 1) is None
    )


def _token(text: bytes, at: int, confidence: Confidence, reason: str, least: int = _SHORTEST) -> Iterator[Seen]:
    match = _RUN.match(text, at)
    if match is None:
        return
    start = begin(text, match.start())
    while text[start : start + 1] in {b".", b"-"}:
        start += 1
    if text[start : start + 1] == b"+" and text[start - 3 : start].lower() == b"%3d":
        start += 1
    if _IN_QUERY.search(text, max(0, start - 40), start):
        return
    said, encoding = unescaped(text[start : match.end()])
    said = said.rstrip(".")
    if not least <= len(said) < _LONGEST or says_placeholder(said):
        return
    if is_repeated(said) if said.startswith(_KNOWN) else not is_drawn_long(said):
        return
    if len(said) < _LONG and (not has_kinds(said) or is_placeholder(said) or _SIGN.search(said)):
        return
    yield Seen(
        kind="session-token",
        start=start,
        end=match.end(),
        text=said,
        confidence=confidence,
        reason=reason,
        encoding=encoding,
    )
