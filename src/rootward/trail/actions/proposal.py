"""The identity policy that would have been enough for what a principal did.

It allows the actions that were used, and no other. An action all of whose uses named what they were about is allowed on
that alone, unless a name of it looks like a secret; any other is allowed on everything.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from rootward import __version__
from rootward.iam_policy import actions
from rootward.model.scan import Unread
from rootward.model.secret_text import masked
from rootward.model.used_actions import PrincipalUse, Proposal, ProposedAction, UsedAction, UsedActions
from rootward.trail.actions.narrowing import can_narrow

LONGEST = 6144
"""Characters of a managed policy, white space left out.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

_VERSION = "2012-10-17"
_EVERYTHING = ("*",)

Statement = dict[str, Any]


def propose(use: PrincipalUse, log: UsedActions, unread: tuple[Unread, ...] = ()) -> Proposal:
    """The proposal for one of the principals of a log."""
    allowed = tuple(_allowed(one) for one in use.used)
    return Proposal(
        rootward=__version__,
        principal=use.principal,
        kind=use.kind,
        since=log.since,
        until=log.until,
        documents=documents(allowed),
        actions=allowed,
        denied=use.denied,
        undecided=use.undecided,
        unmapped=use.unmapped,
        without_data_events=log.without_data_events,
        unread=unread,
    )


def documents(allowed: Sequence[ProposedAction]) -> tuple[dict[str, Any], ...]:
    """Policy documents that together allow these, each short enough for AWS."""
    found: list[list[Statement]] = []
    for statement in _statements(allowed):
        if found and _length([*found[-1], statement]) <= LONGEST:
            found[-1].append(statement)
        else:
            found.append([statement])
    return tuple(_document(statements) for statements in found)


def _allowed(one: UsedAction) -> ProposedAction:
    found = actions.find(one.action)
    named = () if any(masked(arn) != arn for arn in one.resources) else one.resources
    return ProposedAction(
        action=one.action,
        count=one.count,
        last=one.last,
        access_level=found.access_level if found is not None else "",
        resources=named or _EVERYTHING,
        narrow=not named and can_narrow(one.action),
    )


def _statements(allowed: Sequence[ProposedAction]) -> Iterator[Statement]:
    """A statement for each service and each set of resources, none longer than a document may be."""
    grouped: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for one in allowed:
        grouped[one.action.partition(":")[0], one.resources].append(one.action)
    for (_, resources), names in sorted(grouped.items()):
        yield from _short(sorted(names), list(resources))


def _short(names: list[str], resources: list[str]) -> Iterator[Statement]:
    """The statement, or several where it is too long: the same for a part of its actions, or of its resources."""
    statement = {"Effect": "Allow", "Action": names, "Resource": "*" if resources == ["*"] else resources}
    if _length([statement]) <= LONGEST:
        yield statement
    elif len(names) > 1:
        half = len(names) // 2
        yield from _short(names[:half], resources)
        yield from _short(names[half:], resources)
    else:
        half = len(resources) // 2
        yield from _short(names, resources[:half])
        yield from _short(names, resources[half:])


def _document(statements: list[Statement]) -> dict[str, Any]:
    return {"Version": _VERSION, "Statement": statements}


def _length(statements: list[Statement]) -> int:
    return len(json.dumps(_document(statements), separators=(",", ":")))
