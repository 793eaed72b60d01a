"""Which parameters of a call break the constraints of STS's model, in AWS's words, as it answers before all else.

The wording was recorded from AWS by LocalStack's validated tests (https://github.com/localstack/localstack,
tests/aws/services/sts/test_sts.snapshot.json); a sensitive value is not repeated.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from moto.core.model import OperationModel

_OF_JAVA = r"\p{"
"""Marks a pattern that Python's `re` does not read. It is not checked: it lets all letters of all scripts pass."""


def enforce(operation: OperationModel, parameters: Mapping[str, Any]) -> None:
    """Refuse parameters that are missing, too long, too large or of the wrong form.

    Raises:
        PracticeError: ValidationError, with every broken constraint.

    """
    broken = list(_broken(operation.input_shape, parameters))
    if broken:
        errors = "error" if len(broken) == 1 else "errors"
        raise PracticeError("ValidationError", f"{len(broken)} validation {errors} detected: {'; '.join(broken)}")


def _broken(shape: Any, parameters: Mapping[str, Any]) -> Iterator[str]:  # noqa: ANN401 - botocore's shapes
    for name, member in shape.members.items():
        place = name[0].lower() + name[1:]
        value = parameters.get(name)
        if value is None:
            if name in shape.required_members:
                yield f"Value null at '{place}' failed to satisfy constraint: Member must not be null"
            continue
        shown = "Value" if member.metadata.get("sensitive") else f"Value '{value}'"
        for constraint in _broken_by(member, value):
            yield f"{shown} at '{place}' failed to satisfy constraint: {constraint}"


def _broken_by(shape: Any, value: Any) -> Iterator[str]:  # noqa: ANN401 - as the shape says
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    pattern = shape.metadata.get("pattern")
    if pattern and _OF_JAVA not in pattern and not re.fullmatch(pattern, value, re.ASCII):
        yield f"Member must satisfy regular expression pattern: {pattern}"
    if shape.type_name == "integer":
        size, of_what = value, "value"
    elif shape.type_name in ("string", "list"):
        size, of_what = len(value), "length"
    else:
        return
    if most is not None and size > most:
        yield f"Member must have {of_what} less than or equal to {most}"
    if least is not None and size < least:
        yield f"Member must have {of_what} greater than or equal to {least}"
