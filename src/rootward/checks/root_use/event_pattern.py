"""EventBridge event patterns: read one, and ask whether it matches an event.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-arrays.html

Fields are joined by AND, the values of one field by OR; `$or` takes whole patterns. Where the event holds an
array, one of its elements is enough. Comparison happens at leaves only.
"""

from __future__ import annotations

import ipaddress
import json
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from rootward.checks.root_use.pattern import MAX_DEPTH, UnreadablePatternError, glob_matches, glob_parts

Scalar = str | int | float | bool | None
ScalarTest = Callable[[Scalar], bool]
FieldTest = Callable[[object], bool]

_MISSING = object()

_ORDERINGS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class EventPattern:
    """A readable event pattern."""

    def __init__(self, test: FieldTest) -> None:
        self._test = test

    def matches(self, event: Mapping[str, Any]) -> bool:
        """Whether the pattern lets this event through."""
        return self._test(event)


@lru_cache(maxsize=4096)
def read_event_pattern(text: str) -> EventPattern:
    """Read the JSON text of a rule's pattern.

    Raises UnreadablePatternError for what is no pattern, and for an operator that rootward does not know.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadablePatternError("it is not JSON") from error
    if not isinstance(document, dict):
        raise UnreadablePatternError("it is not a JSON object")
    return EventPattern(_object_test(document, 0))


def _object_test(pattern: Mapping[str, Any], depth: int) -> FieldTest:
    if not pattern:
        raise UnreadablePatternError("an object in it is empty")
    if depth > MAX_DEPTH:
        raise UnreadablePatternError("it is nested too deep")
    alternatives: list[FieldTest] = []
    fields: dict[str, FieldTest] = {}
    for name, wanted in pattern.items():
        if name == "$or" and _is_list_of_patterns(wanted):
            alternatives = [_object_test(one, depth + 1) for one in wanted]
        else:
            fields[name] = _field_test(name, wanted, depth)

    def test(value: object) -> bool:
        if isinstance(value, list) and any(isinstance(one, dict) for one in value):
            return any(test(one) for one in value if isinstance(one, dict))
        event = value if isinstance(value, Mapping) else {}
        return all(one(event.get(name, _MISSING)) for name, one in fields.items()) and (
            not alternatives or any(one(event) for one in alternatives)
        )

    return test


def _is_list_of_patterns(wanted: object) -> bool:
    return isinstance(wanted, list) and len(wanted) > 1 and all(isinstance(one, dict) for one in wanted)


def _field_test(name: str, wanted: object, depth: int) -> FieldTest:
    if isinstance(wanted, dict):
        return _object_test(wanted, depth + 1)
    if not isinstance(wanted, list):
        raise UnreadablePatternError(f"field {name} is neither an array nor an object")
    if not wanted:
        raise UnreadablePatternError(f"the array of field {name} is empty")
    return _any_field([_value_test(one) for one in wanted])


def _any_field(tests: Sequence[FieldTest]) -> FieldTest:
    return lambda value: any(test(value) for test in tests)


def _value_test(wanted: object) -> FieldTest:
    if isinstance(wanted, list):
        raise UnreadablePatternError("an array stands inside an array")
    if not isinstance(wanted, dict):
        return _some_scalar(_equal_to(wanted))
    if len(wanted) != 1:
        raise UnreadablePatternError("a comparison needs exactly one operator")
    ((name, operand),) = wanted.items()
    if name == "exists":
        return _existence(operand)
    make = _OPERATORS.get(name)
    if make is None:
        raise UnreadablePatternError(f"operator {name} is not known")
    return _some_scalar(make(operand))


def _existence(operand: object) -> FieldTest:
    if not isinstance(operand, bool):
        raise UnreadablePatternError("exists takes true or false")
    return lambda value: bool(_scalars(value)) is operand


def _some_scalar(test: ScalarTest) -> FieldTest:
    return lambda value: any(test(scalar) for scalar in _scalars(value))


def _scalars(value: object) -> list[Scalar]:
    """The leaf values of a field: one, those of an array, or none where it is missing or an object."""
    if isinstance(value, list):
        return [scalar for one in value for scalar in _scalars(one)]
    return [value] if value is None or isinstance(value, str | int | float) else []


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _equal_to(wanted: object) -> ScalarTest:
    if _is_number(wanted):
        return lambda scalar: _is_number(scalar) and scalar == wanted
    return lambda scalar: type(scalar) is type(wanted) and scalar == wanted


def _text_test(test: Callable[[str], bool]) -> ScalarTest:
    return lambda scalar: isinstance(scalar, str) and test(scalar)


def _text(operand: object, name: str) -> str:
    if not isinstance(operand, str):
        raise UnreadablePatternError(f"{name} takes a string")
    return operand


def _prefix(operand: object) -> ScalarTest:
    if isinstance(operand, dict):
        folded = _ignoring_case(operand, "prefix")
        return _text_test(lambda text: text.casefold().startswith(folded))
    start = _text(operand, "prefix")
    return _text_test(lambda text: text.startswith(start))


def _suffix(operand: object) -> ScalarTest:
    if isinstance(operand, dict):
        folded = _ignoring_case(operand, "suffix")
        return _text_test(lambda text: text.casefold().endswith(folded))
    end = _text(operand, "suffix")
    return _text_test(lambda text: text.endswith(end))


def _ignoring_case(operand: Mapping[str, object], name: str) -> str:
    if set(operand) != {"equals-ignore-case"}:
        raise UnreadablePatternError(f"{name} takes a string or equals-ignore-case")
    return _text(operand["equals-ignore-case"], "equals-ignore-case").casefold()


def _equals_ignore_case(operand: object) -> ScalarTest:
    folded = _text(operand, "equals-ignore-case").casefold()
    return _text_test(lambda text: text.casefold() == folded)


def _wildcard(operand: object) -> ScalarTest:
    parts = glob_parts(_text(operand, "wildcard"), escapes=True)
    return _text_test(lambda text: glob_matches(parts, text))


def _anything_but(operand: object) -> ScalarTest:
    if isinstance(operand, dict):
        if len(operand) != 1 or next(iter(operand)) not in _NEGATED:
            raise UnreadablePatternError("anything-but takes values or one of " + ", ".join(_NEGATED))
        ((name, inner),) = operand.items()
        refused = [_NEGATED[name](one) for one in (inner if isinstance(inner, list) else [inner])]
    else:
        refused = [_refused_value(one) for one in (operand if isinstance(operand, list) else [operand])]
    if not refused:
        raise UnreadablePatternError("anything-but takes at least one value")
    return lambda scalar: not any(test(scalar) for test in refused)


def _refused_value(value: object) -> ScalarTest:
    if isinstance(value, dict | list):
        raise UnreadablePatternError("anything-but takes plain values in its list")
    return _equal_to(value)


def _numeric(operand: object) -> ScalarTest:
    if not isinstance(operand, list) or len(operand) not in {2, 4}:
        raise UnreadablePatternError("numeric takes one or two comparisons")
    limits: list[tuple[Callable[[float, float], bool], float]] = []
    for sign, limit in zip(operand[::2], operand[1::2], strict=True):
        if not isinstance(sign, str) or sign not in _ORDERINGS or not _is_number(limit) or not math.isfinite(limit):
            raise UnreadablePatternError("numeric takes comparisons of numbers")
        limits.append((_ORDERINGS[sign], limit))

    def test(scalar: Scalar) -> bool:
        return (
            isinstance(scalar, int | float)
            and not isinstance(scalar, bool)
            and all(holds(scalar, limit) for holds, limit in limits)
        )

    return test


def _cidr(operand: object) -> ScalarTest:
    try:
        network = ipaddress.ip_network(_text(operand, "cidr"), strict=False)
    except ValueError as error:
        raise UnreadablePatternError("cidr takes an address range") from error

    def test(text: str) -> bool:
        try:
            return ipaddress.ip_address(text) in network
        except ValueError:
            return False

    return _text_test(test)


_NEGATED: dict[str, Callable[[object], ScalarTest]] = {
    "prefix": _prefix,
    "suffix": _suffix,
    "equals-ignore-case": _equals_ignore_case,
    "wildcard": _wildcard,
}

_OPERATORS: dict[str, Callable[[object], ScalarTest]] = {
    **_NEGATED,
    "anything-but": _anything_but,
    "numeric": _numeric,
    "cidr": _cidr,
}
