"""Changes and people in the words of a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from rootward.model.change import (
    AccessKeyChange,
    AccountEdit,
    AttachmentChange,
    Change,
    GroupChange,
    InlinePolicyChange,
    LoginProfileChange,
    MembershipChange,
    RoleChange,
    RootCredentialChange,
    UserChange,
    UserCredentialChange,
)

_SHOWN = 3
"""So many are named."""

_OF_A_KEY = {"Active": "switching on", "Inactive": "switching off", None: "deleting"}


def told(change: Change) -> str:  # noqa: PLR0911 - one case a kind
    """The change, as in `after … nobody could`: `detaching policy admins from user ann`."""
    match change:
        case AccessKeyChange():
            return f"{_OF_A_KEY[change.after]} access key {change.key_id} of {change.user}"
        case GroupChange() | UserChange() | RoleChange():
            return f"{'making' if change.after else 'deleting'} {change.target[0]} {change.name}"
        case MembershipChange():
            verb, way = ("adding", "to") if change.after else ("taking", "out of")
            return f"{verb} {change.user} {way} group {change.group}"
        case AttachmentChange():
            verb, way = ("attaching", "to") if change.after else ("detaching", "from")
            name = change.policy_arn.rpartition("/")[2]
            return f"{verb} policy {name} {way} {change.holder.kind} {change.holder.name}"
        case InlinePolicyChange():
            verb = "deleting" if change.after is None else "writing"
            return f"{verb} policy {change.name} of {change.holder.kind} {change.holder.name}"
        case LoginProfileChange():
            verb, way = ("giving", "to") if change.after else ("taking", "from")
            return f"{verb} the console password {way} {change.user}"
        case UserCredentialChange():
            what = change.credential.replace("-", " ")
            return f"{_OF_A_KEY[change.after]} {what} {change.id} of {change.user}"
        case RootCredentialChange():
            return f"{_OF_A_KEY[change.after]} root's {change.credential.replace('-', ' ')} {change.id}"
        case AccountEdit():
            verb = "deleting" if change.after is None or change.after is False else "writing"
            return f"{verb} the {change.target[0].replace('-', ' ')}"
        case _:
            assert_never(change)


def listed(several: Sequence[str]) -> str:
    """One or more: `a`, `a and b`, `a, b and c`, or `a, b, c and 2 more`."""
    if len(several) > _SHOWN:
        return f"{', '.join(several[:_SHOWN])} and {len(several) - _SHOWN} more"
    *first, last = several
    return f"{', '.join(first)} and {last}" if first else last
