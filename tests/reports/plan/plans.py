"""Literal plans for the reports: one with everything that a plan can show, an undo, one empty, one of hostile names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from rootward.checks.mfa.require_mfa import require_mfa
from rootward.model.applied import Applied, Proof, StepOutcome
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
    RuleSettings,
    TrailSettings,
)
from rootward.model.credential import PasswordPolicy
from rootward.model.plan import Gap, GuidedStep, Plan, PlannedAccount, Step, Withheld
from tests.checks.facts import ACCOUNT, ago, arn, password_policy, policy
from tests.model.change import kinds
from tests.model.change.kinds import BUS_TARGET, PATTERN

MADE = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
DIGEST = "4f1d2c3b5a69" + "0" * 52
WHOLE = f"AWS::::Account:{ACCOUNT}"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"

UNBOUND = ("iam:ChangePassword", "iam:EnableMFADevice", "iam:GetUser", "iam:ListMFADevices", "sts:GetSessionToken")


def gap(check: str, resource: str = WHOLE) -> Gap:
    return Gap(check=check, resource=resource)


def holder(kind: str, name: str) -> IdentityRef:
    return IdentityRef(kind=kind, name=name, arn=arn(kind, name))  # type: ignore[arg-type]


def key(user: str, before: str, after: str | None, *, last_used: datetime | None = None) -> AccessKeyChange:
    return AccessKeyChange(
        user=user,
        user_arn=arn("user", user),
        key_id=f"access-key-of-{user}",
        before=before,  # type: ignore[arg-type]
        after=after,  # type: ignore[arg-type]
        last_used=last_used,
    )


def group(name: str, *, after: bool = True, path: str = "/") -> GroupChange:
    return GroupChange(name=name, arn=arn("group", name), path=path, before=not after, after=after)


def member(user: str, of: str, *, after: bool = True) -> MembershipChange:
    return MembershipChange(
        user=user, user_arn=arn("user", user), group=of, group_arn=arn("group", of), before=not after, after=after
    )


def attachment(kind: str, name: str, policy_arn: str = READ_ONLY, *, after: bool = True) -> AttachmentChange:
    return AttachmentChange(holder=holder(kind, name), policy_arn=policy_arn, before=not after, after=after)


def inline(kind: str, of: str, before: str | None, after: str | None, name: str = "inline") -> InlinePolicyChange:
    return InlinePolicyChange(holder=holder(kind, of), name=name, before=before, after=after)


def without_mfa(**element: Any) -> dict[str, Any]:
    condition = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
    return {"Effect": "Deny", "Resource": "*", "Condition": condition, **element}


FORCE_MFA = policy(
    without_mfa(NotAction=list(UNBOUND)),
    without_mfa(Action=["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"], Resource=arn("user", "ann")),
)

WEAK = password_policy(minimum_length=8, require_symbols=False, reuse_prevention=None, allow_users_to_change=True)
STRICT = password_policy(max_age_days=90)


def password_change(before: PasswordPolicy | None, after: PasswordPolicy | None) -> PasswordPolicyChange:
    return PasswordPolicyChange(account=ACCOUNT, before=before, after=after)


TO_BUS = RuleSettings(pattern=PATTERN, state="ENABLED", targets=(BUS_TARGET,))

ONE_OF_EACH: tuple[Change, ...] = (
    password_change(WEAK, STRICT),
    group("require-mfa", path="/staff/"),
    inline("group", "require-mfa", None, FORCE_MFA),
    member("ann", "require-mfa"),
    key("robot", "Active", "Inactive", last_used=ago(200)),
    key("old-robot", "Inactive", None),
    attachment("group", "readers"),
    attachment("user", "ann", after=False),
    kinds.user("eve", path="/staff/"),
    kinds.login("eve"),
    kinds.login("bob", after=False, chosen_by="owner", last_used=ago(400)),
    kinds.credential("service-credential"),
    kinds.credential("signing-certificate"),
    kinds.credential("ssh-public-key"),
    kinds.of_root(last_used=ago(200)),
    kinds.of_root(id="root-access-key-2", after=None),
    kinds.of_root("signing-certificate"),
    kinds.device(),
    kinds.server_certificate(),
    kinds.contact(),
    kinds.analyzer(),
    kinds.bucket(),
    kinds.bucket_policy(),
    kinds.trail(),
    kinds.trail(TrailSettings(multi_region=False, validates_files=False), kinds.COVERS_ALL, name="old"),
    kinds.logging(),
    kinds.topic(),
    kinds.role("to-bus", description="lets EventBridge send root's events to eu-west-1"),
    kinds.rule(description="root was used"),
    kinds.rule(None, TO_BUS, region="us-east-1"),
)


def step(number: int, stage: int, change: Change, *closes: Gap, **rest: Any) -> Step:
    return Step(number=number, stage=stage, change=change, **{"risk": change.risk, "closes": closes, **rest})


def guided(  # noqa: PLR0917 - literal steps read best as rows
    number: int, check: str, resource: str, message: str, instruction: str, severity: str = "high"
) -> GuidedStep:
    return GuidedStep(
        number=number,
        gap=gap(check, resource),
        severity=severity,  # type: ignore[arg-type]
        message=message,
        instruction=instruction,
    )


def withheld(check: str, resource: str, by: str, reason: str) -> Withheld:
    return Withheld(gap=gap(check, resource), reason=reason, by=by)  # type: ignore[arg-type]


def plan(*steps: Step, **fields: Any) -> Plan:
    """A plan for account 123456789012, alias acme. Its digest is made up: it stays when plans get new fields."""
    made: dict[str, Any] = {
        "digest": DIGEST,
        "rootward": "0.1.0",
        "made_at": MADE,
        "expires_at": datetime(2026, 2, 1, 12, 0, tzinfo=UTC),
        "account": PlannedAccount(id=ACCOUNT, alias="acme", partition="aws", caller=arn("user", "auditor")),
        "baseline": Baseline(),
        "checks": (),
        "score_before": 18,
        "score_after": 34,
        "steps": steps,
    }
    return Plan(**{**made, **fields})


_POLICY, _GROUP, _DENY, _MEMBER, _OFF, _DELETE, _ATTACH, _DETACH, *_OTHERS = ONE_OF_EACH

_BUCKETS = [f"arn:aws:s3:::bucket-{number:02}" for number in range(20)]
_LONG = policy({"Effect": "Allow", "Action": "s3:GetObject", "Resource": _BUCKETS})
_LESS = policy({"Effect": "Allow", "Action": "s3:GetObject", "Resource": _BUCKETS[:-1]})

FULL = plan(
    step(2, 1, _POLICY, gap("password-too-short"), gap("password-complexity-low"), gap("password-reuse-allowed")),
    step(3, 1, _GROUP, gap("mfa-not-enforced", arn("user", "ann"))),
    step(4, 1, _ATTACH, gap("policy-attached-to-user", arn("user", "ann"))),
    step(6, 2, _DENY, gap("mfa-not-enforced", arn("user", "ann"))),
    step(7, 2, _DETACH, gap("policy-attached-to-user", arn("user", "ann")), why="the group readers gives it to ann"),
    step(8, 2, inline("group", "readers", None, _LONG, "buckets"), gap("policy-attached-to-user", arn("user", "bob"))),
    step(9, 2, inline("user", "bob", _LONG, _LESS, "buckets"), gap("policy-attached-to-user", arn("user", "bob"))),
    step(10, 3, _MEMBER, gap("mfa-not-enforced", arn("user", "ann")), risk="disruptive", why="ann has a device"),
    step(11, 3, _OFF, gap("access-key-unused", arn("user", "robot"))),
    step(12, 3, _DELETE, gap("access-key-unused", arn("user", "old-robot"))),
    guided=(
        guided(
            1,
            "root-mfa-missing",
            f"arn:aws:iam::{ACCOUNT}:root",
            "root has a password and no MFA device",
            "sign in as root → account menu → Security credentials → Assign MFA device (register two)",
            "critical",
        ),
        guided(
            5,
            "service-credential-old",
            arn("user", "carol"),
            "a service-specific credential is 700 days old",
            "aws iam list-service-specific-credentials --user-name {name} --service-name codecommit.amazonaws.com",
            "medium",
        ),
    ),
    withheld=(
        withheld("access-key-unused", arn("user", "breaker"), "guard", "kept for emergencies (break_glass)"),
        withheld("mfa-not-enforced", arn("user", "dave"), "guard", "no device: let them register one first"),
        withheld("mfa-not-enforced", arn("user", "erin"), "guard", "no device: let them register one first"),
        withheld("password-policy-missing", WHOLE, "facts", "AWS denied iam:GetAccountPasswordPolicy"),
        withheld("access-key-unused", arn("user", "auditor"), "lockout", "it is the key that you act with"),
    ),
)

UNDO = plan(
    step(1, 1, key("robot", "Inactive", "Active")),
    step(2, 1, password_change(STRICT, None)),
    step(3, 2, member("ann", "require-mfa", after=False)),
    step(4, 3, group("require-mfa", after=False)),
    score_before=None,
    score_after=None,
    undoes="20260131T120000Z-1",
)

EMPTY = plan(score_after=18, guided=FULL.guided, withheld=FULL.withheld[:1])

_BINDS = "members of mfa-enforced may do nothing without MFA but sign in and change their password"


def _bound(number: int, user: str) -> Step:
    joined = msgspec.structs.replace(member(user, "mfa-enforced"), needs_mfa=True)
    return step(number, 3, joined, gap("mfa-not-enforced", arn("user", user)), risk="disruptive", why=_BINDS)


BINDING = plan(
    step(1, 1, group("mfa-enforced"), gap("mfa-not-enforced", arn("user", "ann")), why=_BINDS),
    step(
        2,
        2,
        inline("group", "mfa-enforced", None, require_mfa("aws"), "require-mfa"),
        gap("mfa-not-enforced", arn("user", "ann")),
        why=_BINDS,
    ),
    _bound(3, "ann"),
    _bound(4, "bob"),
)
"""What the check proposes, word for word: allows enough to fill a screen, and then what it denies."""

OTHER_KINDS = plan(*(step(number, 1, change) for number, change in enumerate(_OTHERS, start=1)))
"""The kinds of which no other plan here has one."""

_INVERSES: tuple[Change, ...] = tuple(one for one in (change.inverse() for change in _OTHERS) if one is not None)

OTHER_KINDS_UNDONE = plan(
    *(step(number, 1, inverse) for number, inverse in enumerate(_INVERSES, start=1)),
    score_before=None,
    score_after=None,
    undoes="20260131T120000Z-1",
)

THROUGH_LOOPBACK = plan(
    step(1, 1, _OFF, gap("access-key-unused", arn("user", "robot"))),
    account=msgspec.structs.replace(FULL.account, endpoint="http://127.0.0.1:5000"),
)


def applied(
    of: Plan, *ends: tuple[int, str] | tuple[int, str, str], ending: str = "complete", **fields: Any
) -> Applied:
    outcomes = tuple(
        StepOutcome(number=number, end=end, detail=detail[0] if detail else "")  # type: ignore[arg-type]
        for number, end, *detail in ends
    )
    made = {"journal": "20260131T120500Z-2", "outcomes": outcomes, "ending": ending}
    return Applied(plan=of, **{**made, **fields})


def proof(of: Gap, status: str, detail: str = "") -> Proof:
    return Proof(gap=of, status=status, detail=detail)  # type: ignore[arg-type]


def gaps(of: Plan) -> tuple[Gap, ...]:
    return tuple(dict.fromkeys(each for one in of.steps for each in one.closes))


def every_step(of: Plan, end: str) -> tuple[tuple[int, str], ...]:
    return tuple((one.number, end) for one in of.steps)


_CLOSED = tuple(proof(each, "closed") for each in gaps(FULL))
_DENIED = (
    f"iam:PutGroupPolicy: User: {arn('user', 'auditor')} is not authorized to perform: iam:PutGroupPolicy on resource: "
    f"{arn('group', 'require-mfa')}"
)

PROVED = applied(FULL, *every_step(FULL, "done")[:-1], (12, "left out"), proofs=_CLOSED)

PROVED_IN_PART = applied(
    FULL,
    *every_step(FULL, "done"),
    proofs=(
        *_CLOSED[:-2],
        proof(gaps(FULL)[-2], "open", "access key 1 of robot was not used for 200 days"),
        proof(gaps(FULL)[-1], "unknown", "cannot tell: AWS denied the read: access denied"),
    ),
)

STOPPED = applied(
    FULL,
    (2, "done"),
    (3, "found", "done by the run before"),
    (4, "done"),
    (6, "failed", _DENIED),
    (7, "done"),
    (8, "unsure", "iam:PutGroupPolicy: no answer within 60 seconds"),
    (9, "not begun"),
    (10, "not begun"),
    (11, "not begun"),
    (12, "left out"),
    ending="stopped",
    detail=f"step 6: {_DENIED}",
    proofs=(
        *_CLOSED[:3],
        proof(gap("mfa-not-enforced", arn("user", "ann")), "open", "ann may use iam:* with the password alone"),
        proof(gap("policy-attached-to-user", arn("user", "ann")), "closed"),
    ),
)

NOT_BEGUN = applied(FULL, *every_step(FULL, "not begun"), ending="stopped", journal="", detail="the disk is full")

UNDONE = applied(UNDO, (1, "done"), (2, "found"), (3, "done"), (4, "done"))

UNDO_INTERRUPTED = applied(UNDO, (1, "done"), (2, "done"), (3, "not begun"), (4, "not begun"), ending="interrupted")

LOOKED_AT = applied(
    THROUGH_LOOPBACK,
    (1, "not begun", "it is not so"),
    journal="",
    proofs=(proof(gaps(THROUGH_LOOPBACK)[0], "open", "access key 1 of robot was not used for 200 days"),),
)
