"""A change at a glance: what becomes of its target, and the calls that make it. Everything here is safe to show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal

from rootward.model.change import ApiCall, Change, OneTimePassword, Parameter
from rootward.reports.names import safe

Mark = Literal["+", "~", "-"]

_DOCUMENTS = ("Document", "Policy", "EventPattern")
"""How the names of parameters end whose content stands above the call."""


def mark(change: Change) -> Mark:
    """`+` for what was not there before, `-` for what is not there after, `~` for what becomes another."""
    if change.before is None or change.before is False:
        return "+"
    return "-" if change.after is None or change.after is False else "~"


def api_call(call: ApiCall) -> str:
    """`iam:UpdateAccessKey UserName=ann Status=Inactive`. Documents stand above it, and are not said twice."""
    said = f"{call.service}:{call.operation}" if call.service != "iam" else call.action
    where = f" ({safe(call.region)})" if call.region else ""
    return " ".join((f"{said}{where}", *(f"{name}={_value(name, value)}" for name, value in call.parameters.items())))


def _value(name: str, value: Parameter) -> str:
    if isinstance(value, OneTimePassword):
        return "(chosen then, shown once)"
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(one, str) for one in value):
        return ",".join(_value(name, one) for one in value)
    if not isinstance(value, str):
        return "(as above)"
    if name.endswith(_DOCUMENTS):
        return "(as above)"
    shown = safe(value)
    return shown if shown and not any(character in shown for character in " \"'=") else json.dumps(shown)
