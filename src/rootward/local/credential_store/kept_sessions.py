"""The sessions that are kept between commands: in the keyring where there is one, else in an owner-only file.

For each there is a small file in rootward's own folder, which says whose session it is and how long it serves, so that
the keyring is not even loaded where there is none. A file is replaced as a whole: a reader needs no lock, and reads the
session that was or the one that is.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from rootward.errors import JournalError, OutputError
from rootward.local.bounded_read import read_bounded
from rootward.local.credential_store import system_keyring
from rootward.local.credential_store.binding import Binding
from rootward.local.files import write_owner_only
from rootward.local.state_folder import own_folder, state_folder, unusable
from rootward.model.mfa_session import MfaSession, SessionCredentials
from rootward.model.secret import Secret

FOLDER = "mfa-sessions"

_LARGEST = 1 << 16
_OWNER_ONLY = 0o600


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
            write_owner_only(path, msgspec.json.encode(_kept(binding.name, session)))
        except OSError as error:
            raise unusable(f"the session cannot be kept in {path}", error) from error
        except OutputError as error:
            raise JournalError(str(error)) from error
        self._sweep(session.expires - session.asked)

    def forget(self) -> int:
        """Forget every session that is kept; how many."""
        names = [path.stem for path in self._files("*.json")]
        for name in names:
            self._drop(name)
        for path in self._files("*.asked"):
            with suppress(OSError):
                path.unlink()
        return len(names)

    def _sweep(self, now: datetime) -> None:
        """Forget those that have ended, perhaps of keys that are gone; not where another is asked for just now."""
        from filelock import FileLock, Timeout

        for path in self._files("*.json"):
            if not self._has_ended(path, now):
                continue
            with suppress(OSError, Timeout), FileLock(path.with_suffix(".lock"), timeout=0, mode=_OWNER_ONLY):
                if self._has_ended(path, now):
                    self._drop(path.stem)

    def _has_ended(self, path: Path, now: datetime) -> bool:
        kept = self._read(path)
        return kept is not None and kept.expires < now

    def _drop(self, name: str) -> None:
        path = self._path(name)
        kept = self._read(path)
        with suppress(OSError):
            path.unlink()
        if kept is not None and kept.signed is None:
            system_keyring.drop(name)

    def _files(self, pattern: str) -> list[Path]:
        return sorted((state_folder(self._folder) / FOLDER).glob(pattern))

    def _path(self, name: str) -> Path:
        return state_folder(self._folder) / FOLDER / f"{name}.json"

    def _read(self, path: Path) -> _Kept | None:
        try:
            if not _is_own(path):
                return None
            data = read_bounded(path, _LARGEST, wait_seconds=0)
            kept = msgspec.json.decode(data, type=_Kept)
        except (OSError, ValueError, msgspec.MsgspecError):
            return None
        return kept if kept.expires.tzinfo is not None else None


def _is_own(path: Path) -> bool:
    """Whether nobody else can have read it, or put it there."""
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        return False
    return os.name == "nt" or (found.st_uid == os.geteuid() and not stat.S_IMODE(found.st_mode) & 0o077)


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
