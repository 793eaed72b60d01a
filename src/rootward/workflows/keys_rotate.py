"""Rotate a key of this machine's, or for a user: which key, where it is stored, who signs; then `workflows.rotate`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import msgspec

from rootward.errors import CredentialsError, UsageError
from rootward.local.aws_files.profiles import Profile, Way, read_profiles
from rootward.local.aws_profile import profile_in_force
from rootward.local.key_stores.found_again import found_again
from rootward.local.key_stores.keyring_store import KeyringStore, is_in_keyring
from rootward.local.key_stores.output_store import OutputStore, refuse_output
from rootward.local.key_stores.profile_file import ProfileFile
from rootward.local.key_stores.program_store import ProgramStore
from rootward.local.key_stores.store import Store
from rootward.model.key_pair import KeyOwner
from rootward.model.rotation import Place
from rootward.workflows import retire as retiring
from rootward.workflows import rotate as rotating
from rootward.workflows.rotating.beginning import Person, Quitter, Rotating
from rootward.workflows.rotating.profile_key import key_of_profile
from rootward.workflows.rotating.whose import user_meant
from rootward.workflows.source import Live, Progress, opened

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession
    from rootward.workflows.retire import NotRetired
    from rootward.workflows.rotating.run import Rested
    from rootward.workflows.rotating.setting import Setting

StoreKind = Literal["file", "keyring", "stdout"]

_ELSEWHERE = "a key that is kept elsewhere: --store stdout, or --store-with PROGRAM; or its owner rotates it there"


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for."""

    profile: str | None = None
    """Whose key is rotated, where it lies in a profile; and, without `signer`, who signs."""
    user: str | None = None
    """A name, an ARN, or `user/NAME`."""
    key_id: str | None = None
    signer: str | None = None
    """The profile that makes the calls, an administrator's say; None: the one whose key it is."""
    region: str | None = None
    store: StoreKind | None = None
    """None: where the key lies now."""
    program: tuple[str, ...] = ()
    """The words of --store-with."""
    observe_days: int = 14
    settle: timedelta | None = None
    """So long at least both keys stay active; None: as long as AWS needs to note a use."""


def rotate_key(wish: Wish, person: Person, setting: Setting, progress: Progress) -> Rested:
    """Rotate the key that is meant. `progress` is told whose session it is.

    Raises UsageError where it cannot be told which one is meant, or where to store it; and as `rotate.rotate`.
    """
    if wish.program or wish.store == "stdout":
        return _rotate_elsewhere(wish, person, setting, progress)
    if wish.user is not None and wish.profile is None:
        with _session(wish, setting, progress) as session:
            named = _named_by(wish, session)
            profile = _profile_of(session, named, setting)
            return rotating.rotate(session, _store(profile, named), _rotating(named, wish.key_id), person, setting)
    profile = _named(wish)
    store = _store(profile, wish)
    signing = msgspec.structs.replace(wish, profile=profile)
    with _session(signing, setting, progress) as session:
        named = _named_by(wish, session)
        return rotating.rotate(session, store, _rotating(named, wish.key_id), person, setting)


def resume_key(wish: Wish, setting: Setting, progress: Progress) -> Rested:
    """Go on with the rotation that is under way. Raises as `rotate.resume`."""
    with _session(wish, setting, progress) as session:
        return rotating.resume(session, _again(wish, setting), setting, _named_by(wish, session).user)


def roll_back_key(wish: Wish, setting: Setting, progress: Progress) -> Rested:
    """Take the rotation that is under way back. Raises as `rotate.roll_back`."""
    with _session(wish, setting, progress) as session:
        return rotating.roll_back(session, _again(wish, setting), setting, _named_by(wish, session).user)


def give_up_key(wish: Wish, person: Quitter, setting: Setting, progress: Progress) -> Rested:
    """Close the rotation that is under way as it is. Raises as `rotate.give_up`."""
    with _session(wish, setting, progress) as session:
        return rotating.give_up(session, person, setting, _named_by(wish, session).user)


def retire_keys(wish: Wish, setting: Setting, progress: Progress) -> tuple[Rested | NotRetired, ...]:
    """Delete the keys that were observed for long enough. Raises as `retire.retire`."""
    with _session(wish, setting, progress) as session:
        return retiring.retire(session, _again(wish, setting), setting, _named_by(wish, session).user)


