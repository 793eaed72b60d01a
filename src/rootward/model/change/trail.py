"""A CloudTrail trail: made, changed, taken away."""

from __future__ import annotations

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall, Parameter
from rootward.model.change.edit import AccountEdit, Risk
from rootward.model.monitoring import EventSelector, Trail
from rootward.model.unknown import Unknown


class TrailSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a trail covers. All of its events are management events, unless somebody else chose others."""

    multi_region: bool = True
    validates_files: bool = True
    global_services: bool = True


class TrailChange(AccountEdit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="trail"):
    """Other settings of a trail, a new trail, or (after None) none. A new one is silent until logging is started.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteTrail.html
    """

    name: str
    arn: str
    region: str
    """Its home."""
    bucket: str = ""
    """Where a new one delivers to."""
    before: TrailSettings | None
    after: TrailSettings | None

    @property
    def resource(self) -> str:
        """The trail."""
        return self.arn

    @property
    def target(self) -> tuple[str, ...]:
        """The trail."""
        return ("trail", self.arn)

    @property
    def risk(self) -> Risk:
        """Whoever reads its log files misses what it records no more."""
        before, after = self.before, self.after
        if before is None:
            return "safe"
        if after is None:
            return "disruptive"
        fields = TrailSettings.__struct_fields__
        less = any(getattr(before, field) and not getattr(after, field) for field in fields)
        return "disruptive" if less else "safe"

    @property
    def makes(self) -> str | None:
        """The trail, where it is new."""
        return self.arn if self.before is None else None

    def calls(self) -> tuple[ApiCall, ...]:
        """CreateTrail, UpdateTrail or DeleteTrail, in its home region."""
        parameters: dict[str, Parameter] = {"Name": self.name}
        if self.after is None:
            return (self._call("DeleteTrail", parameters),)
        parameters |= {
            "IsMultiRegionTrail": self.after.multi_region,
            "EnableLogFileValidation": self.after.validates_files,
            "IncludeGlobalServiceEvents": self.after.global_services,
        }
        if self.before is None:
            return (self._call("CreateTrail", {**parameters, "S3BucketName": self.bucket}),)
        return (self._call("UpdateTrail", parameters),)

    def inverse(self) -> TrailChange:
        """The settings that were."""
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def state(self, account: Account) -> TrailSettings | Unknown | None:
        """Its settings; None where there is no such trail."""
        if isinstance(account.trails, Unknown):
            return account.trails
        found = next((one for one in account.trails if one.arn == self.arn), None)
        if found is None:
            return None
        return TrailSettings(found.multi_region, found.validates_files, found.includes_global_services)

    def effect(self, account: Account) -> Account:
        """The account with the trail as it is then."""
        if isinstance(account.trails, Unknown) or self.state(account) == self.after:
            return account
        if self.after is None:
            return msgspec.structs.replace(account, trails=tuple(one for one in account.trails if one.arn != self.arn))
        known = {one.arn: one for one in account.trails}
        found = known.get(self.arn) or Trail(
            name=self.name,
            arn=self.arn,
            home_region=self.region,
            multi_region=True,
            logging=False,
            selectors=(EventSelector(management_events=True),),
        )
        known[self.arn] = msgspec.structs.replace(
            found,
            multi_region=self.after.multi_region,
            validates_files=self.after.validates_files,
            includes_global_services=self.after.global_services,
        )
        return msgspec.structs.replace(account, trails=tuple(known.values()))

    def _call(self, operation: str, parameters: dict[str, Parameter]) -> ApiCall:
        return ApiCall(
            service="cloudtrail",
            operation=operation,
            parameters=parameters,
            resource=self.arn,
            region=self.region,
        )
