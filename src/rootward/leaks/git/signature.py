"""Who made a commit or a tag, and when: https://git-scm.com/docs/git-commit-tree, commit information."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import msgspec

_MOST_HOURS = 24


class Signature(msgspec.Struct, frozen=True):
    """What an object says of its author. Anybody can write anything there."""

    author: str | None = None
    """`Name <address>`; bytes that are not of the encoding that the object names are shown as `\\xNN`."""
    date: datetime | None = None


def signature(kind: str, content: bytes) -> Signature:
    """The author of a commit, or the tagger of a tag; empty where it says none."""
    head = content.split(b"\n\n", 1)[0].split(b"\n")
    wanted = b"tagger " if kind == "tag" else b"author "
    line = next((line for line in head if line.startswith(wanted)), None)
    if line is None:
        return Signature()
    encoding = next((line[9:] for line in head if line.startswith(b"encoding ")), b"utf-8")
    who, mark, when = line.removeprefix(wanted).rpartition(b">")
    return Signature(_decoded(who + mark or when, encoding).strip(), _date(when))


def tag_name(content: bytes) -> str:
    """A tag's own name."""
    for line in content.split(b"\n\n", 1)[0].split(b"\n"):
        if line.startswith(b"tag "):
            return _decoded(line[4:], b"utf-8")
    return ""


def _decoded(text: bytes, encoding: bytes) -> str:
    try:
        return text.decode(encoding.decode("ascii"))
    except (LookupError, ValueError):
        return text.decode("utf-8", "backslashreplace")


def _date(when: bytes) -> datetime | None:
    words = when.split()
    if not words or not words[0].isdigit():
        return None
    try:
        return datetime.fromtimestamp(int(words[0]), _zone(words[1] if len(words) > 1 else b""))
    except (OverflowError, OSError, ValueError):
        return None  # no year that a date can have


def _zone(text: bytes) -> timezone:
    """`+0530`; UTC where it is no zone."""
    sign, hours, minutes = text[:1], text[1:3], text[3:5]
    if len(text) != len(b"+0530") or sign not in b"+-" or not text[1:].isdigit() or int(hours) >= _MOST_HOURS:
        return UTC
    offset = timedelta(hours=int(hours), minutes=int(minutes) % 60)
    return timezone(-offset if sign == b"-" else offset)
