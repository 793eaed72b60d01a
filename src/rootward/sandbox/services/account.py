"""Account management: name, contacts, e-mail address and regions of the account, or of a member of its organisation.

https://docs.aws.amazon.com/accounts/latest/reference/API_Operations.html
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from moto.account.models import AccountBackend, AlternateContact, account_backends
from moto.account.responses import AccountResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow

from rootward.sandbox.backends import Backends
from rootward.sandbox.constraint import check
from rootward.sandbox.error import PracticeError
from rootward.sandbox.organizations.membership import organization_of
from rootward.sandbox.paging import PagedResponse
from rootward.sandbox.services.account_subject import member_of, subject
from rootward.sandbox.services.regions import OPT_IN_REGIONS, region_status, region_statuses
from rootward.sandbox.services.table import open_service

if TYPE_CHECKING:
    from rootward.sandbox.iam.backend import PracticeIamBackend
    from rootward.sandbox.services.regions import RegionStatus

REGION_TAKES = timedelta(minutes=3)
"""How long it takes to enable or disable a region. AWS: some minutes for most accounts, and up to hours."""


@dataclass(frozen=True, slots=True)
class RegionChange:
    """A region that was enabled or disabled. Dates: UTC without a zone, by the account's clock."""

    enabled: bool
    since: datetime

    def status(self, now: datetime) -> RegionStatus:
        """The state of the region: under way first."""
        done = now - self.since >= REGION_TAKES
        if self.enabled:
            return "ENABLED" if done else "ENABLING"
        return "DISABLED" if done else "DISABLING"


