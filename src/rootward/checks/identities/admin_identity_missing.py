"""Nobody but root can administer the account.

## What it checks
Whether anybody but root can use administrator access: a user or role that controls IAM over everything (by its own
policies, its groups' or those of roles that it may assume; within its permissions boundary), and has a way in:

- a user with a console password or an active access key (`--deep` and `plan` know of keys switched off since the
  report);
- a role that lets people in by a SAML provider, by an OpenID Connect provider that signs in people, or from another
  account. IAM Identity Center's roles are among them. A role that users of the account assume counts with them.

Who must use MFA and has no device has no way in, unless their policies let them register one first. With an access key
AWS takes a device's codes and no passkey: whether a device that is not virtual serves there is unknown. Sessions of
roles have no MFA, whatever their makers signed in with: power that a role has with MFA only is nobody's. A user's tags,
the organisation and the date are taken as they were read. Where somebody must be at a certain address, or a session
must have certain tags, that is taken for possible.

**Only what is proved counts.** A member of an organisation cannot read the service control policies that bind it, so
what they leave is unknown: a live proof settles it. So is the power of a policy whose document could not be read.

## Why it matters
Without an administrator every change to access is made by root: the one identity that no policy binds, that cannot be
taken away from somebody who leaves, and whose loss means a call to AWS Support.

## How to fix it
Signed in as root for the last time: `rootward bootstrap --user NAME`. By hand, make a group with administrator access
and put yourself into it: `aws iam create-group --group-name administrators`, `aws iam attach-group-policy --group-name
administrators --policy-arn arn:aws:iam::aws:policy/AdministratorAccess`, `aws iam create-user`,
`aws iam add-user-to-group`. Give the user a password and an MFA device, sign in as that user, and look at IAM. Better
still is IAM Identity Center.

## How rootward fixes it
`rootward bootstrap` makes the group `administrators` with AdministratorAccess and a first user in it, with a one-time
password, or roles for people who sign in elsewhere; it is planned, shown and asked for like any other change.
`rootward plan` alone does not know who that should be, and says so. Where it says that it cannot tell, sign in as the
administrator that it names, and change something harmless in IAM: what succeeds is proved.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/getting-started-account-iam.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html>
- <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>
- <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html>
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rootward.checks.check import Check
from rootward.checks.identities.way_in import Way, ways_in
from rootward.checks.power import proven_authority, unread_policies
from rootward.checks.verdict import Verdict, fails, passes, read, unknown
from rootward.iam_policy.administrators import Administrator
from rootward.iam_policy.ternary import Layer
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.unknown import Unknown

_SHOWN = 3
"""So many administrators are named."""

_LAYERS: dict[Layer, str] = {"scp": "service control policies", "boundary": "its permissions boundary"}


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    power = proven_authority(account)
    if isinstance(power, Unknown):
        yield unknown(account.resource, power)
        return
    found = ways_in(account, power)
    proved = [way for way in found.ways if way.administrator.is_proved]
    if proved:
        yield _passes(account, proved)
    elif found.ways:
        yield _unproved(account, found.ways)
    elif found.unsure:
        yield unknown(account.resource, *dict.fromkeys(why for several in found.unsure.values() for why in several))
    else:
        yield _fails(account, found.shut)


def _passes(account: Account, ways: Sequence[Way]) -> Verdict:
    # Those whose own policies give the power first: a role in between may be taken away.
    ways = sorted(ways, key=lambda way: len(way.administrator.through))
    told = list({way.administrator.holder.arn: way.told for way in ways}.values())
    more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    evidence = read(account, "authorization-details", "administrator", ways[0].administrator.holder.arn)
    return passes(account.resource, f"administrators: {', '.join(told[:_SHOWN])}{more}", evidence)


def _unproved(account: Account, ways: Sequence[Way]) -> Verdict:
    """Somebody is an administrator, if what was not read leaves it to them: those first for whom least is missing."""
    way = min(ways, key=lambda way: len(way.unread))
    reasons: list[Unknown] = []
    if "scp" in way.unread:
        reasons.append(_of_control_policies(account))
    if way.unread - {"scp"}:
        reasons.extend(unread_policies(account, (way.administrator.holder, *way.administrator.through)))
    missing = " and ".join(_LAYERS.get(layer, "some of its own policies") for layer in sorted(way.unread, reverse=True))
    message = (
        f"cannot tell: {way.told} is an administrator unless {missing}, which could not be read, take it away; a live"
        " proof settles it: sign in as it, and let a harmless change to IAM succeed"
    )
    return unknown(account.resource, *reasons, message=message)


def _of_control_policies(account: Account) -> Unknown:
    """Why service control policies were not read."""
    if isinstance(account.organization, Unknown):
        return account.organization
    return Unknown("not_observable", detail="a member account cannot read the service control policies that bind it")


def _fails(account: Account, shut: Sequence[Administrator]) -> Verdict:
    message = "nobody but root has administrator access"
    if shut:
        names = ", ".join(f"{one.holder.kind} {one.holder.name}" for one in shut[:_SHOWN])
        more = f" and {len(shut) - _SHOWN} more" if len(shut) > _SHOWN else ""
        message += f" that can be used: there is no way in as {names}{more}"
    return fails(account.resource, message, read(account, "authorization-details", "administrators", len(shut)))


CHECK = Check(
    id="admin-identity-missing",
    practice="identities",
    severity="critical",
    title="Nobody but root can administer the account",
    holds="somebody other than root can administer the account",
    why="without an administrator every change to access is made by root, which no policy binds",
    next_step="rootward bootstrap --user NAME",
    facts=(
        "identities",
        "organization",
        "credential_report",
        "virtual_mfa_devices",
        "saml_providers",
        "oidc_providers",
        "access_keys",
    ),
    no_controls="the CIS benchmark and Security Hub ask what root does, and not who else could do it",
    judge=judge,
    fix="automatic",
)
