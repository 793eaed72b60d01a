"""Where a credential stands in a commit or a tag: in a line of the message, or in what stands before the message.

Git keeps both in one text, whose lines nobody sees: https://git-scm.com/docs/git-commit-tree.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import msgspec

from rootward.leaks.git.brought import MESSAGE, Brought, in_order, secret_of
from rootward.leaks.git.dialogue import ask_objects
from rootward.leaks.git.repository import Repository
from rootward.leaks.git.signature import tag_name

_MADE_BY = {"committer": "author"}
"""Most often the same one: what is in both names is told once."""


class Text(msgspec.Struct, frozen=True):
    """A commit or a tag, as git stores it."""

    kind: str
    content: bytes


def texts_of(repository: Repository, rows: Sequence[Brought]) -> dict[str, Text]:
    """The commits and tags that brought or hold what these rows tell, by name, as far as they can be read."""
    asked = sorted({row.commit or row.object or "" for row in rows} - {""})
    return {
        oid.decode(): Text(kind, content)
        for oid, kind, content in ask_objects(repository, [oid.encode() for oid in asked])
        if kind in {"commit", "tag"}
    }


def by_message(rows: Sequence[Brought], texts: Mapping[str, Text]) -> list[Brought]:
    """The rows, those of messages with the lines of the message; what stands before one is told by what it is there.

    `author of the commit`, `tagger of tag v1`. One secret in the names of author and committer is one row.
    """
    told: list[Brought] = []
    met: set[tuple[str | None, str, Hashable]] = set()
    for row in rows:
        text = texts.get(row.object or "")
        if text is None:
            told.append(row)
            continue
        place = _placed(row, text)
        if place.path != _message_path(text):
            key = (place.object, place.path, secret_of(place.sight))
            if key in met:
                continue
            met.add(key)
        told.append(place)
    return told


def as_told(repository: Repository, rows: Sequence[Brought]) -> tuple[Brought, ...]:
    """Rows that are not attributed, those of commits and tags by where they stand in those."""
    return in_order(by_message(rows, texts_of(repository, [row for row in rows if not row.path.startswith("blob ")])))


def _placed(row: Brought, text: Text) -> Brought:
    head = text.content.split(b"\n\n", 1)[0].split(b"\n")
    line = row.sight.line - len(head) - 1
    if line >= 1:
        return msgspec.structs.replace(
            row, path=_message_path(text), sight=msgspec.structs.replace(row.sight, line=line)
        )
    path = f"{_header(head, row.sight.line)} of {_whole(text)}"
    return msgspec.structs.replace(row, path=path, sight=msgspec.structs.replace(row.sight, line=1))


def _header(head: Sequence[bytes], line: int) -> str:
    """The first word of the header that a line is of: a longer one goes on in lines that begin with a blank."""
    at = min(line, len(head)) - 1
    while at > 0 and head[at].startswith(b" "):
        at -= 1
    word = head[at].partition(b" ")[0].decode("utf-8", "backslashreplace")
    return _MADE_BY.get(word, word)


def _message_path(text: Text) -> str:
    return MESSAGE if text.kind == "commit" else f"message of {_whole(text)}"


def _whole(text: Text) -> str:
    return "the commit" if text.kind == "commit" else f"tag {tag_name(text.content)}"
