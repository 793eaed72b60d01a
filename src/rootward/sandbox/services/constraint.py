"""The constraints that a service's model puts on the parameters of an operation, and AWS's words where one fails.

botocore checks some of them before it sends (what is missing, what is too short); AWS checks all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moto.core.utils import get_service_model

from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def check(service: str, operation: str, parameters: Mapping[str, Any]) -> None:
    """Look at the parameters of a call.

    Raises:
        PracticeError: ValidationException, which names each constraint that fails.

    """
    shape = get_service_model(service).operation_model(operation).input_shape
    found = [] if shape is None else list(_of_structure(shape, parameters, ""))
    if found:
        errors = "error" if len(found) == 1 else "errors"
        error = PracticeError("ValidationException", f"{len(found)} validation {errors} detected: {'; '.join(found)}")
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
    if shape.type_name == "structure" and isinstance(value, dict):
        yield from _of_structure(shape, value, place)
    elif shape.type_name == "list" and isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _of(shape.member, item, f"{place}.{number}.member")
    else:
        for failure in _of_scalar(shape, value):
            shown = "***" if shape.metadata.get("sensitive") else value
            yield f"Value '{shown}' at '{place}' failed to satisfy constraint: Member must {failure}"


def _of_scalar(shape: Any, value: Any) -> Iterator[str]:  # noqa: ANN401
    limits = shape.metadata
    if isinstance(value, str):
        if "enum" in limits and value not in limits["enum"]:
            yield f"satisfy enum value set: [{', '.join(limits['enum'])}]"
        if len(value) > limits.get("max", len(value)):
            yield f"have length less than or equal to {limits['max']}"
        if len(value) < limits.get("min", 0):
            yield f"have length greater than or equal to {limits['min']}"
        if "pattern" in limits and not re.fullmatch(limits["pattern"], value):
            yield f"satisfy regular expression pattern: {limits['pattern']}"
    elif isinstance(value, int) and not isinstance(value, bool):
        if value > limits.get("max", value):
            yield f"have value less than or equal to {limits['max']}"
        if value < limits.get("min", value):
            yield f"have value greater than or equal to {limits['min']}"


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]
