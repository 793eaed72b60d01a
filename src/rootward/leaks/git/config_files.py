"""The files that a repository's configuration has git read: what it includes, and lists of patterns.

https://git-scm.com/docs/git-config, Syntax, Includes, core.excludesFile and core.attributesFile. Nothing is asked of
git, which would read them. A key of that name in another section counts as well: nobody is harmed by that.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

_KEY = re.compile(rb"(?im)(?:^|\])[ \t]*(path|excludesfile|attributesfile)[ \t]*=[ \t]*([^\n]*)")
_GOES_ON = re.compile(rb"\\\r?\n")
_PART = re.compile(rb'\\(.)|"|[#;]|[^\\"#;]+', re.DOTALL)
_LONGEST = 8192


def files_of_config(content: bytes) -> Iterator[tuple[str, bool]]:
    """The paths as they stand there, `~` taken for the home folder; and whether it is one that is included."""
    for found in _KEY.finditer(_GOES_ON.sub(b"", content)):
        if len(found[2]) > _LONGEST:  # no path is so long
            continue
        value = os.fsdecode(_plain(found[2]))
        if value and "\0" not in value:
            yield str(Path(value).expanduser()) if value.startswith("~/") else value, found[1].lower() == b"path"


def _plain(value: bytes) -> bytes:
    """Without quotes, escapes and a comment."""
    whole = b""
    kept = 0
    is_quoted = False
    for part in _PART.finditer(value):
        if part[0] == b'"':
            is_quoted = not is_quoted
        elif part[0] in {b"#", b";"} and not is_quoted:
            break
        else:
            whole += part[1] if part[1] is not None else part[0]
            kept = len(whole) if is_quoted else kept
    return whole[:kept] + whole[kept:].rstrip()
