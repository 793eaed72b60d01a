"""The next step of a check, filled in for one resource."""

from __future__ import annotations

import re
import shlex

from rootward.reports.names import last_part, safe

_PLACE = re.compile(r"(?P<option>--[a-z0-9-]+) \{(?P<after>name|resource)\}|\{(?P<alone>name|resource)\}")
_COMMANDS = ("aws ", "rootward ")


def is_command(step: str) -> bool:
    """Whether the step is a line for a shell, and no place in the console."""
    return step.startswith(_COMMANDS)


def has_place(step: str) -> bool:
    """Whether the step names its finding's resource."""
    return _PLACE.search(step) is not None


def filled(step: str, resource: str) -> str:
    """`step` with `{name}` (the last part of `resource`) and `{resource}` filled in, quoted for a POSIX shell.

    A name that begins with `-` is joined to its option by `=`, so that it stays a value. Characters that a terminal
    would obey are shown as escapes: such a command names nobody, and harms nobody.
    """
    values = {"name": last_part(resource), "resource": resource}

    def fill(found: re.Match[str]) -> str:
        value = safe(values[found["after"] or found["alone"]])
        if not found["after"]:
            return shlex.quote(value)
        return f"{found['option']}{'=' if value.startswith('-') else ' '}{shlex.quote(value)}"

    return _PLACE.sub(fill, step)


def command_lines(step: str, resource: str, width: int) -> tuple[str, ...]:
    r"""The filled command in pieces of at most `width` columns where its options allow: each but the last ends in ` \`.

    It is broken before options only, never inside a value, so that what is copied runs.
    """
    pieces = [filled(piece, resource) for piece in re.split(r" (?=--[a-z])", step)]
    lines = [pieces[0]]
    for piece in pieces[1:]:
        if len(lines[-1]) + len(piece) + len("  \\") <= width:
            lines[-1] += f" {piece}"
        else:
            lines[-1] += " \\"
            lines.append(f"  {piece}")
    return tuple(lines)
