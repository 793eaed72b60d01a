"""Which management events a trail keeps: its event selectors.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Selector = dict[str, Any]

DEFAULT: Selector = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}
"""What a trail has until it is given others."""

_MOST = 5
_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "Equals": str.__eq__,
    "StartsWith": str.startswith,
    "EndsWith": str.endswith,
}


def keeps(record: dict[str, Any], basic: Sequence[Selector], advanced: Sequence[Selector]) -> bool:
    """Whether a trail with these selectors keeps a management event. Any selector that takes it is enough."""
    if advanced:
        return any(_advanced_takes(selector, record) for selector in advanced)
    return any(_basic_takes(selector, record) for selector in basic or (DEFAULT,))


def checked_basic(selectors: Sequence[Selector]) -> list[Selector]:
    """The selectors, completed as AWS gives them back.

    Raises:
        PracticeError: too many, or one that is none.

    """
    if len(selectors) > _MOST:
        raise _invalid(f"the trail can have up to {_MOST} event selectors")
    for selector in selectors:
        if selector.get("ReadWriteType", "All") not in ("All", "ReadOnly", "WriteOnly"):
            raise _invalid(f"{selector['ReadWriteType']} is no ReadWriteType")
    return [{**DEFAULT, **selector} for selector in selectors]


def checked_advanced(selectors: Sequence[Selector]) -> list[Selector]:
    """The selectors as they are.

    Raises:
        PracticeError: one does not say which category of events it selects.

    """
    for selector in selectors:
        fields = {field.get("Field"): field for field in selector.get("FieldSelectors", ())}
        if not fields.get("eventCategory", {}).get("Equals"):
            raise _invalid("each advanced event selector needs an Equals condition on eventCategory")
    return list(selectors)


def _invalid(reason: str) -> PracticeError:
    return PracticeError("InvalidEventSelectorsException", f"The event selectors are not valid: {reason}.")


def _basic_takes(selector: Selector, record: dict[str, Any]) -> bool:
    wanted = {"ReadOnly": (True,), "WriteOnly": (False,)}.get(selector.get("ReadWriteType", "All"), (True, False))
    return (
        bool(selector.get("IncludeManagementEvents", True))
        and record["readOnly"] in wanted
        and record["eventSource"] not in selector.get("ExcludeManagementEventSources", ())
    )


def _advanced_takes(selector: Selector, record: dict[str, Any]) -> bool:
    return all(_field_takes(field, _value(field.get("Field", ""), record)) for field in selector["FieldSelectors"])


def _value(field: str, record: dict[str, Any]) -> str:
    if field == "readOnly":
        return "true" if record["readOnly"] else "false"
    if field == "userIdentity.arn":
        return str(record["userIdentity"].get("arn", ""))
    return str(record.get(field, ""))


def _field_takes(field: dict[str, Any], value: str) -> bool:
    for name, holds in _OPERATORS.items():
        if name in field and not any(holds(value, wanted) for wanted in field[name]):
            return False
        if f"Not{name}" in field and any(holds(value, unwanted) for unwanted in field[f"Not{name}"]):
            return False
    return True
