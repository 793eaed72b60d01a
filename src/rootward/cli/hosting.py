"""Somebody at the terminal who is asked what no file and no option says of an account that is set up."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, get_type_hints

import msgspec

from rootward.cli.terminal import note
from rootward.errors import ConfigurationError, UsageError
from rootward.local.blueprint_file import checked_name
from rootward.model.baseline import EMAIL_FORM, Contact
from rootward.model.blueprint import Blueprint, WantedUser

_WHO = "Who administers the account in place of root? A name, for example mark"
_WHOM_TO_TELL = "Who is told when root is used? An e-mail address, or Enter for nobody yet"
_CONTACT = "Whom does AWS write to about security? An address, or Enter for nobody yet"
_CONTACT_QUESTIONS = {
    "name": "Their name, or that of the team",
    "title": "Their title, for example Security",
    "phone": "Their phone number, for example +1 555 0100",
}
_FORMS = {
    "name": "1 to 64 characters on one line",
    "title": "1 to 50 characters on one line",
    "phone": "1 to 25 digits, spaces and ()+-",
}
"""What AWS takes, in words (`model.baseline.Contact`)."""

_NO_NAMES = frozenset({"exit", "help", "n", "no", "p", "q", "quit", "s", "stop", "y", "yes"})
"""What somebody types who means another question, or wants to leave: `--user` takes such a name all the same."""

_LONGEST_ADDRESS = 254
"""https://docs.aws.amazon.com/accounts/latest/reference/API_AlternateContact.html"""


class TerminalHost:
    """Asks at the terminal, again and again until an answer will do."""

    def __init__(self, ask: Callable[[str], str] | None) -> None:
        """`ask`: puts a question (without a colon) and returns what is typed; None: there is nobody to ask."""
        self._ask = ask

    def administrator(self) -> WantedUser:
        """Who is to administer the account. Raises UsageError where there is nobody to ask."""
        if self._ask is None:
            raise UsageError(
                "nobody was named who is to administer the account",
                advice=(
                    "name one (--user mark), or describe in rootward.toml a [[user]] without groups, or a [[role]] with"
                    " AdministratorAccess"
                ),
            )
        while True:
            typed = self._ask(_WHO)
            if why := _surely_no_name(typed):
                note(why)
                continue
            try:
                return WantedUser(name=checked_name("user", typed, "a user's name"))
            except ConfigurationError as error:
                note(str(error))

    def alarm_email(self) -> str | None:
        """Who is told when root is used; None: nobody yet."""
        return self._address(_WHOM_TO_TELL)

    def security_contact(self) -> Contact | None:
        """Whom AWS writes to and calls; None: nobody yet."""
        email = self._address(_CONTACT)
        if self._ask is None or email is None:
            return None
        told = {field: _fitting(self._ask, question, field) for field, question in _CONTACT_QUESTIONS.items()}
        return Contact(email=email, **told)

    def _address(self, question: str) -> str | None:
        while self._ask is not None:
            typed = self._ask(question)
            try:
                return address(typed, "an address") if typed else None
            except UsageError as error:
                note(str(error))
        return None


def _surely_no_name(typed: str) -> str:
    """Why this word was not meant as a user's name; nothing where it may be one."""
    word = typed.lower()
    if word == "root":
        return "root is whom this one stands in for, and no user may pass for it: name a person"
    if word in _NO_NAMES:
        return (
            f"'{typed}' answers other questions, and a user of that name would be made: name a person (Ctrl-C leaves)"
        )
    return ""


def _fitting(ask: Callable[[str], str], question: str, field: str) -> str:
    """What is typed, once AWS would take it as that field of a contact."""
    form: Any = get_type_hints(Contact, include_extras=True)[field]
    while True:
        try:
            return str(msgspec.convert(ask(question), form))
        except msgspec.ValidationError:
            note(f"AWS takes as {field}: {_FORMS[field]}")


def address(text: str, where: str) -> str:
    """The e-mail address. Raises UsageError for what AWS would not take as one."""
    if len(text) > _LONGEST_ADDRESS or not re.search(EMAIL_FORM, text):
        raise UsageError(f"{where}: '{text}' is no e-mail address", advice="as security@example.com")
    return text


def with_administrators(described: Blueprint, users: tuple[str, ...]) -> Blueprint:
    """What the configuration describes, and the administrators that the command line names. Raises UsageError."""
    listed = {one.name.lower() for one in described.users}
    named = {name: WantedUser(name=checked_name("user", name, "--user")) for name in users}
    for name in named:
        if alike := [other for other in named if other != name and other.lower() == name.lower()]:
            raise UsageError(f"--user {name} and --user {alike[0]} are one name to IAM", advice="give it once")
    more = tuple(one for one in named.values() if one.name.lower() not in listed)
    return msgspec.structs.replace(described, users=(*more, *described.users))
