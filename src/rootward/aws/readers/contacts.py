"""Whom AWS writes to. Which fields are filled is kept, and not what stands in them.

Trusted access for Account Management is needed for other accounts only: without an AccountId the calls ask for the
caller's own. https://docs.aws.amazon.com/accounts/latest/reference/API_GetAlternateContact.html
"""

from __future__ import annotations

from rootward.aws.call import Call
from rootward.aws.failure import UnreadError
from rootward.aws.readers.reader import Reader
from rootward.aws.reading import Answer, Reading
from rootward.model.account import Account
from rootward.model.monitoring import AlternateContact, PrimaryContact

GET_ALTERNATE_CONTACT = Call("account", "GetAlternateContact")
GET_CONTACT_INFORMATION = Call("account", "GetContactInformation")


def read_security_contact(reading: Reading, _account: Account) -> AlternateContact | None:
    """The SECURITY alternate contact; None where there is none."""
    contact = _or_none(reading, GET_ALTERNATE_CONTACT, "AlternateContact", AlternateContactType="SECURITY")
    if contact is None:
        return None
    return AlternateContact(has_email=_filled(contact, "EmailAddress"))


def read_primary_contact(reading: Reading, _account: Account) -> PrimaryContact | None:
    """The account's contact information.

    https://docs.aws.amazon.com/accounts/latest/reference/API_GetContactInformation.html
    """
    contact = _or_none(reading, GET_CONTACT_INFORMATION, "ContactInformation")
    if contact is None:
        return None
    return PrimaryContact(filled=tuple(sorted(name for name in contact if _filled(contact, name))))


def _or_none(reading: Reading, call: Call, member: str, **parameters: str) -> Answer | None:
    try:
        contact: Answer = reading.read(call, **parameters)[member]
    except UnreadError as error:
        if error.code == "ResourceNotFound":
            return None
        raise
    return contact


def _filled(contact: Answer, name: str) -> bool:
    return bool(str(contact.get(name) or "").strip())


READERS = (
    Reader(fact="security_contact", calls=(GET_ALTERNATE_CONTACT,), ask=read_security_contact),
    Reader(fact="primary_contact", calls=(GET_CONTACT_INFORMATION,), ask=read_primary_contact),
)
