"""An analyzer of external access in one region, made or taken away."""

from __future__ import annotations

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall
from rootward.model.change.edit import AccountEdit, Other, Risk
from rootward.model.monitoring import Analyzer, RegionalAnalyzers
from rootward.model.unknown import Blocked, Unknown

TYPE = "ACCOUNT"
"""The only type that rootward makes: it costs nothing.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-create-external.html
"""


class AnalyzerChange(AccountEdit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="analyzer"):
    """An analyzer that is there after and was not before, or the other way round.

    https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CreateAnalyzer.html
    https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_DeleteAnalyzer.html
    """

    name: str
    arn: str
    region: str
    before: bool
    after: bool

    @property
    def resource(self) -> str:
        """The analyzer."""
        return self.arn

    @property
    def target(self) -> tuple[str, ...]:
        """A name is unique in its region."""
        return ("analyzer", self.region, self.name)

    @property
    def risk(self) -> Risk:
        """It reads, and changes nothing."""
        return "safe"

    @property
    def makes(self) -> str | None:
        """The analyzer."""
        return self.arn if self.after else None

    def calls(self) -> tuple[ApiCall, ...]:
        """CreateAnalyzer or DeleteAnalyzer. The first one of an account makes AWS's role for it."""
        service, named = "accessanalyzer", {"analyzerName": self.name}
        if not self.after:
            return (
                ApiCall(
                    service=service,
                    operation="DeleteAnalyzer",
                    parameters=named,
                    resource=self.arn,
                    region=self.region,
                ),
            )
        partition, account = self.arn.split(":")[1], self.arn.split(":")[4]
        role = (
            f"arn:{partition}:iam::{account}:role/aws-service-role/access-analyzer.amazonaws.com/"
            "AWSServiceRoleForAccessAnalyzer"
        )
        return (
            ApiCall(
                service=service,
                operation="CreateAnalyzer",
                parameters={**named, "type": TYPE},
                resource=self.arn,
                region=self.region,
                also=(("iam:CreateServiceLinkedRole", role),),
            ),
        )

    def inverse(self) -> AnalyzerChange:
        """The analyzer taken away, or made again."""
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def state(self, account: Account) -> bool | Unknown | Other:
        """Whether the region has it; Other for one of the name that is not what it should be (`seen`)."""
        several = self._found(account)
        if isinstance(several, Unknown):
            return several
        found = next((one for one in several if one.name == self.name), None)
        if found is None:
            return False
        return self.seen(found.kind, found.status)

    def seen(self, kind: str, status: str) -> bool | Other:
        """What an analyzer of the name is taken for.

        Made is one that works: a failed or a disabled one tells nobody anything. Taken away is one in any state, once
        AWS has made it. https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzerSummary.html
        """
        is_made = status == "ACTIVE" if self.after else status != "CREATING"
        return True if kind == TYPE and is_made else Other()

    def effect(self, account: Account) -> Account:
        """The account whose region has it, or has it no more. Another of its name stays."""
        found, regions = self._found(account), account.analyzers
        if isinstance(found, Unknown) or isinstance(regions, Unknown):
            return account
        if self.state(account) is not (not self.after):
            return account
        several = tuple(one for one in found if one.name != self.name)
        if self.after:
            several = (*several, Analyzer(name=self.name, arn=self.arn, kind=TYPE, status="ACTIVE"))
        changed = tuple(
            RegionalAnalyzers(region=one.region, analyzers=several) if one.region == self.region else one
            for one in regions
        )
        return msgspec.structs.replace(account, analyzers=changed)

    def _found(self, account: Account) -> tuple[Analyzer, ...] | Unknown:
        if isinstance(account.analyzers, Unknown):
            return account.analyzers
        regional = next((one for one in account.analyzers if one.region == self.region), None)
        if regional is None or isinstance(regional.analyzers, Blocked):
            return Unknown("not_collected", detail=f"the analyzers of {self.region} were not read")
        return regional.analyzers
