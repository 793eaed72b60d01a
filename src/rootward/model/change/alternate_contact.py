"""The account's alternate contact for security, named or taken away."""

from __future__ import annotations

import msgspec

from rootward.model.account import Account
from rootward.model.baseline import Contact
from rootward.model.change.api_call import ApiCall
from rootward.model.change.edit import AccountEdit, Risk
from rootward.model.monitoring import AlternateContact
from rootward.model.unknown import Unknown

_TYPE = "SECURITY"


class AlternateContactChange(
    AccountEdit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="alternate-contact"
):
    """A contact that is named after and was not before, or the other way round.

    https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html
    https://docs.aws.amazon.com/accounts/latest/reference/API_DeleteAlternateContact.html
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsaccountmanagement.html (the resource)
    """

    account: str
    """The account number."""
    contact: Contact
    before: bool
    after: bool
    partition: str = "aws"

    @property
    def resource(self) -> str:
        """The account."""
        return f"AWS::::Account:{self.account}"

    @property
    def target(self) -> tuple[str, ...]:
        """An account has one of the type."""
        return ("alternate-contact", _TYPE)

    @property
    def risk(self) -> Risk:
        """AWS writes to it as well as to root's address."""
        return "safe"

    def calls(self) -> tuple[ApiCall, ...]:
        """PutAlternateContact or DeleteAlternateContact, for the caller's own account."""
        named = {"AlternateContactType": _TYPE}
        own = f"arn:{self.partition}:account::{self.account}:account"
        if not self.after:
            return (ApiCall(service="account", operation="DeleteAlternateContact", parameters=named, resource=own),)
        parameters = {
            **named,
            "Name": self.contact.name,
            "Title": self.contact.title,
            "EmailAddress": self.contact.email,
            "PhoneNumber": self.contact.phone,
        }
        return (ApiCall(service="account", operation="PutAlternateContact", parameters=parameters, resource=own),)

    def inverse(self) -> AlternateContactChange:
        """The contact taken away, or named again."""
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def state(self, account: Account) -> bool | Unknown:
        """Whether the account has one. The facts do not say who it is."""
        found = account.security_contact
        return found if isinstance(found, Unknown) else found is not None

    def effect(self, account: Account) -> Account:
        """The account with the contact, or without one."""
        found = account.security_contact
        if isinstance(found, Unknown) or (found is not None) == self.after:
            return account
        return msgspec.structs.replace(
            account, security_contact=AlternateContact(has_email=True) if self.after else None
        )
