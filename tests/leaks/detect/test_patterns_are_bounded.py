"""No pattern of the detector's can take long over any text: every repeat is bounded, and what may follow a repeat is
nothing that the repeat itself would take, so that there is one way to match and no way back to try. Nor would one round
of a repeat take what the next begins with."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from pathlib import Path
from typing import Any

import pytest

import rootward.leaks.allow.marks
import rootward.leaks.detect
import rootward.leaks.values
from rootward.leaks.detect import detect
from rootward.leaks.detect.anchors import anchors, compiled
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import Lots, negatives, positives

code, parser = (importlib.import_module(f"re.{name}") for name in ("_constants", "_parser"))
MOST = 1 << 16
EVERYTHING = frozenset(range(256))
CATEGORIES = {
    code.CATEGORY_DIGIT: frozenset(b"0123456789"),
    code.CATEGORY_SPACE: frozenset(b" \t\n\r\f\v"),
    code.CATEGORY_WORD: frozenset(b"0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
}
REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)
NOTHING = (code.AT, code.ASSERT, code.ASSERT_NOT)


PACKAGE = rootward.leaks.detect
MODULES = [
    *(importlib.import_module(one.name) for one in pkgutil.iter_modules(PACKAGE.__path__, f"{PACKAGE.__name__}.")),
    rootward.leaks.values,
    rootward.leaks.allow.marks,
]
OF_TWO_READINGS = {
    "rootward.leaks.detect.secret_keys._NOTHING_ELSE": "Six words at most; few are two of the others: dozens of ways.",
}
"""Patterns that may try another way, and why that takes no time."""


def constants():
    """The patterns that modules have, with their names."""
    for module in MODULES:
        for name, value in vars(module).items():
            if hasattr(value, "pattern") and hasattr(value, "finditer"):
                yield f"{module.__name__}.{name}", value


def calls(module, named):
    """The lines of the calls that such names are in, as `re.search` or `compiled`."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    return {
        one.lineno for one in ast.walk(tree) if isinstance(one, ast.Call) and re.fullmatch(named, ast.unparse(one.func))
    }


def made():
    """The patterns that functions make of others, and the lines on which each of these was asked for."""
    asked = set()
    with pytest.MonkeyPatch.context() as patch:
        for module in MODULES:
            if hasattr(module, "compiled"):

                def noted(pattern, module=module):
                    asked.add((module.__name__, sys._getframe(1).f_lineno, pattern))
                    return compiled(pattern)

                patch.setattr(module, "compiled", noted)
            for one in vars(module).values():
                if hasattr(one, "cache_clear"):
                    one.cache_clear()
        rules = Rules(account_numbers=True)
        lots = Lots(3)
        in_lines = f"aws_secret_access_key\n{lots.secret()}\n{lots.key_id()}\n".encode()
        for data in (in_lines, *(case.data for case in (*positives(3), *negatives(3)))):
            detect(data, rules)
    return asked


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


def goes_on(items: Any, fewest: int = 1) -> frozenset[int]:
    """The bytes that more of the same may go on with where a match of what is parsed might end.

    A repeat counts that is had more than `fewest` times.
    """
    found: set[int] = set()
    for operator, argument in reversed(items):
        if operator in NOTHING:
            continue
        if operator in REPEATS and operator is not code.POSSESSIVE_REPEAT:
            least, most, inner = argument
            if most > least and most > fewest:
                found |= first(inner)
            found |= goes_on(inner, fewest)
        elif operator is code.BRANCH:
            found |= longer(argument[1]).union(*(goes_on(branch, fewest) for branch in argument[1]))
        elif operator is code.SUBPATTERN:
            found |= goes_on(argument[3], fewest)
        if not may_be_empty(operator, argument):
            break
    return frozenset(found)


def longer(branches: Any) -> frozenset[int]:
    """Where one branch is the beginning of another, the bytes that the other goes on with."""
    return frozenset().union(
        *(
            first(list(one)[len(other) :])
            for one in branches
            for other in branches
            if len(other) < len(one) and all(first([a]) & first([b]) for a, b in zip(one, other, strict=False))
        )
    )


def faults(items: Any) -> list[str]:
    """The repeats without a bound, and those whose end is not told by what follows."""
    found = []
    items = list(items)
    for number, (operator, argument) in enumerate(items):
        shared = goes_on([(operator, argument)]) & first(items[number + 1 :])
        if shared and repeats(items[number + 1 :]):
            found.append(f"neighbours share {bytes(sorted(shared))!r}")
        if operator in REPEATS:
            _least, most, inner = argument
            found += faults(inner)
            if most is code.MAXREPEAT or most > MOST:
                found.append(f"a repeat without a bound of {inner}")
            again = goes_on(inner, 0) & first(inner) if most > 1 and operator is not code.POSSESSIVE_REPEAT else b""
            if again:
                found.append(f"one round and the next share {bytes(sorted(again))!r}")
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
    if not items:
        return False
    operator, argument = items[0]
    if operator is code.BRANCH:
        return any(map(repeats, argument[1]))
    return operator in REPEATS or (operator is code.SUBPATTERN and repeats(argument[3]))


def faults_of(pattern: Any) -> list[str]:
    return faults(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))


def test_there_are_patterns():
    assert len([*constants()]) > 60


@pytest.mark.parametrize(("name", "pattern"), [*constants()], ids=[name for name, _pattern in constants()])
def test_a_pattern_is_bounded(name, pattern):
    assert bool(faults_of(pattern)) == (name in OF_TWO_READINGS)


@pytest.mark.parametrize("anchor", anchors(Rules(account_numbers=True)))
def test_an_expression_of_the_gates_is_bounded(anchor):
    assert faults(parser.parse(anchor.expression)) == []


def test_what_is_made_of_others_is_bounded():
    asked = made()
    assert {
        pattern: faults(parser.parse(pattern)) for _module, _line, pattern in asked if faults(parser.parse(pattern))
    } == {}
    assert {(module, line) for module, line, _pattern in asked} == {
        (module.__name__, line) for module in MODULES for line in calls(module, "compiled")
    }


def test_no_other_is_made():
    in_place = {module.__name__: len(calls(module, r"re\.\w+")) for module in MODULES}
    assert {name: count for name, count in in_place.items() if count} == {
        "rootward.leaks.detect.anchors": 2,
        "rootward.leaks.detect.late": 1,
        "rootward.leaks.values": 4,
        "rootward.leaks.allow.marks": 2,
    }


@pytest.mark.parametrize(
    "pattern",
    [
        rb"a+",
        rb"[a-z]{1,9}[a-f]{2,8}",
        rb"(?:x|y*)z",
        rb"(?:[0-9]{1,3}[0-9]{0,2})?",
        rb"(?:a{0,9}){0,9}",
        rb"(?:aa?){0,9}",
        rb"(?:(?:a|ab)c?|b){0,9}",
        rb"(?:ab{0,9}){0,9}b{0,9}",
        rb"[ab]{0,9}(?:c|(?:a{0,9})d)",
    ],
)
def test_one_that_is_not_is_told(pattern):
    assert faults(parser.parse(pattern))


@pytest.mark.parametrize(
    "pattern",
    [
        rb"(?:a{0,9}b){0,9}",
        rb"(?:[0-9]{4}){3}",
        rb"(?:ab?){0,9}",
        rb"(?:ab?b){0,9}",
        rb"(?:a|bc|bd){2,9}",
        rb"a?a{0,9}",
        rb"(?:a{0,9}){0,9}+",
    ],
)
def test_one_that_is_is_not(pattern):
    assert faults(parser.parse(pattern)) == []
