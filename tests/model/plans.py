"""Literal plans and journals for tests: a test says what differs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st

from rootward.model.baseline import Baseline
from rootward.model.change import AccessKeyChange, Change
from rootward.model.journal import Closed, Ending, Entry, Intent, Journal, Opened, Outcome, Result
from rootward.model.plan import Gap, GuidedStep, Plan, PlannedAccount, Step, Withheld, sealed
from tests.checks.facts import ACCOUNT, NOW, arn
from tests.model.change.changes import changes

CALLER = arn("user", "admin")


def after(minutes: float) -> datetime:
    """The moment so many minutes after NOW."""
    return NOW + timedelta(minutes=minutes)


def switched_off(key_id: str, owner: str = "ann", **fields: Any) -> AccessKeyChange:
    """An active access key, switched off."""
    made = {"user": owner, "user_arn": arn("user", owner), "key_id": key_id, "before": "Active", "after": "Inactive"}
    return AccessKeyChange(**{**made, **fields})


def steps(*made: Change) -> tuple[Step, ...]:
    """The changes as steps, one a stage."""
    return tuple(
        Step(number=number, stage=number, change=change, risk=change.risk)
        for number, change in enumerate(made, start=1)
    )


def plan(*made: Change, **fields: Any) -> Plan:
    """A sealed plan of those changes, made at NOW and good for a day."""
    whole: dict[str, Any] = {
        "rootward": "0.1.0",
        "made_at": NOW,
        "expires_at": NOW + timedelta(hours=24),
        "account": PlannedAccount(id=ACCOUNT, alias="acme", partition="aws", caller=CALLER),
        "baseline": Baseline(),
        "checks": ("access-key-unused",),
        "score_before": 40,
        "score_after": 60,
        "steps": steps(*made),
    }
    return sealed(Plan(**{**whole, **fields}))


def opened(made: Plan | None = None, **fields: Any) -> Opened:
    """The first line of a journal; without a plan: of one that switches two keys off."""
    made = made or plan(switched_off("key-1"), switched_off("key-2"))
    return Opened(**{"at": NOW, "caller": CALLER, "plan": made, **fields})


def journal(*entries: Entry, of: Opened | None = None, **fields: Any) -> Journal:
    """A journal of those entries."""
    return Journal(**{"id": "20260131T120000Z-0000abcd", "opened": of or opened(), "entries": entries, **fields})


def intent(step: int, at: datetime = NOW) -> Intent:
    """A step is about to be made."""
    return Intent(at=at, step=step)


def result(step: int, outcome: Outcome = "done", at: datetime = NOW, detail: str = "") -> Result:
    """What came of a step."""
    return Result(at=at, step=step, outcome=outcome, detail=detail)


def closed(ending: Ending = "complete", at: datetime = NOW, detail: str = "") -> Closed:
    """A run ended."""
    return Closed(at=at, ending=ending, detail=detail)


def every_plan() -> st.SearchStrategy[Plan]:
    """Plans of every kind of change, with guided steps and gaps withheld."""
    return st.builds(
        lambda made, fields: plan(*made, **fields),
        st.lists(changes(), max_size=4),
        st.fixed_dictionaries(
            {
                "score_before": st.none() | st.integers(0, 100),
                "undoes": st.sampled_from((None, "20260130T090000Z-0000abcd")),
                "guided": st.sampled_from(((), (_GUIDED,))),
                "withheld": st.sampled_from(((), (_WITHHELD,))),
            }
        ),
    )


_GAP = Gap("root-mfa-missing", f"arn:aws:iam::{ACCOUNT}:root")
_GUIDED = GuidedStep(number=9, gap=_GAP, severity="critical", message="root has no MFA", instruction="click")
_WITHHELD = Withheld(gap=_GAP, reason="nobody else can administer the account", by="lockout")

_details = st.sampled_from(("", "AWS refused: no such entity", "a\nb", "\N{LINE SEPARATOR}", 'q"uote', "ü"))


@st.composite
def every_journal(draw: st.DrawFn) -> Journal:
    """Journals of runs of up to four steps: done, failed, cut off anywhere, taken up again."""
    made = draw(every_plan().filter(lambda made: bool(made.steps)))
    left_out = draw(st.sampled_from(((), (made.steps[-1].number,)))) if len(made.steps) > 1 else ()
    first = opened(made, left_out=left_out)
    numbers = [step.number for step in made.steps if step.number not in left_out]
    entries = draw(st.lists(_entries(numbers), max_size=8))
    return journal(*entries, of=first)


def _entries(numbers: list[int]) -> st.SearchStrategy[Entry]:
    which, moment = st.sampled_from(numbers), st.integers(0, 600).map(after)
    outcomes: st.SearchStrategy[Outcome] = st.sampled_from(("done", "failed", "unsure"))
    endings: st.SearchStrategy[Ending] = st.sampled_from(("complete", "stopped", "interrupted"))
    return st.one_of(
        st.builds(Intent, at=moment, step=which),
        st.builds(Result, at=moment, step=which, outcome=outcomes, detail=_details),
        st.builds(Closed, at=moment, ending=endings, detail=_details),
    )


def lines(made: Journal) -> Iterator[bytes]:
    """The journal's lines as they are on disk."""
    yield msgspec.json.encode(made.opened) + b"\n"
    for entry in made.entries:
        yield msgspec.json.encode(entry) + b"\n"
