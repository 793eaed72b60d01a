"""How a user is bound to MFA: it joins a group that denies nearly everything without it.

Nobody is bound who would be cut off by it: without a device that is known, or with programs at work in its name. The
denial binds access keys, Git credentials and SSH keys too, and nobody can give these a second factor: but an access key
serves a person for `rootward mfa session`, which has one. Who works so only the baseline says (`session_users`); AWS
tells the use of a key, and not for what.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import msgspec

from rootward.checks.kept import Kept
from rootward.checks.mfa.own_group import OwnGroup, own_group
from rootward.checks.mfa.require_mfa import require_mfa
from rootward.checks.quota import GROUPS_OF_A_USER, GROUPS_OF_AN_ACCOUNT
from rootward.checks.remedy import Guidance, Proposal, Proposed, Refused, Remedy
from rootward.checks.report_cell import unclear
from rootward.checks.report_row import row_of
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import MembershipChange
from rootward.model.credential_report import KeySlot, ReportRow
from rootward.model.finding import Finding
from rootward.model.identity import User
from rootward.model.unknown import Absent, Unknown

GROUP = "mfa-enforced"
POLICY = "require-mfa"


class Obstacle(msgspec.Struct, frozen=True):
    """Why the user is not to be bound today: what would stop working."""

    kind: Literal["device", "programs", "unknown"]
    """The user has no device; something works in its name without MFA; or whether one of these is so is not known."""
    refused: Refused


def propose(finding: Finding, account: Account, baseline: Baseline) -> Iterator[Proposed]:
    """The user put into the group; or what stands against that."""
    user = _user(account, finding.resource)
    row = row_of(account, finding.resource)
    if isinstance(user, Unknown):
        yield _unread(user)
    elif isinstance(row, Unknown):
        yield _unread(row)
    else:
        group = _GROUP.of(account)
        obstacle = next((one.refused for one in obstacles(account, row, baseline)), None)
        yield obstacle or _as_code(user, baseline) or _without_room(user, group) or _bound(user, group, row, baseline)


def _unread(fact: Unknown) -> Refused:
    return Refused(f"the user was not read: {fact.detail or fact.reason}", lacks_facts=True)


# --- whom it would cut off


def obstacles(account: Account, row: ReportRow, baseline: Baseline) -> Iterator[Obstacle]:
    """Why the user, or what works in its name, would be cut off today; nothing where it may be bound."""
    if (device := _without_device(account, row)) is not None:
        yield Obstacle("unknown" if device.lacks_facts else "device", device)
    if (programs := _with_programs(account, row, baseline)) is not None:
        yield Obstacle("unknown" if programs.lacks_facts else "programs", programs)


def _without_device(account: Account, row: ReportRow) -> Refused | None:
    devices = account.virtual_mfa_devices
    if row.mfa_active is True:
        return None
    if not isinstance(devices, Unknown) and any(device.user_arn == row.arn for device in devices):
        return None
    if row.mfa_active is not False:
        told = unclear(row, "mfa_active", row.mfa_active).detail
        return Refused(f"whether {row.user} has an MFA device is not known: {told}", lacks_facts=True)
    report = account.credential_report
    at = "" if isinstance(report, Unknown) else f" (credential report of {report.generated_at:%Y-%m-%d %H:%M} UTC)"
    return Refused(f"{row.user} has no MFA device{at} and would be locked out: let {row.user} register one first")


def _with_programs(account: Account, row: ReportRow, baseline: Baseline) -> Refused | None:
    """What else signs in the user's name, without MFA. Access keys that serve sessions alone do not."""
    if row.user not in baseline.session_users and (held_back := _keys(account, row, baseline)) is not None:
        return held_back
    return _service_credential(account, row.user) or _ssh_key(account, row.user)


def _keys(account: Account, row: ReportRow, baseline: Baseline) -> Refused | None:
    for slot, key in enumerate(row.keys, start=1):
        if (held_back := _key(account, row, slot, key, baseline.recent_days)) is not None:
            return held_back
    return _newer_key(account, row)


def _by_session(user: str) -> str:
    """The way out where a person works with the key, and no program."""
    return f"or, where only `rootward mfa session` uses it: rootward mfa enforce --session-user {user}"


def _key(account: Account, row: ReportRow, slot: int, key: KeySlot, recent_days: int) -> Refused | None:
    name = f"access key {slot} of {row.user}"
    if key.active is False:
        return None
    if key.active is not True:
        told = unclear(row, f"access_key_{slot}_active", key.active).detail
        return Refused(f"whether {name} is active is not known: {told}", lacks_facts=True)
    match key.last_used:
        case datetime() as last:
            if (account.taken_at - last).days > recent_days:
                return None
            told = f"{name} was last used {last:%Y-%m-%d}, and would do nothing without MFA"
            program = "give what uses it a role or a user of its own, and switch the key off first"
            return Refused(f"{told}: {program}; {_by_session(row.user)}")
        case Absent(cell="N/A" | "no_information"):
            return None
        case _:
            told = unclear(row, f"access_key_{slot}_last_used_date", key.last_used).detail
            return Refused(f"whether {name} is in use is not known: {told}", lacks_facts=True)


