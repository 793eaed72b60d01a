"""Ask a check's remedy what it proposes for its failing findings, and make what it proposes."""

from __future__ import annotations

from typing import Any

from rootward.checks.check import Check
from rootward.checks.registry import BY_ID
from rootward.checks.remedy import Guidance, Proposal, Proposed, Refused, Remedy
from rootward.engine.judging import judge
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import BucketChange, BucketPolicyChange, Change
from rootward.model.finding import Finding
from rootward.model.journal import History


def remedy(check: Check | str) -> Remedy:
    """The check's remedy."""
    found = (BY_ID[check] if isinstance(check, str) else check).remedy
    assert found is not None
    return found


def failing(check: str, account: Account, **thresholds: Any) -> tuple[Finding, ...]:
    """The failing findings of the check."""
    found = judge(account, (BY_ID[check],), Baseline(**thresholds))
    return tuple(one for one in found if one.status == "fail")


def a_finding(check: str, resource: str) -> Finding:
    """A failing finding of the check, whatever its judge says."""
    return Finding(
        check=check, practice=BY_ID[check].practice, severity="low", status="fail", resource=resource, message=""
    )


def proposed(
    check: str, account: Account, *, finding: Finding | None = None, **thresholds: Any
) -> tuple[Proposed, ...]:
    """All that is proposed for the failing findings of the check (or for this one), in order, each thing once."""
    several = failing(check, account, **thresholds) if finding is None else (finding,)
    assert several, f"{check} finds nothing here"
    asked = remedy(check)
    answers = [tuple(asked.propose(one, account, Baseline(**thresholds))) for one in several]
    assert all(answers), f"{check} has no answer to its own finding"
    return tuple(dict.fromkeys(one for answer in answers for one in answer))


def proposal(check: str, account: Account, **asked: Any) -> Proposal:
    """The one proposal."""
    (only,) = proposed(check, account, **asked)
    assert isinstance(only, Proposal), only
    return only


def refusal(check: str, account: Account, **asked: Any) -> Refused:
    """The one refusal."""
    (only,) = proposed(check, account, **asked)
    assert isinstance(only, Refused), only
    return only


def guidance(check: str, account: Account, **asked: Any) -> Guidance:
    """The one thing that people have to do."""
    (only,) = proposed(check, account, **asked)
    assert isinstance(only, Guidance), only
    return only


def later(check: str, account: Account, history: History, **thresholds: Any) -> tuple[Proposal, ...]:
    """What follows of earlier runs when time has passed."""
    asked = remedy(check).later
    assert asked is not None
    return tuple(asked(history, account, Baseline(**thresholds)))


def changes(made: Proposed) -> tuple[Change, ...]:
    """All changes of the proposal, in order."""
    assert isinstance(made, Proposal), made
    return tuple(change for batch in made.batches for change in batch)


def applied(made: Proposed, account: Account) -> Account:
    """The account once every change is made, each of which finds what it was planned for."""
    for change in changes(made):
        seen = change.state(account)
        assert _tells(seen, change, change.before), f"{change} finds {seen}"
        account = change.effect(account)
        assert _tells(change.state(account), change, change.after), change
    return account


def _tells(seen: object, change: Change, wanted: object) -> bool:
    """Whether the state is the one that is wanted; no fact of an account holds its buckets."""
    return isinstance(change, BucketChange | BucketPolicyChange) or change.agrees(seen, wanted)


def undone(made: Proposed, account: Account) -> Account:
    """The account once every change that can be is taken back, last one first."""
    for change in reversed(changes(made)):
        inverse = change.inverse()
        assert inverse is not None or change.stays or change.risk == "irreversible", change
        account = account if inverse is None else inverse.effect(account)
    return account
