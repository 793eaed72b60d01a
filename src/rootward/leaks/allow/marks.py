"""Marks on a line that say that the credential on it is meant to be there: rootward's own and those of other scanners.

Each scanner looks for its mark anywhere on the line, so that any language's comment will do:

- https://github.com/gitleaks/gitleaks#gitleaksallow
- https://github.com/trufflesecurity/trufflehog (`trufflehog:ignore`)
- https://github.com/Yelp/detect-secrets#inline-allowlisting, whose older word is `whitelist`, and whose `nextline`
  speaks for the line that follows
"""

from __future__ import annotations

import re

_ON_ITS_LINE = re.compile(
    rb"(?<![\w-])(?:rootward:allow|gitleaks:allow|trufflehog:ignore|pragma: ?(?:allow|white)list[ -]secret)(?![\w-])"
)
_ON_THE_LINE_BEFORE = re.compile(rb"(?<![\w-])pragma: ?(?:allow|white)list[ -]nextline[ -]secret(?![\w-])")


def mark_on(line: bytes, before: bytes = b"") -> str | None:
    """The mark that speaks for a line, as it is written there; `before` is the line above it."""
    found = _ON_ITS_LINE.search(line) or _ON_THE_LINE_BEFORE.search(before)
    return found[0].decode("ascii") if found else None
