"""An extended regular expression in the syntax of `re`, for bytes, with every repeat bounded.

What git-secrets looks for is found in whole files here, not line by line: anchors hold at each line, and no set holds
the end of one.
"""

from __future__ import annotations

import re
import string

from rootward.leaks.ere.expression import NEWLINE, At, Either, Expression, OneOf, Place, Repeat, Sequence

LONGEST_REPEAT = 512
"""A repeat without an end reaches so many bytes,"""

OFTEN = 16
"""and is made so often at least."""

LONGEST_MATCH = 16_384
"""Bytes: a pattern that may take more is no pattern of a credential."""

_SEEN = string.ascii_letters + string.digits + string.punctuation

_MOST_WAYS = 10**18
_FOLDED = 64
"""Of two ways, 2^64 are more than is counted."""

_PLACES: dict[Place, str] = {
    "line start": "(?m:^)",
    "line end": "(?m:$)",
    "boundary": r"\b",
    "no boundary": r"(?!\b)",  # before Python 3.14, \B is not in an empty line
    "word start": r"\b(?=\w)",
    "word end": r"\b(?<=\w)",
}


def translated(expression: Expression) -> str:
    """For `re` and bytes: as text, of ASCII alone."""
    if isinstance(expression, OneOf):
        return _one_of(expression.mask & ~NEWLINE)
    if isinstance(expression, At):
        return _PLACES[expression.place]
    if isinstance(expression, Sequence):
        return "".join(
            f"(?:{translated(part)})" if isinstance(part, Either) else translated(part) for part in expression.parts
        )
    if isinstance(expression, Either):
        return "|".join(translated(choice) for choice in expression.choices)
    return f"(?:{translated(expression.body)}){{{expression.least},{_most(expression)}}}"


def as_word(expression: Expression) -> str:
    """The same where no letter, digit or underscore stands right before or after it: `grep -w`."""
    return rf"(?<!\w)(?:{translated(expression)})(?!\w)"


def longest(expression: Expression) -> int:
    """How many bytes it takes at most, as it is translated."""
    if isinstance(expression, OneOf):
        return 1
    if isinstance(expression, At):
        return 0
    if isinstance(expression, Sequence):
        return sum(map(longest, expression.parts))
    if isinstance(expression, Either):
        return max(map(longest, expression.choices))
    return longest(expression.body) * _most(expression)


def ways(expression: Expression) -> int:
    """In how many ways `re` may try it at one place before it gives up: an upper bound, itself cut off at 10^18."""
    if isinstance(expression, OneOf | At):
        return 1
    if isinstance(expression, Sequence):
        product = 1
        for part in expression.parts:
            product = min(product * ways(part), _MOST_WAYS)
        return product
    if isinstance(expression, Either):
        return min(sum(map(ways, expression.choices)), _MOST_WAYS)
    return _ways_of_repeat(expression)


def _ways_of_repeat(repeat: Repeat) -> int:
    once = ways(repeat.body)
    most = _most(repeat)
    if once == 1:
        return most - repeat.least + 1
    total = power = min(int(once ** min(repeat.least, _FOLDED)), _MOST_WAYS)
    for _ in range(min(most - repeat.least, _FOLDED)):
        power = min(power * once, _MOST_WAYS)
        total = min(total + power, _MOST_WAYS)
    return total


def _most(repeat: Repeat) -> int:
    if repeat.most is not None:
        return repeat.most
    return max(repeat.least, OFTEN, LONGEST_REPEAT // max(1, longest(repeat.body)))


def _one_of(mask: int) -> str:
    members = [byte for byte in range(256) if mask >> byte & 1]
    if len(members) == 1:
        return _shown(members[0])
    if not members:
        return "(?!)"
    spans: list[list[int]] = []
    for byte in members:
        if spans and spans[-1][1] == byte - 1:
            spans[-1][1] = byte
        else:
            spans.append([byte, byte])
    return f"[{''.join(_span(low, high) for low, high in spans)}]"


def _span(low: int, high: int) -> str:
    return _shown(low) if low == high else f"{_shown(low)}-{_shown(high)}"


def _shown(byte: int) -> str:
    return re.escape(chr(byte)) if chr(byte) in _SEEN else f"\\x{byte:02x}"
