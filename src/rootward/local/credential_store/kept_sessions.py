"""The sessions that are kept between commands: in the keyring where there is one, else in an owner-only file.

For each there is a small file in rootward's own folder, which says whose session it is and how long it serves, so that
the keyring is not even loaded where there is none. A file is replaced as a whole: a reader needs no lock, and reads the
session that was or the one that is.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from rootward.errors import JournalError, OutputError
from rootward.local.credential_store import system_keyring
from rootward.local.credential_store.binding import Binding
from rootward.local.credential_store.own_file import read_own
from rootward.local.files import remove_leftovers, write_owner_only
from rootward.local.state_folder import own_folder, state_folder, unusable
from rootward.model.mfa_session import MfaSession, SessionCredentials
from rootward.model.secret import Secret

FOLDER = "mfa-sessions"

_LARGEST = 1 << 16
_OWNER_ONLY = 0o600

_NAME = re.compile(r"\.?(?P<name>[0-9a-f]{40})\.")
"""So begins the name of a binding's files: its session, its turn, what a run left that was killed while it wrote."""


class _Signed(msgspec.Struct, frozen=True):
    """What stands in the keyring, or in the file."""

    key_id: str
    secret: str
    token: str

    def __repr__(self) -> str:
        return "_Signed(…)"


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the file."""

    schema: Literal[1] = 1
    account: str
    user_arn: str
    serial: str
    asked_seconds: int
    expires: datetime
    key_id: str
    """The session's own, which says whether what the keyring holds belongs to this file."""
    signed: _Signed | None
    """None: it is in the keyring."""


class KeptSessions:
    """Finds, keeps and forgets. Safe to use from many processes; who keeps one holds the turn of its binding."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def find(self, binding: Binding, now: datetime) -> MfaSession | None:
        """The session, if it still serves. What cannot be read, or others could have read, is none."""
        kept = self._read(self._path(binding.name))
        if kept is None or (binding.serial and kept.serial != binding.serial):
            return None
        signed = kept.signed or _from_keyring(binding.name)
        if signed is None or signed.key_id != kept.key_id:
            return None
        found = _session(kept, signed)
        return found if found.still_serves(now) else None

    def version(self, binding: Binding) -> tuple[int, int] | None:
        """What is another one when another session is kept; cheap to ask for again and again. None: none is kept."""
        try:
            found = self._path(binding.name).stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def keep(self, binding: Binding, session: MfaSession) -> None:
        """Keep it in place of the one before. Raises JournalError where rootward's own folder cannot be written."""
        path = self._path(binding.name)
        try:
            own_folder(FOLDER, folder=self._folder)
            _remove_leftovers(path)
            write_owner_only(path, msgspec.json.encode(_kept(binding.name, session)))
        except OSError as error:
            raise unusable(f"the session cannot be kept in {path}", error) from error
        except OutputError as error:
            system_keyring.drop(binding.name)  # without a file nothing finds it there again, not even `forget`
            raise JournalError(str(error)) from error
        self._sweep(session.expires - session.asked)

    def forget(self) -> int:
        """Forget every session that is kept, and what killed runs left of one; how many."""
        found = self._files()
        for name in found:
            self._drop(name)
            for suffix in (".asked", ".asking"):
                with suppress(OSError):
                    self._path(name).with_suffix(suffix).unlink()
        return sum(any(".json" in file for file in files) for files in found.values())

    def _sweep(self, now: datetime) -> None:
        """Forget those that have ended, perhaps of keys that are gone; not where another is asked for just now."""
        from filelock import FileLock, Timeout

        for name, files in self._files().items():
            path = self._path(name)
            if not (self._has_ended(path, now) or any(file.startswith(".") for file in files)):
                continue
            with suppress(OSError, Timeout), FileLock(path.with_suffix(".lock"), timeout=0, mode=_OWNER_ONLY):
                if self._has_ended(path, now):
                    self._drop(name)
                else:
                    _remove_leftovers(path)

    def _has_ended(self, path: Path, now: datetime) -> bool:
        kept = self._read(path)
        return kept is not None and kept.expires < now

    def _drop(self, name: str) -> None:
        """From the keyring too, whatever the file says: it may be damaged, and a killed run wrote none yet."""
        path = self._path(name)
        with suppress(OSError):
            path.unlink()
        with suppress(OSError):
            _remove_leftovers(path)
        system_keyring.drop(name)

    def _files(self) -> dict[str, list[str]]:
        """By the name of each binding, the names of its files; those that killed runs left begin with a dot."""
        found: dict[str, list[str]] = {}
        with suppress(OSError):
            for path in (state_folder(self._folder) / FOLDER).iterdir():
                if match := _NAME.match(path.name):
                    found.setdefault(match["name"], []).append(path.name)
        return found

    def _path(self, name: str) -> Path:
        return state_folder(self._folder) / FOLDER / f"{name}.json"

    def _read(self, path: Path) -> _Kept | None:
        try:
            kept = msgspec.json.decode(read_own(path, _LARGEST), type=_Kept)
        except (OSError, ValueError, msgspec.MsgspecError):
            return None
        return kept if kept.expires.tzinfo is not None else None


def _remove_leftovers(path: Path) -> None:
    remove_leftovers(path)
    remove_leftovers(path.with_suffix(".asked"))
    remove_leftovers(path.with_suffix(".asking"))


def _kept(name: str, session: MfaSession) -> _Kept:
    credentials = session.credentials
    signed = _Signed(credentials.key_id, credentials.secret.reveal(), credentials.token.reveal())
    in_keyring = system_keyring.keep(name, Secret(msgspec.json.encode(signed).decode()))
    return _Kept(
        account=session.account,
        user_arn=session.user_arn,
        serial=session.serial,
        asked_seconds=int(session.asked.total_seconds()),
        expires=session.expires.astimezone(UTC),
        key_id=credentials.key_id,
        signed=None if in_keyring else signed,
    )


def _from_keyring(name: str) -> _Signed | None:
    found = system_keyring.find(name)
    if found is None:
        return None
    try:
        return msgspec.json.decode(found.reveal().encode(), type=_Signed)
    except (ValueError, msgspec.MsgspecError):
        return None


def _session(kept: _Kept, signed: _Signed) -> MfaSession:
    return MfaSession(
        account=kept.account,
        user_arn=kept.user_arn,
        serial=kept.serial,
        asked=timedelta(seconds=kept.asked_seconds),
        expires=kept.expires,
        credentials=SessionCredentials(key_id=signed.key_id, secret=Secret(signed.secret), token=Secret(signed.token)),
    )
