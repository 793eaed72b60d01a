"""What the checks of power have in common: an evaluator that works, and what of an answer was not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rootward.checks.authority import Authority, authority
from rootward.iam_policy.administrators import Administrator
from rootward.iam_policy.canary import canary
from rootward.iam_policy.policy import Unread
from rootward.iam_policy.powers import Held, Holder
from rootward.model.account import Account
from rootward.model.identity import ManagedPolicy
from rootward.model.unknown import Unknown


def broken_evaluator() -> Unknown | None:
    """What is broken in the evaluator of policies: then nothing is proved. None: it works."""
    line = canary()
    return None if line is None else Unknown("failed", detail=line)


def proven_authority(account: Account) -> Authority | Unknown:
    """Who has which power over the account; Unknown where the identities were not read, or the evaluator is broken."""
    if isinstance(account.identities, Unknown):
        return account.identities
    return broken_evaluator() or authority(account)


def surely_administers(account: Account, arn: str) -> bool:
    """Whether the user is an administrator, before service control policies; no, where that is not known."""
    power = proven_authority(account)
    administrator = None if isinstance(power, Unknown) else power.before_scps.administrator_by_arn.get(arn)
    return administrator is not None and administrator.is_proved


def in_order(administrators: Iterable[Administrator]) -> list[Administrator]:
    """Users by name, then roles by name: AWS's order says nothing."""
    return sorted(administrators, key=lambda one: (one.holder.kind != "user", one.holder.name, one.holder.arn))


def unread_policies(account: Account, holders: Iterable[Holder]) -> tuple[Unknown, ...]:
    """Why policies of the holders could not be read, each reason once."""
    known = () if isinstance(account.identities, Unknown) else account.identities.policies
    unread = {held.name: held for holder in holders for held in _of(holder) if isinstance(held.ready, Unread)}
    return tuple(dict.fromkeys(_why(known, unread[name]) for name in sorted(unread)))


def _of(holder: Holder) -> Iterator[Held]:
    yield from holder.held
    yield from (each for each in (holder.boundary, holder.trust) if each is not None)


def _why(known: tuple[ManagedPolicy, ...], held: Held) -> Unknown:
    document = next((one.document for one in known if one.arn == held.name), None)
    if isinstance(document, Unknown):
        return document
    return Unknown("failed", detail=f"{held.name} cannot be read: {held.problem}")
