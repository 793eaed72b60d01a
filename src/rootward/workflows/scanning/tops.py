"""Paths of findings as a forge has them: from the top of the repository, wherever in it the scan was started."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from rootward.model.scan import Scan
from rootward.workflows.scanning.order import Files, Source

_STANDARD_INPUT, _IN_ARCHIVE = "-", "!/"


def from_top(scan: Scan, sources: Sequence[Source]) -> Scan:
    """The scan, the paths of its findings from the top of the work tree that holds the working directory.

    Those of histories and changes are so already, and what lies outside stays as it was named.
    """
    if not all(isinstance(source, Files) for source in sources):
        return scan
    here = Path.cwd()
    top = next((above for above in (here, *here.parents) if os.path.lexists(above / ".git")), None)
    if top is None:
        return scan
    findings = tuple(msgspec.structs.replace(leak, path=_from(top, leak.path)) for leak in scan.findings)
    return msgspec.structs.replace(scan, findings=findings)


def _from(top: Path, path: str) -> str:
    file, sign, inner = path.partition(_IN_ARCHIVE)
    whole = Path(os.path.abspath(file))  # noqa: PTH100 - Path's own follows links, or leaves `..`
    if file == _STANDARD_INPUT or not whole.is_relative_to(top):
        return path
    return whole.relative_to(top).as_posix() + sign + inner
