"""Whatever byte of whatever file is changed: it is noticed."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootward.trail.digests.contents import contents
from rootward.trail.digests.keys import PublicKeys
from rootward.trail.digests.validate import Validated, is_digest, read_digests, validate
from rootward.trail.log import Log
from rootward.trail.sources.layout import place_of
from rootward.trail.sources.wanted import Wanted

SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

ANY, BITS = st.integers(0, 1 << 32), st.integers(1, 255)


def one_of(keys: Iterable[str], which: int) -> str:
    ordered = sorted(keys)
    return ordered[which % len(ordered)]


def spoilt(content: bytes, where: int, flipped: int) -> bytes:
    """With some bits of one byte turned over."""
    changed = bytearray(content)
    changed[where % len(content)] ^= flipped
    return bytes(changed)


def held(objects: Iterable[tuple[str, bytes]], keys: PublicKeys | None, signatures: dict[str, str]) -> Validated:
    """What is found, without any folder."""
    files = []
    for key, content in objects:
        place = place_of(key)
        files.append(
            Log(name=key, data=content, account=place.account, region=place.region, signature=signatures.get(key))
        )
    copies, _ = read_digests(one for one in files if is_digest(one))
    return validate(copies, [one for one in files if not is_digest(one)], keys, Wanted(kinds=frozenset({"log"})))


def noticed(result: Validated) -> bool:
    """Of the newest digest only the fingerprint tells the key: one that nobody has is told of."""
    return any(one.severity == "critical" for one in result.detections) or any(
        "no public key with the fingerprint" in one.reason for one in result.unread
    )


@SETTINGS
@given(which=ANY, where=ANY, flipped=BITS)
def test_of_the_contents_of_any_file(delivery, which, where, flipped):
    key = one_of(delivery.objects, which)
    objects = {**delivery.objects, key: gzip.compress(spoilt(gzip.decompress(delivery.objects[key]), where, flipped))}

    assert noticed(held(objects.items(), delivery.keys(), delivery.signatures))


@SETTINGS
@given(which=ANY, where=ANY, flipped=BITS)
def test_without_keys_of_any_but_the_newest_digest(delivery, which, where, flipped):
    newest = {delivery.digests(region)[-1] for region in ("us-east-1", "eu-west-1")}
    key = one_of(delivery.objects.keys() - newest, which)
    objects = {**delivery.objects, key: gzip.compress(spoilt(gzip.decompress(delivery.objects[key]), where, flipped))}

    assert noticed(held(objects.items(), None, {}))


@SETTINGS
@given(which=ANY, where=ANY, flipped=BITS)
def test_of_the_gzipped_file_unless_it_inflates_to_the_same(delivery, which, where, flipped):
    """The name and the time in gzip's own head are nobody's: CloudTrail's hashes are of what is inflated."""
    key = one_of(delivery.objects, which)
    packed = spoilt(delivery.objects[key], where, flipped)
    try:
        same = zlib.decompress(packed, 31) == gzip.decompress(delivery.objects[key])
    except zlib.error:
        same = False

    result = held({**delivery.objects, key: packed}.items(), delivery.keys(), delivery.signatures)

    # isal takes gzip's reserved flags, and inflates what follows them as zlib inflates it without them.
    read, reason = contents(Log(name=key, data=packed))
    if same:
        assert not noticed(result)
    else:
        assert noticed(result) or (read, reason) == (gzip.decompress(delivery.objects[key]), None)


@SETTINGS
@given(which=ANY)
def test_of_any_file_that_is_removed_between_the_first_and_the_last_digest(delivery, which):
    ends = {delivery.digests(region)[place] for region in ("us-east-1", "eu-west-1") for place in (0, -1)}
    key = one_of(delivery.objects.keys() - ends, which)

    result = held(((name, one) for name, one in delivery.objects.items() if name != key), delivery.keys(), {})

    assert [one.id for one in result.detections] == ["digest-removed" if "Digest" in key else "log-file-removed"]
