"""A key in the system's keyring, for a profile whose `credential_process` is rootward.

A profile whose key lies in a file moves to the keyring with its first rotation. One write switches it: botocore takes a
key of the credentials file before a program, and a program before a key of the configuration file. So the line is
written first, and comes into force when the key leaves the credentials file; in the configuration file both are one
write. The way back leads to the file again, for it may be the program that does not work here.
https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rootward.errors import AwsFileError, CredentialsError, MissingExtraError, RootwardError, UsageError
from rootward.local.aws_files.changing import change
from rootward.local.aws_files.document import DEFAULTS, Document
from rootward.local.aws_files.editing import with_changes
from rootward.local.aws_files.keys import KEY_ID, SECRET, TOKENS
from rootward.local.aws_files.paths import config_file
from rootward.local.aws_files.profiles import Holding, Way
from rootward.local.aws_files.section_names import in_config, in_credentials
from rootward.local.key_stores import keyring_entry
from rootward.local.key_stores.keyring_entry import Entry
from rootward.local.key_stores.profile_file import (
    BothFiles,
    both_files,
    key_in_file,
    pair_in,
    refuse_scattered,
)
from rootward.local.key_stores.store import NotStored, Stored
from rootward.model.key_pair import KeyPair
from rootward.model.rotation import Place
from rootward.model.secret import Secret

_PROGRAM = "credential_process"
_NO_KEYRING = "the system's keyring does not keep it"
_UNLOCK = "unlock the keyring, or keep the key in the file: --store file"

_Values = Mapping[str, Secret | None]


class KeyringStore:
    """A profile whose key is in the keyring, or comes there now."""

    def __init__(self, place: Place) -> None:
        """`place`: as `for_profile` made it."""
        self._place = place
        self._profile = place.profile or ""

    @classmethod
    def for_profile(cls, profile: str) -> KeyringStore:
        """The place of a profile's key.

        Raises UsageError where the profile has no key that can be moved there, MissingExtraError and CredentialsError
        where there is no keyring that works, AwsFileError.
        """
        _refuse_no_keyring()
        files = both_files()
        entry_of = _entry_in_force(files, profile)
        if entry_of is None:
            holding = key_in_file(files, profile)
            if holding is None:
                raise UsageError(f"the profile '{profile}' holds no long-lived key")
            refuse_scattered(files, holding)
            _refuse_unmovable(files, holding)
        elif keyring_entry.find(entry_of) is None:
            raise CredentialsError(
                f"the keyring has no key for profile '{entry_of}', or is locked", advice="unlock it, and try again"
            )
        return cls.of(profile)

    @classmethod
    def of(cls, profile: str) -> KeyringStore:
        """The place of a profile whose key may be there; nothing is looked at."""
        return cls(Place(kind="keyring", profile=profile, label=f"the keyring's key of profile {profile}"))

    @property
    def place(self) -> Place:
        """The profile."""
        return self._place

    def holds(self) -> str | None:
        """As `store.Store`. Raises AwsFileError, UsageError; CredentialsError where the keyring is locked."""
        pair = self.read()
        return pair.key_id if pair is not None else ""

    def read(self) -> KeyPair | None:
        """As `holds`."""
        files = both_files()
        entry_of = _entry_in_force(files, self._profile)
        if entry_of is None:
            return pair_in(files, key_in_file(files, self._profile))
        entry = keyring_entry.find(entry_of)
        if entry is None:
            raise CredentialsError(f"the keyring does not give the key of profile '{entry_of}'", advice="unlock it")
        return entry.pair

    def put(self, pair: KeyPair, *, instead_of: str) -> Stored | NotStored:
        """As `store.Store`."""
        try:
            held = self.holds()
            if held == pair.key_id:
                return Stored()
            if held != instead_of:
                return NotStored(f"{self._place.label} is {held or 'gone'}, and not {instead_of}")
            note = self._moved(pair, instead_of)
        except RootwardError as error:
            # Of several writes one switches; what failed after it changes nothing any more.
            return Stored() if self.holds() == pair.key_id else NotStored(str(error), error.advice)
        return Stored(note)

    def _moved(self, pair: KeyPair, old_id: str) -> str:
        files = both_files()
        entry_of = _entry_in_force(files, self._profile)
        if entry_of is None:
            return self._into_keyring(files, pair, old_id)
        entry = keyring_entry.find(entry_of)
        if entry is not None and entry.moved_from == pair.key_id:
            return _back_to_file(pair, entry, entry_of)
        _keep(entry_of, Entry(key_id=pair.key_id, secret=pair.secret.reveal()))
        return ""

    def _into_keyring(self, files: BothFiles, pair: KeyPair, old_id: str) -> str:
        holding = key_in_file(files, self._profile)
        assert holding is not None  # noqa: S101 - it holds `old_id`, and not by the keyring
        refuse_scattered(files, holding)
        _refuse_unmovable(files, holding)
        profiles = tuple(dict.fromkeys(name for name, place in files.inventory.holders(old_id)))
        _keep(
            self._profile,
            Entry(key_id=pair.key_id, secret=pair.secret.reveal(), moved_from=old_id, sections=profiles),
        )
        line = Secret(keyring_entry.program_line(self._profile))
        if holding.file == files.config.shown:
            return change(config_file(), lambda config: _switched(config, profiles, line, old_id)).note
        lines = change(config_file(), lambda config: _with_lines(config, profiles, line)).note
        emptied = change(Path(holding.file), lambda document: _without_key(document, profiles, old_id)).note
        return "; ".join(filter(None, (lines, emptied)))


def is_in_keyring(profile: str) -> bool:
    """Whether the profile's credentials come of rootward's entry in the keyring. Raises AwsFileError, UsageError."""
    return _entry_in_force(both_files(), profile) is not None


def _keep(profile: str, entry: Entry) -> None:
    if not keyring_entry.keep(profile, entry):
        raise CredentialsError(_NO_KEYRING, advice=_UNLOCK)


def _refuse_no_keyring() -> None:
    from importlib.util import find_spec

    if find_spec("keyring") is None:
        raise MissingExtraError("keyring")
    if not keyring_entry.can_be_used():
        raise CredentialsError("there is no keyring on this system that keeps what it is given", advice=_UNLOCK)


def _entry_in_force(files: BothFiles, profile: str) -> str | None:
    """The profile whose entry is the key of this one, where its credentials come of rootward's keyring."""
    found = files.inventory.profile(profile)
    holding = found.in_force if found else None
    if holding is None or holding.way is not Way.PROGRAM:
        return None
    entry = files.document_of(holding).entry(holding.section, _PROGRAM)
    return keyring_entry.profile_of(entry.value.reveal()) if entry is not None else None


