"""Whether a trail records: started, or stopped."""

from __future__ import annotations

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall
from rootward.model.change.edit import AccountEdit, Missing, Risk
from rootward.model.unknown import Unknown


class TrailLoggingChange(AccountEdit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="trail-logging"):
    """A trail that logs after and did not before, or the other way round.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartLogging.html
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html
    """

    name: str
    arn: str
    region: str
    before: bool
    after: bool

    @property
    def resource(self) -> str:
        """The trail."""
        return self.arn

    @property
    def target(self) -> tuple[str, ...]:
        """The trail's logging."""
        return ("trail-logging", self.arn)

    @property
    def risk(self) -> Risk:
        """What is done while it is stopped is not recorded."""
        return "safe" if self.after else "disruptive"

    def calls(self) -> tuple[ApiCall, ...]:
        """StartLogging or StopLogging."""
        return (
            ApiCall(
                service="cloudtrail",
                operation="StartLogging" if self.after else "StopLogging",
                parameters={"Name": self.name},
                resource=self.arn,
                region=self.region,
            ),
        )

    def inverse(self) -> TrailLoggingChange:
        """The other way."""
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def state(self, account: Account) -> bool | Unknown | Missing:
        """Whether it logs."""
        if isinstance(account.trails, Unknown):
            return account.trails
        found = next((one for one in account.trails if one.arn == self.arn), None)
        return Missing(self.arn) if found is None else found.logging

    def effect(self, account: Account) -> Account:
        """The account whose trail logs, or does not."""
        if isinstance(account.trails, Unknown) or self.state(account) is not (not self.after):
            return account
        trails = tuple(
            msgspec.structs.replace(one, logging=self.after) if one.arn == self.arn else one for one in account.trails
        )
        return msgspec.structs.replace(account, trails=trails)
