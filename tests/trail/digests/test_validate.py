"""Log files and digests that were tampered with: each kind is noticed, and nothing else is said."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from rootward.trail.digests.validate import Counts
from rootward.trail.sources.wanted import Wanted
from tests.trail.digests.conftest import ALL, EU, US, Delivery, at, found, validated


def edited(path: Path, old: str, new: str) -> None:
    """Change what is in a gzipped file."""
    text = gzip.decompress(path.read_bytes()).decode()
    assert old in text
    path.write_bytes(gzip.compress(text.replace(old, new).encode()))


def test_what_nobody_touched_is_verified(delivery, folder):
    result = validated(folder, keys=delivery.keys())

    assert (found(result), result.unread) == ([], ())
    assert result.counts == Counts(signed=14, newest=2, logs=len(delivery.logs(US) + delivery.logs(EU)), with_keys=True)


def test_with_the_signatures_that_objects_have_in_their_metadata_the_newest_is_verified_too(delivery, folder):
    counts = validated(folder, keys=delivery.keys(), signatures=delivery.signatures).counts

    assert (counts.signed, counts.newest) == (16, 0)


def test_without_keys_the_chain_and_the_hashes_are_verified(folder):
    result = validated(folder)

    assert (found(result), result.unread) == ([], ())
    assert (result.counts.signed, result.counts.chained, result.counts.newest) == (0, 14, 2)


def test_files_that_are_not_gzipped_any_more_are_verified_as_well(delivery, folder):
    for path in list(folder.rglob("*.json.gz")):
        path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
        path.unlink()

    result = validated(folder, keys=delivery.keys())

    assert (found(result), result.unread, result.counts.signed) == ([], (), 14)


def test_files_that_all_lie_in_one_folder_are_verified_as_well(delivery, tmp_path):
    for key, content in delivery.objects.items():
        (tmp_path / key.rpartition("/")[2]).write_bytes(content)

    result = validated(tmp_path, keys=delivery.keys())

    assert (found(result), result.unread, result.counts.signed) == ([], (), 14)


def test_a_log_file_that_was_changed_is_named_with_the_time_of_its_events(delivery, folder):
    key = delivery.logs()[0]
    edited(folder / key, "CreateUser", "DeleteUser")

    (one,) = validated(folder, keys=delivery.keys()).detections

    assert (one.id, one.severity, one.first, one.last) == ("log-file-changed", "critical", at(13, 4), at(13, 4))
    assert one.why == (
        f"{folder / key} (2026-03-01 13:04 UTC): its hash is not the one in {(folder / delivery.digests()[0]).name}"
    )


def test_a_log_file_that_was_cut_is_changed(delivery, folder):
    path = folder / delivery.logs()[0]
    path.write_bytes(path.read_bytes()[:-9])

    (one,) = validated(folder).detections

    assert (one.id, one.why.endswith("its gzip data ends too soon")) == ("log-file-changed", True)


def test_a_log_file_that_was_removed_is_named_by_its_key(delivery, folder):
    key = delivery.logs()[1]
    (folder / key).unlink()

    (one,) = validated(folder, keys=delivery.keys()).detections

    assert (one.id, one.severity, one.first) == ("log-file-removed", "critical", at(14, 4))
    assert one.why.startswith(f"{key} (")


def test_a_log_file_that_no_digest_lists_was_put_there(delivery, folder):
    key = delivery.logs()[1]
    forged = key.replace(".json.gz", "x.json.gz")
    shutil.copy(folder / key, folder / forged)

    (one,) = validated(folder, keys=delivery.keys()).detections

    assert (one.id, one.severity, one.first) == ("log-file-added", "high", at(14, 5))
    assert one.why.startswith(f"{folder / forged} (")


@pytest.mark.parametrize("moment", ["20260301T1303Z", "20260301T2045Z", "20260301T2105Z"])
def test_a_log_file_of_a_time_that_no_digest_tells_of_is_only_counted(delivery, folder, moment):
    key = delivery.logs()[0]
    shutil.copy(folder / key, (folder / key).with_name(f"123456789012_CloudTrail_us-east-1_{moment}_late.json.gz"))

    result = validated(folder, keys=delivery.keys())

    assert (found(result), result.counts.outside) == ([], 1)


def test_a_log_file_of_another_trail_that_delivers_elsewhere_was_not_put_there(delivery, folder):
    key = delivery.logs()[1]
    other = folder / "other-trail" / key.replace(".json.gz", "x.json.gz")
    other.parent.mkdir(parents=True)
    shutil.copy(folder / key, other)

    result = validated(folder, keys=delivery.keys())

    assert (found(result), result.counts.outside) == ([], 1)


@pytest.mark.parametrize("with_keys", [True, False])
def test_a_digest_that_was_changed_is_named_and_what_it_lists_is_in_doubt(delivery, folder, with_keys):
    key = delivery.digests()[3]
    edited(folder / key, "2026-03-01T16:04:00Z", "2026-03-01T16:04:01Z")

    result = validated(folder, keys=delivery.keys() if with_keys else None)

    (one,) = result.detections
    assert (one.id, one.severity, one.first, one.last) == ("digest-changed", "critical", at(16), at(17))
    assert one.why.startswith(f"{folder / key} (2026-03-01 16:00 to 2026-03-01 17:00 UTC): its hash is not the one in ")
    assert result.counts.doubtful == 1


def test_what_a_changed_digest_says_is_not_believed(delivery, folder):
    digest, log = delivery.digests()[3], delivery.logs()[2]
    edited(folder / log, "CreateUser", "DeleteUser")
    text = json.loads(gzip.decompress((folder / digest).read_bytes()))
    (folder / digest).write_bytes(gzip.compress(json.dumps({**text, "logFiles": []}).encode()))

    result = validated(folder, keys=delivery.keys())

    assert found(result) == ["digest-changed"]


@pytest.mark.parametrize("with_keys", [True, False])
def test_a_digest_that_was_removed_is_named_and_the_one_before_it_is_in_doubt(delivery, folder, with_keys):
    gone, before = delivery.digests()[3], delivery.digests()[2]
    (folder / gone).unlink()

    result = validated(folder, keys=delivery.keys() if with_keys else None)

    (one,) = result.detections
    assert (one.id, one.severity, one.first, one.last) == ("digest-removed", "critical", at(16), at(17))
    assert one.why.startswith(f"{gone} (")
    assert [unread.path for unread in result.unread] == [str(folder / before)]


def test_several_digests_that_were_removed_in_a_row_are_one_time(delivery, folder):
    for key in delivery.digests()[3:6]:
        (folder / key).unlink()

    (one,) = validated(folder, keys=delivery.keys()).detections

    assert (one.id, one.first, one.last) == ("digest-removed", at(16), at(19))


def test_where_the_oldest_digests_were_not_copied_nothing_was_removed(delivery, folder):
    for key in (*delivery.digests(US)[:5], *delivery.digests(EU)[:4]):
        (folder / key).unlink()

    assert found(validated(folder, keys=delivery.keys())) == []


def test_the_oldest_digests_of_one_region_alone_were_removed(delivery, folder):
    for key in delivery.digests(US)[:5]:
        (folder / key).unlink()

    (one,) = validated(folder, keys=delivery.keys()).detections

    assert (one.id, one.first, one.last) == ("digest-removed", at(14), at(18))
    assert one.why.startswith(f"{delivery.digests(US)[4]} (")


@pytest.mark.parametrize(("removed", "expected"), [(3, []), (4, ["digests-end-early"])])
def test_the_newest_digests_of_one_region_alone_are_missed(delivery, folder, removed, expected):
    for key in delivery.digests(EU)[-removed:]:
        (folder / key).unlink()

    result = validated(folder, keys=delivery.keys())

    assert found(result) == expected
    assert [(one.severity, one.first, one.last) for one in result.detections] == [("high", at(17), at(21))] * len(
        expected
    )


def test_where_a_trails_own_region_has_no_digest_that_is_told_if_it_was_asked_for(delivery, folder):
    shutil.rmtree(folder / "AWSLogs" / "123456789012" / "CloudTrail-Digest" / US)

    assert found(validated(folder, keys=delivery.keys())) == ["digests-end-early"]
    assert found(validated(folder, wanted=Wanted(kinds=ALL, regions=frozenset({EU})))) == []


def forged_chain(folder: Path, keys: list[str]) -> None:
    """Change the oldest of some digests, and all after it so that the hashes agree; nobody can sign them."""
    sha256 = None
    for number, key in enumerate(keys):
        text = json.loads(gzip.decompress((folder / key).read_bytes()))
        text["logFiles" if number == 0 else "previousDigestHashValue"] = [] if number == 0 else sha256
        written = json.dumps(text, separators=(",", ":")).encode()
        sha256 = hashlib.sha256(written).hexdigest()
        (folder / key).write_bytes(gzip.compress(written))


def test_a_chain_that_was_written_anew_has_wrong_signatures(delivery, folder):
    digests = delivery.digests()
    forged_chain(folder, digests[6:])

    result = validated(folder, keys=delivery.keys())

    assert found(result) == ["digest-signature-wrong"]
    assert result.detections[0].why.startswith(f"{folder / digests[6]} (")


def test_with_the_signature_of_the_object_the_newest_is_found_as_well(delivery, folder):
    digests = delivery.digests()
    forged_chain(folder, digests[6:])

    result = validated(folder, keys=delivery.keys(), signatures=delivery.signatures)

    assert [one.why.partition(" (")[0] for one in result.detections] == [str(folder / key) for key in digests[6:]]
    assert set(found(result)) == {"digest-signature-wrong"}


def test_a_digest_under_the_name_of_another_is_changed(delivery, folder):
    first, second = delivery.digests()[3:5]
    shutil.copy(folder / first, folder / second)

    result = validated(folder, keys=delivery.keys())

    assert found(result) == ["digest-changed"]
    assert f"it is {first}" in result.detections[0].why


def test_a_digest_that_is_none_is_changed(delivery, folder):
    (folder / delivery.digests()[3]).write_bytes(gzip.compress(b"[]"))

    assert found(validated(folder, keys=delivery.keys())) == ["digest-changed"]


def test_a_digest_that_was_put_between_two_is_found(delivery, folder):
    key = delivery.digests()[3]
    name = key.replace("T170000Z", "T163000Z")
    text = (
        gzip.decompress((folder / key).read_bytes()).replace(b"T170000Z", b"T163000Z").replace(b"17:00:00", b"16:30:00")
    )
    (folder / name).write_bytes(gzip.compress(text))

    result = validated(folder, keys=delivery.keys())

    assert found(result) == ["digest-changed"]
    assert result.detections[0].why.endswith("no digest leads to it, and the chain goes past it")


def test_a_wrong_hash_in_the_newest_digest_is_its_own_fault_where_the_signature_is_right(delivery, folder):
    newest, before = delivery.digests()[-1], delivery.digests()[-2]
    sha256 = json.loads(gzip.decompress((folder / newest).read_bytes()))["previousDigestHashValue"]
    edited(folder / newest, sha256, "0" * 64)

    (one,) = validated(folder, keys=delivery.keys()).detections

    assert (one.id, one.why.startswith(f"{folder / newest} (")) == ("digest-changed", True)
    (blamed,) = validated(folder).detections
    assert (blamed.id, blamed.why.startswith(f"{folder / before} (")) == ("digest-changed", True)


def test_keys_of_another_region_verify_nothing_and_that_is_said(delivery, folder):
    only = Delivery({}, {}, delivery.answer[: delivery.answer.index("}\n{") + 1]).keys()

    result = validated(folder, keys=only)

    assert found(result) == []
    assert {result.counts.signed, result.counts.chained} == {7}
    assert len(result.unread) == 1
    assert "no public key with the fingerprint" in result.unread[0].reason


def test_log_files_of_which_no_digest_tells_at_all_are_said(delivery, folder):
    shutil.rmtree(folder / "AWSLogs" / "123456789012" / "CloudTrail-Digest" / EU)

    result = validated(folder, keys=delivery.keys())

    assert found(result) == []
    assert [one.path for one in result.unread] == [f"account 123456789012, {EU}"]


def test_days_that_are_not_asked_for_are_not_missed(delivery, folder):
    result = validated(folder, keys=delivery.keys(), wanted=Wanted(kinds=ALL, regions=frozenset({US})))
    assert (found(result), result.unread, result.counts.signed) == ([], (), 7)

    result = validated(folder, keys=delivery.keys(), wanted=Wanted(kinds=ALL, since=at(13).replace(month=4)))
    assert (found(result), result.unread, result.counts) == ([], (), Counts(with_keys=True))


def test_what_is_found_over_and_over_is_counted_in_the_end(delivery, folder, monkeypatch):
    monkeypatch.setattr("rootward.trail.digests.validate.MOST", 2)
    for key in delivery.logs():
        (folder / key).unlink()

    detections = validated(folder, keys=delivery.keys()).detections

    assert sorted(one.count for one in detections) == [1, 1, len(delivery.logs()) - 2]
    assert {one.id for one in detections} == {"log-file-removed"}