class PracticeAccountBackend(AccountBackend):
    """moto's account, with a name, a primary contact, and regions that come and go."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.name = ""
        """Set by PutAccountName; "": nobody did."""
        self.contact_information: dict[str, str] = {}
        self.region_changes: dict[str, RegionChange] = {}
        """What EnableRegion and DisableRegion did, by region."""

    def get_alternate_contact(self, alternate_contact_type: str) -> AlternateContact:
        """An alternate contact. Raises ResourceNotFoundException where there is none."""
        if alternate_contact_type not in self._alternate_contacts:
            message = "No contact of the inputted alternate contact type found."
            raise PracticeError("ResourceNotFoundException", message)
        return super().get_alternate_contact(alternate_contact_type)

    def delete_alternate_contact(self, alternate_contact_type: str) -> None:
        """Delete an alternate contact. Raises ResourceNotFoundException where there is none."""
        self.get_alternate_contact(alternate_contact_type)
        super().delete_alternate_contact(alternate_contact_type)


class PracticeAccount(PagedResponse, AccountResponse):
    """The Account Management API of a practice account."""

    PAGE_DEFAULT = 20
    PAGE_MAXIMUM = 50

    def __init__(self) -> None:
        super().__init__()
        self.automated_parameter_parsing = True

    def get_account_information(self) -> ActionResult:
        """Number, name, state and age of the account."""
        account_id = self._subject()
        known = _member(account_id)
        name = self._backend(account_id).name or (known.name if known else _alias(account_id))
        return ActionResult(
            {
                "AccountId": account_id,
                "AccountName": name,
                "AccountCreatedDate": known.create_time if known else _iam(account_id).root.create_date,
                "AccountState": known.state if known else "ACTIVE",
            }
        )

    def put_account_name(self) -> EmptyResult:
        """Name the account; its organisation sees the new name."""
        account_id = self._subject()
        name = self._get_param("AccountName")
        self._backend(account_id).name = name
        known = _member(account_id)
        if known is not None:
            known.name = name
        return EmptyResult()

    def get_contact_information(self) -> ActionResult:
        """The primary contact."""
        contact = self._backend(self._subject()).contact_information
        if not contact:
            message = "No primary contact information was found for the account."
            raise PracticeError("ResourceNotFoundException", message)
        return ActionResult({"ContactInformation": contact})

    def put_contact_information(self) -> EmptyResult:
        """Set the primary contact: the whole of it."""
        self._backend(self._subject()).contact_information = self._get_param("ContactInformation")
        return EmptyResult()

    def get_alternate_contact(self) -> ActionResult:
        """An alternate contact. Raises ResourceNotFoundException where there is none."""
        backend = self._backend(self._subject())
        return ActionResult(
            {"AlternateContact": backend.get_alternate_contact(self._get_param("AlternateContactType"))}
        )

    def put_alternate_contact(self) -> EmptyResult:
        """Set an alternate contact."""
        backend = self._backend(self._subject())
        backend.put_alternate_contact(
            alternate_contact_type=self._get_param("AlternateContactType"),
            email_address=self._get_param("EmailAddress"),
            name=self._get_param("Name"),
            phone_number=self._get_param("PhoneNumber"),
            title=self._get_param("Title"),
        )
        return EmptyResult()

    def delete_alternate_contact(self) -> EmptyResult:
        """Delete an alternate contact. Raises ResourceNotFoundException where there is none."""
        self._backend(self._subject()).delete_alternate_contact(self._get_param("AlternateContactType"))
        return EmptyResult()

    def get_primary_email(self) -> ActionResult:
        """The root user's e-mail address of a member, as the organisation knows it."""
        known = _member(self._subject())
        if known is None:
            raise PracticeError("ResourceNotFoundException", "The specified account was not found.")
        return ActionResult({"PrimaryEmail": known.email})

    def list_regions(self) -> ActionResult:
        """All regions, or those in the states asked for."""
        wanted = self._get_param("RegionOptStatusContains")
        statuses = region_statuses(Backends.placed(), self._subject())
        regions = [
            {"RegionName": region, "RegionOptStatus": status}
            for region, status in statuses.items()
            if not wanted or status in wanted
        ]
        return ActionResult({"Regions": regions})

    def get_region_opt_status(self) -> ActionResult:
        """The state of one region."""
        account_id, region = self._subject(), self._get_param("RegionName")
        statuses = region_statuses(Backends.placed(), account_id)
        if region not in statuses:
            raise PracticeError("ValidationException", f"The Region {region} does not exist.")
        return ActionResult({"RegionName": region, "RegionOptStatus": statuses[region]})

    def enable_region(self) -> EmptyResult:
        """Enable a region: ENABLING for a while, then ENABLED."""
        self._change_region(enabled=True)
        return EmptyResult()

    def disable_region(self) -> EmptyResult:
        """Disable a region: DISABLING for a while, then DISABLED."""
        self._change_region(enabled=False)
        return EmptyResult()

    def _change_region(self, *, enabled: bool) -> None:
        account_id, region = self._subject(), self._get_param("RegionName")
        if region not in OPT_IN_REGIONS:
            error = PracticeError("ValidationException", f"The Region {region} cannot be enabled or disabled.")
            error.reason = "invalidRegionOptTarget"  # type: ignore[attr-defined] # serialized, as the model has it
            raise error
        status = region_status(Backends.placed(), account_id, region)
        if status == ("DISABLING" if enabled else "ENABLING"):
            raise PracticeError("ConflictException", f"The Region {region} is currently in the {status} state.")
        if status in (("DISABLED",) if enabled else ("ENABLED",)):
            self._backend(account_id).region_changes[region] = RegionChange(enabled, utcnow())

    def _subject(self) -> str:
        """The account that the call is about, once its parameters are found to be right."""
        operation = self._get_action()
        check("account", operation, self.params, code="ValidationException")
        return subject(operation, self._get_param("AccountId"))

    @staticmethod
    def _backend(account_id: str) -> PracticeAccountBackend:
        open_service("account", Backends.placed(), account_id)
        return cast("PracticeAccountBackend", account_backends[account_id]["aws"])


def _member(account_id: str) -> Any | None:  # noqa: ANN401 - moto's account
    """The account as its organisation knows it; None where it has no organisation."""
    organization = organization_of(account_id)
    return None if organization is None else member_of(organization, account_id)


def _iam(account_id: str) -> PracticeIamBackend:
    from moto.iam.models import iam_backends

    open_service("iam", Backends.placed(), account_id)
    return cast("PracticeIamBackend", iam_backends[account_id]["aws"])


def _alias(account_id: str) -> str:
    """The alias, for want of a name: a scenario gives an account that is alone none."""
    aliases = _iam(account_id).account_aliases
    return str(aliases[0]) if aliases else account_id
