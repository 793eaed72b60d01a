"""Which digest files are as they were delivered: each holds the hash and the signature of the one before it.

From the newest of a chain to the oldest. What a digest says counts only where it is not itself found to be wrong.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from rootward.trail.digests.digest import Digest, Previous
from rootward.trail.digests.keys import PublicKeys
from rootward.trail.digests.names import Chain, Delivered, Hidden, Name, delivered, file_of, name_of

DIFFER = timedelta(hours=3)
"""Where the first and the last digests of regions differ by more, neither lateness nor the time that copying a bucket
takes tells why."""
HOURLY = timedelta(hours=1)
"""From one digest of a region to the next: where it is this much behind the others, one is missing.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
"""
LATE = timedelta(hours=1, minutes=15)
"""By so much they differ though nobody did anything: each region's digest comes once in an hour, at a minute of its
own, if only to say that nothing was logged. How late it may be AWS does not promise; of log files, which take some five
minutes, it says as much. A quarter of an hour is allowed.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""

Standing = Literal["signed", "chained", "newest", "orphan", "wrong"]
"""As its signature says; as the digest after it says; nothing says, as none came after it; nothing that can be trusted
says, as the one after it is missing or wrong; not as it was delivered."""


class Copy(NamedTuple):
    """A digest file, as it was found."""

    path: str
    name: Name
    told: Delivered
    digest: Digest | None
    reason: str | None = None
    """Why it is no digest, or none whole."""
    signature: str | None = None
    """That its S3 object has in its metadata."""


class Wrong(NamedTuple):
    """A digest file that is not as it was delivered."""

    kind: Literal["changed", "signature", "removed"]
    path: str
    """Of a missing one its key."""
    chain: Chain
    why: str
    first: datetime
    last: datetime


class Paused(NamedTuple):
    """A time between two chains of a trail."""

    chain: Chain
    first: datetime
    last: datetime


class Chains(NamedTuple):
    """What came of all digests."""

    standing: Mapping[int, Standing]
    """By the place of a copy among those that were given."""
    wrong: tuple[Wrong, ...]
    paused: tuple[Paused, ...]
    without_key: tuple[tuple[str, str], ...]
    """Region and fingerprint of keys that were not among those given."""
    elsewhere: tuple[str, ...]
    """Digests that are named and are not there, and need not have been removed: of another bucket, or hidden."""
    begun: tuple[Wrong, ...] = ()
    """Digests that are named and are not there, of about the time when those of other regions begin."""


class _Claim(NamedTuple):
    """What a later digest says of one."""

    by: int
    previous: Previous
    is_trusted: bool


def judge_chains(copies: Sequence[Copy], keys: PublicKeys | None, hidden: Hidden) -> Chains:
    """Judge all. `keys`: None: no signature is verified."""
    return _Judging(copies, keys, hidden).judged()


