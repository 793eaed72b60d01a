"""What came of a plan, for people at a terminal: each step's end, each gap's proof, how it ended, what to do next."""

from __future__ import annotations

import shlex

from rootward.model.applied import Applied, Proof, StepEnd
from rootward.model.plan import Step
from rootward.reports.evidence import told
from rootward.reports.names import safe
from rootward.reports.plan import head
from rootward.reports.plan.change import mark
from rootward.reports.plan.half_done import MADE, half_done
from rootward.reports.plan.subject import subject
from rootward.reports.plan.words import gap_name, several, steps_by_number
from rootward.reports.sheet import Sheet

_ENDS: dict[StepEnd, str] = {
    "done": "done",
    "found": "found already",
    "failed": "failed",
    "unsure": "unsure",
    "not begun": "not begun",
    "left out": "left out",
}
_OF_AN_UNDO: dict[StepEnd, str] = {**_ENDS, "done": "taken back"}
_OF_A_LOOK: dict[StepEnd, str] = {**_ENDS, "found": "holds", "not begun": "does not hold"}

_STYLES: dict[StepEnd, str] = {
    "done": "plain",
    "found": "plain",
    "failed": "high",
    "unsure": "medium",
    "not begun": "label",
    "left out": "label",
}
_PROOF_STYLES = {"closed": "plain", "open": "high", "unknown": "medium"}


def render_applied(applied: Applied, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """The whole of it. No line is wider than `width` but a command.

    A run without a journal that is complete is a look at what an earlier run did (`rootward prove`).
    """
    sheet = Sheet(width, color=color, unicode=unicode)
    _made(sheet, applied)
    if applied.ending == "complete":
        _complete(sheet, applied)
        return sheet.text()
    _stopped(sheet, applied)
    if applied.journal:
        sheet.whole(f"to go on:     rootward apply --resume {shlex.quote(safe(applied.journal))}")
    _back(sheet, applied)
    return sheet.text()


def render_stopped(applied: Applied, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """All that a run did that did not come to its end, and where it stopped; not how to go on, which is said later."""
    sheet = Sheet(width, color=color, unicode=unicode)
    _made(sheet, applied)
    _stopped(sheet, applied)
    return sheet.text()


def render_proof(applied: Applied, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """What a run that is complete has proved, and how to take it back: without its steps."""
    sheet = Sheet(width, color=color, unicode=unicode)
    _proofs(sheet, applied.proofs)
    sheet.blank()
    _complete(sheet, applied)
    return sheet.text()


def render_progress(step: Step, end: StepEnd, detail: str = "") -> str:
    """One line while it runs: `step 2 done: ~ Access key KEY of ann`. ASCII, names aside."""
    why = f": {told(detail)}" if detail else ""
    return f"step {step.number} {_ENDS[end]}: {mark(step.change)} {subject(step.change)}{why}"


def _is_look(applied: Applied) -> bool:
    return not applied.journal and applied.ending == "complete"


def _made(sheet: Sheet, applied: Applied) -> None:
    _head(sheet, applied)
    _outcomes(sheet, applied)
    _proofs(sheet, applied.proofs)
    sheet.blank()


def _head(sheet: Sheet, applied: Applied) -> None:
    head.title(sheet, applied.plan)
    if applied.journal:
        sheet.add(f"journal {safe(applied.journal)}", lead=head.INDENT)
    elif not _is_look(applied):
        sheet.add("no journal: nothing was begun", lead=head.INDENT)
    head.through(sheet, applied.plan.account)


def _outcomes(sheet: Sheet, applied: Applied) -> None:
    if not applied.outcomes:
        return
    sheet.heading("Steps")
    words = _OF_A_LOOK if _is_look(applied) else _OF_AN_UNDO if applied.plan.undoes else _ENDS
    steps = {step.number: step for step in applied.plan.steps}
    digits = max(len(str(one.number)) for one in applied.outcomes)
    longest = max(len(words[one.end]) for one in applied.outcomes)
    for one in applied.outcomes:
        lead = f"{one.number:>{digits + 1}}. {words[one.end]:<{longest}}  "
        step = steps.get(one.number)
        what = "a step that the plan does not hold" if step is None else f"{mark(step.change)} {subject(step.change)}"
        sheet.add(what, lead=lead, label=_STYLES[one.end])
        if one.detail:
            sheet.add(told(one.detail), lead=" " * len(lead))


def _proofs(sheet: Sheet, proofs: tuple[Proof, ...]) -> None:
    if not proofs:
        return
    sheet.heading("Proof")
    longest = max(len(one.status) for one in proofs)
    for one in proofs:
        detail = f": {told(one.detail)}" if one.detail else ""
        lead = f"  {one.status:<{longest}}  "
        sheet.add(f"{gap_name(one.gap)}{detail}", lead=lead, label=_PROOF_STYLES[one.status])


def _complete(sheet: Sheet, applied: Applied) -> None:
    sheet.add(_sum(applied), style="heading")
    if applied.detail:
        sheet.add(told(applied.detail))
    if any(one.status != "closed" for one in applied.proofs):
        sheet.add("rootward prove looks again later: AWS's credential report may be four hours old.", style="label")
    left_out = _with_end(applied, "left out")
    if left_out:
        sheet.add(f"irreversible, and left out without --allow-irreversible: {steps_by_number(left_out)}")
    _back(sheet, applied)


def _sum(applied: Applied) -> str:
    """`proved: 6 of 6 gaps closed`; where no gap was to be closed, how many steps are made."""
    made, allowed = _with_end(applied, *MADE), [one for one in applied.outcomes if one.end != "left out"]
    steps = f"{len(made)} of {several(len(allowed), 'step')}"
    word = "holds" if _is_look(applied) else "taken back" if applied.plan.undoes else "made"
    if applied.proofs:
        statuses = [one.status for one in applied.proofs]
        rest = [f"{statuses.count(word)} {word}" for word in ("open", "unknown") if word in statuses]
        closed = f"proved: {statuses.count('closed')} of {several(len(statuses), 'gap')} closed"
        return "; ".join((", ".join((closed, *rest)), *([f"{word}: {steps}"] if len(made) < len(allowed) else [])))
    return f"{word}: {steps}"


def _stopped(sheet: Sheet, applied: Applied) -> None:
    why = f": {told(applied.detail)}" if applied.detail else ""
    where = "" if applied.detail.startswith("step ") else _where(applied)
    sheet.add(f"{applied.ending}{where}{why}", style="heading")
    half = half_done(applied)
    if half:
        sheet.add(f"half-done{' or unsure' if _with_end(applied, 'unsure') else ''}:")
        for line in half:
            sheet.add(line, lead="  • ")
    else:
        sheet.add("nothing is half-done")


def _where(applied: Applied) -> str:
    """The step that it stopped at: the first that failed or is unsure, or else the first that was not begun."""
    bad, open_ = _with_end(applied, "failed", "unsure"), _with_end(applied, "not begun")
    if bad:
        return f" at step {bad[0]}"
    return f" before step {open_[0]}" if open_ else ""


def _back(sheet: Sheet, applied: Applied) -> None:
    lasting = {step.number for step in applied.plan.steps if step.change.inverse() is None}
    if applied.journal and set(_with_end(applied, "done", "unsure")) - lasting:
        verb = "to redo:     " if applied.plan.undoes else "to take back:"
        sheet.whole(f"{verb} rootward undo {shlex.quote(safe(applied.journal))}")


def _with_end(applied: Applied, *ends: StepEnd) -> list[int]:
    return [one.number for one in applied.outcomes if one.end in ends]
