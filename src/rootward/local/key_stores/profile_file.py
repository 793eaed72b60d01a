"""A key that lies in the AWS command line's own files: in the credentials file, or in the configuration file.

All profiles of that file that share the key are changed in one write. One write is of one file: a key that lies in both
files is refused, for a crash between two writes would leave a profile behind that nobody knows of.
https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec

from rootward.errors import AwsFileError, UsageError
from rootward.local.aws_files.changing import change, opened
from rootward.local.aws_files.document import Document
from rootward.local.aws_files.keys import keys_of, with_key_replaced
from rootward.local.aws_files.paths import config_file, credentials_file
from rootward.local.aws_files.profiles import Holding, Inventory, Way, inventory
from rootward.local.key_stores.store import NotStored, Stored
from rootward.model.key_id import LONG_LIVED
from rootward.model.key_pair import KeyPair
from rootward.model.rotation import Place
from rootward.model.secret import Secret


class BothFiles(msgspec.Struct, frozen=True):
    """Both files as they lie there now."""

    credentials: Document
    config: Document

    @property
    def inventory(self) -> Inventory:
        """What their profiles hold."""
        return inventory(credentials=self.credentials, config=self.config)

    def document_of(self, holding: Holding) -> Document:
        """The one of the two that the holding stands in."""
        return self.credentials if holding.file == self.credentials.shown else self.config


def both_files() -> BothFiles:
    """Raises AwsFileError for a file that botocore would refuse, UsageError."""
    return BothFiles(credentials=opened(credentials_file()), config=opened(config_file()))


def key_in_file(files: BothFiles, profile: str) -> Holding | None:
    """Where the long-lived key stands that the profile signs with; None where its credentials come another way."""
    found = files.inventory.profile(profile)
    holding = found.in_force if found else None
    return holding if holding is not None and holding.way is Way.LONG_LIVED_KEY else None


def key_id_in(holding: Holding | None) -> str:
    """The key's id; empty where there is none, or none that botocore could sign with."""
    return holding.key_id or "" if holding is not None and not holding.has_comment else ""


def pair_in(files: BothFiles, holding: Holding | None) -> KeyPair | None:
    """The key with its secret."""
    key_id = key_id_in(holding)
    if holding is None or not key_id:
        return None
    secret = keys_of(files.document_of(holding), holding.section).secret_entry
    return None if secret is None else KeyPair(key_id, Secret(secret.value.reveal()))


def refuse_scattered(files: BothFiles, holding: Holding) -> None:
    """Raises AwsFileError where a key cannot be replaced in one write: it is to be known before a new one is made."""
    marked = next((one for one in (files.credentials, files.config) if one.has_byte_order_mark), None)
    if marked is not None:
        raise AwsFileError(
            f"{marked.shown} begins with a byte order mark, and the AWS CLI refuses such a file",
            advice="save it as UTF-8 without one",
        )
    places = [place for _, place in files.inventory.holders(holding.key_id or "")]
    other = next((place for place in places if place.file != holding.file), None)
    if other is not None:
        raise AwsFileError(
            f"the key {holding.key_id} lies in two files, which cannot be changed at one time: "
            f"{holding.file}, line {holding.line}, and {other.file}, line {other.line}",
            advice=f"take it out of {other.file}: the profile is then read of {holding.file}",
        )
    commented = next((place for place in places if place.has_comment), None)
    if commented is not None:
        raise AwsFileError(
            f"{commented.file}: a comment follows a key in line {commented.line} or below, "
            "and the AWS CLI takes it for a part of the key",
            advice="put the comment on a line of its own",
        )


