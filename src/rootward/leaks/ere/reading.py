r"""Read an extended regular expression as `grep -E` does in the C locale, with GNU's additions.

Sources: https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap09.html and
https://www.gnu.org/software/grep/manual/grep.html (the backslash's own expressions). Surprises that are kept: in
brackets a backslash is itself; `\d` is the letter; `{` that begins no bound is itself, and so is a `)` that closes
nothing; a repeat with nothing before it repeats the empty expression.
"""

from __future__ import annotations

import re
import string

from rootward.leaks.ere.error import PatternError
from rootward.leaks.ere.expression import (
    ANY,
    EMPTY,
    EVERY,
    NEWLINE,
    WORD,
    At,
    Either,
    Expression,
    OneOf,
    Place,
    Repeat,
    Sequence,
    mask_of,
)

MOST_BYTES = 10_000
MOST_DEPTH = 30
MOST_IN_A_ROW = 5
"""Of repeats of one thing: a**."""
MOST_REPEATS = 32_767
"""RE_DUP_MAX of glibc: `grep` refuses a larger bound."""

_SPACE = mask_of(string.whitespace.encode())

_CLASSES = {
    b"alnum": WORD & ~mask_of(b"_"),
    b"alpha": mask_of(string.ascii_letters.encode()),
    b"blank": mask_of(b" \t"),
    b"cntrl": mask_of(bytes([*range(32), 127])),
    b"digit": mask_of(string.digits.encode()),
    b"graph": mask_of(bytes(range(33, 127))),
    b"lower": mask_of(string.ascii_lowercase.encode()),
    b"print": mask_of(bytes(range(32, 127))),
    b"punct": mask_of(string.punctuation.encode()),
    b"space": _SPACE,
    b"upper": mask_of(string.ascii_uppercase.encode()),
    b"xdigit": mask_of(string.hexdigits.encode()),
}

_PLACES: dict[int, Place] = {
    ord("b"): "boundary",
    ord("B"): "no boundary",
    ord("<"): "word start",
    ord(">"): "word end",
    ord("`"): "line start",
    ord("'"): "line end",
}
_SETS = {ord("w"): WORD, ord("W"): ANY & ~WORD, ord("s"): _SPACE & ~NEWLINE, ord("S"): EVERY & ~_SPACE}

_BOUND = re.compile(rb"\{(?:(?P<exact>[0-9]+)|(?P<least>[0-9]*),(?P<most>[0-9]*))\}")
_SIMPLE = {ord("*"): (0, None), ord("+"): (1, None), ord("?"): (0, 1)}


def read(pattern: bytes) -> Expression:
    """What the pattern, one line, stands for. Raises PatternError."""
    if len(pattern) > MOST_BYTES:
        raise PatternError(f"longer than {MOST_BYTES:,} bytes")
    reader = _Reader(pattern)
    return reader.choices(0)


