"""Facts and findings in, a plan out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import count
from types import MappingProxyType

import msgspec

from rootward.checks.check import Check
from rootward.checks.remedy import Proposal
from rootward.engine import auditing
from rootward.engine.lockout import Caller, Guard, Refusal, Unproven
from rootward.engine.planning.denial import binds
from rootward.engine.planning.draft import Asked, ContradictionError, Drafted, Target, drafted, in_stages
from rootward.engine.planning.gaps import answers, left_for_people, wanted
from rootward.engine.planning.ownership import owned
from rootward.engine.planning.room import without_room
from rootward.model.account import Account
from rootward.model.audit import Audit
from rootward.model.baseline import Baseline
from rootward.model.blueprint import Blueprint
from rootward.model.change import Change, Risk
from rootward.model.journal import History
from rootward.model.plan import PLAN_HOURS, Gap, GuidedStep, Plan, PlannedAccount, Step, Withheld, sealed

NOTHING: Mapping[Target, str] = MappingProxyType({})
"""Nothing speaks against any change."""


def make_plan(
    account: Account,
    checks: Iterable[Check],
    baseline: Baseline,
    *,
    caller: Caller,
    history: History = History(),  # noqa: B008 - frozen
    blueprint: Blueprint | None = None,
    objections: Mapping[Target, str] = NOTHING,
    version: str,
) -> Plan:
    """The plan that closes the gaps that the checks find, and makes what the blueprint wants.

    The same arguments give the same plan, to the byte. `objections`: what speaks against changes of these targets by a
    live look, whatever the facts say; what needs them is withheld.

    What the lockout guard refuses is withheld, proposal by proposal; the rest stands. Then the account is asked again
    as it will be, for all that is not in the plan yet, and so on until nothing is added: whoever has an old credential
    that the plan switches off can be bound to MFA after that.
    """
    asked_checks = tuple(checks)

    def audited(facts: Account) -> Audit:
        return auditing.audit(facts, asked_checks, baseline, version=version)

    audit = audited(account)
    answered = answers(audit.findings, account, asked_checks, baseline, history)
    if blueprint is not None:
        answered = answered.joined(wanted(account, blueprint, audit.findings, baseline))
    admitted = _Admission(Guard(baseline, caller), account)
    asked_again: set[Gap] = set()
    held: dict[Gap, Withheld] = {}
    several, later = _unopposed(answered.asked, objections, held), audit
    for number in count(2):
        if not admitted.takes(several):
            break
        then = _after_all(account, admitted.reversible)
        later = audited(then)
        more = answers(later.findings, then, asked_checks, baseline, history).asked
        taken = admitted.gaps
        left = (msgspec.structs.replace(one, round=number) for one in more if one.gap not in taken)
        several = _unopposed(left, objections, held)
        asked_again |= {one.gap for one in several}
    if len(admitted.reversible) < len(admitted.drafted):
        later = audited(_after_all(account, admitted.drafted))
    undoable = len(admitted.reversible)
    guided = (
        *(step for step in answered.guided if _remains(step.gap, later)),
        *left_for_people(audit.findings, later.findings, asked_checks),
    )
    return sealed(
        Plan(
            rootward=version,
            made_at=account.taken_at,
            expires_at=account.taken_at + timedelta(hours=PLAN_HOURS),
            account=planned_account(account),
            baseline=baseline,
            checks=tuple(check.id for check in asked_checks),
            score_before=audit.summary.score,
            score_after=later.summary.score,
            live_proof=admitted.unproven,
            steps=_steps(account, admitted.drafted, undoable, len(guided)),
            guided=_after(undoable, guided),
            withheld=(
                *(one for one in answered.withheld if one.gap not in asked_again | held.keys()),
                *held.values(),
                *admitted.withheld,
            ),
        )
    )


def plan_of(
    account: Account, proposals: Iterable[Proposal], baseline: Baseline, *, caller: Caller, version: str
) -> Plan:
    """The plan of what somebody asked for, and of nothing that a check would: it closes no gap.

    What the lockout guard refuses, and what AWS or a platform owns, is withheld, proposal by proposal; the rest stands.
    """
    admitted = _Admission(Guard(baseline, caller), account)
    withheld: list[Withheld] = []
    several: list[Asked] = []
    for proposal in proposals:
        changes = [change for batch in proposal.batches for change in batch]
        gap = Gap(check="", resource=changes[0].resource)
        if whose := owned(changes):
            withheld.append(Withheld(gap=gap, reason=whose, by="guard"))
        else:
            several.append(Asked(gap, proposal))
    admitted.takes(several)
    steps = _steps(account, admitted.drafted, len(admitted.reversible), 0)
    return sealed(
        Plan(
            rootward=version,
            made_at=account.taken_at,
            expires_at=account.taken_at + timedelta(hours=PLAN_HOURS),
            account=planned_account(account),
            baseline=baseline,
            checks=(),
            score_before=None,
            score_after=None,
            live_proof=admitted.unproven,
            steps=tuple(msgspec.structs.replace(step, closes=()) for step in steps),
            withheld=(*withheld, *admitted.withheld),
        )
    )


def planned_account(account: Account) -> PlannedAccount:
    """The account as its plan names it."""
    return PlannedAccount(
        id=account.id,
        alias=account.alias if isinstance(account.alias, str) else None,
        partition=account.partition,
        caller=account.caller,
        endpoint=account.endpoint,
    )


def _unopposed(
    several: Iterable[Asked], objections: Mapping[Target, str], held: dict[Gap, Withheld]
) -> tuple[Asked, ...]:
    """The proposals against which nothing speaks. The gaps of the others go to `held`, with what does."""
    free: list[Asked] = []
    for asked in several:
        targets = (change.target for batch in asked.proposal.batches for change in batch)
        reason = next((objections[target] for target in targets if target in objections), None)
        if reason is None:
            free.append(asked)
        else:
            held[asked.gap] = Withheld(gap=asked.gap, reason=reason, by="guard")
    return tuple(free)


class _Admission:
    """The proposals that fit together, for which AWS has room, and which lock nobody out."""

    def __init__(self, guard: Guard, account: Account) -> None:
        self._guard = guard
        self._account = account
        self._taken: tuple[Asked, ...] = ()
        self.drafted: tuple[Drafted, ...] = ()
        self.withheld: tuple[Withheld, ...] = ()
        self.unproven = ""
        """Why the lockout guard needs a live proof; empty where it does not."""

    @property
    def reversible(self) -> tuple[Drafted, ...]:
        """The changes before the first that nothing can take back."""
        last = next((place for place, one in enumerate(self.drafted) if one.change.risk == "irreversible"), None)
        return self.drafted[:last]

    @property
    def gaps(self) -> frozenset[Gap]:
        """Those of all that was taken in."""
        return frozenset(asked.gap for asked in self._taken)

    def takes(self, several: Collection[Asked]) -> bool:
        """Whether one more round changes anything: all of it is taken in that can be.

        What gives is asked first: it may be what makes the rest harmless.
        """
        before = len(self._taken)
        again = {asked.gap for asked in several}
        self.withheld = tuple(one for one in self.withheld if one.gap not in again)
        self._admit(sorted(several, key=lambda asked: asked.proposal.restricts))
        return len(self._taken) > before

    def _admit(self, several: Sequence[Asked]) -> None:
        """Take in all that can be. Where not all can, halves are tried, down to the proposal that does not fit."""
        if not several:
            return
        objection = self._objection((*self._taken, *several))
        if objection is None:
            return
        if len(several) == 1:
            self.withheld = (*self.withheld, objection)
            return
        middle = len(several) // 2
        self._admit(several[:middle])
        self._admit(several[middle:])

    def _objection(self, several: tuple[Asked, ...]) -> Withheld | None:
        """Why the proposals cannot be one plan; None where they can, and then they are taken."""
        try:
            made = drafted(several)
        except ContradictionError as error:
            return Withheld(gap=several[-1].gap, reason=str(error), by="guard")
        if full := without_room((one.change for one in made), self._account):
            return Withheld(gap=several[-1].gap, reason=full, by="guard")
        ruling = self._guard.of_plan(self._account, in_stages(made))
        if isinstance(ruling, Refusal):
            return Withheld(gap=several[-1].gap, reason=f"{ruling.reason}; {ruling.advice}", by="lockout")
        self._taken, self.drafted = several, made
        self.unproven = ruling.reason if isinstance(ruling, Unproven) else ""
        return None


def _after_all(account: Account, several: Iterable[Drafted]) -> Account:
    for one in several:
        account = one.change.effect(account)
    return account


def _remains(gap: Gap, later: Audit) -> bool:
    """Whether the gap is there, or may be, once all changes are made: an old key that is switched off is none then."""
    found = (one for one in later.findings if (one.check, one.resource) == (gap.check, gap.resource))
    return any(one.status in {"fail", "unknown"} for one in found)


def _steps(account: Account, several: Iterable[Drafted], undoable: int, guided: int) -> tuple[Step, ...]:
    """The changes as steps. What people do comes between: so many steps."""
    steps: list[Step] = []
    for place, one in enumerate(several, start=1):
        steps.append(
            Step(
                number=place if place <= undoable else place + guided,
                stage=one.stage,
                change=one.change,
                risk=_risk(one.change, account),
                closes=one.closes,
                why=one.why,
            )
        )
        account = one.change.effect(account)
    return tuple(steps)


def _after(undoable: int, guided: Iterable[GuidedStep]) -> tuple[GuidedStep, ...]:
    """The steps for people with their numbers."""
    return tuple(msgspec.structs.replace(step, number=number) for number, step in enumerate(guided, start=undoable + 1))


def _risk(change: Change, account: Account) -> Risk:
    """How much it may hurt, people who are bound by it included."""
    return "disruptive" if change.risk == "safe" and binds(change, account) else change.risk
