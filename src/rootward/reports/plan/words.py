"""Small words of plans and of what came of them."""

from __future__ import annotations

from collections.abc import Sequence

from rootward.model.plan import Gap
from rootward.reports.names import last_part, safe


def several(number: int, noun: str) -> str:
    """`1 guided step`, `3 guided steps`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def gap_name(gap: Gap) -> str:
    """`access-key-unused (ann)`; of the whole account the check alone."""
    return safe(gap.check) if is_whole(gap.resource) else f"{safe(gap.check)} ({safe(last_part(gap.resource))})"


def is_whole(resource: str) -> bool:
    """Whether the resource is the account itself."""
    return resource.startswith("AWS::::Account:")


def steps_by_number(numbers: Sequence[int]) -> str:
    """`step 2`, `steps 2 and 5`, `steps 2, 5 and 7 to 90`. The numbers ascend, and there is one at least."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    *others, last = [part for first, end in runs for part in _run(first, end)]
    return f"steps {', '.join(others)} and {last}" if others else f"step{_s(numbers)} {last}"


def _run(first: int, last: int) -> tuple[str, ...]:
    return (f"{first} to {last}",) if last > first + 1 else tuple(map(str, range(first, last + 1)))


def _s(numbers: Sequence[int]) -> str:
    return "" if len(numbers) == 1 else "s"
