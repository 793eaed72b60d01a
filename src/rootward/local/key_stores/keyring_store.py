"""A key in the system's keyring, for a profile whose `credential_process` is rootward.

A profile whose key lies in a file moves to the keyring with its first rotation. One write switches it: botocore takes a
key of the credentials file before a program, and a program before a key of the configuration file. So the line is
written first, and comes into force when the key leaves the credentials file; in the configuration file both are one
write. The way back leads to the file again, for it may be the program that does not work here.
https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

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
    key_id_in,
    key_in_file,
    pair_in,
    refuse_scattered,
    replaced_everywhere,
)
from rootward.local.key_stores.store import NotStored, Stored
from rootward.model.key_pair import KeyPair
from rootward.model.rotation import Place
from rootward.model.secret import Secret

_PROGRAM = "credential_process"
_NO_KEYRING = "the system's keyring does not keep it"
_UNLOCK = "unlock the keyring, or keep the key in the file: --store file"

_Values = Mapping[str, Secret | None]


class _LeftOver(NamedTuple):
    """What a move to the keyring left there that did not come into force, or was taken back."""

    name: str
    entry: Entry


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
            _refuse_entry_in_use(files, profile)
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

    def ready(self) -> None:
        """What keeps it from being written, `put` tells."""

    def put(self, pair: KeyPair, *, instead_of: str) -> Stored | NotStored:
        """As `store.Store`. With the key of the file in force again, what the move to the keyring left is cleared."""
        try:
            held = self.holds()
            if held not in {pair.key_id, instead_of}:
                return NotStored(f"{self._place.label} is {held or 'gone'}, and not {instead_of}")
            note = self._moved(pair, instead_of) if held == instead_of else ""
            return Stored("; ".join(filter(None, (note, self._finished(pair, instead_of)))))
        except RootwardError as error:
            if self._is_all_done(pair, instead_of):
                return Stored()
            with suppress(RootwardError):
                self._unbegun(pair, instead_of)
            return NotStored(str(error), error.advice)

    def _finished(self, pair: KeyPair, other_id: str) -> str:
        """Where the profile has the pair: so has who shares it, and the keyring keeps the other one no longer."""
        note = replaced_everywhere(both_files(), pair, other_id)
        files = both_files()
        left = self._left_over(files, pair.key_id, other_id)
        if left is None:
            return note
        others = _users(files, left.name)
        back = _back_to_file(pair, others) if others else ""
        _clear(left)
        return "; ".join(filter(None, (note, back)))

    def _is_all_done(self, pair: KeyPair, other_id: str) -> bool:
        files = both_files()
        if files.inventory.holders(other_id) or self._left_over(files, pair.key_id, other_id):
            return False
        return self.holds() == pair.key_id

    def _unbegun(self, pair: KeyPair, old_id: str) -> None:
        """Nothing is left of a move that did not switch anything: the new key is deleted after that."""
        files = both_files()
        left = self._left_over(files, old_id, pair.key_id)
        if left is not None and not _users(files, left.name):
            _clear(left)

    def _left_over(self, files: BothFiles, file_id: str, other_id: str) -> _LeftOver | None:
        """The entry with the other key, where the profile has the key of the file that it was to take the place of."""
        if key_id_in(key_in_file(files, self._profile)) != file_id:
            return None
        name = _entry_named(files, self._profile) or self._profile
        entry = keyring_entry.find(name)
        is_left = entry is not None and (entry.moved_from, entry.key_id) == (file_id, other_id)
        return _LeftOver(name, entry) if entry is not None and is_left else None

    def _moved(self, pair: KeyPair, old_id: str) -> str:
        files = both_files()
        entry_of = _entry_in_force(files, self._profile)
        if entry_of is None:
            return self._into_keyring(files, pair, old_id)
        entry = keyring_entry.find(entry_of)
        if entry is not None and entry.moved_from == pair.key_id:
            return _back_to_file(pair, entry.sections)
        _keep(entry_of, Entry(key_id=pair.key_id, secret=pair.secret.reveal()))
        return ""

    def _into_keyring(self, files: BothFiles, pair: KeyPair, old_id: str) -> str:
        holding = key_in_file(files, self._profile)
        assert holding is not None  # noqa: S101 - it holds `old_id`, and not by the keyring
        refuse_scattered(files, holding)
        _refuse_unmovable(files, holding)
        _refuse_entry_in_use(files, self._profile, pair.key_id)
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
    return _entry_of(files, holding) if holding is not None else None


def _entry_named(files: BothFiles, profile: str) -> str | None:
    """The profile whose entry a line of this one names, in force or not."""
    found = files.inventory.profile(profile)
    named = (_entry_of(files, holding) for holding in (found.holdings if found else ()))
    return next((name for name in named if name), None)


def _entry_of(files: BothFiles, holding: Holding) -> str | None:
    entry = files.document_of(holding).entry(holding.section, _PROGRAM) if holding.way is Way.PROGRAM else None
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
        other = next((one for one in others if _entry_of(files, one) is None), None)
        if other is not None:
            raise UsageError(
                f"profile '{name}' has credentials of another way as well: {other.way.value}, {other.file}, "
                f"line {other.line}",
                advice="remove what is not in use, or keep the key in the file: --store file",
            )


def _refuse_entry_in_use(files: BothFiles, profile: str, key_id: str = "") -> None:
    """Raises where others have another key of the entry that would be this profile's: they would get its key."""
    users = _users(files, profile)
    entry = keyring_entry.find(profile) if users else None
    if users and (entry is None or entry.key_id != key_id):
        raise UsageError(
            f"the keyring's key of profile '{profile}' is that of {', '.join(users)}, and not its own any more",
            advice="move theirs first, or keep the key in the file: --store file",
        )


def _is_of_all(files: BothFiles, place: Holding) -> bool:
    section = files.document_of(place).section(place.section)
    return section is None or section.entry(KEY_ID) is None


_NO_KEY: _Values = dict.fromkeys((KEY_ID, SECRET, *TOKENS))
_NO_LINE: _Values = {_PROGRAM: None}


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


def _users(files: BothFiles, entry_of: str) -> tuple[str, ...]:
    """The profiles whose credentials come of that entry."""
    names = (profile.name for profile in files.inventory.profiles)
    return tuple(name for name in names if _entry_in_force(files, name) == entry_of)


def _back_to_file(pair: KeyPair, profiles: tuple[str, ...]) -> str:
    """The credentials file is read before the configuration file: with the key in it, the line is out of force."""
    from rootward.local.aws_files.paths import credentials_file

    keys: _Values = {KEY_ID: Secret(pair.key_id), SECRET: pair.secret, **dict.fromkeys(TOKENS)}
    sections = [in_credentials(name) for name in profiles]
    return change(credentials_file(), lambda document: with_changes(document, dict.fromkeys(sections, keys))).note


def _clear(left: _LeftOver) -> None:
    """First the lines that name the entry, then the entry: nobody's credentials come of it."""
    change(config_file(), lambda config: _without_lines(config, left.name))
    keyring_entry.drop(left.name)


def _without_lines(config: Document, entry_of: str) -> Document:
    lines = ((section.name, section.entry(_PROGRAM)) for section in config.sections if section.name != DEFAULTS)
    named = [name for name, line in lines if line and keyring_entry.profile_of(line.value.reveal()) == entry_of]
    return with_changes(config, dict.fromkeys(named, _NO_LINE))
