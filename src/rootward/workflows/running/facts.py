"""The facts that a run of a plan rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from rootward.checks.check import Check
from rootward.checks.registry import BY_ID
from rootward.errors import IncompleteError
from rootward.model.account import DEEP_FACTS, Account
from rootward.model.change import RootCredentialChange, UserCredentialChange
from rootward.model.plan import Plan
from rootward.model.unknown import Blocked, Unknown
from rootward.workflows.audit import facts_of

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession
    from rootward.workflows.source import Progress

GUARD_FACTS = (
    "identities",
    "organization",
    "credential_report",
    "virtual_mfa_devices",
    "saml_providers",
    "oidc_providers",
    "access_keys",
)
"""What the lockout guard asks: who has power, and who has a way in."""


def facts_to_plan(checks: Iterable[Check]) -> tuple[str, ...]:
    """What the checks and their remedies read, access keys by their ids, what the guard asks, and a report's head."""
    asked = tuple(checks)
    return tuple(dict.fromkeys((*facts_of(asked), *_of_remedies(asked), *GUARD_FACTS)))


def _of_remedies(checks: Iterable[Check]) -> Iterator[str]:
    for check in checks:
        yield from () if check.remedy is None else check.remedy.facts


def facts_to_prove(checks: Iterable[Check]) -> tuple[str, ...]:
    """What the checks read, and what the guard asks: no more, for a run stops where any of it is denied."""
    wanted = (fact for check in checks for fact in check.facts if fact not in DEEP_FACTS)
    return tuple(dict.fromkeys((*wanted, *GUARD_FACTS)))


def checks_of(plan: Plan) -> tuple[Check, ...]:
    """The checks whose gaps the plan's steps close."""
    closed = {gap.check for step in plan.steps for gap in step.closes}
    return tuple(check for check_id, check in BY_ID.items() if check_id in closed)


def facts_to_run(plan: Plan) -> tuple[str, ...]:
    """What proves that the plan's gaps are closed, SSH keys included where it changes one, and what the guard asks.

    Of a change of root's keys the guard asks whether root has a password.
    """
    changes = [step.change for step in plan.steps]
    kinds = {change.credential for change in changes if isinstance(change, UserCredentialChange)}
    deep = ("ssh_public_keys",) if "ssh-public-key" in kinds else ()
    of_root = ("summary",) if any(isinstance(change, RootCredentialChange) for change in changes) else ()
    return tuple(dict.fromkeys((*facts_to_prove(checks_of(plan)), *deep, *of_root)))


def collected(
    session: AwsSession, facts: tuple[str, ...], progress: Progress, seconds: float, *, deep: bool = False
) -> Account:
    """The account with these facts. `deep`: what is otherwise read of a few identities is read of all."""
    from rootward.workflows.collect import collect_account
    from rootward.workflows.leaked_keys import with_leaked_keys
    from rootward.workflows.this_machine import with_this_machine

    account = collect_account(session, facts, deep=deep, deadline_seconds=seconds, progress=progress)
    return with_this_machine(with_leaked_keys(session, account, facts, seconds), facts)


def refuse_unread(account: Account, facts: Iterable[str]) -> None:
    """Raise IncompleteError where a fact, a region's or a thing's part of one, or a policy's document was not read.

    That is: denied, or failed. What a service control policy blocks in a region is known to be blocked.

    Nothing could be proved then, neither that a gap is closed nor that nobody is locked out.
    """
    for name, unread in _unread(account, facts):
        if unread.reason in {"denied", "failed"}:
            raise IncompleteError(
                f"this run changed nothing: {name} could not be read, so no change could be proved: {unread.detail}",
                advice=f"allow {unread.action}: rootward permissions --command apply" if unread.action else "try again",
            )


_IN_PARTS = frozenset({"analyzers", "trails", "event_rules", "log_alarms", "topics"})
"""Facts that are read region by region or thing by thing, of which some may be known and others not."""


def _within(value: object) -> Iterator[object]:
    """The value, and all that is in it."""
    yield value
    if isinstance(value, tuple):
        for one in value:
            yield from _within(one)
    elif isinstance(value, msgspec.Struct) and not isinstance(value, Unknown | Blocked):
        for name in value.__struct_fields__:
            yield from _within(getattr(value, name))


def _unread(account: Account, facts: Iterable[str]) -> Iterator[tuple[str, Unknown]]:
    for fact in facts:
        value = getattr(account, fact)
        for unread in _within(value) if fact in _IN_PARTS else (value,):
            if isinstance(unread, Unknown):
                yield fact.replace("_", " "), unread
    if not isinstance(account.identities, Unknown):
        for policy in account.identities.policies:
            if isinstance(policy.document, Unknown):
                yield f"the policy {policy.name}", policy.document
