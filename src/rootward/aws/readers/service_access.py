"""Which services identities may use and when they last tried to: a report for each identity, asked for and waited for.

It costs two calls an identity and one for each further look while AWS makes the reports, so it is read of those who
matter most: administrators and owners of access keys, `MOST_IDENTITIES` of them. With `--deep` it is everybody.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import cast

from rootward.aws.call import MARKER, Call
from rootward.aws.failure import UnreadError, failed
from rootward.aws.readers.reader import Reader
from rootward.aws.reading import Answer, Reading
from rootward.iam_policy.powers import Powers
from rootward.model.account import Account
from rootward.model.identity import SERVICE_LINKED, Identities
from rootward.model.service_access import GrantedService, ServiceAccess
from rootward.model.unknown import Unknown

GENERATE = Call("iam", "GenerateServiceLastAccessedDetails")
GET = Call("iam", "GetServiceLastAccessedDetails")

MOST_IDENTITIES = 50
"""So many are asked about without `--deep`."""

BEYOND = Unknown(
    "not_collected",
    GENERATE.action,
    f"of administrators and owners of access keys, {MOST_IDENTITIES} are asked about; --deep asks about everybody",
)
"""In place of the services of each administrator or owner of a key beyond those."""

_WAITS = (0.5, 1, 2, 4, 8, 8, 8, 8, 16, 16, 16, 16, 16)
"""Seconds between two looks at all reports that are not finished: two minutes in all."""

_PAGE = 1000

Services = tuple[GrantedService, ...] | Unknown


def read_service_access(reading: Reading, account: Account) -> tuple[ServiceAccess, ...]:
    """What each of the chosen identities may use, those who matter most first.

    A report that cannot be had leaves its own identity's services unknown; where AWS denies all, the fact is denied.
    """
    arns = chosen(account, deep=reading.deep)
    asked = arns if reading.deep else arns[:MOST_IDENTITIES]
    found = _services(reading, asked)
    told = list(found.values())
    if told and all(isinstance(one, Unknown) and one.reason == "denied" for one in told):
        raise UnreadError(cast("Unknown", told[0]))
    read = tuple(ServiceAccess(arn=arn, services=services) for arn, services in found.items())
    return (*read, *(ServiceAccess(arn=arn, services=BEYOND) for arn in arns[len(asked) :]))


def chosen(account: Account, *, deep: bool) -> tuple[str, ...]:
    """The ARNs to ask about, each once.

    First come administrators, then owners of active access keys, then those who may be administrators for all that was
    read; with `deep` all others follow. Roles that AWS services own are left out.

    Raises UnreadError without the identities.
    """
    identities = account.identities
    if isinstance(identities, Unknown):
        raise UnreadError(identities)
    roles = [role.arn for role in identities.roles if not role.path.startswith(SERVICE_LINKED)]
    there = {*(user.arn for user in identities.users), *roles}
    sure, unsure = administrators(account, identities)
    groups = (sure & there, _owners_of_keys(account, identities), unsure & there, there if deep else set())
    return tuple(dict.fromkeys(arn for group in groups for arn in sorted(group)))


def administrators(account: Account, identities: Identities) -> tuple[set[str], set[str]]:
    """The ARNs of users and roles whose own policies make them administrators, and of those of whom they may.

    The latter have policies that were not read. AWS's own AdministratorAccess is known by its name too.
    """
    powers = Powers(account, identities)
    judged = {holder.arn: powers.administration(holder) for holder in powers.holders}
    policy = f"arn:{account.partition}:iam::aws:policy/AdministratorAccess"
    groups = {group.name for group in identities.groups if policy in group.attached_policies}
    users = (one.arn for one in identities.users if policy in one.attached_policies or groups & set(one.groups))
    roles = (one.arn for one in identities.roles if policy in one.attached_policies)
    sure = {*(arn for arn, power in judged.items() if power.is_sure), *users, *roles}
    return sure, {arn for arn, power in judged.items() if power.control is not False} - sure


def _owners_of_keys(account: Account, identities: Identities) -> set[str]:
    """The users with an active access key, and those of whom the report does not say: it is older than the account."""
    report = account.credential_report
    rows = () if isinstance(report, Unknown) else report.users
    without = {row.user for row in rows if all(key.active is False for key in row.keys)}
    return {user.arn for user in identities.users if user.name not in without}


def _services(reading: Reading, arns: Iterable[str]) -> dict[str, Services]:
    """The services of each identity that is still there, or why they cannot be told.

    All reports are asked for before the first is looked at, so that AWS makes them while others are asked for.
    """
    asked = list(arns)
    jobs = reading.side_by_side(lambda arn: reading.attempt(partial(_started, reading, arn)), asked)
    # A Blocked is of a region, and IAM has none.
    started = {arn: cast("str | Unknown", job) for arn, job in zip(asked, jobs, strict=True) if job is not None}
    waiting = {arn: job for arn, job in started.items() if isinstance(job, str)}
    finished = _finished(reading, waiting)
    return {arn: job if isinstance(job, Unknown) else finished[arn] for arn, job in started.items()}


def _started(reading: Reading, arn: str) -> str | None:
    """The report's number; None for an identity that was deleted since the lists were read."""
    try:
        job: str = reading.read(GENERATE, Arn=arn)["JobId"]
    except UnreadError as error:
        if error.code == "NoSuchEntity":
            return None
        raise
    return job


def _finished(reading: Reading, jobs: dict[str, str]) -> dict[str, Services]:
    """The services of each report, by identity. All that are not finished are waited for together, ever longer."""
    found: dict[str, Services] = {}
    waiting = dict(jobs)
    for seconds in (0, *_WAITS):
        if not waiting:
            return found
        try:
            if seconds:
                reading.wait(GET, seconds)
        except UnreadError as late:
            return found | dict.fromkeys(waiting, cast("Unknown", late.fact))
        looks = [partial(_look, reading, job) for job in waiting.values()]
        answers = dict(zip(waiting, reading.side_by_side(reading.attempt, looks), strict=True))
        found.update((arn, cast("Services", answer)) for arn, answer in answers.items() if answer is not None)
        waiting = {arn: job for arn, job in waiting.items() if answers[arn] is None}
    unfinished = failed(GET, f"AWS did not finish the report within {sum(_WAITS):g} seconds: try again")
    return found | dict.fromkeys(waiting, cast("Unknown", unfinished.fact))


def _look(reading: Reading, job: str) -> tuple[GrantedService, ...] | None:
    """The services of a report; None while AWS is making it."""
    answer = reading.read(GET, JobId=job, MaxItems=_PAGE)
    if answer["JobStatus"] == "IN_PROGRESS":
        return None
    if answer["JobStatus"] != "COMPLETED":
        why = answer.get("Error") or {}
        raise failed(GET, f"AWS could not make the report: {why.get('Code', '')}: {why.get('Message', '')}")
    services = list(answer["ServicesLastAccessed"])
    if answer.get("IsTruncated"):
        rest = {"JobId": job, "MaxItems": _PAGE, "Marker": answer["Marker"]}
        services += reading.items(GET, MARKER, "ServicesLastAccessed", **rest)
    return tuple(_granted(service) for service in services)


def _granted(service: Answer) -> GrantedService:
    return GrantedService(
        namespace=service["ServiceNamespace"],
        name=service["ServiceName"],
        last_attempt=service.get("LastAuthenticated"),
    )


READERS = (
    Reader(
        fact="service_access",
        calls=(GENERATE, GET),
        needs=("identities", "credential_report"),
        ask=read_service_access,
    ),
)
