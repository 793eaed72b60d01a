"""Both secrets of a rotation that is under way: in a file of its own in rootward's folder, its owner's only.

The new one until it lies in its place, for AWS tells it once. The old one until its key is deleted, for without it
the profile could not be put back. A file that is damaged is put aside where the rotation can do without: it may show a
person a secret still, and goes when the rotation is over.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from rootward.errors import JournalError, OutputError
from rootward.local.bounded_read import read_bounded
from rootward.local.files import remove_leftovers, write_owner_only
from rootward.local.lines_file import ENDING
from rootward.local.rotations import FOLDER, rotation_folder
from rootward.local.state_folder import account_name, own_folder, unusable
from rootward.model.key_pair import KeyPair
from rootward.model.rotation import Rotation
from rootward.model.secret import Secret

_ENDING = ".keys"
_ASIDE = ".damaged"
_LARGEST = 1 << 16
_TOLD_APART = 64
"""So many characters of its name a file that is being written bears."""


class _Kept(msgspec.Struct, frozen=True):
    """What stands in the file."""

    schema: int
    pairs: dict[str, str]
    """Secrets by the ids of their keys."""

    def __repr__(self) -> str:
        return "_Kept(…)"


class DamagedStashError(JournalError):
    """What is kept cannot be read any more."""


class KeyStash:
    """The stash of one rotation. Only the run that holds the account's lock may have one."""

    def __init__(self, account: str, rotation_id: str, folder: Path | None = None) -> None:
        self._account = account_name(account)
        self._folder = folder
        self._path = rotation_folder(account, folder) / f"{rotation_id}{_ENDING}"

    def pairs(self) -> dict[str, KeyPair]:
        """What is kept, by key id. Raises JournalError where it is there and cannot be read, DamagedStashError."""
        try:
            data = read_bounded(self._path, _LARGEST, wait_seconds=0)
            kept = msgspec.json.decode(data, type=_Kept)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise unusable(f"{self._path}, which keeps the secrets of a rotation, cannot be read", error) from error
        except (ValueError, msgspec.MsgspecError):
            raise DamagedStashError(
                f"{self._path}, which keeps the secrets of a rotation, is damaged",
                advice="go back with what is there: rootward keys rotate --rollback",
            ) from None
        return {key_id: KeyPair(key_id, Secret(secret)) for key_id, secret in kept.pairs.items()}

    def put_aside(self) -> str:
        """Of a damaged file: keep it under another name, and nothing under its own. Which name. Raises JournalError."""
        aside = self._path.with_name(f"{self._path.name}{_ASIDE}")
        try:
            self._path.replace(aside)
        except OSError as error:
            raise unusable(f"{self._path} cannot be put aside", error) from error
        return str(aside)

    def keep(self, *pairs: KeyPair) -> None:
        """Keep these and no others: on disk when it returns. Raises JournalError, and leaves what was there."""
        if not pairs:
            self._remove()
            return
        kept = _Kept(1, {pair.key_id: pair.secret.reveal() for pair in pairs})
        try:
            own_folder(FOLDER, self._account, folder=self._folder)
            write_owner_only(self._path, msgspec.json.encode(kept))
        except OSError as error:
            raise unusable(f"the secrets of a rotation cannot be kept in {self._path}", error) from error
        except OutputError as error:
            raise JournalError(str(error)) from error

    def _remove(self) -> None:
        try:
            if self._path.parent.is_dir():
                self._path.unlink(missing_ok=True)
                self._path.with_name(f"{self._path.name}{_ASIDE}").unlink(missing_ok=True)
                remove_leftovers(self._path)
        except OSError as error:
            raise unusable(f"the secrets of a rotation cannot be removed from {self._path}", error) from error


def sweep(account: str, rotations: Iterable[Rotation], folder: Path | None = None) -> None:
    """Remove the secrets of those that are over: of a run that was killed at its end. For who holds the account's lock.

    What belongs to none of them stays. Raises JournalError.
    """
    place = rotation_folder(account, folder)
    try:
        lying = [path.name for path in place.iterdir() if path.suffix != ENDING]
    except FileNotFoundError:
        return
    except OSError as error:
        raise unusable(f"the rotations in {place} cannot be read", error) from error
    for rotation in rotations:
        if rotation.is_over and any(rotation.id[:_TOLD_APART] in name for name in lying):
            KeyStash(account, rotation.id, folder).keep()
