"""Ask AWS about found keys by the keys themselves: sts:GetCallerIdentity, signed with each. Only where that is asked.

The secrets go from the lines that were found to the calls, in memory alone. Keys of accounts that are known for planted
keys are never tried, nor are those whose ids tell no account: each could be one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from rootward.errors import ConfigurationError, EndpointError
from rootward.leaks.sight import Sight
from rootward.leaks.values import value_of
from rootward.model.canaries import CANARY_ACCOUNTS
from rootward.model.key_id import account_of, is_temporary
from rootward.model.key_place import KeyProof, ProofState
from rootward.model.leak import Leak
from rootward.model.secret import Secret

if TYPE_CHECKING:
    from rootward.aws.key_proof import KeyProver

_TRAP = "the account is known for keys that are planted as traps: whoever planted it would be told"
_NO_ACCOUNT = "its id does not tell its account, and it may be planted as a trap"
_TOKENLESS = "a session's key signs with its token, and none was found with it"
_SECRETLESS = "no secret was found with it"
_TELLING: tuple[ProofState, ...] = ("alive", "expired", "unknown", "wrong_secret", "refused", "not_asked")
"""What says most of a key first."""
_MOST_SECRETS = 8
"""So many secrets of one key are tried: a key has one, and a file of many may be about to say anything."""


class Pairs:
    """Keys with their secrets, gathered while a scan goes on. They are in memory, and nobody is shown them."""

    def __init__(self) -> None:
        self._ids: dict[str, None] = {}
        self._secrets: dict[str, dict[str, Secret]] = {}
        self._tokens: dict[str, dict[str, Secret]] = {}

    def see(self, sight: Sight) -> None:
        """Take in what a sight says of a key: its id, its secret, its token."""
        if sight.key_id is None:
            return
        self._ids[sight.key_id] = None
        kept = {"secret-access-key": self._secrets, "session-token": self._tokens}.get(sight.kind)
        if kept is None or sight.fingerprint is None:
            return
        of_key = kept.setdefault(sight.key_id, {})
        if sight.fingerprint not in of_key and len(of_key) < _MOST_SECRETS:
            value = value_of(sight)
            if value is not None:
                of_key[sight.fingerprint] = value

    def of(self, key_id: str) -> tuple[tuple[Secret, Secret | None], ...]:
        """The key's secrets, each with each of its tokens."""
        tokens: list[Secret | None] = [*self._tokens.get(key_id, {}).values()] or [None]
        return tuple((secret, token) for secret in self._secrets.get(key_id, {}).values() for token in tokens)

    @property
    def ids(self) -> tuple[str, ...]:
        """Of all keys that were seen, in order."""
        return tuple(sorted(self._ids))

    def __repr__(self) -> str:
        return f"Pairs({len(self._ids)} keys)"


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What AWS said."""

    proofs: Mapping[str, KeyProof]
    """By the key's id."""
    unasked: tuple[str, ...] = ()
    """Why AWS could not be asked, where it was meant to be."""


def verify(
    pairs: Pairs,
    *,
    own: Collection[str] = (),
    region: str | None = None,
    announce: Callable[[str], None],
) -> Verified:
    """Ask about every key with a secret. `own`: ids that are known to be of one's own account. First it is announced.

    `region`: whose partition is asked; None: the configuration's. What cannot be asked is said, and raises nothing.
    """
    proofs = {key_id: _untried(pairs, key_id, own) for key_id in pairs.ids}
    asked = [key_id for key_id, proof in proofs.items() if proof is None]
    known = {key_id: proof for key_id, proof in proofs.items() if proof is not None}
    if not asked:
        return Verified(proofs=known)
    from rootward.aws.key_proof import KeyProver

    try:
        prover = KeyProver(region=region, announce=announce)
    except ConfigurationError as error:
        return _stopped(known, asked, str(error))
    number = f"{len(asked)} key{'' if len(asked) == 1 else 's'}"
    announce(f"asking AWS about {number}: each signs a GetCallerIdentity, which its account records")
    for place, key_id in enumerate(asked):
        try:
            known[key_id] = _proved(prover, pairs, key_id)
        except EndpointError as error:
            return _stopped(known, asked[place:], str(error))
    return Verified(proofs=known)


def _untried(pairs: Pairs, key_id: str, own: Collection[str]) -> KeyProof | None:
    """Why the key is not tried; None: it is."""
    account = account_of(key_id)
    if account in CANARY_ACCOUNTS:
        return KeyProof(state="not_asked", account=account, detail=_TRAP)
    if account is None and key_id not in own:
        return KeyProof(state="not_asked", detail=_NO_ACCOUNT)
    of_key = pairs.of(key_id)
    if not of_key:
        return KeyProof(state="not_asked", detail=_SECRETLESS)
    if is_temporary(key_id) and all(token is None for _, token in of_key):
        return KeyProof(state="not_asked", detail=_TOKENLESS)
    return None


def _proved(prover: KeyProver, pairs: Pairs, key_id: str) -> KeyProof:
    """The proof that tells most: where its secrets differ from place to place, of the first that works."""
    found = []
    for secret, token in pairs.of(key_id):
        found.append(prover.prove(key_id, secret, token if is_temporary(key_id) else None))
        if found[-1].state == "alive":
            break
    return min(found, key=lambda proof: _TELLING.index(proof.state))


def _stopped(known: dict[str, KeyProof], asked: Iterable[str], why: str) -> Verified:
    rest = dict.fromkeys(asked, KeyProof(state="not_asked", detail=why))
    return Verified(proofs={**known, **rest}, unasked=(f"AWS was not asked about {len(rest)} of the keys: {why}",))


def with_proofs(findings: Iterable[Leak], proofs: Mapping[str, KeyProof]) -> tuple[Leak, ...]:
    """The findings, each with what AWS said to its key."""
    return tuple(msgspec.structs.replace(leak, proof=proofs.get(leak.key_id or "")) for leak in findings)
