"""Work with MFA: a session of an IAM user, for a code of the user's device; one that is kept, where it serves.

In the order things happen: who signs is read from AWS's own files; a session that is kept for that access key is given
without a question, and without botocore's start-up; else one process of all that need it asks a person, and the others
take what comes. In the last quarter of a session, at most fifteen minutes before its end, the next is asked for: once.
Where nobody answers then, or nobody can be asked, the session serves to its end.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from rootward.errors import CredentialsError, JournalError, RootwardError, UsageError
from rootward.local.aws_files.section_names import DEFAULT_PROFILE
from rootward.local.aws_profile import AwsProfile, profile_in_force
from rootward.local.controlling_terminal import NOBODY, nobody_there
from rootward.local.credential_store.binding import Binding
from rootward.local.credential_store.kept_sessions import KeptSessions
from rootward.local.credential_store.turn import Turn, asked_in_vain, turn, without_turn
from rootward.model.mfa_session import LONGEST, SHORTEST, USUAL, MfaSession
from rootward.reports.evidence import second, told

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession

Announce = Callable[[str], None]

NESTED = "ROOTWARD_MFA_SESSION"
"""Set while credentials are looked for: the program that a profile names for them must not be this command again."""

_TRIES = 3
_MOST_ANSWERS = 12
"""Those that are no codes among them: who mistypes on and on holds up everybody else."""
_DIGITS = 6


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for."""

    profile: str | None = None
    region: str | None = None
    serial: str = ""
    """Of the device; empty: mfa_serial of the profile, else the user's only one that shows codes."""
    lasting: timedelta | None = None
    """None: an hour, and any session that is kept serves. Else one that was asked for at least as long: a much longer
    one too, for two programs that name different times would else take turns to ask. `anew` gets a short one."""
    anew: bool = False
    """Whether a code is asked for although a session is kept."""
    alone: bool = False
    """Whether nobody else waits for the same: then a code is asked for although no file of rootward's own can be
    written, and the session is not kept."""


