"""A group of rootward's own that holds one policy and nothing else: the one that is there, or one to be made."""

from __future__ import annotations

from itertools import count

import msgspec

from rootward.checks.quota import GROUPS_OF_AN_ACCOUNT
from rootward.model.account import Account
from rootward.model.change import Change, GroupChange, IdentityRef, InlinePolicyChange
from rootward.model.change.inline_policy import canonical
from rootward.model.identity import Group, Identities
from rootward.model.unknown import Unknown


class OwnGroup(msgspec.Struct, frozen=True, kw_only=True):
    """The group that users join."""

    name: str
    arn: str
    exists: bool
    is_ready: bool
    """Whether it holds the policy, and nothing else."""
    document: str
    room: bool
    """Whether it is there, or the account may have one more."""

    def made_ready(self, policy: str) -> tuple[tuple[Change, ...], ...]:
        """The batches that come before anybody joins. `policy`: the name that its policy gets."""
        batches: list[tuple[Change, ...]] = []
        if not self.exists:
            batches.append((GroupChange(name=self.name, arn=self.arn, before=False, after=True),))
        if not self.is_ready:
            holder = IdentityRef("group", self.name, self.arn)
            batches.append((InlinePolicyChange(holder=holder, name=policy, before=None, after=self.document),))
        return tuple(batches)


def own_group(account: Account, base: str, document: str) -> OwnGroup:
    """The group that holds exactly the policy; else a new one, or an empty one of the name where a run was cut short.

    A group of the name that holds or binds anything else is left as it is, and the next free name is taken: its members
    were not asked about, and to wait until somebody renames it would leave everybody as they are.
    """
    found = Identities() if isinstance(account.identities, Unknown) else account.identities
    ready = [group for group in found.groups if holds_just(group, document)]
    if ready:
        group = min(ready, key=lambda one: (one.name != base, one.name))
    else:
        names = (base if number == 1 else f"{base}-{number}" for number in count(1))
        name = next(name for name in names if _is_free(found, name))
        group = _named(found, name) or Group(name=name, arn=f"arn:{account.partition}:iam::{account.id}:group/{name}")
    exists = _named(found, group.name) is not None
    return OwnGroup(
        name=group.name,
        arn=group.arn,
        exists=exists,
        is_ready=bool(ready),
        document=document,
        room=exists or len(found.groups) < GROUPS_OF_AN_ACCOUNT,
    )


def holds_just(group: Group, document: str) -> bool:
    """Whether the group holds that policy, and no other."""
    own = group.inline_policies
    return not group.attached_policies and len(own) == 1 and canonical(own[0].document) == canonical(document)


def _named(found: Identities, name: str) -> Group | None:
    return next((group for group in found.groups if group.name.lower() == name.lower()), None)


def _is_free(found: Identities, name: str) -> bool:
    present = _named(found, name)
    if present is None:
        return True
    has_members = any(present.name in user.groups for user in found.users)
    return not (has_members or present.attached_policies or present.inline_policies)
