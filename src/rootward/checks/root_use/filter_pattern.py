"""CloudWatch Logs filter patterns for JSON log events: read one, and ask whether it matches a record.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html

`&&` binds closer than `||`. A comparison with a property that is not there is false, `!=` included: only
`NOT EXISTS` is true of it; so is a comparison with an object or an array. Where AWS's pages leave open what
happens, the answer is None, and nothing is decided by it.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from rootward.checks.root_use.pattern import MAX_DEPTH, UnreadablePatternError, glob_matches

Answer = bool | None
Test = Callable[[Mapping[str, Any]], Answer]
ValueTest = Callable[[object], Answer]

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<selector>\$(?:\.?\[(?:\d+|\*|'[^']*'|"[^"]*")\]|\.(?:[\w-]+|\*))+)
    | (?P<sign>&&|\|\||!=|<=|>=|=|<|>|[(){}])
    | "(?P<quoted>(?:[^"\\]|\\.)*)"
    | %(?P<regex>(?:[^%\\]|\\.)*)%
    | (?P<word>[^\s(){}&|=!<>"%]+)
    )""",
    re.VERBOSE | re.DOTALL,
)
_STEP = re.compile(r"""\[(\d+|\*)\]|\[(?:'([^']*)'|"([^"]*)")\]|\.([\w-]+|\*)""")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
# Groups AWS refuses too; a doubled quantifier and a doubled sign in a set mean something else to Python.
_UNSUPPORTED_REGEX = re.compile(r"[()]|[*+?}][*+?{]|\[[^\]]*(?:\[|--|&&|~~|\|\|)")
_MAX_REPEATS = 3
_ORDERINGS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

Token = tuple[str, str]


class FilterPattern:
    """A readable filter pattern."""

    def __init__(self, test: Test) -> None:
        self._test = test

    def matches(self, record: Mapping[str, Any]) -> Answer:
        """Whether the pattern counts this record; None where AWS's pages leave it open."""
        return self._test(record)


@lru_cache(maxsize=4096)
def read_filter_pattern(text: str) -> FilterPattern:
    """Read a metric filter's pattern. An empty one matches everything.

    Raises UnreadablePatternError for what is no JSON pattern: patterns of terms, of regular expressions alone and
    of space-delimited fields are not read.
    """
    if not text.strip():
        return FilterPattern(lambda _record: True)
    return FilterPattern(_Parser(text).pattern())


