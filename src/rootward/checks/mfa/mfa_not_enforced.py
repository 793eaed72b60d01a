"""A user with a console password is not bound to MFA.

## What it checks
Each IAM user with a console password: whether its policies let it do anything that matters without a second factor.
The policies are asked, not looked at: what they allow, and what telling actions of several services come to, is decided
three times, with `aws:MultiFactorAuthPresent` true, false (a console session without MFA), and absent
(a long-lived access key). A user is bound

- by an effective denial without MFA, be it attached to the user or to a group of its, alone or together with others;
- or because everything that is allowed is allowed with MFA only;
- and where it may do nothing at all.

**`Bool` in place of `BoolIfExists`** is a hole: requests of access keys lack the key, the condition does not hold, and
the denial passes them over. It is told as such, whether the user has a key today or not.

What it takes to register a device, to change one's password, and to see one's own credentials may stay open, as in
AWS's examples. Nothing else may: not `iam:DeactivateMFADevice` and `iam:CreateAccessKey`; not `iam:Get*` and
`iam:List*`, which show whoever has the password where to go from there; and not `signin:AuthorizeOAuth2Access` and
`signin:CreateOAuth2Token`, by which `aws login` makes sessions of up to twelve hours: that these could do less than
others is not documented. A denial that a condition lifts for an address or a region binds nobody there, and fails.

Every action pattern and resource pattern is asked by a name of its kind that nobody gave; variables are filled in with
the user's name and tags and with the organisation, if that was read. **Unknown** is what depends on what is not read:
the user's unique id, an organisation that was not read, and policies that must agree and are no identity's: the trust
policy of another account's role, any policy of another account, and a KMS key's. These may ask for MFA themselves.
Trust policies of the account's own roles are read, and asked.

Break-glass users are held to this like everyone else. Users with access keys only are left out: a program has no second
factor. Federated people are not seen in IAM. Policies of resources, as of buckets, are not looked at, and service
control policies that bind a member account cannot be read there: they may bind the user too, and the finding says so.

## Why it matters
An MFA device that nothing asks for is an ornament: AWS asks for it at sign-in only once it is registered, and whoever
has the password first registers their own.

## How to fix it
Attach AWS's policy for self-management to a group of all users, with the denial at its end: everything but what
registers a device, on `*`, where `BoolIfExists` says that `aws:MultiFactorAuthPresent` is `false`. See that each user
has a device first, or can register one, and that no program uses such a user's access key.

## How rootward fixes it
`rootward plan` proposes a group `mfa-enforced` with the inline policy `require-mfa`, shown below, and puts the user
into it. If a group holds exactly this policy already, the user only joins it; if one of the name holds anything else,
it is left alone, and the next free name is taken (`mfa-enforced-2`).

What the policy denies without MFA it denies to access keys, Git credentials and SSH keys too. So the plan holds back,
and says so, where it would cut somebody or something off:

- The user has no MFA device, by the credential report and the live list of virtual devices, or that is not known.
- An access key of the user was used within `recent_days` (30), or whether it was is not known: so of one that was made
  or switched on since the credential report, which is up to four hours old. The live list of keys shows such a key.
  The keys of users under `[mfa]` in a trusted configuration (`session_users`), which serve `rootward mfa session`
  alone, hold nothing back, here and just before the user joins.
- The user has an active service-specific credential (Git credentials, Amazon Keyspaces, Amazon Bedrock), or an active
  SSH key where these were read (`--deep`). Where the same plan switches it off because it is old, the user is bound
  after that.
- The user is in ten groups, or the account has 300.

Just before the user joins, the user is looked at once more, live, and stays out where there is no MFA device
(`ListMFADevices`), where an active access key was used since the plan (`ListAccessKeys`, `GetAccessKeyLastUsed`), and
where an SSH key is active (`ListSSHPublicKeys`): AWS records no use of these.

With `iac = true` in the configuration it says what to write in the code, and changes nothing.

`rootward mfa enforce` is the plan of this check with more to it: it says first whom it would cut off, and lets those
without a device register one who may not.

The policy is AWS's own for self-management, with a second denial: whoever has a stolen password or key and no device
registers none. So a member whose device is lost cannot register another alone: an administrator deactivates the old
one, and takes the user out of the group until a new one is registered. Members may change their password without MFA:
AWS's example denies that, and locks out whoever must change it at the sign-in. With MFA members may do what they could
before, and look after their own credentials. `rootward undo` takes them out of the group, and takes the group away.

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "AllowViewAccountInfo",
      "Effect": "Allow",
      "Action": ["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"],
      "Resource": "*"
    },
    {
      "Sid": "AllowManageOwnPasswords",
      "Effect": "Allow",
      "Action": ["iam:ChangePassword", "iam:GetUser"],
      "Resource": ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/*/${aws:username}"]
    },
    {
      "Sid": "AllowManageOwnAccessKeys",
      "Effect": "Allow",
      "Action": ["iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:GetAccessKeyLastUsed", "iam:ListAccessKeys",
        "iam:UpdateAccessKey"],
      "Resource": ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/*/${aws:username}"]
    },
    {
      "Sid": "AllowManageOwnSigningCertificates",
      "Effect": "Allow",
      "Action": ["iam:DeleteSigningCertificate", "iam:ListSigningCertificates", "iam:UpdateSigningCertificate",
        "iam:UploadSigningCertificate"],
      "Resource": ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/*/${aws:username}"]
    },
    {
      "Sid": "AllowManageOwnSSHPublicKeys",
      "Effect": "Allow",
      "Action": ["iam:DeleteSSHPublicKey", "iam:GetSSHPublicKey", "iam:ListSSHPublicKeys", "iam:UpdateSSHPublicKey",
        "iam:UploadSSHPublicKey"],
      "Resource": ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/*/${aws:username}"]
    },
    {
      "Sid": "AllowManageOwnGitCredentials",
      "Effect": "Allow",
      "Action": ["iam:CreateServiceSpecificCredential", "iam:DeleteServiceSpecificCredential",
        "iam:ListServiceSpecificCredentials", "iam:ResetServiceSpecificCredential",
        "iam:UpdateServiceSpecificCredential"],
      "Resource": ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/*/${aws:username}"]
    },
    {
      "Sid": "AllowManageOwnUserMFA",
      "Effect": "Allow",
      "Action": ["iam:DeactivateMFADevice", "iam:EnableMFADevice", "iam:GetMFADevice", "iam:ListMFADevices",
        "iam:ResyncMFADevice"],
      "Resource": ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/*/${aws:username}"]
    },
    {
      "Sid": "AllowManageOwnVirtualMFADevice",
      "Effect": "Allow",
      "Action": ["iam:CreateVirtualMFADevice"],
      "Resource": "arn:aws:iam::*:mfa/*"
    },
    {
      "Sid": "DenyAllExceptListedIfNoMFA",
      "Effect": "Deny",
      "NotAction": ["iam:ChangePassword", "iam:CreateVirtualMFADevice", "iam:EnableMFADevice",
        "iam:GetAccountPasswordPolicy", "iam:GetUser", "iam:ListMFADevices", "iam:ListVirtualMFADevices",
        "iam:ResyncMFADevice", "sts:GetSessionToken"],
      "Resource": "*",
      "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
    },
    {
      "Sid": "DenyNewMFADeviceIfNoMFA",
      "Effect": "Deny",
      "Action": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"],
      "Resource": "*",
      "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
    }
  ]
}
```

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists>
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.authority import Authority
from rootward.checks.check import Check
from rootward.checks.mfa.binding import Binding, Bindings, Denial, Slip
from rootward.checks.mfa.enforcement import REMEDY
from rootward.checks.power import proven_authority, unread_policies
from rootward.checks.report_cell import unclear
from rootward.checks.report_users import of_each_user
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, read, reported, unknown
from rootward.iam_policy.powers import Holder
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential_report import ReportRow
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """A verdict for each IAM user."""
    power = proven_authority(account)
    if isinstance(power, Unknown):
        yield unknown(account.resource, power)
        return
    bindings = Bindings(power.before_scps)
    yield from of_each_user(account, lambda row: (_of_row(account, power, bindings, row),))


def _of_row(account: Account, power: Authority, bindings: Bindings, row: ReportRow) -> Verdict:
    if row.password_enabled is False:
        return not_applicable(row.arn, f"{row.user} has no console password")
    if row.password_enabled is not True:
        return unknown(row.arn, unclear(row, "password_enabled", row.password_enabled))
    holder = power.before_scps.powers.by_arn.get(row.arn)
    if holder is None:
        return not_applicable(row.arn, f"{row.user} is not among the account's users any more")
    return _judged(account, holder, bindings.of(holder), power.caveat)


def _judged(account: Account, holder: Holder, binding: Binding, caveat: str) -> Verdict:
    by = None if binding.denial is None else _told(holder, binding.denial)
    slip = binding.without or binding.by_key
    if slip is not None:
        return fails(
            holder.arn,
            (_without(holder, slip, by) if binding.without else _by_key(holder, slip, by)) + caveat,
            reported(account, "password_enabled", value=True),
            read(account, "authorization-details", "allowed without MFA", slip.told),
        )
    if reasons := _reasons(account, holder, binding):
        return unknown(holder.arn, *reasons)
    if by is None:
        return passes(
            holder.arn,
            f"{holder.name} {'is allowed nothing but with MFA' if binding.guards else 'is allowed nothing'}{caveat}",
        )
    evidence = read(account, "authorization-details", "denial without MFA", by)
    return passes(holder.arn, f"{holder.name} is bound to MFA by {by}{caveat}", evidence)


def _told(holder: Holder, denial: Denial) -> str:
    """The denial in words, as `require-mfa, statement 5, of group staff`."""
    listed = (*holder.held, *((holder.boundary,) if holder.boundary else ()))
    several = (each for each in listed if each.ready is denial.ready)
    held = min(several, key=lambda each: (each.group or "", each.name), default=None)
    name = "a policy" if held is None else held.name.rsplit("/", 1)[-1]
    group = f" of group {held.group}" if held is not None and held.group else ""
    return f"{name}{group}, statement {denial.statement.number}"


def _without(holder: Holder, slip: Slip, by: str | None) -> str:
    less = f", though {by}, denies other things" if by else ""
    return f"{holder.name} may use {slip.told}{_where(slip)} with the password alone{less}"


def _by_key(holder: Holder, slip: Slip, by: str | None) -> str:
    passed = f" by {by}, which passes over requests that lack aws:MultiFactorAuthPresent (BoolIfExists does not)"
    return (
        f"{holder.name} may use {slip.told}{_where(slip)} with an access key and no MFA, while the console is bound"
        f"{passed if by else ''}"
    )


def _where(slip: Slip) -> str:
    return f" (depending on {', '.join(sorted(slip.where))})" if slip.where else ""


def _reasons(account: Account, holder: Holder, binding: Binding) -> tuple[Unknown, ...]:
    """Why it cannot be told whether the user is bound; none where it is."""
    reasons = list(unread_policies(account, (holder,))) if binding.unread else []
    if binding.keys:
        told = f"whether {holder.name} is bound depends on {', '.join(sorted(binding.keys))}, which is not read"
        reasons.append(Unknown("not_observable", detail=told))
    if binding.unseen is not None:
        told = (
            f"{holder.name} may use {binding.unseen.told}{_where(binding.unseen)} without MFA where another account's"
        )
        reasons.append(Unknown("not_observable", detail=f"{told} policies, or a key's, let it, which are not read"))
    if not binding.is_whole:
        reasons.append(Unknown("failed", detail=f"the policies of {holder.name} name more than is asked about"))
    return tuple(reasons)


CHECK = Check(
    id="mfa-not-enforced",
    practice="mfa",
    severity="high",
    title="A user with a console password is not bound to MFA",
    holds="what users with a console password may do, they may do with MFA only",
    why="an MFA device that nothing asks for keeps nobody out",
    next_step="rootward explain mfa-not-enforced",
    facts=("credential_report", "identities", "organization"),
    no_controls="the CIS benchmark and Security Hub ask whether users have MFA, and not whether anything asks for it",
    judge=judge,
    fix="automatic",
    remedy=REMEDY,
)
