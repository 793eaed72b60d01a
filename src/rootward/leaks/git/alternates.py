"""The folders of objects that another one borrows from, as its `info/alternates` names them.

See https://git-scm.com/docs/gitrepository-layout, objects/info/alternates: one path a line, quoted where a line could
not hold it; a relative path starts at the folder of objects that names it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator


def alternates(content: bytes, objects: str) -> Iterator[str]:
    """What the file says that lies in this folder of objects. Nothing is read."""
    for line in content.split(b"\n"):
        if line and not line.startswith(b"#"):
            yield os.path.normpath(os.path.join(objects, os.fsdecode(_plain(line))))  # noqa: PTH118 - as for the state


def _plain(line: bytes) -> bytes:
    if not line.startswith(b'"'):
        return line
    from rootward.leaks.git.quoting import unquoted  # hardly ever, and a state is to be told quickly

    return unquoted(line)