class _Parser:
    """Recursive descent over the tokens of one pattern."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def pattern(self) -> Test:
        self._expect("{")
        test = self._disjunction(0)
        self._expect("}")
        if self._at != len(self._tokens):
            raise UnreadablePatternError("something follows its closing brace")
        return test

    def _disjunction(self, depth: int) -> Test:
        tests = [self._conjunction(depth)]
        while self._take("||"):
            tests.append(self._conjunction(depth))
        return tests[0] if len(tests) == 1 else lambda record: _any(test(record) for test in tests)

    def _conjunction(self, depth: int) -> Test:
        tests = [self._condition(depth)]
        while self._take("&&"):
            tests.append(self._condition(depth))
        return tests[0] if len(tests) == 1 else lambda record: _all(test(record) for test in tests)

    def _condition(self, depth: int) -> Test:
        if depth > MAX_DEPTH:
            raise UnreadablePatternError("it is nested too deep")
        if self._take("("):
            test = self._disjunction(depth + 1)
            self._expect(")")
            return test
        kind, selector = self._next()
        if kind != "selector":
            raise UnreadablePatternError(f"a property as $.name is expected before {selector or 'its end'}")
        steps = _steps(selector)
        kind, word = self._next()
        if kind == "word":
            return self._keyword(steps, word.upper())
        if kind != "sign" or word not in {"=", "!=", *_ORDERINGS}:
            raise UnreadablePatternError(f"a comparison is expected after {selector}")
        test_value = self._comparison(word)
        return lambda record: _any(test_value(value) for value in _values(record, steps))

    def _keyword(self, steps: tuple[str | int, ...], first: str) -> Test:
        kind, second = self._next()
        words = (first, second.upper()) if kind == "word" else (first, "")
        if words == ("NOT", "EXISTS"):
            return lambda record: not list(_values(record, steps))
        wanted = {("IS", "NULL"): None, ("IS", "TRUE"): True, ("IS", "FALSE"): False}
        if words not in wanted:
            raise UnreadablePatternError(f"{' '.join(words).strip()} is not known")
        value = wanted[words]
        return lambda record: any(one is value for one in _values(record, steps))

    def _comparison(self, sign: str) -> ValueTest:
        kind, operand = self._next()
        if kind == "regex" and sign in {"=", "!="}:
            return _negated_if(sign == "!=", _searches(operand))
        number = float(operand) if kind == "word" and _NUMBER.fullmatch(operand) else None
        if sign in _ORDERINGS:
            if number is None:
                raise UnreadablePatternError(f"{sign} takes a number")
            return _ordered(_ORDERINGS[sign], number)
        if kind not in {"word", "quoted"}:
            raise UnreadablePatternError(f"a value is expected after {sign}")
        return _negated_if(sign == "!=", _equals(operand, number))

    def _next(self) -> Token:
        token = self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")
        self._at += 1
        return token

    def _take(self, sign: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at] == ("sign", sign)
        self._at += found
        return found

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise UnreadablePatternError(f"it lacks a {sign}")


def _tokens(text: str) -> Iterator[Token]:
    position, text = 0, text.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise UnreadablePatternError("it is no JSON pattern")
        value = match[match.lastgroup]
        yield match.lastgroup, re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL) if match.lastgroup == "quoted" else value
        position = match.end()


def _steps(selector: str) -> tuple[str | int, ...]:
    steps: list[str | int] = []
    for match in _STEP.finditer(selector):
        index, single, double, name = match.groups()
        if index is not None:
            steps.append("*" if index == "*" else _index(index))
        else:
            steps.append(next(one for one in (single, double, name) if one is not None))
    return tuple(steps)


def _index(digits: str) -> int:
    if len(digits) > len("999999"):
        raise UnreadablePatternError("an array index is too large")
    return int(digits)


def _values(record: object, steps: tuple[str | int, ...]) -> Iterator[object]:
    """What a selector points to: nothing, one value, or several where it holds a `*`."""
    if not steps:
        yield record
        return
    step, rest = steps[0], steps[1:]
    found: tuple[object, ...] = ()
    if isinstance(step, int):
        found = (record[step],) if isinstance(record, list) and step < len(record) else ()
    elif isinstance(record, Mapping):
        found = (record[step],) if step in record else tuple(record.values()) if step == "*" else ()
    elif isinstance(record, list) and step == "*":
        found = tuple(record)
    for one in found:
        yield from _values(one, rest)


def _equals(operand: str, number: float | None) -> ValueTest:
    def test(value: object) -> Answer:
        if isinstance(value, bool):
            # AWS documents IS TRUE and IS FALSE for these, and nothing else.
            return None
        if isinstance(value, int | float):
            return value == number if number is not None else operand == "*"
        return isinstance(value, str) and _text_equals(operand, value)

    return test


def _text_equals(operand: str, text: str) -> Answer:
    """Compare with `*` at either end as a wildcard; within the word AWS's pages disagree with themselves."""
    start, end = operand.startswith("*"), operand.endswith("*")
    inner = operand[1 if start else 0 : -1 if end and len(operand) > 1 else None]
    literal = glob_matches((*([""] if start else []), inner, *([""] if end else [])), text)
    free = glob_matches(tuple(operand.split("*")), text)
    return literal if literal == free else None


def _ordered(holds: Callable[[float, float], bool], limit: float) -> ValueTest:
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and holds(value, limit)


def _searches(expression: str) -> ValueTest:
    if _UNSUPPORTED_REGEX.search(expression) or sum(expression.count(one) for one in "*+?{") > _MAX_REPEATS:
        raise UnreadablePatternError("its regular expression is not read")
    try:
        compiled = re.compile(expression, re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise UnreadablePatternError("its regular expression is malformed") from error
    return lambda value: isinstance(value, str) and compiled.search(value) is not None


def _negated_if(negate: bool, test: ValueTest) -> ValueTest:
    """The test on values that a comparison can apply to: objects, arrays and null never match, `!=` included."""

    def compared(value: object) -> Answer:
        if value is None or isinstance(value, Mapping | list):
            return False
        answer = test(value)
        return answer if answer is None else answer is not negate

    return compared


def _any(answers: Iterator[Answer]) -> Answer:
    seen = set(answers)
    return True if True in seen else None if None in seen else False


def _all(answers: Iterator[Answer]) -> Answer:
    seen = set(answers)
    return False if False in seen else None if None in seen else True
