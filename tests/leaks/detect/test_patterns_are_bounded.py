"""No pattern of the detector's can take long over any text: every repeat is bounded, and what may follow a repeat is
nothing that the repeat itself would take, so that there is one way to match and no way back to try."""

from __future__ import annotations

import importlib
import pkgutil
import re
from re import _constants as code
from re import _parser as parser
from typing import Any

import pytest

import rootward.leaks.allow.marks
import rootward.leaks.detect
from rootward.leaks.detect.anchors import anchors
from rootward.leaks.rules import Rules

MOST = 1 << 16
EVERYTHING = frozenset(range(256))
CATEGORIES = {
    code.CATEGORY_DIGIT: frozenset(b"0123456789"),
    code.CATEGORY_SPACE: frozenset(b" \t\n\r\f\v"),
    code.CATEGORY_WORD: frozenset(b"0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
}
REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)
NOTHING = (code.AT, code.ASSERT, code.ASSERT_NOT)


def patterns() -> list[tuple[str, re.Pattern[Any]]]:
    found = [("anchor", re.compile(anchor.expression)) for anchor in anchors(Rules(account_numbers=True))]
    package = rootward.leaks.detect
    modules = [
        importlib.import_module(one.name) for one in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    ]
    for module in (*modules, rootward.leaks.allow.marks):
        for name, value in vars(module).items():
            for one in value if isinstance(value, tuple) else (value,):
                some = one if isinstance(one, tuple) else (one,)
                found += [(f"{module.__name__}.{name}", each) for each in some if isinstance(each, re.Pattern)]
    return found


def first(items: Any) -> frozenset[int]:
    """The bytes that what is parsed may begin with."""
    found: set[int] = set()
    for operator, argument in items:
        if operator in NOTHING:
            continue
        found |= begins(operator, argument)
        if not may_be_empty(operator, argument):
            return frozenset(found)
    return frozenset(found)


def begins(operator: Any, argument: Any) -> frozenset[int]:  # noqa: PLR0911  one for each kind of node
    if operator is code.LITERAL:
        return either_case(argument)
    if operator is code.NOT_LITERAL:
        return EVERYTHING - {argument}
    if operator is code.ANY:
        return EVERYTHING
    if operator is code.IN:
        return members(argument)
    if operator is code.BRANCH:
        return frozenset().union(*map(first, argument[1]))
    if operator is code.SUBPATTERN:
        return first(argument[3])
    if operator in REPEATS:
        return first(argument[2])
    if operator is code.ATOMIC_GROUP:
        return first(argument)
    if operator is code.GROUPREF:
        return EVERYTHING
    raise AssertionError(operator)


def either_case(byte: int) -> frozenset[int]:
    return frozenset({byte, *bytes([byte & 0xFF]).lower(), *bytes([byte & 0xFF]).upper()})


def members(argument: Any) -> frozenset[int]:
    found: set[int] = set()
    for operator, value in argument:
        if operator is code.LITERAL:
            found.add(value)
        elif operator is code.RANGE:
            found |= set(range(value[0], min(value[1], 255) + 1))
        elif operator is code.CATEGORY:
            found |= CATEGORIES[value]
    return EVERYTHING - found if argument[0][0] is code.NEGATE else frozenset(found)


def may_be_empty(operator: Any, argument: Any) -> bool:
    if operator in REPEATS:
        return argument[0] == 0 or empty(argument[2])
    if operator is code.BRANCH:
        return any(map(empty, argument[1]))
    if operator is code.SUBPATTERN:
        return empty(argument[3])
    return operator in NOTHING


def empty(items: Any) -> bool:
    return all(may_be_empty(operator, argument) for operator, argument in items)


def faults(items: Any) -> list[str]:
    """The repeats without a bound, and those whose end is not told by what follows."""
    found = []
    items = list(items)
    for number, (operator, argument) in enumerate(items):
        if operator in REPEATS:
            least, most, inner = argument
            found += faults(inner)
            if most is code.MAXREPEAT or most > MOST:
                found.append(f"a repeat without a bound of {inner}")
            if operator is not code.POSSESSIVE_REPEAT and most > least and len(items) > number + 1:
                shared = first(inner) & first(items[number + 1 :])
                if shared and most > 1 and repeats(items[number + 1 :]):
                    found.append(f"neighbours share {bytes(sorted(shared))!r}")
        elif operator is code.BRANCH:
            found += [fault for branch in argument[1] for fault in faults(branch)]
        elif operator is code.SUBPATTERN:
            found += faults(argument[3])
        elif operator is code.ATOMIC_GROUP:
            found += faults(argument)
        elif operator in {code.ASSERT, code.ASSERT_NOT}:
            found += faults(argument[1])
    return found


def repeats(items: Any) -> bool:
    """Whether the next thing is a repeat itself, rather than one that the end of this one is tried against once."""
    return bool(items) and items[0][0] in REPEATS


def test_there_are_patterns():
    assert len(patterns()) > 40


@pytest.mark.parametrize(
    "pattern", [pattern for _name, pattern in patterns()], ids=[name for name, _pattern in patterns()]
)
def test_a_pattern_is_bounded(pattern):
    assert faults(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)) == []


@pytest.mark.parametrize("pattern", [rb"a+", rb"[a-z]{1,9}[a-f]{2,8}", rb"(?:x|y*)z", rb"(?:[0-9]{1,3}[0-9]{0,2})?"])
def test_one_that_is_not_is_told(pattern):
    assert faults(parser.parse(pattern))
