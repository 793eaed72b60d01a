"""IAM Access Analyzer, which moto has not: the analyzers of a region, and what they find of the roles.

https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Operations.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow

from rootward.sandbox.backends import Backends
from rootward.sandbox.constraint import check
from rootward.sandbox.error import PracticeError
from rootward.sandbox.organizations.membership import organization_of
from rootward.sandbox.paging import PagedResponse
from rootward.sandbox.services.finding_filter import matches
from rootward.sandbox.services.outside_access import findings_of
from rootward.sandbox.services.table import open_service

if TYPE_CHECKING:
    from datetime import datetime

    from rootward.sandbox.services.outside_access import Finding

_QUOTAS = {"ORGANIZATION": 5, "ORGANIZATION_UNUSED_ACCESS": 5}
"""The most analyzers of a type that an account may have in a region; of all other types: one.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html
"""

_FINDS = frozenset({"ACCOUNT", "ORGANIZATION"})
"""The types of analyzers that find access from outside."""


@dataclass(slots=True)
class ArchiveRule:
    """A rule by which new findings are archived. Dates: UTC without a zone."""

    name: str
    filter: dict[str, Any]
    created_at: datetime


@dataclass(slots=True)
class Analyzer:
    """An analyzer. `type` is AWS's word for its kind, as `ACCOUNT`. Dates: UTC without a zone."""

    arn: str
    name: str
    type: str
    created_at: datetime
    status: str = "ACTIVE"
    configuration: dict[str, Any] | None = None
    tags: dict[str, str] = field(default_factory=dict)
    archive_rules: list[ArchiveRule] = field(default_factory=list)
    archived: set[str] = field(default_factory=set)
    """The ids of the findings that somebody archived."""


