"""The condition operators: what each takes in.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from operator import eq, ge, gt, le, lt
from typing import Any, Literal

import msgspec

from rootward.iam_policy.document import MalformedPolicyError
from rootward.iam_policy.wildcard import SEGMENTS, Token, Wildcard

Takes = Callable[[str], bool]
"""Whether a policy's value takes in a request's value."""

_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_SECONDS = re.compile(r"-?[0-9]+(\.[0-9]+)?")

Quantifier = Literal["", "forallvalues", "foranyvalue"]


class UnknownOperatorError(MalformedPolicyError):
    """A condition operator that IAM's policy language does not have."""


class Operator(msgspec.Struct, frozen=True):
    """A condition operator, taken apart."""

    name: str
    """In small letters, without its negation: `stringequals` for `ForAnyValue:StringNotEqualsIfExists`."""
    negated: bool
    if_exists: bool
    quantifier: Quantifier

    @property
    def knows_wildcards(self) -> bool:
        """Whether `*` and `?` in its values are wildcards."""
        return self.name in _WITH_WILDCARDS

    @property
    def knows_variables(self) -> bool:
        """Whether `${…}` in its values stands for a condition key: with strings and ARNs only.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-wheretouse
        """
        return self.name.startswith(("string", "arn"))

    def taking(self, value: tuple[Token, ...]) -> Takes:
        """What a policy's value takes in. One that is not of the operator's form takes in nothing."""
        return _OPERATORS[self.name](value)


def operator(written: str) -> Operator:
    """Read an operator as a policy writes it. Case does not count. Raises UnknownOperatorError."""
    name = written.lower()
    quantifier: Quantifier = ""
    if ":" in name:
        before, _, name = name.partition(":")
        if before not in ("forallvalues", "foranyvalue"):
            raise _no_such(written)
        quantifier = "forallvalues" if before == "forallvalues" else "foranyvalue"
    if_exists = name.endswith("ifexists")
    name = name.removesuffix("ifexists")
    if name == "null":
        if if_exists:
            raise _no_such(written)
        return Operator("null", negated=False, if_exists=False, quantifier=quantifier)
    positive = _NEGATED.get(name, name)
    if positive not in _OPERATORS:
        raise _no_such(written)
    return Operator(positive, negated=name in _NEGATED, if_exists=if_exists, quantifier=quantifier)


def _no_such(written: str) -> UnknownOperatorError:
    shown = ascii(written if len(written) <= 60 else f"{written[:57]}...")  # noqa: PLR2004 - it is to fit on a line
    return UnknownOperatorError(f"there is no condition operator {shown}")


def _text(value: tuple[Token, ...]) -> str:
    return "".join(token.character for token in value)


def _nothing(_actual: str) -> bool:
    return False


def _string(value: tuple[Token, ...]) -> Takes:
    return _text(value).__eq__


def _ignore_case(value: tuple[Token, ...]) -> Takes:
    wanted = _text(value).lower()
    return lambda actual: actual.lower() == wanted


def _string_like(value: tuple[Token, ...]) -> Takes:
    return Wildcard(value).matches


def _arn(value: tuple[Token, ...]) -> Takes:
    """Each of an ARN's six segments is compared by itself.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
    """
    segments: list[list[Token]] = [[]]
    for token in value:
        if token == Token("character", ":") and len(segments) < SEGMENTS:
            segments.append([])
        else:
            segments[-1].append(token)
    if len(segments) != SEGMENTS:
        return _nothing
    patterns = [Wildcard(tuple(segment)) for segment in segments]

    def takes(actual: str) -> bool:
        parts = actual.split(":", SEGMENTS - 1)
        return len(parts) == SEGMENTS and all(map(Wildcard.matches, patterns, parts))

    return takes


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _moment(text: str) -> datetime | None:
    """W3C's profile of ISO 8601, or seconds since 1970. https://www.w3.org/TR/NOTE-datetime."""
    if _MONTH.fullmatch(text):
        text += "-01"
    try:
        if _SECONDS.fullmatch(text):
            return datetime.fromtimestamp(float(text), UTC)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _compared(read: Callable[[str], Any], compare: Callable[[Any, Any], bool], value: tuple[Token, ...]) -> Takes:
    """Read both values as something, and compare the request's with the policy's."""
    wanted = read(_text(value))
    if wanted is None:
        return _nothing

    def takes(actual: str) -> bool:
        found = read(actual)
        return found is not None and compare(found, wanted)

    return takes


def _boolean(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.lower())


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _network(value: tuple[Token, ...]) -> Takes:
    try:
        network: IPv4Network | IPv6Network = ip_network(_text(value), strict=False)
    except ValueError:
        return _nothing

    def takes(actual: str) -> bool:
        try:
            address: IPv4Address | IPv6Address = ip_address(actual)
        except ValueError:
            return False
        return address in network

    return takes


_OPERATORS: dict[str, Callable[[tuple[Token, ...]], Takes]] = {
    "stringequals": _string,
    "stringequalsignorecase": _ignore_case,
    "stringlike": _string_like,
    "arnequals": _arn,  # AWS: the same as ArnLike
    "arnlike": _arn,
    "bool": partial(_compared, _boolean, eq),
    "binaryequals": partial(_compared, _bytes, eq),
    "ipaddress": _network,
    "numericequals": partial(_compared, _number, eq),
    "numericlessthan": partial(_compared, _number, lt),
    "numericlessthanequals": partial(_compared, _number, le),
    "numericgreaterthan": partial(_compared, _number, gt),
    "numericgreaterthanequals": partial(_compared, _number, ge),
    "dateequals": partial(_compared, _moment, eq),
    "datelessthan": partial(_compared, _moment, lt),
    "datelessthanequals": partial(_compared, _moment, le),
    "dategreaterthan": partial(_compared, _moment, gt),
    "dategreaterthanequals": partial(_compared, _moment, ge),
}

_NEGATED = {
    "stringnotequals": "stringequals",
    "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike",
    "arnnotequals": "arnequals",
    "arnnotlike": "arnlike",
    "notipaddress": "ipaddress",
    "numericnotequals": "numericequals",
    "datenotequals": "dateequals",
}
"""Operator → the one that it negates."""

_WITH_WILDCARDS = frozenset({"stringlike", "arnequals", "arnlike"})
