"""What a run that stopped left half-done: gaps of which some steps are made and some are not, or nobody knows."""

from __future__ import annotations

from rootward.model.applied import Applied, StepEnd, StepOutcome
from rootward.reports.plan.words import gap_name, steps_by_number

MADE: frozenset[StepEnd] = frozenset({"done", "found"})
_OPEN: frozenset[StepEnd] = frozenset({"failed", "not begun"})
_UNSURE: frozenset[StepEnd] = frozenset({"unsure"})


def half_done(applied: Applied) -> tuple[str, ...]:
    """A line for each set of steps that belong together, with the gaps they close; none where nothing is half-done.

    Steps that close no gap, as all of an undo, are one set. What was left out on purpose counts for neither side.
    """
    ends = {one.number: one for one in applied.outcomes}
    steps_of: dict[str, list[StepOutcome]] = {}
    for step in applied.plan.steps:
        for gap in dict.fromkeys(gap_name(one) for one in step.closes) or ("",):
            if step.number in ends:
                steps_of.setdefault(gap, []).append(ends[step.number])
    gaps_of: dict[str, list[str]] = {}
    for gap, outcomes in steps_of.items():
        if standing := _standing(outcomes):
            gaps_of.setdefault(standing, []).append(gap)
    return tuple(": ".join(filter(None, (", ".join(gaps), standing))) for standing, gaps in gaps_of.items())


def _standing(outcomes: list[StepOutcome]) -> str:
    """`step 1 is done, steps 2 and 3 are not`. Empty where all are, or none."""
    made, open_, unsure = ([one.number for one in outcomes if one.end in ends] for ends in (MADE, _OPEN, _UNSURE))
    if not unsure and not (made and open_):
        return ""
    parts = [f"{steps_by_number(made)} {_are(made)} done"] if made else []
    if open_:
        parts.append(f"{steps_by_number(open_)} {_are(open_)} not{'' if made else ' done'}")
    if unsure:
        parts.append(f"{steps_by_number(unsure)} may be done (nobody knows; --resume looks first)")
    return ", ".join(parts)


def _are(numbers: list[int]) -> str:
    return "is" if len(numbers) == 1 else "are"