class AccessAnalyzerBackend(BaseBackend):
    """The analyzers of one region."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.analyzers: dict[str, Analyzer] = {}

    def add_analyzer(self, name: str, kind: str, created_at: datetime) -> Analyzer:
        """Add an analyzer that is active."""
        arn = f"arn:{self.partition}:access-analyzer:{self.region_name}:{self.account_id}:analyzer/{name}"
        self.analyzers[name] = Analyzer(arn, name, kind, created_at)
        return self.analyzers[name]

    def analyzer(self, name: str) -> Analyzer:
        """The analyzer of that name. Raises ResourceNotFoundException where there is none."""
        if name not in self.analyzers:
            raise _about(name, "ResourceNotFoundException", f"Analyzer {name} not found")
        return self.analyzers[name]

    def analyzer_of(self, arn: str) -> Analyzer:
        """The analyzer with that ARN. Raises ResourceNotFoundException where there is none."""
        for analyzer in self.analyzers.values():
            if analyzer.arn == arn:
                return analyzer
        raise _about(arn, "ResourceNotFoundException", f"The resource name (ARN) [{arn}] does not exist")


access_analyzer_backends = BackendDict(AccessAnalyzerBackend, "accessanalyzer")


class AccessAnalyzerResponse(PagedResponse):
    """The Access Analyzer API of a practice account."""

    def __init__(self) -> None:
        super().__init__(service_name="accessanalyzer")
        self.automated_parameter_parsing = True

    @property
    def backend(self) -> AccessAnalyzerBackend:
        """The analyzers of the region."""
        return access_analyzer_backends[self.current_account][self.region]

    def create_analyzer(self) -> ActionResult:
        """Add an analyzer, active at once."""
        self._check()
        name, kind = self._get_param("analyzerName"), self._get_param("type")
        backend = self.backend
        if name in backend.analyzers:
            raise _about(name, "ConflictException", f"An analyzer with the name {name} already exists")
        if sum(one.type == kind for one in backend.analyzers.values()) >= _QUOTAS.get(kind, 1):
            raise _about(name, "ServiceQuotaExceededException", f"The quota for analyzers of type {kind} is exceeded")
        if kind.startswith("ORGANIZATION") and not self._speaks_for_the_organization():
            message = "The caller is neither the management account nor a delegated administrator of an organization"
            raise _invalid(message)
        made = backend.add_analyzer(name, kind, utcnow())
        made.tags = dict(self._get_param("tags") or {})
        made.configuration = self._get_param("configuration")
        for rule in self._get_param("archiveRules") or ():
            made.archive_rules.append(ArchiveRule(rule["ruleName"], rule["filter"], utcnow()))
        return ActionResult({"arn": made.arn})

    def get_analyzer(self) -> ActionResult:
        """One analyzer."""
        return ActionResult({"analyzer": _shown(self._named())})

    def update_analyzer(self) -> ActionResult:
        """Replace the configuration of an analyzer."""
        analyzer = self._named()
        analyzer.configuration = self._get_param("configuration")
        return ActionResult({"configuration": analyzer.configuration} if analyzer.configuration else {})

    def delete_analyzer(self) -> EmptyResult:
        """Delete an analyzer."""
        del self.backend.analyzers[self._named().name]
        return EmptyResult()

    def list_analyzers(self) -> ActionResult:
        """The analyzers of the region, of one type if one is asked for."""
        self._check()
        kind = self._get_param("type")
        found = [_shown(one) for one in self.backend.analyzers.values() if kind in (None, one.type)]
        return ActionResult({"analyzers": found})

    def list_archive_rules(self) -> ActionResult:
        """The archive rules of an analyzer. Its model knows no ResourceNotFoundException."""
        self._check()
        if self._get_param("analyzerName") not in self.backend.analyzers:
            raise _invalid("The analyzer does not exist")
        rules = [
            {"ruleName": one.name, "filter": one.filter, "createdAt": one.created_at, "updatedAt": one.created_at}
            for one in self._named().archive_rules
        ]
        return ActionResult({"archiveRules": rules})

    def list_findings(self) -> ActionResult:
        """Roles that somebody outside may assume, whom and how."""
        analyzer = self._analyzer_of("analyzerArn")
        everything = [_found(one, analyzer) for one in self._findings(analyzer)]
        return ActionResult({"findings": self._filtered(everything)})

    def list_findings_v2(self) -> ActionResult:
        """Roles that somebody outside may assume."""
        analyzer = self._analyzer_of("analyzerArn")
        everything = [{**_found(one, analyzer), "findingType": "ExternalAccess"} for one in self._findings(analyzer)]
        unseen = ("principal", "action", "isPublic", "condition")
        shown = self._filtered(everything)
        return ActionResult({"findings": [{k: v for k, v in one.items() if k not in unseen} for one in shown]})

    def get_finding(self) -> ActionResult:
        """One finding."""
        analyzer = self._analyzer_of("analyzerArn")
        return ActionResult({"finding": _found(self._finding(analyzer), analyzer)})

    def update_findings(self) -> EmptyResult:
        """Archive findings, or make them active again."""
        analyzer = self._analyzer_of("analyzerArn")
        resource = self._get_param("resourceArn")
        ids = {one.id for one in self._findings(analyzer) if one.role_arn == resource} if resource else set()
        ids.update(self._get_param("ids") or ())
        if self._get_param("status") == "ARCHIVED":
            analyzer.archived |= ids
        else:
            analyzer.archived -= ids
        return EmptyResult()

    def tag_resource(self) -> EmptyResult:
        """Add tags to an analyzer, or replace their values."""
        self._analyzer_of("resourceArn").tags.update(self._get_param("tags"))
        return EmptyResult()

    def untag_resource(self) -> EmptyResult:
        """Take tags from an analyzer."""
        tags = self._analyzer_of("resourceArn").tags
        for key in self._get_param("tagKeys"):
            tags.pop(key, None)
        return EmptyResult()

    def list_tags_for_resource(self) -> ActionResult:
        """The tags of an analyzer."""
        return ActionResult({"tags": self._analyzer_of("resourceArn").tags})

    def _check(self) -> None:
        parameters = {**self.params, **self.uri_match}
        check("accessanalyzer", self._get_action(), parameters, code="ValidationException")

    def _named(self) -> Analyzer:
        self._check()
        return self.backend.analyzer(self._get_param("analyzerName"))

    def _analyzer_of(self, parameter: str) -> Analyzer:
        self._check()
        return self.backend.analyzer_of(self._get_param(parameter))

    def _findings(self, analyzer: Analyzer) -> list[Finding]:
        from moto.iam.models import iam_backends

        if analyzer.type not in _FINDS:
            return []
        accounts = self._zone(analyzer)
        found: list[Finding] = []
        for account_id in accounts:
            open_service("iam", Backends.placed(), account_id)
            roles = iam_backends[account_id]["aws"].roles.values()
            found += findings_of(roles, analyzer.arn, analyzer.created_at, frozenset(accounts))
        return found

    def _finding(self, analyzer: Analyzer) -> Finding:
        wanted = self._get_param("id")
        for one in self._findings(analyzer):
            if one.id == wanted:
                return one
        raise _about(wanted, "ResourceNotFoundException", f"Finding {wanted} not found", "finding")

    def _zone(self, analyzer: Analyzer) -> list[str]:
        """The accounts in the analyzer's zone of trust."""
        organization = organization_of(self.current_account)
        if analyzer.type != "ORGANIZATION" or organization is None:
            return [self.current_account]
        return [account.id for account in organization.accounts]

    def _filtered(self, findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
        criteria = self._get_param("filter") or {}
        return [one for one in findings if matches(one, criteria)]

    def _speaks_for_the_organization(self) -> bool:
        organization = organization_of(self.current_account)
        if organization is None:
            return False
        service = "access-analyzer.amazonaws.com"
        delegates = {one.account.id for one in organization.admins if service in one.services}
        return self.current_account in {organization.account_id, *delegates}


def _about(resource: str, code: str, message: str, kind: str = "analyzer") -> PracticeError:
    """An error that names what it is about, as the model has it."""
    error = PracticeError(code, message)
    vars(error).update(resourceId=resource, resourceType=kind)
    return error


def _invalid(message: str) -> PracticeError:
    error = PracticeError("ValidationException", message)
    error.reason = "other"  # type: ignore[attr-defined] # serialized, as the model has it
    return error


def _shown(analyzer: Analyzer) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "arn": analyzer.arn,
        "name": analyzer.name,
        "type": analyzer.type,
        "createdAt": analyzer.created_at,
        "status": analyzer.status,
        "tags": analyzer.tags,
    }
    if analyzer.configuration:
        shown["configuration"] = analyzer.configuration
    return shown


def _found(finding: Finding, analyzer: Analyzer) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": finding.id,
        "principal": finding.principal,
        "action": list(finding.actions),
        "resource": finding.role_arn,
        "isPublic": finding.is_public,
        "resourceType": "AWS::IAM::Role",
        "condition": finding.condition,
        "createdAt": finding.created_at,
        "analyzedAt": finding.created_at,
        "updatedAt": finding.created_at,
        "status": "ACTIVE",
        "resourceOwnerAccount": finding.owner,
    }
    by_rule = any(matches(shown, rule.filter) for rule in analyzer.archive_rules)
    if by_rule or finding.id in analyzer.archived:
        shown["status"] = "ARCHIVED"
    return shown
