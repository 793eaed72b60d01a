"""Validating: what is gathered, from where, and with which keys."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from rootward.aws.public_keys import ListedKeys
from rootward.errors import UsageError
from rootward.model.root_event import Validated
from rootward.model.scan import Unread
from rootward.sandbox import serve
from rootward.trail.digests.validate import validate
from rootward.trail.finding.inflate import Inflating
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.source import Live
from rootward.workflows.trail import cloud as cloud_module
from rootward.workflows.trail.cloud import LOOKUP, Cloud
from rootward.workflows.trail.report import Asked, report
from rootward.workflows.trail.validation import Validation, keys_at_hand, validation
from tests.aws.practice import session_of
from tests.trail.digests.signer import BUCKET, NOON, US, Bucket, answer, signing_key
from tests.trail.digests.test_trails import hours

PROFILE = Cloud(source=Live(profile="audit"))


def silent(_line):
    pass


@pytest.fixture
def bucket():
    """Four hours of a trail."""
    made = Bucket()
    hours(made, 0, 1, 2, 3)
    return made


@pytest.fixture
def logs(bucket, tmp_path):
    """A copy of it."""
    for key, data in bucket.objects.items():
        path = tmp_path / "logs" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "logs"


@pytest.fixture(scope="module")
def sandbox():
    with serve("startup") as practice:
        yield practice


@pytest.fixture
def asked(sandbox, monkeypatch):
    """AWS is a practice account whose ListPublicKeys answers with the test's own key: since when it was asked."""
    calls = []

    @contextmanager
    def opened(_source, _progress, _announce):
        yield session_of(sandbox)

    def listed(_session, since):
        calls.append(since)
        return ListedKeys({signing_key().fingerprint: signing_key().public}, {})

    monkeypatch.setattr(cloud_module, "opened", opened)
    monkeypatch.setattr("rootward.aws.public_keys.list_public_keys", listed)
    return calls


def found(source, **how) -> Validation:
    return validation(
        (str(source),), how.pop("wanted", Wanted()), **{"keys": None, "cloud": Cloud(), "progress": silent, **how}
    )


def test_of_a_bucket_the_newest_digest_is_verified_too(sandbox, bucket, asked):
    s3: Any = session_of(sandbox).client("s3")
    s3.create_bucket(Bucket=BUCKET)
    for key, data in bucket.objects.items():
        signature = bucket.signatures.get(key)
        s3.put_object(Bucket=BUCKET, Key=key, Body=data, Metadata={"signature": signature} if signature else {})

    result = found(f"s3://{BUCKET}")

    assert (result.detections, result.unread) == ((), ())
    assert result.said == (
        "validated: 4 digest files, 4 of them by their signatures, and 4 log files, are as CloudTrail delivered them",
    )
    assert result.summary == Validated(log_files=4, digests=4, signatures="verified")
    assert asked == [{US: NOON}]


def test_a_report_says_how_far_its_logs_were_validated(logs, tmp_path):
    (tmp_path / "keys.json").write_text(json.dumps(answer()), "utf-8")
    newest = ("1 digest file, after which none came that holds its hash",)

    signed = report(
        Asked(sources=(str(logs),), validate=True, public_keys=tmp_path / "keys.json"), progress=silent
    ).timeline.validated
    unsigned = report(Asked(sources=(str(logs),), validate=True), progress=silent).timeline.validated

    assert signed == Validated(
        log_files=4, digests=3, signatures="verified of 3 digest files, not of 1", not_validated=newest
    )
    assert unsigned is not None
    assert (unsigned.log_files, unsigned.digests, unsigned.not_validated) == (4, 3, newest)
    assert unsigned.signatures.startswith("not verified: no public keys were given")
    assert report(Asked(sources=(str(logs),)), progress=silent).timeline.validated is None


def test_the_newest_hours_that_no_digest_tells_of_yet_are_named_and_are_no_failure(logs, monkeypatch):
    hours = tuple(f"trail all in region-{number:02}, from 12:00 to 13:00 UTC" for number in range(22))

    def awaiting(*given, **named):
        found = validate(*given, **named)
        return msgspec.structs.replace(found, counts=msgspec.structs.replace(found.counts, awaited=hours))

    monkeypatch.setattr("rootward.workflows.trail.validation.validate", awaiting)
    told = report(Asked(sources=(str(logs),), validate=True), progress=silent)

    assert told.timeline.unread == ()
    assert told.timeline.validated is not None
    assert told.timeline.validated.not_validated[1:] == (*hours[:20], "the newest hour of 2 more regions")
    assert f"not validated: {hours[0]}" in told.said


