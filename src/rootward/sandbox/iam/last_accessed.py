"""Service last accessed data: which services an identity may use, and when it last tried to.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
Denied attempts count. AWS shows an attempt within four hours; here it is there at once. Actions are not tracked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.iam.exceptions import NoSuchEntity, NotFoundException
from moto.moto_api._internal import mock_random

from rootward.sandbox.door.principal import caller
from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam import granted_service as granted
from rootward.sandbox.iam.api import IamApi

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from moto.iam.models import Group, Role

    from rootward.sandbox.iam.backend import PracticeIamBackend
    from rootward.sandbox.iam.user import PracticeUser


class Access(NamedTuple):
    """The last attempt of an identity to use a service."""

    at: datetime
    """UTC without a zone."""
    region: str
    arn: str


@dataclass
class Job:
    """A report that was asked for. It is as the account was then."""

    asked_by: str
    kind: str
    created: datetime
    services: list[dict[str, Any]]
    """ServiceLastAccessed, by namespace."""
    entities: dict[str, list[dict[str, Any]]]
    """EntityDetails by namespace, the latest access first."""
    was_asked_for: bool = False
    completed: datetime | None = None


class LastAccessedApi(IamApi):
    """GenerateServiceLastAccessedDetails, its two readings, and ListPoliciesGrantingServiceAccess."""

    def generate_service_last_accessed_details(self) -> ActionResult:
        """Start a report about a user, a group, a role or a policy.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html
        """
        report = _Report(self.backend, self._get_param("Arn"))
        job_id = str(mock_random.uuid4())
        self.backend.last_accessed_jobs[job_id] = Job(
            asked_by=caller().arn,
            kind=self._get_param("Granularity", "SERVICE_LEVEL"),
            created=utcnow(),
            services=[report.service(namespace) for namespace in report.namespaces],
            entities={namespace: report.entities(namespace) for namespace in report.namespaces},
        )
        return ActionResult({"JobId": job_id})

    def get_service_last_accessed_details(self) -> ActionResult:
        """The services of a report, in the order of their namespaces.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html
        """
        job = self._job()
        services = job.services if job.completed else []
        return ActionResult({**_state(job), "JobType": job.kind, "ServicesLastAccessed": services})

    def get_service_last_accessed_details_with_entities(self) -> ActionResult:
        """Who of a group, or of those with a policy, used one service of a report.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetailsWithEntities.html
        """
        job = self._job()
        entities = job.entities.get(self._get_param("ServiceNamespace"), []) if job.completed else []
        return ActionResult({**_state(job), "EntityDetailsList": entities})

    def list_policies_granting_service_access(self) -> ActionResult:
        """The policies of a user, a group or a role that let it use each service asked about.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPoliciesGrantingServiceAccess.html
        """
        held = granted.grants(self.backend, _identity(self.backend, self._get_param("Arn")))
        found = [
            {"ServiceNamespace": one, "Policies": [_policy(g) for g in held if one in granted.namespaces(g.document)]}
            for one in self._get_param("ServiceNamespaces")
        ]
        return ActionResult({"PoliciesGrantingServiceAccess": found})

    def _job(self) -> Job:
        """The report, which is complete from the second time on that it is asked for."""
        job_id = self._get_param("JobId")
        job = self.backend.last_accessed_jobs.get(job_id)
        if job is None or job.asked_by != caller().arn:
            raise PracticeError("NoSuchEntity", f"Unknown job id {job_id}.")
        if job.was_asked_for and job.completed is None:
            job.completed = utcnow()
        job.was_asked_for = True
        return job


class _Report:
    """What is known of an ARN: the services, and who of its entities last used each."""

    def __init__(self, backend: PracticeIamBackend, arn: str) -> None:
        self._accesses = backend.last_accessed
        if ":policy/" in arn:
            policy = backend.get_policy(arn)
            holders: list[Any] = [*backend.users.values(), *backend.roles.values()]
            self._members = [one for one in holders if any(g.arn == arn for g in granted.grants(backend, one))]
            self.namespaces = sorted(granted.namespaces(granted.document_of(policy)))
            return
        holder = _identity(backend, arn)
        self._members = list(holder.users) if ":group/" in arn else [holder]
        held = granted.grants(backend, holder)
        self.namespaces = sorted({namespace for one in held for namespace in granted.namespaces(one.document)})

    def service(self, namespace: str) -> dict[str, Any]:
        """A ServiceLastAccessed."""
        accesses = [access for _, access in self._accesses_of(namespace) if access]
        shown: dict[str, Any] = {
            "ServiceName": granted.service_name(namespace),
            "ServiceNamespace": namespace,
            "TotalAuthenticatedEntities": len(accesses),
        }
        if accesses:
            last = max(accesses)
            shown |= {
                "LastAuthenticated": last.at,
                "LastAuthenticatedEntity": last.arn,
                "LastAuthenticatedRegion": last.region,
            }
        return shown

    def entities(self, namespace: str) -> list[dict[str, Any]]:
        """EntityDetails, the latest access first."""
        ordered = sorted(self._accesses_of(namespace), key=lambda pair: pair[1] or _NEVER, reverse=True)
        return [
            {"EntityInfo": _entity(member), **({"LastAuthenticated": access.at} if access else {})}
            for member, access in ordered
        ]

    def _accesses_of(self, namespace: str) -> list[tuple[Any, Access | None]]:
        return [(member, self._accesses.get(member.arn, {}).get(namespace)) for member in self._members]


_NEVER = Access(datetime.min, "", "")  # noqa: DTZ901 - moto's dates have no zone


def _state(job: Job) -> Mapping[str, object]:
    state: dict[str, object] = {"JobStatus": "IN_PROGRESS", "JobCreationDate": job.created}
    if job.completed:
        state |= {"JobStatus": "COMPLETED", "JobCompletionDate": job.completed}
    return state


def _identity(backend: PracticeIamBackend, arn: str) -> Any:  # noqa: ANN401 - a user, a group or a role
    kind, _, name = arn.rpartition(":")[2].partition("/")
    find: dict[str, Callable[[str], PracticeUser | Group | Role]] = {
        "user": backend.get_user,
        "group": backend.get_group,
        "role": backend.get_role,
    }
    try:
        found = find[kind](name.rpartition("/")[2]) if kind in find else None
    except (NoSuchEntity, NotFoundException, PracticeError):
        found = None
    if found is None or found.arn != arn:
        if kind not in find:
            raise PracticeError("InvalidInput", f"ARN {arn} is not valid.")
        raise PracticeError("NoSuchEntity", f"{kind.capitalize()} with ARN {arn} cannot be found.")
    return found


def _entity(member: Any) -> dict[str, str]:  # noqa: ANN401 - a user or a role
    kind = "ROLE" if ":role/" in member.arn else "USER"
    return {"Arn": member.arn, "Name": member.name, "Type": kind, "Id": member.id, "Path": member.path}


def _policy(grant: granted.Grant) -> dict[str, str]:
    if grant.arn:
        return {"PolicyName": grant.name, "PolicyType": "MANAGED", "PolicyArn": grant.arn}
    return {
        "PolicyName": grant.name,
        "PolicyType": "INLINE",
        "EntityType": grant.holder_kind,
        "EntityName": grant.holder_name,
    }
