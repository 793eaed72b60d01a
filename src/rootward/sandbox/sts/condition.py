"""Whether the conditions of one policy statement hold for a request: yes, no, or None where that cannot be judged here.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from rootward.iam_policy.wildcard import glob

if TYPE_CHECKING:
    from rootward.iam_policy.document import Conditions

Context = Mapping[str, str | None]
"""Condition keys in small letters, and their values; None: the request has no such key. A key that is not listed is one
of which nothing is known here."""

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_ARN_PARTS = 6
_LITERAL = {"*": "*", "?": "?", "$": "$"}
_SOME_IF_EXISTS = "ifexists"


def hold(conditions: Conditions, context: Context, *, variables: bool) -> bool | None:
    """Whether all conditions hold. `variables`: whether `${…}` in a value stands for a key, as in the language of 2012.

    No condition that is known not to hold is outweighed by one that cannot be judged.
    """
    judged = [
        _holds(operator.lower(), context, key.lower(), values, variables=variables)
        for operator, tests in conditions.items()
        for key, values in tests.items()
    ]
    if False in judged:
        return False
    return None if None in judged else True


def _holds(operator: str, context: Context, key: str, values: tuple[str, ...], *, variables: bool) -> bool | None:
    if key not in context:
        return None
    actual = context[key]
    if operator == "null":
        return _null(actual, values)
    if_exists = operator.endswith(_SOME_IF_EXISTS)
    operator = operator.removesuffix(_SOME_IF_EXISTS)
    negated = operator in _NEGATED
    matches = _OPERATORS.get(_NEGATED.get(operator, operator))
    if matches is None:
        return None
    if actual is None:
        return if_exists or negated
    filled = [_filled(value, context) if variables else value for value in values]
    wanted = [value for value in filled if value is not None]
    try:
        return any(matches(value, actual) for value in wanted) != negated if len(wanted) == len(values) else None
    except ValueError:
        return None


def _null(actual: str | None, values: tuple[str, ...]) -> bool | None:
    match tuple(value.lower() for value in values):
        case ("true",):
            return actual is None
        case ("false",):
            return actual is not None
        case _:
            return None


def _filled(value: str, context: Context) -> str | None:
    """The value with its variables filled in; None where one is absent, unknown, or would bring wildcards in.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """
    filled = value
    for name in _VARIABLE.findall(value):
        content = _LITERAL.get(name) or context.get(name.lower())
        if content is None or ("*" in content or "?" in content):
            return None
        filled = filled.replace("${" + name + "}", content)
    return filled


def _arn_like(wanted: str, actual: str) -> bool:
    """Each of the six parts between colons is compared by itself."""
    parts, pieces = wanted.split(":", _ARN_PARTS - 1), actual.split(":", _ARN_PARTS - 1)
    return len(parts) == len(pieces) and all(glob(part, piece) for part, piece in zip(parts, pieces, strict=True))


def _boolean(wanted: str, actual: str) -> bool:
    if wanted.lower() not in ("true", "false"):
        raise ValueError(wanted)
    return wanted.lower() == actual.lower()


def _moment(text: str) -> datetime:
    """W3C's profile of ISO 8601, or seconds since 1970."""
    if text.replace(".", "", 1).isdigit():
        return datetime.fromtimestamp(float(text), UTC)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _in_network(wanted: str, actual: str) -> bool:
    return ip_address(actual) in ip_network(wanted, strict=False)


_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "stringequals": lambda wanted, actual: wanted == actual,
    "stringequalsignorecase": lambda wanted, actual: wanted.lower() == actual.lower(),
    "stringlike": glob,
    "arnequals": _arn_like,  # AWS: the same as ArnLike
    "arnlike": _arn_like,
    "bool": _boolean,
    "numericequals": lambda wanted, actual: float(actual) == float(wanted),
    "numericlessthan": lambda wanted, actual: float(actual) < float(wanted),
    "numericlessthanequals": lambda wanted, actual: float(actual) <= float(wanted),
    "numericgreaterthan": lambda wanted, actual: float(actual) > float(wanted),
    "numericgreaterthanequals": lambda wanted, actual: float(actual) >= float(wanted),
    "dateequals": lambda wanted, actual: _moment(actual) == _moment(wanted),
    "datelessthan": lambda wanted, actual: _moment(actual) < _moment(wanted),
    "datelessthanequals": lambda wanted, actual: _moment(actual) <= _moment(wanted),
    "dategreaterthan": lambda wanted, actual: _moment(actual) > _moment(wanted),
    "dategreaterthanequals": lambda wanted, actual: _moment(actual) >= _moment(wanted),
    "ipaddress": _in_network,
}
"""Operator → whether a wanted value takes in the actual one. ValueError: one of them is not of the operator's form."""

_NEGATED = {
    "stringnotequals": "stringequals",
    "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike",
    "arnnotequals": "arnequals",
    "arnnotlike": "arnlike",
    "numericnotequals": "numericequals",
    "datenotequals": "dateequals",
    "notipaddress": "ipaddress",
}
"""Operator → the one it negates. They hold where the key is absent."""
