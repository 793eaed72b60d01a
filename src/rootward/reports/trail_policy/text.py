"""A proposed policy for people at a terminal: the documents, to be copied, and what is to be known of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from rootward.model.used_actions import Proposal, ProposedAction, UnmappedCall, UsedAction
from rootward.reports.evidence import minute, told
from rootward.reports.scan.words import several
from rootward.reports.sheet import Sheet
from rootward.reports.trail.words import span

_MOST = 30
_MOST_UNREAD = 20
_INDENT = "  "

_OTHERS = {
    "root": "Root needs no policy. This is for the role that is to do this in its place.",
    "service": "A service of AWS needs no policy of yours; what it did is told for its own sake.",
    "other": "This is neither a user nor a role of which the log tells the ARN: see to whom the policy belongs.",
}

_NEVER_RECORDED = (
    "CloudTrail does not record that a role was passed to a service: iam:PassRole is taken from the calls that named "
    "one, as far as it is known which do."
)

_DELIVERIES = (
    "How often is counted by deliveries: CloudTrail may deliver an event twice, and log files count it twice, a set of "
    "'trail ingest' once. The actions are the same."
)


def render(proposal: Proposal, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Plain text, or with ANSI colours. The documents are JSON in ASCII, never wrapped."""
    sheet = Sheet(width, color=color, unicode=unicode)
    sheet.add(told(proposal.principal), lead="Principal ", label="plain")
    sheet.add(span(proposal.since, proposal.until), lead="The log   ", label="plain")
    sheet.add(_used(proposal), lead="Used      ", label="plain")
    if proposal.kind in _OTHERS:
        sheet.add(_OTHERS[proposal.kind], lead="Note      ", label="plain")
    _documents(sheet, proposal)
    _permissions(sheet, proposal.actions)
    _narrower(sheet, proposal.actions)
    _untold(sheet, proposal)
    _unread(sheet, proposal)
    return sheet.text()


def summary(proposal: Proposal) -> str:
    """One line."""
    documents = several(len(proposal.documents), "policy document")
    return f"{documents} for {_used(proposal)} by {told(proposal.principal)}"


def _used(proposal: Proposal) -> str:
    services = {one.action.partition(":")[0] for one in proposal.actions}
    return f"{several(len(proposal.actions), 'action')} of {several(len(services), 'service')}"


def _documents(sheet: Sheet, proposal: Proposal) -> None:
    count = len(proposal.documents)
    if not count:
        sheet.blank()
        sheet.add("It used nothing that a policy would have to allow.")
        return
    if count > 1:
        sheet.blank()
        sheet.add(f"One document would be too long for AWS (6,144 characters): attach all {count}.")
    for number, document in enumerate(proposal.documents, 1):
        sheet.heading("Policy" if count == 1 else f"Policy {number} of {count}")
        sheet.whole(json.dumps(document, indent=2))


def _permissions(sheet: Sheet, allowed: Sequence[ProposedAction]) -> None:
    marked = [one for one in allowed if one.is_of_permissions]
    if marked:
        sheet.heading(f"Changes who may do what: {len(marked)}")
        _listed(sheet, (f"{one.action} ({_times(one.count)}, last {minute(one.last)})" for one in marked), "high")
        sheet.add("Whoever has these may give itself more. Keep them for whoever administers.", lead=_INDENT)


def _narrower(sheet: Sheet, allowed: Sequence[ProposedAction]) -> None:
    wide = [one for one in allowed if one.narrow]
    if wide:
        sheet.heading(f"Could be allowed on less than everything: {len(wide)}")
        sheet.add(", ".join(one.action for one in wide), lead=_INDENT)
        sheet.add(
            "AWS lets a policy name resources for these. The log did not name them at each use, or too many: put the "
            'ARNs in the place of "*".',
            lead=_INDENT,
        )


def _untold(sheet: Sheet, proposal: Proposal) -> None:
    if proposal.denied:
        sheet.heading(f"Refused, and not in the policy for that: {len(proposal.denied)}")
        _listed(sheet, map(_counted, proposal.denied), "medium")
    if proposal.undecided:
        sheet.heading(f"Throttled or not signed, so neither allowed nor refused: {len(proposal.undecided)}")
        _listed(sheet, map(_counted, proposal.undecided), "low")
    if proposal.unmapped:
        sheet.heading(f"Not in the policy, since their IAM action is not known: {len(proposal.unmapped)}")
        _listed(sheet, map(_unmapped, proposal.unmapped), "medium")
    sheet.heading("What the log cannot tell")
    if proposal.without_data_events:
        sheet.add(
            "It holds no data events of " + ", ".join(proposal.without_data_events) + ": whether it read or wrote "
            "what lies in them (s3:GetObject, lambda:InvokeFunction, dynamodb:GetItem and the like) cannot be known.",
            lead=_INDENT,
        )
    sheet.add(_NEVER_RECORDED, lead=_INDENT)
    sheet.add(_DELIVERIES, lead=_INDENT)
    sheet.add("What is done once a quarter, or in an emergency, may lie outside of the log.", lead=_INDENT)


def _unread(sheet: Sheet, proposal: Proposal) -> None:
    if proposal.unread:
        sheet.heading(f"Not read: {len(proposal.unread):,}")
        _listed(sheet, (f"{told(one.path)}: {told(one.reason)}" for one in proposal.unread), "medium", _MOST_UNREAD)


def _listed(sheet: Sheet, lines: Iterable[str], style: str, most: int = _MOST) -> None:
    every = list(lines)
    for line in every[:most]:
        sheet.add(line, lead=_INDENT, style=style)
    if len(every) > most:
        sheet.add(f"and {len(every) - most:,} more: --format json has all", lead=_INDENT, style="label")


def _counted(one: UsedAction) -> str:
    return f"{one.action} ({_times(one.count)}, last {minute(one.last)})"


def _unmapped(one: UnmappedCall) -> str:
    return f"{told(one.name)} of {told(one.source)} ({_times(one.count)}): {told(one.reason)}"


def _times(count: int) -> str:
    return several(count, "time")
