"""Find access keys on this machine: where each stands, whose account it is, and, when asked, whether it works."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from rootward import __version__
from rootward.errors import ConfigurationError, OutputError
from rootward.local.key_places.permissions import is_open, keep_to_owner
from rootward.local.key_places.searching import Found, Standing, named_places, search, usual_places
from rootward.model.key_id import account_of, is_temporary
from rootward.model.key_place import FoundKey, KeyPlace, KeyProof, KeysFound, ProofState

Progress = Callable[[str], None]


class Asking(msgspec.Struct, frozen=True):
    """That AWS is asked about each key."""

    region: str | None = None
    """Whose partition is asked; None: the configuration's."""


def find_keys(
    paths: tuple[Path, ...] = (),
    *,
    asking: Asking | None = None,
    keeping_to_owner: bool = False,
    progress: Progress,
    announce: Progress,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> KeysFound:
    """Look through these folders and files; without any through the home folder, the usual files and the environment.

    With `keeping_to_owner`, files in which a secret stands are made readable by their owner alone; which, `announce` is
    told. Where the AWS configuration does not say how to ask, what was found is told unproved. Raises UsageError for a
    path that is not there, EndpointError where AWS does not answer.
    """
    places = named_places(paths) if paths else usual_places()
    found = search(places, progress=progress)
    proofs, unasked = ({}, ()) if asking is None else _proofs(found.standing, asking, announce)
    kept = _kept(found.standing, announce) if keeping_to_owner else _Kept({}, ())
    keys = tuple(_keys(found, kept, proofs))
    return KeysFound(
        rootward=__version__,
        taken_at=now().replace(microsecond=0),
        looked_in=places.told,
        keys=tuple(sorted((key for key in keys if key.has_secret), key=_order)),
        ids_alone=tuple(sorted((key for key in keys if not key.has_secret), key=_order)),
        unread=(*found.unread, *unasked),
        unchanged=kept.refused,
    )


class _Kept(msgspec.Struct, frozen=True):
    """Files that are their owner's alone now."""

    modes: Mapping[str, tuple[str, str]]
    """By path: the permissions before and after."""
    refused: tuple[str, ...]


def _kept(standing: Iterable[Standing], announce: Progress) -> _Kept:
    modes: dict[str, tuple[str, str]] = {}
    refused = []
    open_ones = {one.place.path: one.place.mode for one in standing if one.place.secret and is_open(one.place.mode)}
    for path, before in open_ones.items():
        try:
            after = keep_to_owner(Path(path))
        except OutputError as error:
            refused.append(str(error))
            continue
        modes[path] = (before or "", after)
        announce(f"{path}: {before} is now {after}")
    return _Kept(modes, tuple(refused))


def _keys(found: Found, kept: _Kept, proofs: Mapping[str, KeyProof]) -> Iterator[FoundKey]:
    by_id: dict[str, list[KeyPlace]] = {}
    for one in found.standing:
        by_id.setdefault(one.key.key_id, []).append(_now(one.place, kept))
    for key_id, places in by_id.items():
        yield FoundKey(
            key_id=key_id,
            account=account_of(key_id),
            temporary=is_temporary(key_id),
            places=tuple(sorted(places, key=lambda place: (place.path, place.line or 0))),
            proof=proofs.get(key_id),
        )


def _now(place: KeyPlace, kept: _Kept) -> KeyPlace:
    if place.path not in kept.modes:
        return place
    before, after = kept.modes[place.path]
    return msgspec.structs.replace(place, readable_by="owner", mode=after, mode_was=before)


def _order(key: FoundKey) -> tuple[bool, bool, str]:
    return not key.is_root, key.temporary, key.key_id


def _proofs(
    standing: Iterable[Standing], asking: Asking, announce: Progress
) -> tuple[Mapping[str, KeyProof], tuple[str, ...]]:
    """Of each key one, and why AWS could not be asked.

    Where a key's secrets differ from place to place, of the first that works, else what tells most.
    """
    from rootward.aws.key_proof import KeyProver

    whole: dict[str, list[Standing]] = {}
    for one in standing:
        if one.key.secret is not None:
            whole.setdefault(one.key.key_id, []).append(one)
    if not whole:
        return {}, ()
    try:
        prover = KeyProver(region=asking.region, announce=announce)
    except ConfigurationError as error:
        unproved = KeyProof(state="not_asked", detail=str(error))
        return dict.fromkeys(whole, unproved), (f"AWS was asked about no key: {error}",)
    number = f"{len(whole)} key{'' if len(whole) == 1 else 's'}"
    announce(f"asking AWS about {number}: each signs a GetCallerIdentity, which its account records")
    return {key_id: _proof(prover.prove, key_id, ones) for key_id, ones in whole.items()}, ()


_TELLING: tuple[ProofState, ...] = ("alive", "expired", "unknown", "wrong_secret", "refused", "not_asked")
"""What says most of a key first. A token that was cut off is refused too, so another place may tell more than that."""


def _proof(prove: Callable[..., KeyProof], key_id: str, standing: Iterable[Standing]) -> KeyProof:
    best = KeyProof(state="not_asked", detail="a session's key signs with its token, and none stands beside it")
    tried: list[tuple[object, object]] = []
    for one in standing:
        if (one.key.secret, one.key.token) in tried or (is_temporary(key_id) and one.key.token is None):
            continue
        tried.append((one.key.secret, one.key.token))
        best = min(best, prove(key_id, one.key.secret, one.key.token), key=lambda proof: _TELLING.index(proof.state))
        if best.state == "alive":
            break
    return best
