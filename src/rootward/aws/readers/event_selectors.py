"""What a trail records of management events, basic and advanced selectors in the same words.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
"""

from __future__ import annotations

from typing import Any, Literal

from rootward.aws.reading import Answer
from rootward.model.monitoring import EventSelector

_ALL_MANAGEMENT_EVENTS = EventSelector(management_events=True)


def read_selectors(answer: Answer) -> tuple[EventSelector, ...]:
    """The selectors of a GetEventSelectors answer. A trail that has none records all management events.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
    """
    advanced = tuple(_advanced(one) for one in answer.get("AdvancedEventSelectors") or ())
    basic = tuple(_basic(one) for one in answer.get("EventSelectors") or ())
    return advanced or basic or (_ALL_MANAGEMENT_EVENTS,)


def _basic(selector: Answer) -> EventSelector:
    return EventSelector(
        management_events=selector.get("IncludeManagementEvents", True),
        read_write=selector.get("ReadWriteType", "All"),
        excluded_sources=tuple(selector.get("ExcludeManagementEventSources") or ()),
        other_events=bool(selector.get("DataResources")),
    )


def _advanced(selector: Answer) -> EventSelector:
    fields = selector.get("FieldSelectors") or ()
    categories = [field.get("Equals") or () for field in fields if field.get("Field") == "eventCategory"]
    if not any("Management" in equals for equals in categories):
        return EventSelector(management_events=False, other_events=True)
    read_write: Literal["All", "ReadOnly", "WriteOnly"] = "All"
    excluded: list[str] = []
    narrowed = False
    for field in fields:
        name = field.get("Field")
        if name == "eventCategory":
            continue
        if name == "readOnly" and (only := _read_only(field)) is not None:
            read_write = only
        elif name == "eventSource" and _operators(field) == {"NotEquals"}:
            excluded.extend(field["NotEquals"])
        else:
            narrowed = True
    return EventSelector(
        management_events=True, read_write=read_write, excluded_sources=tuple(excluded), narrowed=narrowed
    )


def _read_only(field: Answer) -> Literal["ReadOnly", "WriteOnly"] | None:
    if _operators(field) != {"Equals"} or len(field["Equals"]) != 1:
        return None
    return "ReadOnly" if str(field["Equals"][0]).lower() == "true" else "WriteOnly"


def _operators(field: dict[str, Any]) -> set[str]:
    return {name for name, values in field.items() if name != "Field" and values}
