"""A user holds policies directly.

## What it checks
Whether an IAM user has managed policies attached to it, or inline policies of its own. What a user holds through its
groups, and a permissions boundary, are no fault.

Users that AWS services make with a policy of their own are left out: `ses-smtp-user*` (SMTP credentials of Amazon
SES) and `BedrockAPIKey-*` (long-term API keys of Amazon Bedrock).

## Why it matters
Permissions that hang on single users are granted one by one and forgotten one by one: nobody reviews them, and they
stay when the person changes their work. A group says what a kind of work needs, once for everybody who does it.

## How to fix it
Make a group for each set of policies, put the users into it, and take the policies off the users:
`aws iam create-group`, `aws iam attach-group-policy`, `aws iam add-user-to-group`, then
`aws iam detach-user-policy` or `aws iam delete-user-policy`.

## How rootward fixes it
`rootward plan` proposes one group for each set of policies that users hold: a group that holds exactly these already,
or a new one, named after the policies. The policies are given to the group, the users put into it, and only when both
were read back the policies are taken off the users. The users may do neither more nor less than before. Users with
equal policies, however these are written, come into one group.

It is held back where the user or the account has no room (10 groups a user, 10 managed policies and 5,120 characters of
inline policies a group, 300 groups an account); where AWS itself attached a policy because a key leaked
(`AWSCompromisedKeyQuarantine*`); and where the policies make an administrator and somebody who is none may add users to
the new group: a policy on a single user is out of their reach, a group would not be. Of policies that give less this is
not asked: what they allow, whoever may add users to any group may then take. AWS lets nobody attach a policy of
its own that it has withdrawn: then the run stops there, and the user still holds all it did.

`AWSCloudShellFullAccess` goes to no group, for then the group would hold what `cloudshell-full-access` asks nobody to:
it is taken off the user, who loses CloudShell.

With `iac = true` in the configuration, and for users that a CloudFormation stack keeps, it says what to write in the
code, and changes nothing.

`rootward undo` gives the policies back to the users, takes them out of the group and takes the new group away.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UserDetail.html>
- <https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html>
- <https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html>
- CIS AWS Foundations Benchmark: 3.0 1.15 · 5.0 1.14 · 7.0 2.13; Security Hub IAM.2
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.identities.policy_move import OPERATIONS, moves
from rootward.checks.remedy import Proposed, Refused, Remedy
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.finding import Finding
from rootward.model.identity import User
from rootward.model.unknown import Unknown

OF_SERVICES = {"ses-smtp-user": "Amazon SES", "BedrockAPIKey-": "Amazon Bedrock"}
"""Beginnings of user names, and the service whose console makes such a user together with its policy."""


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict for each user."""
    identities = account.identities
    if isinstance(identities, Unknown):
        yield unknown(account.resource, identities)
        return
    if not identities.users:
        yield passes(account.resource, "there are no IAM users")
    for user in identities.users:
        service = _service(user.name)
        held = _held(user)
        if not held:
            yield passes(user.arn)
        elif service:
            yield not_applicable(user.arn, f"{service} made {user.name} with its policy")
        else:
            policies = "1 policy" if len(held) == 1 else f"{len(held)} policies"
            message = f"{user.name} holds {policies} directly: {', '.join(held)}"
            yield fails(user.arn, message, read(account, "authorization-details", "policies", len(held)))


def _service(name: str) -> str | None:
    """The service that made the user of that name together with its policy."""
    return next((service for start, service in OF_SERVICES.items() if name.startswith(start)), None)


def propose(finding: Finding, account: Account, baseline: Baseline) -> Iterator[Proposed]:
    """The user's policies moved to a group."""
    name = finding.resource.rsplit("/", 1)[-1]
    service = _service(name)
    if service:
        yield Refused(f"{service} made {name} with its policy")
    else:
        yield from moves(account, finding.resource, baseline)


def _held(user: User) -> tuple[str, ...]:
    attached = (arn.rsplit("/", 1)[-1] for arn in user.attached_policies)
    return (*attached, *(f"{policy.name} (inline)" for policy in user.inline_policies))


CHECK = Check(
    id="policy-attached-to-user",
    practice="identities",
    severity="low",
    title="A user holds policies directly",
    holds="every user's permissions come through groups",
    why="permissions granted to single users are reviewed by nobody and outlive the work they were for",
    next_step=(
        "aws iam add-user-to-group --user-name {name} --group-name GROUP"
        " && aws iam detach-user-policy --user-name {name} --policy-arn ARN"
    ),
    facts=("identities",),
    controls={
        "cis-3.0": ("1.15",),
        "cis-5.0": ("1.14",),
        "cis-7.0": ("2.13",),
        "security-hub": ("IAM.2",),
    },
    judge=judge,
    fix="automatic",
    remedy=Remedy(propose=propose, operations=OPERATIONS),
)