def _refuse_unmovable(files: BothFiles, holding: Holding) -> None:
    """Raises where a profile that has the key would get its credentials elsewhere once the key has left the file."""
    for name, place in files.inventory.holders(holding.key_id or ""):
        if _is_of_all(files, place):
            raise AwsFileError(
                f"the key stands in [{DEFAULTS}] of {place.file}, line {place.line}, which is no profile's section",
                advice="move it to [default], or keep the key in the file: --store file",
            )
        found = files.inventory.profile(name)
        if found is None or place in files.inventory.strays:
            raise AwsFileError(
                f"the key stands in [{place.section}] of {place.file}, line {place.line}, and that is no profile",
                advice="remove that section, or keep the key in the file: --store file",
            )
        others = [one for one in found.holdings if one.key_id != holding.key_id]
        other = next((one for one in others if not _is_ours(files, one)), None)
        if other is not None:
            raise UsageError(
                f"profile '{name}' has credentials of another way as well: {other.way.value}, {other.file}, "
                f"line {other.line}",
                advice="remove what is not in use, or keep the key in the file: --store file",
            )


def _is_of_all(files: BothFiles, place: Holding) -> bool:
    section = files.document_of(place).section(place.section)
    return section is None or section.entry(KEY_ID) is None


def _is_ours(files: BothFiles, holding: Holding) -> bool:
    """Whether it is a line of rootward's, that an earlier try left."""
    entry = files.document_of(holding).entry(holding.section, _PROGRAM) if holding.way is Way.PROGRAM else None
    return entry is not None and keyring_entry.profile_of(entry.value.reveal()) is not None


_NO_KEY: _Values = dict.fromkeys((KEY_ID, SECRET, *TOKENS))


def _with_lines(config: Document, profiles: tuple[str, ...], line: Secret) -> Document:
    return with_changes(config, {in_config(config, name): {_PROGRAM: line} for name in profiles})


def _without_key(document: Document, profiles: tuple[str, ...], old_id: str) -> Document:
    sections = [in_credentials(name) for name in profiles]
    _refuse_other_key(document, sections, old_id)
    return with_changes(document, dict.fromkeys(sections, _NO_KEY))


def _switched(config: Document, profiles: tuple[str, ...], line: Secret, old_id: str) -> Document:
    sections = [in_config(config, name) for name in profiles]
    _refuse_other_key(config, sections, old_id)
    return with_changes(config, {section: {**_NO_KEY, _PROGRAM: line} for section in sections})


def _refuse_other_key(document: Document, sections: list[str], old_id: str) -> None:
    for section in sections:
        entry = document.entry(section, KEY_ID)
        if entry is None or entry.value.reveal() != old_id:
            raise AwsFileError(f"{document.shown}: [{section}] does not have the key {old_id} any more")


def _back_to_file(pair: KeyPair, entry: Entry, entry_of: str) -> str:
    """The credentials file is read before the configuration file: with the key in it, the line is out of force."""
    from rootward.local.aws_files.paths import credentials_file

    keys: _Values = {KEY_ID: Secret(pair.key_id), SECRET: pair.secret, **dict.fromkeys(TOKENS)}
    sections = [in_credentials(name) for name in entry.sections]
    note = change(credentials_file(), lambda document: with_changes(document, dict.fromkeys(sections, keys))).note
    change(config_file(), lambda config: _without_lines(config, entry, entry_of))
    keyring_entry.drop(entry_of)
    return note


def _without_lines(config: Document, entry: Entry, entry_of: str) -> Document:
    changes: dict[str, _Values] = {}
    for name in entry.sections:
        section = in_config(config, name)
        line = config.entry(section, _PROGRAM)
        if line is not None and keyring_entry.profile_of(line.value.reveal()) == entry_of:
            changes[section] = {_PROGRAM: None}
    return with_changes(config, changes)
