"""A user or role was granted services that it does not use.

## What it checks
IAM's *service last accessed* data: of which services the permissions policies of a user or role allow something, and
when it last tried to use each. A service that was not tried for more than `unused_permission_days` (90) is reported,
with the services that were used and a sketch of the policy that would have been enough.

Asked about are administrators and the owners of active access keys, 50 of them at most, since it takes two calls or
more for each; what is left out is said. With `--deep` it is every user and every role that no AWS service owns.

What the data means, by AWS's own pages:
- **denied attempts count as use**: a service in the list of those used may have refused every call;
- an attempt appears within four hours, and AWS keeps 400 days of them, less where a region began later;
- a service counts as granted where a permissions policy allows anything of it; boundaries, resource policies and
  policies of the organisation are not looked at. When it was granted is not told: what was granted last week to an
  old user is reported too;
- `iam:PassRole` is not tracked, so `iam` is never called unused, and the policy in the evidence may lack it.

Where CloudTrail's logs are given (`rootward audit --trail PATH`) and tell of the whole time, they decide: a service of
which every call was refused was not used, and what was used is told action by action. Of a service whose data events
the log does not hold, as a rule s3, lambda and dynamodb, IAM's word stays. A log that begins too late, ends too early,
lacks days, holds no reading calls or could not be read whole settles nothing; the evidence says so.

Not asked of:
- users and roles that are not older than `unused_permission_days`: they had no time to use what they have;
- who is on `admin_path`, and the members of a group on it, as rootward's own `administrators`: nobody uses all of AWS,
  and administrators are meant to be able to;
- break-glass identities, and users that Amazon SES made for sending mail (`ses-smtp-user*`): mail over SMTP makes no
  call of an AWS API.

## Why it matters
What is granted and never used is of use to nobody but whoever takes the identity over. Administrators and owners of
access keys are those who are worth taking over.

## How to fix it
Ask whether the services are needed once a quarter, or in an emergency. Then take them away:
`aws iam list-policies-granting-service-access --arn ARN --service-namespaces NAMESPACE …` names the policies that grant
them.

The policy in the evidence allows everything of the services that were used, or where a log tells them, the actions that
were, and is meant to be refined by hand: keep the narrower statements that there are already. `rootward trail policy`
writes it with the resources that were named. Set as a permissions boundary it takes the unused services away and
adds nothing. An identity that used nothing may not be needed at all.

## How rootward fixes it
It reports only: what somebody will need tomorrow, no data tells.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html>
- <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html>
- <https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html>
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

import msgspec

from rootward.checks.check import Check
from rootward.checks.identities.smaller_policy import smaller_policy
from rootward.checks.identities.trail_use import TrailUse, lacking, used_in
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.finding import Evidence
from rootward.model.identity import Identities, Role, User
from rootward.model.service_access import GrantedService
from rootward.model.unknown import Unknown

SMTP_USERS = "ses-smtp-user"
"""How Amazon SES begins the names of the users that it makes for SMTP."""

_SHOWN = 5
"""So many services of a list are named in the message; the evidence has those that were used whole."""

_SOURCE = "service-last-accessed"
_TRAIL = "cloudtrail"

_PASSES_ROLES = "iam"
"""Passing a role to a service needs an action of IAM, iam:PassRole, and leaves no trace.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html (Things to know: PassRole)
"""


def judge(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    """A verdict for each identity that was asked about, and one for each reason for which some could not be."""
    identities, found = account.identities, account.service_access
    if isinstance(identities, Unknown):
        yield unknown(account.resource, identities)
        return
    if isinstance(found, Unknown):
        yield unknown(account.resource, found)
        return
    if not found:
        yield passes(account.resource, "no user or role is an administrator or has an active access key")
    there: dict[str, User | Role] = {one.arn: one for one in identities.users}
    there.update((one.arn, one) for one in identities.roles)
    unread: dict[Unknown, list[str]] = defaultdict(list)
    for access in found:
        identity = there.get(access.arn)
        if identity is None:
            unread[Unknown("failed", detail=f"{access.arn} is not among the users and roles")].append(access.arn)
        elif exempt := _exempt(account, identities, identity, baseline):
            yield exempt
        elif isinstance(access.services, Unknown):
            unread[access.services].append(access.arn)
        else:
            yield _judged(account, identity, access.services, baseline.unused_permission_days)
    for why, arns in unread.items():
        yield _unread(account, why, arns)


def _exempt(account: Account, identities: Identities, identity: User | Role, baseline: Baseline) -> Verdict | None:
    days = (account.taken_at - identity.created).days
    if baseline.is_break_glass(identity.arn):
        return not_applicable(identity.arn, f"{identity.name} is kept for emergencies (break_glass)")
    if _is_meant_to_administer(identities, identity, baseline):
        return not_applicable(identity.arn, f"{identity.name} is meant to administer the account (admin_path)")
    if isinstance(identity, User) and identity.name.startswith(SMTP_USERS):
        return not_applicable(identity.arn, f"{identity.name} sends mail over SMTP, which makes no call of an AWS API")
    if days <= baseline.unused_permission_days:
        return not_applicable(identity.arn, f"{identity.name} is {days} days old: it had no time to use what it has")
    return None


def _is_meant_to_administer(identities: Identities, identity: User | Role, baseline: Baseline) -> bool:
    joined = identity.groups if isinstance(identity, User) else ()
    groups = (group.arn for group in identities.groups if group.name in joined)
    return any(baseline.is_on_admin_path(arn) for arn in (identity.arn, *groups))


def _judged(account: Account, identity: User | Role, services: tuple[GrantedService, ...], limit: int) -> Verdict:
    trail = _trail(account, identity, limit)
    granted = {one.namespace for one in services}
    refused = {one.namespace for one in services if trail.settles and trail.settles.is_only_refused(one)}
    used = {one.namespace for one in services if _used(account, one, limit)} - refused
    used |= trail.settles.services & granted if trail.settles else set()
    unused = granted - used - {_PASSES_ROLES}
    counts = (
        read(account, _SOURCE, "services granted", len(granted)),
        read(account, _SOURCE, "services not used", len(unused)),
        *trail.evidence,
    )
    if not unused:
        if trail.unknown is not None:
            return unknown(identity.arn, trail.unknown)
        message = f"{identity.name} used the {len(granted)} services that it was granted, as far as AWS tells"
        return passes(identity.arn, message, *counts)
    counting = "by CloudTrail a refused attempt is no use" if trail.settles else "denied attempts count as use"
    message = (
        f"{identity.name} did not use {len(unused)} of {len(granted)} granted services in {limit} days"
        f" ({counting}): {_first(unused)}"
    )
    if unused & refused:
        message += f"; every call of {_first(unused & refused)} was refused"
    if not used:
        return fails(identity.arn, f"{message}; it used none", *counts)
    known = {one: trail.settles.actions_of(one) for one in used} if trail.settles else {}
    enough = read(account, _SOURCE, "a policy that would have been enough", smaller_policy(used, known))
    message += f"; services used: {_first(used)}; a policy that allows only these would have been enough"
    if _PASSES_ROLES in granted - used:
        message += ", but for iam:PassRole, which AWS does not track"
    return fails(identity.arn, message, *counts, enough)


class _Trail(msgspec.Struct, frozen=True, kw_only=True):
    """What CloudTrail's log tells of an identity."""

    settles: TrailUse | None = None
    """None: no log was given, or it does not tell of all, or of nothing by the identity."""
    evidence: tuple[Evidence, ...] = ()
    unknown: Unknown | None = None
    """Why a log that was given could not be read at all."""


