"""A note beside a report, laid out for a terminal: wrapped between words, and never within a command."""

from __future__ import annotations

import re

_LEAD = "rootward: "
_COMMAND = re.compile(
    r"'(?:rootward|aws|git) [^']*'"  # as a sentence names it
    r"|(?:^|(?<=: )|(?<=\())(?:rootward|aws|git) (?:'[^']*'|[^,;)'])*"  # as it stands behind what it is for
)
_HELD = "\N{NULL}"
"""Stands for a blank at which no line ends; no safe text holds it."""


def note(line: str, width: int | None = None) -> str:
    """`line`, which is safe to show, behind rootward's name; None: on one line, for no terminal.

    Lines after the first are indented. A command is to be copied: one that does not fit stands whole on a line of its
    own, which the terminal breaks, and gives back in one piece.
    """
    whole = _LEAD + line
    if width is None or _columns(whole) <= width:
        return f"{whole}\n"
    indent = " " * len(_LEAD)
    room = max(width - len(_LEAD), 20)
    lines: list[str] = []
    used = room
    for word in _COMMAND.sub(lambda found: found[0].rstrip().replace(" ", _HELD) + _blanks(found[0]), line).split(" "):
        size = _columns(word)
        if used + 1 + size > room:
            lines.append(word)
            used = size
        else:
            lines[-1] += f" {word}"
            used += 1 + size
    text = "\n".join(f"{indent if number else _LEAD}{one.rstrip()}" for number, one in enumerate(lines))
    return f"{text}\n".replace(_HELD, " ")


def _blanks(command: str) -> str:
    return command[len(command.rstrip()) :]


def _columns(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # hardly ever, and notes are written early

    return cell_len(text)
