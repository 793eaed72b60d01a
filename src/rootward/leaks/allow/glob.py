"""Globs over paths, as `.gitignore` has them: `*` stays within a folder, `**` does not.

A glob without a slash, but for one at its end, is of a name anywhere; every other is of a path from the root. What it
names and all below it, or in it, is meant. See https://git-scm.com/docs/gitignore#_pattern_format
"""

from __future__ import annotations

from rootward.leaks.ere.automaton import Automaton
from rootward.leaks.ere.error import PatternError
from rootward.leaks.ere.expression import EMPTY, EVERY, At, Either, Expression, OneOf, Repeat, Sequence
from rootward.leaks.ere.reading import MOST_BYTES

_SLASH = OneOf(1 << ord("/"))
_NO_SLASH = OneOf(EVERY & ~_SLASH.mask)
_ITS_END = Either((_SLASH, Sequence((OneOf(1 << ord("!")), _SLASH)), At("line end")))
"""Of what a glob names: what lies in an archive follows `!/`."""
_SOME_FOLDERS = Either((Sequence((Repeat(OneOf(EVERY), 0, None), _SLASH)), EMPTY))


def read_glob(glob: str) -> Automaton:
    """To be looked for in a path with slashes. Raises PatternError."""
    text = glob.encode("utf-8", "surrogateescape")
    if len(text) > MOST_BYTES:
        raise PatternError(f"longer than {MOST_BYTES:,} bytes")
    inner = text.strip(b"/")
    if not inner:
        raise PatternError("names no path")
    anywhere = b"/" not in text.rstrip(b"/")
    parts: list[Expression] = [At("line start"), *([_SOME_FOLDERS] if anywhere else [])]
    at = 0
    while at < len(inner):
        at, part = _part(inner, at)
        parts.append(part)
    parts.append(_SLASH if text.endswith(b"/") else _ITS_END)
    return Automaton(Sequence(tuple(parts)))


def _part(glob: bytes, at: int) -> tuple[int, Expression]:
    if glob.startswith(b"**/", at) and _begins_name(glob, at):
        return at + 3, _SOME_FOLDERS
    match chr(glob[at]):
        case "*":
            while glob[at : at + 1] == b"*":
                at += 1
            return at, Repeat(_NO_SLASH, 0, None)
        case "[":
            return _bracket(glob, at)
        case "?":
            part = _NO_SLASH
        case "\\" if at + 1 < len(glob):
            at += 1
            part = OneOf(1 << glob[at])
        case _:
            part = OneOf(1 << glob[at])
    return at + 1, part


def _begins_name(glob: bytes, at: int) -> bool:
    return at == 0 or glob[at - 1] == ord("/")


def _bracket(glob: bytes, at: int) -> tuple[int, Expression]:
    start = at + 1
    negated = glob[start : start + 1] in {b"!", b"^"}
    start += negated
    end = glob.find(b"]", start + 1)
    if end < 0:
        raise PatternError("a [ without its ]")
    mask = 0
    members = glob[start:end]
    place = 0
    while place < len(members):
        low = high = members[place]
        if members[place + 1 : place + 2] == b"-" and place + 2 < len(members):
            high = members[place + 2]
            place += 2
        if high < low:
            raise PatternError(f"the range {chr(low)}-{chr(high)} ends before it begins")
        mask |= (1 << high + 1) - (1 << low)
        place += 1
    return end + 1, OneOf(_NO_SLASH.mask & (~mask if negated else mask))
