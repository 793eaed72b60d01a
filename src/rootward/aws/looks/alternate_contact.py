"""Whether the account has the security contact."""

from __future__ import annotations

from rootward.aws.looks.look import Look, unless_gone
from rootward.aws.readers.contacts import GET_ALTERNATE_CONTACT
from rootward.aws.reading import Reading
from rootward.model.baseline import Contact
from rootward.model.change import AlternateContactChange, Other


def read_contact(reading: Reading, change: AlternateContactChange) -> bool | Other:
    """Whether it is there; Other where somebody else is the contact.

    https://docs.aws.amazon.com/accounts/latest/reference/API_GetAlternateContact.html
    """
    answer = unless_gone(
        lambda: reading.read(GET_ALTERNATE_CONTACT, AlternateContactType="SECURITY"), None, "ResourceNotFound"
    )
    if answer is None:
        return False
    found = answer["AlternateContact"]
    contact = Contact(
        name=found.get("Name", ""),
        title=found.get("Title", ""),
        email=found.get("EmailAddress", ""),
        phone=found.get("PhoneNumber", ""),
    )
    return True if contact == change.contact else Other()


LOOK = Look(
    calls=dict.fromkeys(("account:PutAlternateContact", "account:DeleteAlternateContact"), (GET_ALTERNATE_CONTACT,)),
    read=read_contact,
)
