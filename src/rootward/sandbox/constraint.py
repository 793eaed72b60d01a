"""The constraints that a service's model puts on the parameters of a call, and AWS's words where one fails.

botocore checks some of them before it sends; AWS checks all, and says all that fails at once. The wording was recorded
from AWS by LocalStack's validated tests (https://github.com/localstack/localstack,
tests/aws/services/sts/test_sts.snapshot.json); a sensitive value is not repeated.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moto.core.utils import get_service_model

from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OF_JAVA = r"\p{"
"""Marks a pattern that Python's `re` does not read. It is not checked: those let all letters of all scripts pass."""


def check(service: str, operation: str, parameters: Mapping[str, Any], *, code: str) -> None:
    """Look at the parameters of a call.

    Raises:
        PracticeError: of the code, naming each constraint that fails.

    """
    shape = get_service_model(service).operation_model(operation).input_shape
    found = [] if shape is None else list(_of_structure(shape, parameters, ""))
    if found:
        errors = "error" if len(found) == 1 else "errors"
        error = PracticeError(code, f"{len(found)} validation {errors} detected: {'; '.join(found)}")
        error.reason = "fieldValidationFailed"  # type: ignore[attr-defined] # serialized where the model has it
        raise error


def _of_structure(shape: Any, values: Mapping[str, Any], place: str) -> Iterator[str]:  # noqa: ANN401 - botocore's
    for name, member in shape.members.items():
        inner = f"{place}.{_lower(name)}" if place else _lower(name)
        value = values.get(name)
        if value is None:
            if name in shape.required_members:
                yield f"Value null at '{inner}' failed to satisfy constraint: Member must not be null"
        else:
            yield from _of(member, value, inner)


def _of(shape: Any, value: Any, place: str) -> Iterator[str]:  # noqa: ANN401 - botocore's shape, JSON's value
    shown = "Value" if shape.metadata.get("sensitive") else f"Value '{value}'"
    for failure in _failures(shape.metadata, value):
        yield f"{shown} at '{place}' failed to satisfy constraint: Member must {failure}"
    if isinstance(value, dict) and shape.type_name == "structure":
        yield from _of_structure(shape, value, place)
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _of(shape.member, item, f"{place}.{number}.member")


def _failures(limits: Mapping[str, Any], value: Any) -> Iterator[str]:  # noqa: ANN401
    if isinstance(value, bool) or not isinstance(value, (str, list, int)):
        return
    if isinstance(value, str):
        pattern = limits.get("pattern")
        if "enum" in limits and value not in limits["enum"]:
            yield f"satisfy enum value set: [{', '.join(limits['enum'])}]"
        if pattern and _OF_JAVA not in pattern and not re.fullmatch(pattern, value, re.ASCII):
            yield f"satisfy regular expression pattern: {pattern}"
    size, of_what = (value, "value") if isinstance(value, int) else (len(value), "length")
    if size > limits.get("max", size):
        yield f"have {of_what} less than or equal to {limits['max']}"
    if size < limits.get("min", size):
        yield f"have {of_what} greater than or equal to {limits['min']}"


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]