class _Judging:
    def __init__(self, copies: Sequence[Copy], keys: PublicKeys | None, hidden: Hidden) -> None:
        self.hidden = hidden
        self.copies = copies
        self.keys = keys
        self.standing: dict[int, Standing] = {}
        self.wrong: list[Wrong] = []
        self.claims: dict[Name, list[_Claim]] = defaultdict(list)
        self.without_key: dict[tuple[str, str], None] = {}
        self.by_name: dict[Name, list[int]] = defaultdict(list)
        self.by_chain: dict[Chain, list[int]] = defaultdict(list)
        for number, copy in enumerate(copies):
            self.by_name[copy.name].append(number)
            self.by_chain[copy.told.chain].append(number)
        for numbers in self.by_chain.values():
            numbers.sort(key=lambda number: copies[number].told.end, reverse=True)

    def judged(self) -> Chains:
        for numbers in self.by_chain.values():
            for place, number in enumerate(numbers):
                self._judge(number, numbers[:place])
        missing, begun, elsewhere = self._missing()
        self.wrong += missing
        paused = self._paused()
        return Chains(self.standing, tuple(self.wrong), paused, tuple(self.without_key), elsewhere, tuple(begun))

    def _judge(self, number: int, later: Sequence[int]) -> None:
        copy, digest = self.copies[number], self.copies[number].digest
        claims = self.claims[copy.name]
        if digest is None:
            self._is_wrong(number, "changed", copy.reason or "it is no digest")
            return
        if name_of(digest.key).file != copy.name.file:
            self._is_wrong(number, "changed", f"by what stands in it, it is {digest.key}")
            return
        trusted = next((claim for claim in claims if claim.is_trusted), None)
        if trusted is not None:
            self._by_claim(number, digest, trusted)
        elif any(self._verifies(copy, digest, claim.previous.signature) for claim in claims):
            self.standing[number] = "signed"
        elif copy.signature is not None and (right := self._verifies(copy, digest, copy.signature)) is not None:
            if right:
                self.standing[number] = "signed"
            else:
                self._is_wrong(number, "signature", "the signature in the metadata of its S3 object is not of it")
                return
        else:
            self._by_none(number, later)
        if self.standing[number] != "wrong":
            self._claims(number, digest, is_trusted=True)

    def _by_claim(self, number: int, digest: Digest, claim: _Claim) -> None:
        copy, successor = self.copies[number], self.copies[claim.by]
        right = self._verifies(copy, digest, claim.previous.signature)
        if digest.sha256 != claim.previous.sha256:
            if right:
                # Signed as it is, so it is what names the hash that was changed.
                self.standing[number] = "signed"
                self._is_wrong(
                    claim.by, "changed", f"the hash in it of {file_of(copy.path)} is wrong, and the signature right"
                )
            else:
                self._is_wrong(number, "changed", f"its hash is not the one in {file_of(successor.path)}")
        elif right is None:
            self.standing[number] = "chained"
        elif right:
            self.standing[number] = "signed"
        else:
            self._is_wrong(number, "signature", f"the signature of it in {file_of(successor.path)} is wrong")

    def _by_none(self, number: int, later: Sequence[int]) -> None:
        """Nothing that can be trusted says what it was."""
        others = [one for one in later if self.copies[one].told.end > self.copies[number].told.end]
        if not others:
            self.standing[number] = "newest"
            return
        after = self.copies[others[-1]].digest
        if after is None or self.standing.get(others[-1]) == "wrong":
            self.standing[number] = "orphan"
        elif after.previous is None:
            self.standing[number] = "newest"  # of a chain that ended: logging, or the validation, was stopped
        else:
            named = delivered(name_of(after.previous.key))
            if named is not None and named.end <= self.copies[number].told.end:
                self._is_wrong(number, "changed", "no digest leads to it, and the chain goes past it")
            else:
                self.standing[number] = "orphan"

    def _verifies(self, copy: Copy, digest: Digest, signature: str) -> bool | None:
        """None: there is no key, or none is to be used."""
        if self.keys is None:
            return None
        right = self.keys.verifies(digest.fingerprint, signature, digest.signed)
        if right is None:
            self.without_key[copy.told.chain.region, digest.fingerprint[:64]] = None
        return right

    def _is_wrong(self, number: int, kind: Literal["changed", "signature"], why: str) -> None:
        copy = self.copies[number]
        self.standing[number] = "wrong"
        end = copy.told.end
        start = copy.digest.start if copy.digest is not None and copy.digest.start <= end else end
        self.wrong.append(Wrong(kind, copy.path, copy.told.chain, why, start, end))
        if copy.digest is not None:
            self._claims(number, copy.digest, is_trusted=False)

    def _claims(self, number: int, digest: Digest, *, is_trusted: bool) -> None:
        if digest.previous is not None:
            claims = self.claims[name_of(digest.previous.key)]
            claims[:] = [claim for claim in claims if claim.by != number]
            claims.append(_Claim(number, digest.previous, is_trusted))

    def _missing(self) -> tuple[list[Wrong], list[Wrong], tuple[str, ...]]:
        """Digests that are named, and are not there, though there are older ones."""
        missing: list[Wrong] = []
        begun: list[Wrong] = []
        elsewhere: dict[str, None] = {}
        for name, claims in list(self.claims.items()):
            told = delivered(name)
            trusted = [claim for claim in claims if claim.is_trusted]
            if not trusted or name in self.by_name or told is None:
                continue
            successor = self.copies[trusted[0].by].digest
            older = [end for end in self._ends(told.chain) if end < told.end]
            # Where other regions have digests of before, it is not just that the copy begins there.
            elsewhere_older = [end for end in self._ends_elsewhere(told.chain) if end <= told.end]
            if successor is None or not (older or elsewhere_older):
                continue
            before = max(older) if older else min(elsewhere_older)
            previous = trusted[0].previous
            if previous.bucket != successor.bucket or self.hidden.hides(previous.key):
                elsewhere[f"s3://{previous.bucket}/{previous.key}"] = None
                continue
            why = f"{file_of(self.copies[trusted[0].by].path)} names it as the one before, and it is not there"
            is_sure = bool(older) or before + DIFFER < told.end
            (missing if is_sure else begun).append(Wrong("removed", previous.key, told.chain, why, before, told.end))
        return missing, begun, tuple(elsewhere)

    def _ends(self, chain: Chain) -> Iterator[datetime]:
        return (self.copies[one].told.end for one in self.by_chain.get(chain, ()))

    def _ends_elsewhere(self, chain: Chain) -> Iterator[datetime]:
        """Of the same trail and account in other regions."""
        for other in self.by_chain:
            if other.region != chain.region and other._replace(region=chain.region) == chain:
                yield from self._ends(other)

    def _paused(self) -> tuple[Paused, ...]:
        found = []
        for chain, numbers in self.by_chain.items():
            for place, number in enumerate(numbers):
                digest = self.copies[number].digest
                if digest is None or digest.previous is not None or self.standing[number] == "wrong" or chain.backfill:
                    continue
                ends = (self.copies[one].told.end for one in numbers[place + 1 :])
                before = next((end for end in ends if end < self.copies[number].told.end), None)
                if before is not None and before < digest.start:
                    found.append(Paused(chain, before, digest.start))
        return tuple(found)


Spans = list[tuple[datetime, datetime]]


def covered(copies: Iterable[Copy], chains: Chains) -> dict[Chain, Spans]:
    """The times of which digests of each chain that are not wrong tell, without a hole, in their order."""
    by_chain: dict[Chain, list[tuple[datetime, str, Digest]]] = defaultdict(list)
    for number, copy in enumerate(copies):
        if copy.digest is not None and chains.standing[number] != "wrong" and not copy.told.chain.backfill:
            by_chain[copy.told.chain].append((copy.digest.start, copy.name.file, copy.digest))
    spans: dict[Chain, Spans] = {}
    for chain, digests in by_chain.items():
        found: Spans = []
        last = ""
        for start, file, digest in sorted(digests, key=lambda one: one[:2]):
            follows = digest.previous is not None and name_of(digest.previous.key).file == last
            if found and (follows or start <= found[-1][1]):
                found[-1] = (found[-1][0], max(found[-1][1], digest.end))
            else:
                found.append((start, digest.end))
            last = file
        spans[chain] = found
    return spans