def _newer_key(account: Account, row: ReportRow) -> Refused | None:
    """An active key of whose use the report, up to four hours old, says nothing: the list of keys is live."""
    listed, report = account.access_keys, account.credential_report
    if isinstance(report, Unknown):
        return None
    if isinstance(listed, Unknown):
        return _untold(listed, f"whether {row.user} has access keys that are newer than the credential report")
    active = [key for key in listed if key.user == row.user and key.status == "Active"]
    claimed = sum(slot.active is True for slot in row.keys)
    if len(active) <= claimed and all(key.created <= report.generated_at for key in active):
        return None
    told = f"an access key of {row.user} is newer than the credential report, or was switched on since"
    later = "plan again when there is a new report, or switch the key off"
    return Refused(f"{told}: {later}; {_by_session(row.user)}", lacks_facts=True)


def _untold(listed: Unknown, question: str) -> Refused | None:
    """A list that nobody asked for holds nothing back; one that was asked for and not given may hold a credential."""
    if listed.reason == "not_collected":
        return None
    return Refused(f"{question} is not known: {listed.detail or listed.reason}", lacks_facts=True)


def _service_credential(account: Account, user: str) -> Refused | None:
    listed = account.service_credentials
    if isinstance(listed, Unknown):
        return _untold(listed, f"whether {user} has service-specific credentials")
    found = next((one for one in listed if one.user == user and one.status == "Active"), None)
    if found is None:
        return None
    told = f"{user} has an active credential for {found.service}, which would do nothing without MFA"
    return Refused(f"{told}: give what uses it a user of its own, and switch it off first")


def _ssh_key(account: Account, user: str) -> Refused | None:
    """Where they were read (`--deep`). The look before the step asks for those of the one user in any case."""
    listed = account.ssh_public_keys
    if isinstance(listed, Unknown):
        return _untold(listed, f"whether {user} has SSH keys for CodeCommit")
    if all(one.user != user or one.status != "Active" for one in listed):
        return None
    told = f"{user} has an active SSH key for CodeCommit, which would do nothing without MFA"
    return Refused(f"{told}: give what uses it a user of its own, and switch it off first")


# --- the group


_GROUP = Kept(lambda account: own_group(account, GROUP, require_mfa(account.partition)))


def _by_arn(account: Account) -> dict[str, User]:
    return {} if isinstance(account.identities, Unknown) else {user.arn: user for user in account.identities.users}


_USERS = Kept(_by_arn)


def _user(account: Account, arn: str) -> User | Unknown:
    if isinstance(account.identities, Unknown):
        return account.identities
    return _USERS.of(account).get(arn) or Unknown("failed", detail=f"{arn} is not among the account's users")


# --- what is done


def _as_code(user: User, baseline: Baseline) -> Guidance | None:
    if not baseline.iac:
        return None
    return Guidance(
        f"in the code that keeps the account's identities: declare a group {GROUP} with the inline policy {POLICY}, "
        f"which `rootward explain mfa-not-enforced` shows, and put user {user.name} into it"
    )


def _without_room(user: User, group: OwnGroup) -> Refused | None:
    if group.is_ready and group.name in user.groups:
        return Refused(f"{user.name} is in {group.name} already, which denies everything without MFA: plan again")
    if len(user.groups) >= GROUPS_OF_A_USER:
        told = f"{user.name} is in {len(user.groups)} groups, and AWS allows {GROUPS_OF_A_USER}"
        return Refused(f"{told}: take the user out of one first")
    if not group.room:
        told = f"the account has {GROUPS_OF_AN_ACCOUNT} groups or more, if its quota was not raised, and no room for"
        return Refused(f"{told} {group.name}: delete groups that nobody is in first")
    return None


def _bound(user: User, group: OwnGroup, row: ReportRow, baseline: Baseline) -> Proposal:
    is_by_session = user.name in baseline.session_users
    uses = (key.last_used for key in row.keys if key.active is True and isinstance(key.last_used, datetime))
    joined = MembershipChange(
        user=user.name,
        user_arn=user.arn,
        group=group.name,
        group_arn=group.arn,
        before=False,
        after=True,
        needs_mfa=True,
        keys_last_used=max(uses, default=None),
        keys_by_session=is_by_session,
    )
    keys = "their access keys do nothing either"
    if is_by_session:
        keys = (
            "their access keys alone are denied everything else, and work through `rootward mfa session`, with a code"
        )
    return Proposal(
        batches=(*group.made_ready(POLICY), (joined,)),
        restricts=True,
        why=f"members of {group.name} may do nothing without MFA but sign in and change their password; {keys}",
    )


REMEDY = Remedy(
    propose=propose,
    operations=("CreateGroup", "PutGroupPolicy", "AddUserToGroup"),
    facts=("virtual_mfa_devices", "service_credentials"),
)