class ProfileFile:
    """A profile of one of the files."""

    def __init__(self, place: Place) -> None:
        """`place`: as `in_profile` made it."""
        self._place = place
        self._profile = place.profile or ""

    @classmethod
    def in_profile(cls, profile: str) -> ProfileFile:
        """The place of a profile's key.

        Raises UsageError where it holds none that can be rotated, AwsFileError where its place cannot be written.
        """
        files = both_files()
        holding = key_in_file(files, profile)
        if holding is None:
            raise UsageError(f"the profile '{profile}' holds no long-lived key")
        refuse_scattered(files, holding)
        _refuse_unwritable(Path(holding.file))
        _replaced(files.document_of(holding), holding.key_id or "", KeyPair(LONG_LIVED + "0" * 16, Secret("0" * 40)))
        return cls(Place(kind="credentials-file", profile=profile, label=_label(files, holding)))

    @property
    def place(self) -> Place:
        """File and section."""
        return self._place

    def holds(self) -> str | None:
        """As `store.Store`. Raises AwsFileError, UsageError."""
        return key_id_in(key_in_file(both_files(), self._profile))

    def read(self) -> KeyPair | None:
        """As `store.Store`. Raises AwsFileError, UsageError."""
        files = both_files()
        return pair_in(files, key_in_file(files, self._profile))

    def ready(self) -> None:
        """What keeps it from being written, `put` tells."""

    def put(self, pair: KeyPair, *, instead_of: str) -> Stored | NotStored:
        """As `store.Store`."""
        try:
            files = both_files()
            key_id = key_id_in(key_in_file(files, self._profile))
            if key_id not in {pair.key_id, instead_of}:
                return NotStored(f"{self._place.label} has {key_id or 'no key'}, and not {instead_of}")
            return Stored(replaced_everywhere(files, pair, instead_of))
        except UsageError as error:
            # It may have been written all the same, where another program wrote it right after.
            return Stored() if self._is_all_done(pair, instead_of) else NotStored(str(error), error.advice)

    def _is_all_done(self, pair: KeyPair, instead_of: str) -> bool:
        files = both_files()
        is_right = key_id_in(key_in_file(files, self._profile)) == pair.key_id
        return is_right and not files.inventory.holders(instead_of)


def replaced_everywhere(files: BothFiles, pair: KeyPair, instead_of: str) -> str:
    """Write the pair wherever in the files the key `instead_of` stands: what the person must know of it.

    Also where the profile of the rotation is right already: another may share the key that is to be switched off.
    Raises AwsFileError, UsageError; then nothing is changed.
    """
    places = files.inventory.holders(instead_of)
    if not places:
        return ""
    _, holding = places[0]
    refuse_scattered(files, holding)
    return change(Path(holding.file), lambda document: _replaced(document, instead_of, pair)).note


def _refuse_unwritable(file: Path) -> None:
    """What would be found out at the write, as far as it can be known before: then no key need be made."""
    try:
        real = Path(os.path.realpath(file))
        mode = real.stat().st_mode
    except OSError as error:
        raise AwsFileError(f"{file} cannot be written: {error.strerror or error}") from error
    if not mode & stat.S_IWUSR:
        raise AwsFileError(f"{file} is read-only", advice=f"make it writable first: chmod u+w {file}")
    if not os.access(real.parent, os.W_OK):
        raise AwsFileError(f"{file} cannot be written: no file can be made in its folder", advice="look at its rights")


def _replaced(document: Document, old_id: str, pair: KeyPair) -> Document:
    after = with_key_replaced(document, old_id, key_id=pair.key_id, secret=pair.secret)
    if after is document:  # another program changed it since it was looked at
        raise AwsFileError(f"{document.shown} does not have the key {old_id} any more")
    return after


def _label(files: BothFiles, holding: Holding) -> str:
    """`~/.aws/credentials [default]`, and how many more profiles have the key."""
    others = len(files.inventory.holders(holding.key_id or "")) - 1
    more = f" (and {others} more)" if others else ""
    return f"{shown(holding.file)} [{holding.section}]{more}"


def shown(file: str) -> str:
    """A file's name, shortened where it lies in the home folder."""
    try:
        return f"~/{Path(file).relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):
        return file
