"""Who signs in without an MFA device, and whether they may register one; who may not is let, by a group.

The group only gives, and only until there is a device: its members may register one without MFA, so with a stolen key
of somebody who has one a second could be registered, and MFA be had by it. Whoever has a device leaves it, whether they
are bound to MFA by then or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from rootward.checks.identities.entrance import Door, Doors
from rootward.checks.identities.usable import may_enrol, without_mfa
from rootward.checks.kept import Kept
from rootward.checks.mfa.own_group import holds_just, own_group
from rootward.checks.mfa.register_mfa import register_mfa
from rootward.checks.power import proven_authority
from rootward.checks.quota import GROUPS_OF_A_USER, GROUPS_OF_AN_ACCOUNT
from rootward.checks.remedy import Proposal, Refused
from rootward.iam_policy.powers import Powers
from rootward.model.account import Account
from rootward.model.change import MembershipChange
from rootward.model.identity import Group, Identities, User
from rootward.model.unknown import Unknown

GROUP = "mfa-enrolment"
POLICY = "register-mfa"

OPERATIONS = ("CreateGroup", "PutGroupPolicy", "AddUserToGroup", "RemoveUserFromGroup")
"""Those that letting somebody register a device takes, and closing the way again."""


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """A user with a console password and without a device."""

    user: User
    way: Literal["open", "unsure", "given", "shut"]
    """It may register one; it depends, or a policy was not read; it gets to by `proposal`; or it cannot, even then."""
    proposal: Proposal | None = None
    refused: Refused | None = None
    """Why it cannot, even then."""


def enrolments(account: Account) -> Iterator[Enrolment]:
    """Those who sign in without a device, by name. Of whom that is not known nothing is said.

    What service control policies deny is not read in a member account: it is left out.
    """
    power = proven_authority(account)
    found = account.identities
    if isinstance(power, Unknown) or isinstance(found, Unknown):
        return
    doors, powers = Doors(account), power.before_scps.powers
    for user in sorted(found.users, key=lambda one: (one.name, one.arn)):
        holder = powers.by_arn[user.arn]
        console = doors.console_of(holder)
        if isinstance(console, Door) and console.device is False:
            may = may_enrol(without_mfa(holder))
            if may is False:
                yield _let(account, found, user)
            else:
                yield Enrolment(user=user, way="open" if may is True else "unsure")


def leaving(account: Account) -> Iterator[Proposal]:
    """Those who have a device and are in such a group still, whoever made it: each taken out."""
    found = account.identities
    if isinstance(found, Unknown):
        return
    document = register_mfa(account.partition)
    groups = [group for group in found.groups if holds_just(group, document)]
    doors = Doors(account)
    for user in sorted(found.users, key=lambda one: (one.name, one.arn)):
        left = tuple(_left(user, group) for group in groups if group.name in user.groups)
        if left and doors.device_of(user.arn) is True:
            yield Proposal(
                batches=(left,),
                restricts=True,
                why="whoever has a device needs no way to register the first one: with a stolen key a second one could "
                "be registered by it, without MFA",
            )


def _left(user: User, group: Group) -> MembershipChange:
    return MembershipChange(
        user=user.name, user_arn=user.arn, group=group.name, group_arn=group.arn, before=True, after=False
    )


def _let(account: Account, found: Identities, user: User) -> Enrolment:
    group = _GROUP.of(account)
    if group.is_ready and group.name in user.groups:
        told = f"{user.name} is in {group.name} already, and something denies what it allows"
        return _shut(user, f"{told}: a policy of {user.name}, of a group or its permissions boundary")
    if len(user.groups) >= GROUPS_OF_A_USER:
        told = f"{user.name} is in {len(user.groups)} groups, and AWS allows {GROUPS_OF_A_USER}"
        return _shut(user, f"{told}: take the user out of one first")
    if not group.room:
        told = f"the account has {GROUPS_OF_AN_ACCOUNT} groups or more, if its quota was not raised, and no room for"
        return _shut(user, f"{told} {group.name}: delete groups that nobody is in first")
    joined = MembershipChange(
        user=user.name, user_arn=user.arn, group=group.name, group_arn=group.arn, before=False, after=True
    )
    proposal = Proposal(
        batches=(*group.made_ready(POLICY), (joined,)),
        why=f"members of {group.name} may register an MFA device of their own, and nothing more; whoever has a "
        "member's password, or a key of it, could do so first: let it be done soon",
    )
    if not _opens(account, found, user, proposal):
        told = f"{user.name} could not register a device even as a member of {group.name}: something denies it"
        return _shut(user, f"{told}, a policy of {user.name}, of a group or its permissions boundary")
    return Enrolment(user=user, way="given", proposal=proposal)


_GROUP = Kept(lambda account: own_group(account, GROUP, register_mfa(account.partition)))


def _shut(user: User, reason: str) -> Enrolment:
    return Enrolment(user=user, way="shut", refused=Refused(f"{reason}; or register one for {user.name} yourself"))


def _opens(account: Account, found: Identities, user: User, proposal: Proposal) -> bool:
    """Whether the user may register a device once the changes are made."""
    # Nobody else matters, and to work out thousands of users for each of them would.
    after = msgspec.structs.replace(account, identities=msgspec.structs.replace(found, users=(user,), roles=()))
    for change in (change for batch in proposal.batches for change in batch):
        after = change.effect(after)
    then = after.identities
    return not isinstance(then, Unknown) and may_enrol(without_mfa(Powers(after, then).by_arn[user.arn])) is not False
