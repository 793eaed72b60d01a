"""An event pattern on a screen: a line for each field that it looks at. All of it is safe to show.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from rootward.reports.names import safe
from rootward.reports.plan.document import laid_out

_MAX_DEPTH = 32


def lines(pattern: str) -> tuple[str, ...]:
    """`detail.eventName: CreateTrail or StopLogging`; of `$or` a line for each alternative, its fields joined by `;`.

    What is no pattern is shown as JSON, and so is one that is nested deeper than any event.
    """
    try:
        read = json.loads(pattern)
        if isinstance(read, Mapping):
            return tuple(_fields(read, "", _MAX_DEPTH))
    except (ValueError, RecursionError):
        pass
    return laid_out(pattern)


def _fields(pattern: Mapping[str, object], path: str, levels: int) -> Iterator[str]:
    if not levels:
        raise ValueError("nested too deep")
    for name, wanted in pattern.items():
        place = f"{path}.{name}" if path else name
        if name == "$or" and _is_alternatives(wanted):
            yield f"{safe(path) or 'the event'} is one of:"
            for one in wanted if isinstance(wanted, list) else ():
                yield f"- {'; '.join(_fields(one, '', levels - 1))}"
        elif isinstance(wanted, Mapping):
            yield from _fields(wanted, place, levels - 1)
        else:
            yield f"{safe(place)}: {_values(wanted)}"


def _is_alternatives(wanted: object) -> bool:
    return isinstance(wanted, list) and all(isinstance(one, Mapping) for one in wanted)


def _values(wanted: object) -> str:
    several = wanted if isinstance(wanted, list) else [wanted]
    return " or ".join(_value(one) for one in several) or "nothing"


def _value(wanted: object) -> str:
    match wanted:
        case {"exists": bool(there), **rest} if not rest:
            return "there" if there else "not there"
        case {"anything-but": str() | list() as others, **rest} if not rest:
            return f"anything but {_values(others)}"
        case str():
            return safe(wanted)
        case _:
            return safe(json.dumps(wanted))
