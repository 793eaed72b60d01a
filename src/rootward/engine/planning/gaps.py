"""What is proposed for every gap of an account: changes, steps for people, and what is held back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import msgspec

from rootward.checks.check import Check
from rootward.checks.remedy import Guidance, Proposal, Proposed, Refused
from rootward.engine.planning.blueprint import wishes
from rootward.engine.planning.draft import Asked
from rootward.engine.planning.enrolling import ways_to_enrol
from rootward.engine.planning.ownership import owners
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.blueprint import Blueprint
from rootward.model.finding import SEVERITIES, Finding
from rootward.model.journal import History
from rootward.model.plan import Gap, GuidedStep, Withheld

Answer = Asked | GuidedStep | Withheld


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed, each thing once."""

    asked: tuple[Asked, ...]
    guided: tuple[GuidedStep, ...]
    """Worst first; their numbers come with the plan."""
    withheld: tuple[Withheld, ...]

    def joined(self, other: Answers) -> Answers:
        """These and the others, which take the place of a step for people about the same gap."""
        replaced = {step.gap for step in other.guided} | {one.gap for one in other.asked}
        kept = tuple(step for step in self.guided if step.gap not in replaced)
        return Answers(
            asked=(*other.asked, *self.asked),
            guided=(*other.guided, *kept),
            withheld=(*other.withheld, *self.withheld),
        )


def wanted(
    account: Account,
    blueprint: Blueprint,
    findings: Iterable[Finding],
    baseline: Baseline = Baseline(),  # noqa: B008 - frozen
) -> Answers:
    """What is proposed for what somebody wants the account to have."""
    by_gap = {(finding.check, finding.resource): finding for finding in findings if finding.status == "fail"}
    found: dict[Answer, None] = {}
    enrolling = ways_to_enrol(account, baseline) if blueprint.lets_enrol else ()
    for wish in (*wishes(account, blueprint), *enrolling):
        failing = by_gap.get((wish.gap.check, wish.gap.resource))
        if not isinstance(wish.answer, Guidance):
            if failing is not None or not wish.while_open:
                found.update(dict.fromkeys(_of_changes(wish.gap, wish.answer)))
        elif failing is not None:
            found[_guided(wish.gap, failing, wish.answer.instruction)] = None
    return Answers(
        asked=tuple(one for one in found if isinstance(one, Asked)),
        guided=tuple(one for one in found if isinstance(one, GuidedStep)),
        withheld=tuple(one for one in found if isinstance(one, Withheld)),
    )


def left_for_people(
    before: Iterable[Finding], after: Iterable[Finding], checks: Iterable[Check]
) -> Iterator[GuidedStep]:
    """Steps for people about gaps that are there once all changes are made, and were not before: a new user's MFA."""
    known = {(finding.check, finding.resource) for finding in before if finding.status == "fail"}
    by_id = {check.id: check for check in checks}
    for finding in after:
        if finding.status == "fail" and finding.fix == "guided" and (finding.check, finding.resource) not in known:
            gap = Gap(check=finding.check, resource=finding.resource)
            yield _guided(gap, finding, by_id[finding.check].next_step)


def answers(
    findings: Iterable[Finding], account: Account, checks: Iterable[Check], baseline: Baseline, history: History
) -> Answers:
    """What the remedies of the checks say of the failing findings, and what earlier runs left to be done later.

    What could not be judged because a read was denied or failed may be a gap that a remedy closes: it is withheld.
    """
    listed = tuple(checks)
    by_id = {check.id: check for check in listed}
    later: dict[Answer, None] = {}
    for check in listed:
        later.update(dict.fromkeys(_later(check, account, baseline, history)))
    due = {answer.gap for answer in later}
    found: dict[Answer, None] = {}
    for finding in findings:
        if finding.status == "fail":
            found.update(dict.fromkeys(_of_finding(finding, by_id[finding.check], account, baseline, due)))
        elif finding.unknown_because in {"denied", "failed"} and by_id[finding.check].remedy is not None:
            gap = Gap(check=finding.check, resource=finding.resource)
            found.update(dict.fromkeys([Withheld(gap=gap, reason=finding.message, by="facts")]))
    found.update(later)
    guided: dict[tuple[Gap, str], GuidedStep] = {}
    for one in found:
        if isinstance(one, GuidedStep):  # what several findings of a check ask people to do, they do once
            guided.setdefault((one.gap, one.instruction), one)
    return Answers(
        asked=tuple(one for one in found if isinstance(one, Asked)),
        guided=tuple(sorted(guided.values(), key=lambda one: SEVERITIES.index(one.severity))),
        withheld=tuple(one for one in found if isinstance(one, Withheld)),
    )


def _of_finding(
    finding: Finding, check: Check, account: Account, baseline: Baseline, due: Collection[Gap]
) -> Iterator[Answer]:
    """What the remedy says. `due`: the gaps of which enough time has passed, if time alone stood against it."""
    gap = Gap(check=finding.check, resource=finding.resource)
    if check.remedy is not None:
        for proposed in check.remedy.propose(finding, account, baseline):
            if not (isinstance(proposed, Refused) and proposed.waits and gap in due):
                yield from _answered(gap, finding, proposed)
    elif finding.fix != "none":  # nobody can by a call, or this version cannot yet
        yield _guided(gap, finding, check.next_step)


def _answered(gap: Gap, finding: Finding, proposed: Proposed) -> Iterator[Answer]:
    if isinstance(proposed, Guidance):
        yield _guided(gap, finding, proposed.instruction)
    else:
        yield from _of_changes(gap, proposed)


def _of_changes(gap: Gap, proposed: Proposal | Refused) -> Iterator[Answer]:
    if isinstance(proposed, Proposal):
        yield from _unowned(gap, proposed)
    else:
        yield Withheld(gap=gap, reason=proposed.reason, by="facts" if proposed.lacks_facts else "guard")


def _later(check: Check, account: Account, baseline: Baseline, history: History) -> Iterator[Answer]:
    if check.remedy is None or check.remedy.later is None:
        return
    for proposal in check.remedy.later(history, account, baseline):
        yield from _unowned(Gap(check=check.id, resource=proposal.batches[0][0].resource), proposal)


def _unowned(gap: Gap, proposal: Proposal) -> Iterator[Answer]:
    """The proposal, unless it would change what AWS or a platform keeps."""
    reasons = owners(change for batch in proposal.batches for change in batch)
    for reason in reasons:
        yield Withheld(gap=gap, reason=reason, by="guard")
    if not reasons:
        yield Asked(gap, proposal)


def _guided(gap: Gap, finding: Finding, instruction: str) -> GuidedStep:
    return GuidedStep(number=0, gap=gap, severity=finding.severity, message=finding.message, instruction=instruction)