class Person(Protocol):
    """Whoever has the device, at a terminal."""

    @property
    def place(self) -> str:
        """Where this process can ask: a name that all processes there share; NOBODY where it cannot."""
        ...

    @property
    def where(self) -> str:
        """The same in words, for a person at another place."""
        ...

    def code(self, question: str) -> str:
        """What is typed in answer. Raises CredentialsError where nobody answers, KeyboardInterrupt."""
        ...

    def tell(self, line: str) -> None:
        """Say it there, where standard error may be read by nobody but a program."""
        ...


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A session, and the profile whose access key it was asked for with."""

    session: MfaSession
    profile: AwsProfile
    was_kept: bool


def mfa_session(
    wish: Wish,
    person: Person,
    *,
    announce: Announce,
    folder: Path | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Given:
    """A session that serves now. `folder`: rootward's own in place of the usual one.

    Raises UsageError, CredentialsError (nobody to ask, no code that AWS takes, credentials that can have no session),
    GuardRefusedError (root), IncompleteError, EndpointError, KeyboardInterrupt, and JournalError where rootward's own
    folder cannot be written and others may wait for the same.
    """
    _refuse_unfit(wish)
    profile = profile_in_force(wish.profile)
    _refuse_ways(profile)
    return _Seeking(wish, profile, person, announce=announce, folder=folder, now=now).given()


class _Seeking:
    """One search for a session."""

    def __init__(
        self,
        wish: Wish,
        profile: AwsProfile,
        person: Person,
        *,
        announce: Announce,
        folder: Path | None,
        now: Callable[[], datetime],
    ) -> None:
        self._wish = wish
        self._profile = profile
        self._person = person
        self._announce = announce
        self._folder = folder
        self._now = now
        self._store = KeptSessions(folder)
        self._source: AwsSession | None = None
        serial = wish.serial or profile.settings.get("mfa_serial", "")
        key_id = profile.key_id or self._opened().identity.key_id
        self._binding = Binding(key_id=key_id, serial=serial, endpoint=profile.endpoint)

    def given(self) -> Given:
        before = self._kept()
        serving = None if self._wish.anew else before
        if serving is not None and (serving.is_fresh(self._now()) or self._asked_in_vain(serving)):
            return self._give(serving, was_kept=True)
        try:
            return self._in_turn(before, serving)
        except JournalError as error:
            if not self._wish.alone:
                raise JournalError(str(error), advice=_or_without_file(error.advice)) from error
        return self._new(without_turn(self._binding.name, self._person.place, self._folder), serving)

    def _in_turn(self, before: MfaSession | None, serving: MfaSession | None) -> Given:
        while True:
            with self._turn() as mine:
                meanwhile = self._kept()
                if meanwhile is not None and meanwhile != before:
                    return self._give(meanwhile, was_kept=True)
                if mine is not None:
                    return self._new(mine, serving)

    def _turn(self) -> AbstractContextManager[Turn | None]:
        """The turn to ask; None as soon as another session is kept."""
        seen = self._store.version(self._binding)
        return turn(
            self._binding.name,
            self._person.place,
            self._folder,
            done=lambda: self._store.version(self._binding) != seen,
            tell=lambda where: self._person.tell(
                f"waiting for the code that another rootward asks for, {where}: type it there, or press Ctrl-C here"
            ),
        )

    def _new(self, mine: Turn, serving: MfaSession | None) -> Given:
        try:
            return self._give(self._asked(mine, serving), was_kept=False)
        except RootwardError:
            # A person may have been asked for longer than it had left.
            if serving is None or not serving.still_serves(self._now()):
                raise
            return self._give(serving, was_kept=True)

    def _kept(self) -> MfaSession | None:
        found = self._store.find(self._binding, self._now())
        long_enough = found is not None and found.asked >= (self._wish.lasting or timedelta())
        return found if long_enough else None

    def _asked_in_vain(self, session: MfaSession) -> bool:
        place = self._person.place
        return place == NOBODY or asked_in_vain(self._binding.name, place, second(session.expires), self._folder)

    def _asked(self, mine: Turn, serving: MfaSession | None) -> MfaSession:
        """A session that a person gave a code for, kept. What comes to nothing is told to those who wait."""
        mine.raise_what_came()
        if self._person.place == NOBODY:
            raise nobody_there(_at_a_terminal(self._wish, self._profile))
        renewing = second(serving.expires) if serving is not None else ""
        try:
            session = self._with_code(mine)
        except KeyboardInterrupt:
            mine.came_to_nothing("it was interrupted", renewing=renewing)
            raise
        except RootwardError as error:
            mine.came_to_nothing(str(error), error.advice, renewing)
            raise
        try:
            self._store.keep(self._binding, session)
        except JournalError as error:
            self._announce(f"this session is not kept for other commands: {error}")
        return session

    def _with_code(self, mine: Turn) -> MfaSession:
        from rootward.aws.session_token import serial_of, session_for

        source = self._opened()
        serial = serial_of(source, self._binding.serial)
        lasting = self._wish.lasting or USUAL
        trouble, wrong = "", 0
        mine.asks(self._person.where)
        for _ in range(_MOST_ANSWERS):
            code = "".join(self._person.code(_question(source, serial, trouble)).split())
            if not (len(code) == _DIGITS and code.isascii() and code.isdigit()):
                trouble = "a code is six digits"
                continue
            session = session_for(source, serial, code, lasting)
            if isinstance(session, MfaSession):
                return session
            wrong += 1
            if wrong == _TRIES:
                break
            trouble = "AWS does not take that code: it is wrong, or was used already; wait for the next one"
        raise CredentialsError(
            f"none of {f'{_TRIES} codes' if wrong == _TRIES else f'{_MOST_ANSWERS} answers'} was one that AWS takes",
            advice="is it the right device and account, and its clock right? A code works once, within its half minute",
        )

    def _opened(self) -> AwsSession:
        """The session with AWS as the user alone; opened when it is first needed."""
        if self._source is None:
            from rootward.aws.session import open_session
            from rootward.aws.session_token import refuse_others

            os.environ[NESTED] = self._profile.name
            try:
                source = open_session(
                    profile=self._wish.profile, region=self._wish.region, role_arn=None, announce=self._announce
                )
            finally:
                del os.environ[NESTED]
            refuse_others(source.identity)
            self._source = source
        return self._source

    def _give(self, session: MfaSession, *, was_kept: bool) -> Given:
        return Given(session=session, profile=self._profile, was_kept=was_kept)


def _refuse_unfit(wish: Wish) -> None:
    if wish.lasting is not None and not SHORTEST <= wish.lasting <= LONGEST:
        raise UsageError(
            "AWS gives a user's session from 15 minutes to 36 hours", advice="name a time between: --duration 1h"
        )
    if NESTED in os.environ:
        raise _itself(os.environ[NESTED])


def _itself(profile: str) -> UsageError:
    return UsageError(
        f"profile '{told(profile)}' gets its credentials from this very command",
        advice="name the profile that has your access key with --profile, in credential_process too",
    )


def _refuse_ways(profile: AwsProfile) -> None:
    """Raise for credentials that are known to be none of a user's own key: before anybody is asked for anything.

    CredentialsError, and UsageError where the profile leads back to this command.
    """
    if profile.way == "rootward":
        raise _itself(profile.name)
    where = "the environment" if profile.in_environment else f"profile '{told(profile.name)}'"
    other = "name the profile that has your access key with --profile"
    why = {
        "session": (f"{where} has temporary credentials, which may have MFA already", other),
        "role": (
            f"{where} assumes a role",
            f"{other}: its source_profile. With mfa_serial the role asks for a code too",
        ),
        "sso": (f"{where} signs in by IAM Identity Center, which asks for MFA itself", f"aws sso login, or {other}"),
        "login": (f"{where} signs in by 'aws login', with MFA where the console asks for it", f"aws login, or {other}"),
    }
    if found := why.get(profile.way):
        message, advice = found
        raise CredentialsError(f"{message}: AWS gives a session only for an IAM user's own access key", advice=advice)


def _or_without_file(advice: str) -> str:
    alone = "one command needs no file: rootward mfa session -- COMMAND"
    return f"{advice}; {alone}" if advice else alone


def _at_a_terminal(wish: Wish, profile: AwsProfile) -> str:
    """How to get, at a terminal, the very session that is wanted here."""
    named = "" if profile.in_environment else profile.name
    options = {
        "--profile": named if wish.profile is not None or named != DEFAULT_PROFILE else "",
        "--region": wish.region,
        "--serial": wish.serial,
        "--duration": _span(wish.lasting) if wish.lasting is not None else "",
    }
    words = [word for name, value in options.items() if value for word in (name, shlex.quote(value))]
    command = " ".join(("rootward mfa session", *words, "-- aws sts get-caller-identity"))
    return f"at a terminal first: {command}" + ("; then here without --new, which asks each time" * wish.anew)


def _span(span: timedelta) -> str:
    """`12h`, `1h30m`: as the command line takes it."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return "".join(f"{number}{unit}" for number, unit in ((hours, "h"), (minutes, "m"), (seconds, "s")) if number)


def _question(source: AwsSession, serial: str, trouble: str) -> str:
    """Who asks, and for whom, so that nobody types a code for another account; then what is wanted."""
    lines = [f"rootward: {told(trouble)}"] if trouble else []
    if not trouble:
        through = f", through {source.endpoint}" if source.endpoint else ""
        lines.append(f"rootward: account {source.identity.account} as {told(source.identity.arn)}{through}")
    return "\n".join((*lines, f"MFA code of {told(serial)}: "))