def _named_by(wish: Wish, session: AwsSession) -> Wish:
    """With the user's bare name. Raises UsageError for what names none, GuardRefusedError for root."""
    if wish.user is None:
        return wish
    return msgspec.structs.replace(wish, user=user_meant(wish.user, session.identity.account).user)


def _rotate_elsewhere(wish: Wish, person: Person, setting: Setting, progress: Progress) -> Rested:
    if not wish.program:
        refuse_output()
    store: Store = ProgramStore(wish.program, setting.announce) if wish.program else OutputStore()
    with _session(wish, setting, progress) as session:
        named = _named_by(wish, session)
        key_id = wish.key_id or _only_key(session, named, setting)
        return rotating.rotate(session, store, _rotating(named, key_id), person, setting)


def _only_key(session: AwsSession, wish: Wish, setting: Setting) -> str:
    """Id of the key that is meant where no place names it: the signer's own, or the user's only active one."""
    identity = session.identity
    if wish.user is None:
        if not identity.has_long_lived_key:
            raise UsageError(
                f"{identity.arn} signs with the keys of a session, which end by themselves",
                advice="name the user and the key: --user NAME --key ID",
            )
        return identity.key_id
    keys = setting.keys(session).of_user(KeyOwner(account=identity.account, user=wish.user))
    active = [key.id for key in keys if key.is_active]
    if len(active) == 1:
        return active[0]
    told = f"has {len(active)} active keys: {', '.join(active)}" if active else "has no active key"
    raise UsageError(f"{wish.user} {told}", advice="name the key that is to be rotated: --key ID")


def _profile_of(session: AwsSession, wish: Wish, setting: Setting) -> str:
    """The profile of this machine that holds a key of the user's. Raises UsageError where it is not exactly one key."""
    user = wish.user or ""
    keys = setting.keys(session).of_user(KeyOwner(account=session.identity.account, user=user))
    wanted = {key.id for key in keys} & ({wish.key_id} if wish.key_id else {key.id for key in keys})
    held = dict(_held(wanted))
    if not held:
        raise UsageError(f"no key of {user} lies in a profile of this machine", advice=_ELSEWHERE)
    if len(held) > 1:
        raise UsageError(
            f"several keys of {user} lie here: {', '.join(f'{key} ({name})' for key, name in held.items())}",
            advice="name one: --key ID",
        )
    return next(iter(held.values()))


def _held(wanted: set[str]) -> Iterable[tuple[str, str]]:
    for profile in read_profiles().profiles:
        key_id = _key_id_of(profile)
        if key_id is not None and key_id in wanted:
            yield key_id, profile.name


def _key_id_of(profile: Profile) -> str | None:
    holding = profile.in_force
    if holding is None or holding.way is not Way.PROGRAM:
        return holding.key_id if holding else None
    try:
        pair = KeyringStore.of(profile.name).read()
    except CredentialsError:  # of a keyring that is locked nobody knows what it holds
        return None
    return pair.key_id if pair else None


def _named(wish: Wish) -> str:
    if wish.profile is not None:
        return wish.profile
    found = profile_in_force(None)
    if found.in_environment:
        raise UsageError(
            "the credentials are the environment's, where no key can be replaced",
            advice=f"name the profile: --profile NAME; {_ELSEWHERE}",
        )
    return found.name


def _store(profile: str, wish: Wish) -> Store:
    if is_in_keyring(profile):
        if wish.store == "file":
            raise UsageError(f"the key of profile '{profile}' is in the keyring", advice="leave --store out")
        return KeyringStore.for_profile(profile)
    key_of_profile(read_profiles(), profile)
    return KeyringStore.for_profile(profile) if wish.store == "keyring" else ProfileFile.in_profile(profile)


def _rotating(wish: Wish, key_id: str | None) -> Rotating:
    asked = Rotating(key_id=key_id, user=wish.user, observe_days=wish.observe_days)
    if wish.settle is None:
        return asked
    return msgspec.structs.replace(asked, settle_seconds=int(wish.settle.total_seconds()))


def _session(wish: Wish, setting: Setting, progress: Progress) -> AbstractContextManager[AwsSession]:
    source = Live(profile=wish.signer or wish.profile, region=wish.region)
    return opened(source, progress, setting.announce)


def _again(wish: Wish, setting: Setting) -> Callable[[Place], Store]:
    return lambda place: found_again(place, program=wish.program, say=setting.announce)