class _Reader:
    """Where reading has come to."""

    def __init__(self, pattern: bytes) -> None:
        self._pattern = pattern
        self.at = 0

    def choices(self, depth: int) -> Expression:
        """Up to the end, or within a bracket up to the `)` that closes it."""
        if depth > MOST_DEPTH:
            raise PatternError(f"more than {MOST_DEPTH} brackets within each other")
        choices = [self._sequence(depth)]
        while self._next() == b"|":
            self.at += 1
            choices.append(self._sequence(depth))
        if len(choices) == 1:
            return choices[0]
        if all(isinstance(choice, OneOf) for choice in choices):
            return OneOf(_union(choices))
        return Either(tuple(choices))

    def _sequence(self, depth: int) -> Expression:
        parts: list[Expression] = []
        while (byte := self._next()) and byte not in (b"|)" if depth else b"|"):
            parts.append(self._repeated(self._atom(depth)))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _next(self) -> bytes:
        return self._pattern[self.at : self.at + 1]

    def _atom(self, depth: int) -> Expression:
        byte = self._pattern[self.at]
        if byte in _SIMPLE or (byte == ord("{") and self._bound() is not None):
            return EMPTY  # nothing to repeat: the repeat itself is read next
        self.at += 1
        match chr(byte):
            case "(":
                atom = self._group(depth)
            case "[":
                atom = self._bracket()
            case "\\":
                atom = self._escaped()
            case ".":
                atom = OneOf(ANY)
            case "^":
                atom = At("line start")
            case "$":
                atom = At("line end")
            case _:
                atom = OneOf(1 << byte)
        return atom

    def _group(self, depth: int) -> Expression:
        inner = self.choices(depth + 1)
        if self._next() != b")":
            raise PatternError("a ( without its )")
        self.at += 1
        return inner

    def _escaped(self) -> Expression:
        if self.at == len(self._pattern):
            raise PatternError("a \\ with nothing after it")
        byte = self._pattern[self.at]
        self.at += 1
        if byte in b"123456789":
            raise PatternError(f"\\{chr(byte)} refers back, which cannot be matched in linear time")
        if byte in _PLACES:
            return At(_PLACES[byte])
        return OneOf(_SETS.get(byte, 1 << byte))

    def _repeated(self, atom: Expression) -> Expression:
        start = atom
        for _ in range(MOST_IN_A_ROW + 1):
            byte = self._next() or b" "
            if byte == b"{":
                bound = self._bound()
                if bound is None:
                    return atom
                (least, most), self.at = bound
            elif byte[0] in _SIMPLE:
                (least, most) = _SIMPLE[byte[0]]
                self.at += 1
            else:
                return atom
            atom = EMPTY if start == EMPTY else Repeat(atom, least, most)
        raise PatternError(f"more than {MOST_IN_A_ROW} repeats in a row")

    def _bound(self) -> tuple[tuple[int, int | None], int] | None:
        """The bound that stands here, and where it ends; None where a `{` is but itself."""
        found = _BOUND.match(self._pattern, self.at)
        if not found:
            return None
        if found["exact"] is not None:
            least = most = _count(found["exact"])
            return (least, most), found.end()
        least = _count(found["least"] or b"0")
        longest = _count(found["most"]) if found["most"] else None
        if longest is not None and longest < least:
            raise PatternError(f"{found[0].decode()} ends before it begins")
        return (least, longest), found.end()

    def _bracket(self) -> Expression:
        negated = self._next() == b"^"
        self.at += negated
        mask = 0
        first = True
        while first or self._next() != b"]":
            first = False
            mask |= self._member()
        self.at += 1
        return OneOf(ANY & ~mask if negated else mask)

    def _member(self) -> int:
        """A class, a byte, or a range of them."""
        if self._pattern.startswith(b"[:", self.at):
            name = self._named(b":")
            if name not in _CLASSES:
                raise PatternError(f"there is no class [:{name.decode('ascii', 'backslashreplace')}:]")
            return _CLASSES[name]
        if self._pattern.startswith(b"[=", self.at):
            return 1 << self._single(self._named(b"="))
        low = self._end_of_range()
        if self._next() != b"-" or self._pattern[self.at + 1 : self.at + 2] in {b"]", b""}:
            return 1 << low
        self.at += 1
        high = self._end_of_range()
        if high < low:
            raise PatternError(f"the range {chr(low)}-{chr(high)} ends before it begins")
        return (1 << high + 1) - (1 << low)

    def _end_of_range(self) -> int:
        if self.at >= len(self._pattern):
            raise PatternError("a [ without its ]")
        if self._pattern.startswith(b"[.", self.at):
            return self._single(self._named(b"."))
        self.at += 1
        return self._pattern[self.at - 1]

    def _named(self, kind: bytes) -> bytes:
        end = self._pattern.find(kind + b"]", self.at + 2)
        if end < 0:
            raise PatternError("a [ without its ]")
        name = self._pattern[self.at + 2 : end]
        self.at = end + 2
        return name

    def _single(self, name: bytes) -> int:
        if len(name) != 1:
            raise PatternError(f"{name.decode('ascii', 'backslashreplace')} is no single character")
        return name[0]


def _union(choices: list[Expression]) -> int:
    mask = 0
    for choice in choices:
        mask |= choice.mask if isinstance(choice, OneOf) else 0
    return mask


def _count(digits: bytes) -> int:
    # Thousands of digits are a number that int takes its time with.
    count = int(digits) if len(digits) < 6 else MOST_REPEATS + 1  # noqa: PLR2004 - five digits and more are too many
    if count > MOST_REPEATS:
        raise PatternError(f"a bound above {MOST_REPEATS:,}")
    return count