def test_a_report_of_logs_without_digests_says_that_nothing_was_validated(logs):
    for path in logs.rglob("*CloudTrail-Digest_*"):
        path.unlink()

    found = report(Asked(sources=(str(logs),), validate=True), progress=silent).timeline.validated

    assert found == Validated(log_files=0, digests=0, signatures="not verified: there is no digest file")


def test_where_a_profile_is_named_aws_is_asked_for_the_keys_of_a_copy(logs, asked):
    result = found(logs, cloud=PROFILE)

    assert result.said[0].startswith("validated: 3 digest files, 3 of them by their signatures")
    assert asked == [{US: NOON}]


def test_where_none_is_aws_is_not_asked(logs, asked):
    assert "not validated: signatures" in found(logs).said[1]
    assert asked == []


def test_a_region_that_does_not_tell_its_keys_is_told(logs, asked, monkeypatch):
    monkeypatch.setattr(
        "rootward.aws.public_keys.list_public_keys", lambda _session, _since: ListedKeys({}, {US: "denied"})
    )

    result = found(logs, cloud=PROFILE)

    assert result.unread == (Unread(path="public keys of us-east-1", reason="denied"),)
    assert "not validated: signatures" in result.said[1]
    assert asked == []


def test_keys_that_are_given_are_the_ones(logs, asked, tmp_path):
    (tmp_path / "keys.json").write_text(json.dumps(answer()), "utf-8")
    keys = keys_at_hand(tmp_path / "keys.json", ("logs",), PROFILE)

    assert found(logs, keys=keys, cloud=PROFILE).said[0].startswith("validated: 3 digest files, 3 of them by")
    assert asked == []


def test_a_file_of_keys_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        keys_at_hand(tmp_path / "none.json", (), Cloud())


def test_where_aws_will_be_asked_for_keys_they_can_be_used():
    assert keys_at_hand(None, (f"s3://{BUCKET}",), Cloud()) is None


def test_the_event_history_and_standard_input_have_no_digests():
    result = validation((LOOKUP, "-"), Wanted(), keys=None, cloud=Cloud(), progress=silent)

    assert sorted(one.path for one in result.unread) == ["-", LOOKUP]


def refuse(monkeypatch, *refused):
    """Files that may not be opened."""

    def inflating(log):
        if log.path in map(str, refused):
            raise PermissionError(13, "Permission denied")
        return Inflating(log)

    monkeypatch.setattr("rootward.trail.digests.contents.Inflating", inflating)


def test_what_may_not_be_read_is_told_and_was_not_removed(logs, monkeypatch):
    digest, log = next(logs.rglob("*Digest*T140000Z*")), next(logs.rglob("*_hour2*"))
    refuse(monkeypatch, digest, log)

    result = found(logs)

    assert result.detections == ()
    assert {one.path for one in result.unread if one.reason == "Permission denied"} == {str(digest), str(log)}


def test_what_lies_in_a_folder_that_may_not_be_read_was_not_removed(logs, monkeypatch):
    closed = next(logs.rglob("*_hour2*")).parent
    scandir = os.scandir

    def refusing(path):
        if str(path) == str(closed):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)

    result = found(logs)

    assert result.detections == ()
    assert Unread(path=str(closed), reason="Permission denied") in result.unread
    assert sum(one.reason.endswith("where it lies was not read") for one in result.unread) == 4


def test_a_file_among_digests_of_another_name_is_told(logs):
    odd = next(logs.rglob("*Digest*T140000Z*")).with_name("notes.json")
    odd.write_bytes(b"{}")

    assert [one.path for one in found(logs).unread] == [str(odd)]


def test_a_word_of_progress_comes_now_and_then(logs, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr("rootward.workflows.trail.pace._EVERY", 0.0)

    found(logs, progress=said.append)

    assert said == [f"{number} of the log files compared with what digests say" for number in range(1, 5)]


def test_ctrl_c_leaves_what_was_reported_until_then(logs, monkeypatch):
    def interrupted(*_words, **_known):
        raise KeyboardInterrupt

    monkeypatch.setattr("rootward.workflows.trail.report.validation", interrupted)

    reported = report(Asked(sources=(str(logs),), workers=1, validate=True), progress=silent)

    assert (reported.interrupted, reported.timeline.read.files) == (True, 4)


def test_only_the_days_asked_for_are_gathered(logs):
    result = found(logs, wanted=Wanted(since=NOON + timedelta(days=1)))

    assert "nothing is validated" in result.unread[-1].reason
