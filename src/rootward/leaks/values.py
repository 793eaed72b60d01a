"""A sight's credential, found again in the line that the sight keeps: by its fingerprint, whatever it is wrapped in.

A sight carries no secret of its own, so that none travels that nobody asked for.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from urllib.parse import unquote

from rootward.leaks.fingerprint import fingerprint
from rootward.leaks.sight import Sight
from rootward.model.secret import Secret

_SECRET_KEY_LENGTH = 40
_KEY_RUN = re.compile(r"[A-Za-z0-9/+]{40,4096}")
_TOKEN_RUN = re.compile(r"[A-Za-z0-9/+=_-]{16,8192}")
_BASE64 = re.compile(r"[A-Za-z0-9/+_-]{20,16384}={0,2}")

_DEEPEST = 4
_MOST = 256
"""So many decoded forms of a line are looked through: a line of one blob has a few."""


def value_of(sight: Sight) -> Secret | None:
    """What was seen, whole; None where it has no fingerprint, or stands on more than the line that was kept."""
    if sight.fingerprint is None:
        return None
    for text in _forms(sight.text.decode("utf-8", "surrogateescape")):
        for candidate in _candidates(sight, text):
            value = Secret(candidate)
            if fingerprint(sight.kind, value) == sight.fingerprint:
                return value
    return None


def _candidates(sight: Sight, text: str) -> Iterator[str]:
    if sight.kind == "secret-access-key":
        for run in _KEY_RUN.finditer(text):
            found = run.group()
            for start in range(len(found) - _SECRET_KEY_LENGTH + 1):
                yield found[start : start + _SECRET_KEY_LENGTH]
        return
    for run in _TOKEN_RUN.finditer(text):
        yield run.group()
        yield run.group().lstrip("=")  # `TOKEN=…`: the sign is one of a token's own
        yield run.group().partition("=")[2]


def _forms(text: str) -> Iterator[str]:
    """The text, and what it may be an encoding of, several deep; each once."""
    seen: set[str] = set()
    level = [text]
    for _ in range(_DEEPEST):
        below: list[str] = []
        for form in level:
            if form in seen:
                continue
            if len(seen) >= _MOST:
                return
            seen.add(form)
            yield form
            below += _decoded(form)
        level = below


def _decoded(text: str) -> Iterator[str]:
    yield text.replace("\0", "")  # UTF-16 in base64
    yield unquote(text)
    yield _unescaped(text)
    for run in _BASE64.finditer(text):
        for start in range(4):  # what stands before it may read like base64, too
            body = run.group().rstrip("=")[start:].replace("-", "+").replace("_", "/")
            yield base64.b64decode(body[: len(body) // 4 * 4] + _rest(body)).decode("utf-8", "surrogateescape")


def _rest(body: str) -> str:
    """The last incomplete group of four, filled up; one character alone says nothing."""
    left = body[len(body) // 4 * 4 :]
    return left + "=" * (4 - len(left)) if len(left) > 1 else ""


_ESCAPE = re.compile(r'\\(?:u[0-9A-Fa-f]{4}|["\\/bfnrt])')


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: str(json.loads(f'"{found.group()}"')), text)
