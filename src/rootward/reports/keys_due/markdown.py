"""Keys that are due as Markdown: a section for each owner, with what to run, to be sent to them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rootward.model.keys_due import DueKey, KeysDue, Next
from rootward.reports.evidence import minute, told
from rootward.reports.keys_due.words import age, command, nothing, use
from rootward.reports.markdown import code
from rootward.reports.names import safe
from rootward.reports.sheet import in_ascii

_TODO: dict[Next, str] = {
    "here": "It lies on the machine where this was written, and can be rotated there:",
    "owner": "Where it lies (`rootward keys find` tells where), signed in as somebody who may change it:",
    "unused": "Nobody has used it lately. Switch it off, and see whether anybody misses it:",
    "off": "It is switched off. Delete it:",
    "root": "A key of the root user is never rotated. Delete it, as this says:",
}


def render(due: KeysDue, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """GitHub-flavoured Markdown. `width` and `color` change nothing."""
    del width, color
    text = "\n".join(_lines(due)) + "\n"
    return text if unicode else in_ascii(text)


def _lines(due: KeysDue) -> Iterator[str]:
    yield f"# Access keys older than {due.older_than_days:,} days"
    yield ""
    yield f"Account {code(due.account.id)}, {minute(due.taken_at)}."
    if not due.keys:
        yield from ("", nothing(due))
    for user, keys in groupby(due.keys, key=lambda key: key.user):
        yield from ("", f"## {code(told(user))}")
        for key in keys:
            yield from _key(key)


def _key(key: DueKey) -> Iterator[str]:
    name = code(safe(key.key_id))
    yield ""
    yield f"{name or 'A key'}: {age(key)}, {use(key)}. {_TODO[key.next]}"
    if key.reason:
        yield from ("", f"{told(key.reason)}.")
    yield from ("", "```console", f"$ {command(key)}", "```")
