"""The message of a commit that is about to be made, as git gives it to its hooks.

What git leaves out of the message is left out here: lines of comment, and below the scissors the changes that
`git commit -v` shows. See https://git-scm.com/docs/git-commit, --cleanup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from rootward.errors import GitError, UsageError
from rootward.leaks.gate import open_gate
from rootward.leaks.git.brought import MESSAGE, Brought, Introduced, in_order
from rootward.leaks.git.repository import open_callers_repository
from rootward.leaks.look import look
from rootward.leaks.rules import Rules
from rootward.model.scan import Looked

_SCISSORS = re.compile(rb" -{24} >8 -{24}")
_AUTOMATIC = b"#;@!$%^&|:"
"""What git chooses from where core.commentChar is `auto`."""

_NO_EDITOR = ":"
"""What GIT_EDITOR is for the hooks of a commit whose message nobody edits: git leaves its comments in."""


def find_in_message(path: str, rules: Rules, environ: Mapping[str, str]) -> Introduced:
    """The credentials in the message that a file holds, as it would be committed; lines are the file's.

    Raises UsageError where the file cannot be read.
    """
    try:
        written = Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None
    if not open_gate(rules, expected=len(written)).admits(written):
        return Introduced(looked=Looked(files=1, bytes=len(written)))
    settings = _settings(environ)
    message = committed_part(written, *_marks(written, settings, environ))
    rows = [Brought(sight=sight, path=MESSAGE) for sight in look(message, rules)]
    return Introduced(brought=in_order(rows), looked=Looked(files=1, bytes=len(message)))


def committed_part(written: bytes, comment: bytes, keeps_comments: bool) -> bytes:
    """What is committed of a message, with empty lines in place of what git leaves out.

    `comment` is what lines of comment start with.
    """
    lines = written.split(b"\n")
    kept = []
    for index, line in enumerate(lines):
        if _is_cut(lines, index, comment):
            break
        kept.append(b"" if line.startswith(comment) and not keeps_comments else line)
    return b"\n".join(kept)


def _is_cut(lines: list[bytes], index: int, comment: bytes) -> bool:
    """Whether git wrote this line: it says below it, in a comment, that what follows is left out."""
    line = lines[index].rstrip(b"\r")
    below = lines[index + 1] if index + 1 < len(lines) else b""
    return (
        line.startswith(comment)
        and _SCISSORS.fullmatch(line.removeprefix(comment)) is not None
        and below.startswith(comment)
    )


def _marks(written: bytes, settings: Mapping[str, bytes], environ: Mapping[str, str]) -> tuple[bytes, bool]:
    """What comments start with, and whether they are committed."""
    # What git 2.45 calls core.commentString is the same.
    comment = settings.get("core.commentstring") or settings.get("core.commentchar") or b"#"
    cleanup = settings.get("commit.cleanup", b"default")
    edited = environ.get("GIT_EDITOR") != _NO_EDITOR
    keeps = cleanup in {b"verbatim", b"whitespace", b"scissors"} or (cleanup == b"default" and not edited)
    return (_automatic(written) if comment == b"auto" else comment), keeps


def _automatic(written: bytes) -> bytes:
    """What the comments that git wrote below the message start with."""
    for line in reversed(written.split(b"\n")):
        if line.strip():
            return line[:1] if line[:1] in _AUTOMATIC else b"#"
    return b"#"


def _settings(environ: Mapping[str, str]) -> dict[str, bytes]:
    """The user's settings of messages; none outside a repository."""
    try:
        git = open_callers_repository(environ).git
        answer = git.ask("config", "-z", "--get-regexp", r"^(core\.comment(char|string)|commit\.cleanup)$")
    except (GitError, UsageError):
        return {}
    entries = (entry.partition(b"\n") for entry in answer.split(b"\0") if entry)
    return {name.decode("ascii", "replace").lower(): value for name, _, value in entries}
