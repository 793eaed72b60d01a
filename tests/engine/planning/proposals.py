"""Small changes, proposals and made-up checks, of which a plan can be made without any real remedy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from rootward.checks.check import Check
from rootward.checks.remedy import Proposal, Proposed, Remedy
from rootward.checks.verdict import Verdict, fails
from rootward.engine.planning.draft import Asked
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import (
    AccessKeyChange,
    AttachmentChange,
    Change,
    GroupChange,
    IdentityRef,
    InlinePolicyChange,
    MembershipChange,
    PasswordPolicyChange,
)
from rootward.model.finding import Finding
from rootward.model.plan import Gap
from tests.checks.facts import ACCOUNT, arn, password_policy

WEAK = password_policy(minimum_length=8, require_symbols=False, reuse_prevention=None)
"""The password policy before `rules`."""


def ref(kind: Any, name: str) -> IdentityRef:
    """A user, group or role of the account."""
    return IdentityRef(kind, name, arn(kind, name))


def makes(group: str) -> GroupChange:
    """The group is made."""
    return GroupChange(name=group, arn=arn("group", group), before=False, after=True)


def joins(user: str, group: str) -> MembershipChange:
    """The user joins the group."""
    return MembershipChange(
        user=user, user_arn=arn("user", user), group=group, group_arn=arn("group", group), before=False, after=True
    )


def gets(kind: Any, name: str, policy: str) -> AttachmentChange:
    """The managed policy is attached."""
    return AttachmentChange(holder=ref(kind, name), policy_arn=arn("policy", policy), before=False, after=True)


def loses(kind: Any, name: str, policy: str) -> AttachmentChange:
    """The managed policy is detached."""
    return AttachmentChange(holder=ref(kind, name), policy_arn=arn("policy", policy), before=True, after=False)


def writes(
    kind: Any, name: str, document: str, *, policy: str = "own", before: str | None = None
) -> InlinePolicyChange:
    """The inline policy is written."""
    return InlinePolicyChange(holder=ref(kind, name), name=policy, before=before, after=document)


def rests(user: str, key: str = "") -> AccessKeyChange:
    """The user's key is switched off."""
    return AccessKeyChange(
        user=user, user_arn=arn("user", user), key_id=key or f"key-of-{user}", before="Active", after="Inactive"
    )


def deletes(user: str) -> AccessKeyChange:
    """The user's key is deleted."""
    return msgspec.structs.replace(rests(user), before="Inactive", after=None)


def rules(before: Any = WEAK, **fields: Any) -> PasswordPolicyChange:
    """The password policy with these fields."""
    made = {name: getattr(before or WEAK, name) for name in WEAK.__struct_fields__}
    return PasswordPolicyChange(account=ACCOUNT, before=before, after=password_policy(**{**made, **fields}))


def proposes(*batches: Iterable[Change] | Change, restricts: bool = False, why: str = "") -> Proposal:
    """A proposal; a change alone is a batch of one."""
    several = tuple(tuple(batch) if isinstance(batch, tuple) else (batch,) for batch in batches)
    return Proposal(batches=several, restricts=restricts, why=why)


def asks(check: str, *batches: Any, resource: str = "r", restricts: bool = False, why: str = "") -> Asked:
    """A proposal for the gap that the check found at the resource."""
    return Asked(Gap(check, resource), proposes(*batches, restricts=restricts, why=why))


def check(name: str, *verdicts: Verdict | str, remedy: Remedy | None = None, **fields: Any) -> Check:
    """A check that gives these verdicts whatever the account; a text stands for a failure of that resource."""
    found = tuple(fails(one, f"{one} is wrong") if isinstance(one, str) else one for one in verdicts)
    made = {
        "id": name,
        "practice": "identities",
        "severity": "medium",
        "title": "Something is wrong",
        "holds": "nothing is wrong",
        "why": "it matters",
        "next_step": f"mend {name}",
        "facts": ("identities",),
        "no_controls": "made up",
        "judge": lambda _account, _baseline: iter(found),
        "fix": "automatic",
        "remedy": remedy,
    }
    return Check(**{**made, **fields})


def mends(*answers: Proposed, later: Any = None) -> Remedy:
    """A remedy that answers every finding so."""

    def propose(_finding: Finding, _account: Account, _baseline: Baseline) -> Iterable[Proposed]:
        return iter(answers)

    return Remedy(propose=propose, operations=(), later=later)  # type: ignore[arg-type]
