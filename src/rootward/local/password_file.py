"""The file that `--password-file` names: one-time passwords, for whoever hands them to their owners."""

from __future__ import annotations

import os
from pathlib import Path

from rootward.errors import OutputError
from rootward.local.files import write_owner_only

_HEAD = "# One-time passwords from rootward. Give each to its owner, and delete this file.\n"

_LARGEST = 1 << 20

_ADVICE = "name another file: --password-file FILE"


def _entry(user: str, password: str) -> str:
    """How an entry begins. No user's name and no password has a line break."""
    return f"\nuser: {user}\npassword: {password}\nsign-in: "


class PasswordFile:
    """Adds passwords to a file that only its owner can read, each before it is set."""

    def __init__(self, path: Path) -> None:
        """Raises OutputError for a file that cannot be one of these, before anything is changed."""
        self._path = path
        self._before()
        folder = path.parent
        if not (folder.is_dir() and os.access(folder, os.W_OK)):
            raise OutputError(f"{path} cannot be written: {folder} is no folder that you may write to", advice=_ADVICE)

    def add(self, user: str, password: str, sign_in: str) -> None:
        """Add one. `sign_in`: the address of the sign-in page. Raises OutputError: then it must not be set."""
        entry = f"{_entry(user, password)}{sign_in}\n"
        self._write(f"{self._before() or _HEAD}{entry}")

    def drop(self, user: str, password: str) -> None:
        """Take one out again, which was not set. Raises OutputError. One that is not in it any more is not missed."""
        before = self._before()
        head, found, rest = before.partition(_entry(user, password))
        if not found:
            return
        self._write(head + rest.partition("\n")[2])

    def _write(self, text: str) -> None:
        try:
            write_owner_only(self._path, text.encode())
        except OutputError as error:
            raise OutputError(str(error), advice=_ADVICE) from error

    def __repr__(self) -> str:
        return f"PasswordFile({str(self._path)!r})"

    def _before(self) -> str:
        """What stands in the file; nothing where there is none."""
        try:
            if str(self._path) == "-" or (self._path.exists() and not self._path.is_file()):
                raise OutputError(f"{self._path} is no file, and passwords are kept in one", advice=_ADVICE)
            if not self._path.exists():
                return ""
            with self._path.open(encoding="utf-8") as file:
                text = file.read(_LARGEST + 1)
        except UnicodeDecodeError:
            text = "-"
        except (OSError, ValueError) as error:
            told = error.strerror if isinstance(error, OSError) else str(error)
            raise OutputError(f"{self._path} cannot be read: {told}", advice=_ADVICE) from error
        if len(text) > _LARGEST or (text and not text.startswith(_HEAD)):
            raise OutputError(f"{self._path} is there already, and is no file of one-time passwords", advice=_ADVICE)
        return text
