"""The parameters of a call to IAM, held against the limits that IAM's own model gives them.

Lengths, ranges and patterns: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html and each
operation's page. boto3 checks some of them before it calls; the AWS CLI and other clients leave the rest to IAM.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from moto.core.utils import get_service_model

from rootward.sandbox.iam.constraint import NAME, PATH, Constraints, require_name

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAGED = frozenset({"Marker", "MaxItems"})
"""Checked where pages are cut."""


def check(operation: str, parameters: Mapping[str, Any]) -> None:
    """Hold the texts and numbers of a call against the model; what is inside of structures and lists is not looked at.

    Raises:
        PracticeError: ValidationError, with everything that is wrong.

    """
    shape = get_service_model("iam").operation_model(operation).input_shape
    if shape is None:
        return
    constraints = Constraints()
    names: dict[str, str] = {}
    for member, form in shape.members.items():
        if member in _PAGED:
            continue
        place = member[0].lower() + member[1:]
        value = parameters.get(member)
        if value is None:
            if member in shape.required_members and form.type_name == "string":
                constraints.text(place, None, most=0)
        elif form.type_name == "string":
            _text(constraints, place, value, form, names)
        elif form.type_name == "integer":
            limits = form.metadata
            constraints.number(place, int(value), int(limits.get("min", 0)), int(limits.get("max", 2**31 - 1)))
    constraints.enforce()
    for place, name in names.items():
        require_name(place, name)


def _text(constraints: Constraints, place: str, value: str, form: Any, names: dict[str, str]) -> None:  # noqa: ANN401 - botocore's shape
    if form.enum:
        constraints.one_of(place, value, tuple(form.enum))
        return
    limits = form.metadata
    pattern = limits.get("pattern")
    if pattern in (NAME, PATH):
        names[place] = value  # has words of its own
        pattern = None
    least, most = int(limits.get("min", 0)), int(limits.get("max", 2**31 - 1))
    constraints.text(place, value, least=least, most=most, pattern=_readable(pattern))


@cache
def _readable(pattern: str | None) -> str | None:
    """The pattern, unless it is one of Java's that Python does not have."""
    if pattern is None:
        return None
    try:
        re.compile(pattern)
    except re.error:
        return None
    return pattern
