"""Account management: primary contact, alternate contacts, and the regions of the account.

https://docs.aws.amazon.com/accounts/latest/reference/API_Operations.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from moto.account.models import AccountBackend, account_backends
from moto.account.responses import AccountResponse
from moto.core.responses import ActionResult, EmptyResult

from rootward.sandbox.error import PracticeError
from rootward.sandbox.paging import PagedResponse

if TYPE_CHECKING:
    from typing import Any

_OPT_IN = ("ENABLED", "ENABLING", "DISABLED", "DISABLING", "ENABLED_BY_DEFAULT")


class PracticeAccountBackend(AccountBackend):
    """moto's account, with a primary contact."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.contact_information: dict[str, str] = {}
        self.regions: tuple[str, ...] = ()


class PracticeAccount(PagedResponse, AccountResponse):
    """The Account Management API of a practice account."""

    PAGE_DEFAULT = 20
    PAGE_MAXIMUM = 50

    @property
    def backend(self) -> PracticeAccountBackend:
        """The account's own settings."""
        return cast("PracticeAccountBackend", account_backends[self.current_account][self.partition])

    def get_contact_information(self) -> ActionResult:
        """The primary contact."""
        if not self.backend.contact_information:
            message = "No primary contact information was found for the account."
            raise PracticeError("ResourceNotFoundException", message)
        return ActionResult({"ContactInformation": self.backend.contact_information})

    def put_contact_information(self) -> EmptyResult:
        """Set the primary contact."""
        self.backend.contact_information = self._get_param("ContactInformation")
        return EmptyResult()

    def list_regions(self) -> ActionResult:
        """The enabled regions. The practice account has no others."""
        wanted: list[str] = self._get_param("RegionOptStatusContains") or list(_OPT_IN)
        regions: list[dict[str, Any]] = [
            {"RegionName": region, "RegionOptStatus": "ENABLED_BY_DEFAULT"}
            for region in self.backend.regions
            if "ENABLED_BY_DEFAULT" in wanted
        ]
        return ActionResult({"Regions": regions})
