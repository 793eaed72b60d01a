"""A scan as GitHub's workflow commands: an annotation beside each line of a pull request in which a credential stands.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
What is escaped, and how: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
"""

from __future__ import annotations

from rootward.model.leak import Confidence, Leak
from rootward.model.scan import Scan, Unread
from rootward.reports.evidence import told
from rootward.reports.names import safe
from rootward.reports.scan import words

_COMMANDS: dict[Confidence, str] = {"high": "error", "medium": "warning", "low": "notice"}

_IN_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(scan: Scan, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """A line for each finding, and one for each thing that was not read. GitHub shows ten of a kind for each step.

    The options change nothing.
    """
    del width, color, unicode
    lines = (*map(_finding, scan.findings), *map(_unread, scan.unread))
    return "".join(f"{line}\n" for line in lines)


def _finding(leak: Leak) -> str:
    where = {
        "file": leak.path,
        "line": str(leak.line),
        "col": str(leak.column),
        "title": f"Leaked {words.KINDS[leak.kind]}",
    }
    if not words.is_file(leak):
        where = {"title": where["title"]}
    properties = ",".join(f"{name}={safe(value).translate(_IN_PROPERTY)}" for name, value in where.items())
    account = f", account {safe(leak.account)}" if leak.account else ""
    place = "" if words.is_file(leak) else f", in {safe(leak.path)}"
    commit = f"{place}, brought by commit {safe(leak.commit)}" if leak.commit else place
    said = f"{words.name(leak)}{account}: {told(leak.reason)}{words.encoding(leak)}{commit}"
    return f"::{_COMMANDS[leak.confidence]} {properties}::{said.translate(_IN_DATA)}"


def _unread(unread: Unread) -> str:
    title = "title=Not scanned"
    return f"::warning {title}::{safe(unread.path).translate(_IN_DATA)}: {told(unread.reason).translate(_IN_DATA)}"
