"""Which keys the profiles of this machine hold: none of them is switched off or deleted by a rotation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from rootward.errors import CredentialsError
from rootward.local.aws_files.profiles import Way, read_profiles
from rootward.local.key_stores.keyring_store import KeyringStore, is_in_keyring


def held_here() -> frozenset[str]:
    """Ids of the keys in both AWS files, in force or not, and of those that rootward keeps in the keyring.

    A keyring that is locked tells nothing. Raises AwsFileError, UsageError: the files cannot be read.
    """
    return frozenset(_ids())


def _ids() -> Iterator[str]:
    found = read_profiles()
    every = (*(holding for profile in found.profiles for holding in profile.holdings), *found.strays)
    yield from (holding.key_id for holding in every if holding.key_id)
    for profile in found.profiles:
        is_of_program = profile.in_force is not None and profile.in_force.way is Way.PROGRAM
        if is_of_program and is_in_keyring(profile.name):
            with suppress(CredentialsError):
                pair = KeyringStore.of(profile.name).read()
                if pair is not None:
                    yield pair.key_id
