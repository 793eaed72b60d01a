"""IAM Access Analyzer, which moto has not: the analyzers of a region, as a list.

https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListAnalyzers.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.responses import ActionResult

from rootward.sandbox.paging import PagedResponse

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Analyzer:
    """An analyzer. `type` is AWS's word for its kind, as `ACCOUNT`."""

    arn: str
    name: str
    type: str
    created_at: datetime
    status: str = "ACTIVE"


class AccessAnalyzerBackend(BaseBackend):
    """The analyzers of one region."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.analyzers: dict[str, Analyzer] = {}

    def add_analyzer(self, name: str, kind: str, created_at: datetime) -> None:
        """Add an analyzer that is active."""
        arn = f"arn:{self.partition}:access-analyzer:{self.region_name}:{self.account_id}:analyzer/{name}"
        self.analyzers[name] = Analyzer(arn, name, kind, created_at)


access_analyzer_backends = BackendDict(AccessAnalyzerBackend, "accessanalyzer")


class AccessAnalyzerResponse(PagedResponse):
    """The Access Analyzer API of a practice account."""

    def __init__(self) -> None:
        super().__init__(service_name="accessanalyzer")

    def list_analyzers(self) -> ActionResult:
        """The analyzers of the region, of one type if one is asked for."""
        backend = access_analyzer_backends[self.current_account][self.region]
        kind = self._get_param("type")
        found = [analyzer for analyzer in backend.analyzers.values() if kind in (None, analyzer.type)]
        shown = [
            {"arn": a.arn, "name": a.name, "type": a.type, "createdAt": a.created_at, "status": a.status} for a in found
        ]
        return ActionResult({"analyzers": shown})
