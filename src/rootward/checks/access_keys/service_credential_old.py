"""A service-specific credential is old or never expires.

## What it checks
Each active service-specific credential: whether it is older than `max_key_age_days` (90), and whether it never expires
although its service lets it. CodeCommit's Git credentials and Keyspaces' passwords have no expiry date. All others
(Amazon Bedrock, CloudWatch Logs, and what AWS adds to its list of services with long-term API keys) can be created
with one (`CredentialAgeDays`), and do not expire when nobody asks.

`ListServiceSpecificCredentials` shows the date of creation. A password that was reset since
(`ResetServiceSpecificCredential`) keeps it, and AWS shows no date of the reset, so such a credential fails here: create
a new one instead.

Short-term Bedrock API keys are pre-signed requests of at most twelve hours. AWS lists them nowhere, and neither does
this check.

## Why it matters
These credentials are bearer secrets: whoever has the string is in, with no signature, and often with no expiry.

## How to fix it
Create the next one with an expiry where the service allows it, move what uses the old one, then
`aws iam update-service-specific-credential --user-name NAME --service-specific-credential-id ID --status Inactive`.

## How rootward fixes it
`rootward plan` proposes to switch the credential off (`UpdateServiceSpecificCredential`, by its exact id). AWS tells
when a user last tried to use a service, and not with which credential. A credential whose owner used its service within
`recent_days` (30) is left on, and the plan says what to do: put its successor in place first. That is read of
administrators and owners of access keys, and with `--deep` of everybody. Of all others nobody can tell whether the
credential is in use: whatever works with it is refused from then on, and the plan says so. `rootward undo` switches it
on again. Those of break-glass users are never touched.

## References
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceSpecificCredentialMetadata.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_api_keys_for_aws_services.html>
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from rootward.checks.access_keys.owner import Owners
from rootward.checks.access_keys.service_use import unused, use_of
from rootward.checks.check import Check
from rootward.checks.kept import Kept
from rootward.checks.remedy import Guidance, Proposal, Proposed, Refused, Remedy
from rootward.checks.report_row import row_of
from rootward.checks.verdict import Verdict, fails, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import UserCredentialChange
from rootward.model.credential import ServiceCredential
from rootward.model.finding import Finding
from rootward.model.unknown import Unknown

WITHOUT_EXPIRY = frozenset({"codecommit.amazonaws.com", "cassandra.amazonaws.com"})
"""The services whose credentials AWS gives no expiry date."""


def judge(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    """A verdict for each service-specific credential."""
    credentials = account.service_credentials
    if isinstance(credentials, Unknown):
        yield unknown(account.resource, credentials)
        return
    if not credentials:
        yield passes(account.resource, "there are no service-specific credentials")
    owners = Owners(account)
    for credential in credentials:
        yield _judged(account, credential, owners.arn(credential.user), baseline.max_key_age_days)


def _judged(account: Account, credential: ServiceCredential, owner: str, limit: int) -> Verdict:
    name = f"credential {credential.id} of {credential.user} for {credential.service}"
    if credential.status != "Active":
        return passes(owner, f"{name} is {credential.status.lower()}")
    if credential.expires is not None and credential.expires <= account.taken_at:
        return passes(owner, f"{name} expired {credential.expires:%Y-%m-%d}")
    problems = []
    days = (account.taken_at - credential.created).days
    if days > limit:
        problems.append(f"is {days} days old (created {credential.created:%Y-%m-%d})")
    if credential.expires is None and credential.service not in WITHOUT_EXPIRY:
        problems.append("never expires")
    evidence = (
        read(account, "service-specific-credentials", f"{credential.id} CreateDate", credential.created),
        read(account, "service-specific-credentials", f"{credential.id} ExpirationDate", credential.expires),
    )
    if problems:
        return fails(owner, f"{name} {' and '.join(problems)}", *evidence)
    return passes(owner, f"{name} is {days} days old", *evidence)


def propose(finding: Finding, account: Account, baseline: Baseline) -> Iterator[Proposed]:
    """Each credential of the user that fails switched off: they have one resource, and the same is said for each.

    One that may be in use is left to people, who put another in its place first.
    """
    credentials, row = account.service_credentials, row_of(account, finding.resource)
    if isinstance(credentials, Unknown):
        yield Refused(f"the credentials were not read: {credentials.detail or credentials.reason}", lacks_facts=True)
        return
    if isinstance(row, Unknown):  # then the owner's path is not known, nor whether it is a break-glass user
        yield Refused(row.detail or f"the credential report was not read: {row.reason}", lacks_facts=True)
        return
    own = _BY_USER.of(account).get(row.user, ())
    judged = ((one, _judged(account, one, row.arn, baseline.max_key_age_days)) for one in own)
    failing = [(one, verdict) for one, verdict in judged if verdict.status == "fail"]
    if baseline.is_break_glass(row.arn):
        yield Refused(f"{row.user} is kept for emergencies (break_glass)")
    elif not failing:
        yield Refused("no credential of the user is both active and old any more")
    else:
        for one, verdict in failing:
            use = use_of(account, row.arn, _namespace(one))
            used = use.lately(account, baseline.recent_days)
            if used is None:
                why = unused(verdict.message, row.user, one.service, baseline.recent_days, use)
                yield _switched_off(one, finding.resource, why)
            else:
                yield _moved(one, used)


def _by_user(account: Account) -> Mapping[str, list[ServiceCredential]]:
    found: dict[str, list[ServiceCredential]] = defaultdict(list)
    for one in () if isinstance(account.service_credentials, Unknown) else account.service_credentials:
        found[one.user].append(one)
    return found


_BY_USER = Kept(_by_user)


def _namespace(credential: ServiceCredential) -> str:
    """The prefix of the actions of the credential's service: `codecommit` of `codecommit.amazonaws.com`."""
    return credential.service.partition(".")[0]


def _moved(credential: ServiceCredential, used: datetime) -> Guidance:
    """What people do where the credential may be in use."""
    with_expiry = "" if credential.service in WITHOUT_EXPIRY else " that expires"
    return Guidance(
        f"{credential.user} used {credential.service} on {used:%Y-%m-%d}, perhaps with credential {credential.id}: "
        f"create another one{with_expiry}, move what uses {credential.id}, and only then switch {credential.id} off"
    )


def _switched_off(credential: ServiceCredential, owner: str, why: str) -> Proposal:
    change = UserCredentialChange(
        credential="service-credential",
        user=credential.user,
        user_arn=owner,
        id=credential.id,
        service=credential.service,
        before="Active",
        after="Inactive",
    )
    return Proposal(batches=((change,),), restricts=True, why=why)


CHECK = Check(
    id="service-credential-old",
    practice="access_keys",
    severity="medium",
    title="A service-specific credential is old or never expires",
    holds="every service-specific credential is young enough and expires where it can",
    why="whoever has the string is in, with no signature and often with no expiry",
    next_step=(
        "aws iam update-service-specific-credential --user-name {name} --status Inactive"
        " --service-specific-credential-id ID"
    ),
    facts=("service_credentials", "credential_report"),
    no_controls="neither CIS nor Security Hub asks about service-specific credentials",
    judge=judge,
    fix="automatic",
    remedy=Remedy(propose=propose, operations=("UpdateServiceSpecificCredential",), facts=("service_access",)),
)
