"""Who is told when something is wrong, as a configuration names them: `[alarms]` and `[contacts.security]`."""

from __future__ import annotations

from typing import Any, get_type_hints

import msgspec

from rootward.errors import ConfigurationError
from rootward.local.known_key import know
from rootward.local.threshold import shown
from rootward.model.baseline import Contact, EmailAddress

_ASKED = {
    "name": "text of one line, 1 to 64 characters",
    "title": "text of one line, 1 to 50 characters",
    "email": 'an e-mail address that AWS takes, at most 254 characters, as "security@example.com"',
    "phone": 'a phone number of digits, spaces, + - ( ), at most 25 characters, as "+1 206 555 0100"',
}
"""What each field of a contact must be, in words; the bounds are those of `Contact`."""

_TYPES = get_type_hints(Contact, include_extras=True)

EXAMPLES = """\
# Who is told when root is used and when the guards of identities change. AWS sends this address a link to confirm.
#
# [alarms]
# email = "security@example.com"
#
# Whom AWS writes to when it finds a key of the account in public, or abuse: the SECURITY alternate contact. AWS asks
# for all four. Take a distribution list rather than a person.
#
# [contacts.security]
# name = "Security team"
# title = "Security"
# email = "security@example.com"
# phone = "+1 206 555 0100"
"""
"""How both are written, commented out."""


def alarm_email(value: object, file: str) -> str:
    """The address of `[alarms]`. Raises ConfigurationError that names file, key and value."""
    table = _table(value, f"{file}: alarms", "[alarms]")
    know(table, ("email",), file, " in [alarms]")
    if "email" not in table:
        raise ConfigurationError(f"{file}: [alarms]: 'email' is missing")
    return _checked("email", table["email"], f"{file}: [alarms]", EmailAddress)


def security_contact(value: object, file: str) -> Contact:
    """The contact of `[contacts.security]`. Raises ConfigurationError that names file, key and value."""
    contacts = _table(value, f"{file}: contacts", "[contacts.security]")
    know(contacts, ("security",), file, " in [contacts]")
    if "security" not in contacts:
        raise ConfigurationError(f"{file}: [contacts] is empty; the contact stands under [contacts.security]")
    table = _table(contacts["security"], f"{file}: contacts.security", "[contacts.security]")
    know(table, _ASKED, file, " in [contacts.security]")
    if missing := [field for field in _ASKED if field not in table]:
        told = f"'{missing[0]}' is missing: AWS asks for {', '.join(_ASKED)}"
        raise ConfigurationError(f"{file}: [contacts.security]: {told}")
    where = f"{file}: [contacts.security]"
    return Contact(**{field: _checked(field, table[field], where, _TYPES[field]) for field in _ASKED})


def _table(value: object, where: str, form: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ConfigurationError(f"{where} = {shown(value)} must be a table, {form}")
    return value


def _checked(field: str, value: object, where: str, kind: Any) -> str:  # noqa: ANN401 - an annotated string
    try:
        return str(msgspec.convert(value, type=kind))
    except msgspec.ValidationError:
        raise ConfigurationError(f"{where}: {field} = {shown(value)} must be {_ASKED[field]}") from None