def _trail(account: Account, identity: User | Role, limit: int) -> _Trail:
    log = account.used_actions
    if isinstance(log, Unknown):
        return _Trail(unknown=log if log.reason != "not_collected" else None)
    if why := lacking(account, log, limit):
        return _Trail(evidence=(read(account, _TRAIL, "the log settles nothing", why),))
    since = account.taken_at - timedelta(days=limit)
    evidence = [read(account, _TRAIL, "the log begins", log.since)]
    use = log.of(identity.arn)
    if use is None:
        return _Trail(evidence=(*evidence, read(account, _TRAIL, "events by it", 0)))
    use = used_in(use, since)
    evidence.append(read(account, _TRAIL, "actions used", len(use.used)))
    if use.unmapped:
        evidence.append(read(account, _TRAIL, "calls whose action is not known", sum(o.count for o in use.unmapped)))
    return _Trail(settles=TrailUse(log=log, use=use), evidence=tuple(evidence))


def _used(account: Account, service: GrantedService, limit: int) -> bool:
    return service.last_attempt is not None and (account.taken_at - service.last_attempt).days <= limit


def _first(names: set[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(sorted(names)[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _unread(account: Account, why: Unknown, arns: list[str]) -> Verdict:
    """One unknown for all whose services are unknown for the same reason."""
    if len(arns) == 1:
        return unknown(arns[0], why)
    return unknown(account.resource, why, message=f"cannot tell of {len(arns)} users and roles: {why.detail}")


CHECK = Check(
    id="unused-permissions",
    practice="identities",
    severity="medium",
    title="A user or role was granted services that it does not use",
    holds="administrators and owners of access keys use every service that they were granted",
    why="what is granted and never used is of use only to whoever takes the identity over",
    next_step="aws iam list-policies-granting-service-access --arn {resource} --service-namespaces NAMESPACE",
    facts=("service_access", "identities", "used_actions"),
    no_controls="neither CIS nor Security Hub asks which granted services are used",
    judge=judge,
    fix="none",
)
