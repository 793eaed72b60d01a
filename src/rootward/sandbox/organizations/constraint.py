"""The errors of Organizations that carry a reason, and what it asks of the parameters of a call.

https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html#API_AttachPolicy_Errors
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moto.core.utils import get_service_model

from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from collections.abc import Mapping


class ReasonedError(PracticeError):
    """An error whose answer has a Reason beside its message."""

    def __init__(self, code: str, message: str, reason: str) -> None:
        super().__init__(code, message)
        self.reason = reason


def invalid(reason: str, message: str = "You specified an invalid value.") -> ReasonedError:
    """InvalidInputException."""
    return ReasonedError("InvalidInputException", message, reason)


def violation(reason: str, message: str) -> ReasonedError:
    """ConstraintViolationException."""
    return ReasonedError("ConstraintViolationException", message, reason)


_MISSING = "You must provide a value for the required parameter."
_PATTERN = "You provided a value that does not match the required pattern."
_LENGTH = "You provided a value that does not meet the length requirement."
_RANGE = "You provided a value that is out of range."


def check(operation: str, parameters: Mapping[str, Any]) -> None:
    """Hold the texts and numbers of a call against the model; what is inside of structures and lists is not looked at.

    Raises:
        ReasonedError: InvalidInputException, with the reason of the first mistake.

    """
    shape = get_service_model("organizations").operation_model(operation).input_shape
    if shape is None:
        return
    for name, form in shape.members.items():
        value = parameters.get(name)
        if value is None:
            if name in shape.required_members:
                raise invalid("INPUT_REQUIRED", _MISSING)
        elif form.type_name == "string":
            _check_text(name, str(value), form)
        elif form.type_name == "integer":
            _check_number(int(value), form.metadata)


def _check_text(name: str, value: str, form: Any) -> None:  # noqa: ANN401 - botocore's shape
    if form.enum:
        if value not in form.enum:
            raise invalid("INVALID_ENUM_POLICY_TYPE" if name in ("PolicyType", "Filter", "Type") else "INVALID_ENUM")
        return
    limits = form.metadata
    if len(value) < limits.get("min", 0):
        raise invalid("MIN_LENGTH_EXCEEDED", _LENGTH)
    if len(value) > limits.get("max", len(value)):
        raise invalid("MAX_LENGTH_EXCEEDED", _LENGTH)
    pattern = limits.get("pattern")
    if pattern and not re.fullmatch(_alternatives(pattern), value):
        raise invalid("INVALID_PATTERN_TARGET_ID" if name == "TargetId" else "INVALID_PATTERN", _PATTERN)


def _alternatives(pattern: str) -> str:
    """The pattern without anchors, which AWS puts on the first and the last alternative only."""
    return pattern.removeprefix("^").removesuffix("$")


def _check_number(value: int, limits: Mapping[str, int]) -> None:
    if value < limits.get("min", value):
        raise invalid("MIN_VALUE_EXCEEDED", _RANGE)
    if value > limits.get("max", value):
        raise invalid("MAX_VALUE_EXCEEDED", _RANGE)
