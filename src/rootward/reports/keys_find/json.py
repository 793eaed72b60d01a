"""Keys on a machine as JSON, schema 1."""

from __future__ import annotations

import msgspec

from rootward.model.key_place import FoundKey, KeyPlace, KeyProof, KeysFound
from rootward.reports.json_text import escaped
from rootward.reports.names import without_surrogates


def render(found: KeysFound, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """JSON, indented by two; names as `reports.json` writes them. `width` and `color` change nothing."""
    del width, color
    told_of = msgspec.structs.replace(
        found,
        looked_in=tuple(map(without_surrogates, found.looked_in)),
        keys=tuple(map(_key, found.keys)),
        ids_alone=tuple(map(_key, found.ids_alone)),
        unread=tuple(map(without_surrogates, found.unread)),
        unchanged=tuple(map(without_surrogates, found.unchanged)),
    )
    return escaped(msgspec.json.format(msgspec.json.encode(told_of), indent=2).decode() + "\n", unicode=unicode)


def _key(key: FoundKey) -> FoundKey:
    return msgspec.structs.replace(
        key,
        places=tuple(map(_place, key.places)),
        proof=None if key.proof is None else _proof(key.proof),
    )


def _place(place: KeyPlace) -> KeyPlace:
    profile = None if place.profile is None else without_surrogates(place.profile)
    return msgspec.structs.replace(place, path=without_surrogates(place.path), profile=profile)


def _proof(proof: KeyProof) -> KeyProof:
    arn = None if proof.arn is None else without_surrogates(proof.arn)
    return msgspec.structs.replace(proof, arn=arn, detail=without_surrogates(proof.detail))
