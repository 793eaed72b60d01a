"""Logs that lie with AWS, as the report takes them."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from rootward.errors import CredentialsError, UsageError
from rootward.model.scan import Unread
from rootward.sandbox import serve
from rootward.trail.log import Log
from rootward.trail.sources.layout import Place
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.trail import cloud as module
from rootward.workflows.trail.cloud import INTERRUPTED, LOOKUP, Cloud, bucket_and_prefix, is_cloud
from rootward.workflows.trail.report import Asked, report
from tests.aws.practice import session_of
from tests.cli.trail.trails import log, needless
from tests.trail.classify.events import ACCOUNT

BUCKET = "acme-trail-logs"
FOLDER = f"AWSLogs/{ACCOUNT}/CloudTrail/us-east-1/2026/05/04/"
FILE = f"{FOLDER}{ACCOUNT}_CloudTrail_us-east-1_20260504T1205Z_a.json.gz"
OLD = f"AWSLogs/{ACCOUNT}/CloudTrail/us-east-1/2026/04/01/{ACCOUNT}_CloudTrail_us-east-1_20260401T1205Z_a.json.gz"


@pytest.fixture(scope="module")
def sandbox():
    with serve("startup") as practice:
        yield practice


@pytest.fixture
def s3(sandbox, monkeypatch):
    @contextmanager
    def opened(_source, _progress, _announce):
        yield session_of(sandbox)

    monkeypatch.setattr(module, "opened", opened)
    beginning = sandbox.save()
    client: Any = session_of(sandbox).client("s3")
    client.create_bucket(Bucket=BUCKET)
    client.put_object(Bucket=BUCKET, Key=FILE, Body=log(needless(1)))
    client.put_object(Bucket=BUCKET, Key=OLD, Body=log(needless(2, eventTime="2026-04-01T12:00:00Z")))
    sandbox.calls.clear()
    yield client
    sandbox.restore(beginning)


def logs(word, wanted=None, **how):
    seen: list[Place] = []
    return list(Cloud(**how).logs(word, wanted or Wanted(), seen.append))


@pytest.mark.usefixtures("s3")
def test_a_bucket_is_a_source_of_the_report():
    told = report(Asked(sources=(f"s3://{BUCKET}",), cloud=Cloud(), workers=1), progress=lambda _line: None)

    assert [event.event_id for event in told.timeline.events] == ["bucket-1", "bucket-2"]
    assert told.timeline.accounts == (ACCOUNT,)
    assert not told.timeline.unread


@pytest.mark.usefixtures("s3")
def test_days_that_are_not_asked_for_are_not_even_listed(sandbox):
    found = logs(f"s3://{BUCKET}", Wanted(since=datetime(2026, 5, 1, tzinfo=UTC)))

    assert [one.name for one in found] == [f"s3://{BUCKET}/{FILE}"]
    assert (found[0].account, found[0].region, str(found[0].day)) == (ACCOUNT, "us-east-1", "2026-05-04")
    operations = [call.operation for call in sandbox.calls if call.service == "s3"]
    assert operations.count("GetObject") == 1
    assert operations.count("ListObjectsV2") == 5  # from the top to the region, which is one list


@pytest.mark.usefixtures("s3")
def test_what_is_kept_is_not_got_twice(sandbox, tmp_path):
    first = logs(f"s3://{BUCKET}", cache=tmp_path)
    sandbox.calls.clear()
    second = logs(f"s3://{BUCKET}", cache=tmp_path)

    assert [one.name for one in first] == [one.name for one in second]
    assert all(one.path for one in second)
    assert "GetObject" not in [call.operation for call in sandbox.calls]


def test_only_what_is_new_is_got(s3, sandbox, tmp_path):
    logs(f"s3://{BUCKET}", cache=tmp_path)
    sandbox.calls.clear()
    s3.put_object(Bucket=BUCKET, Key=FILE.replace("_a.", "_b."), Body=log(needless(3)))
    s3.put_object(Bucket=BUCKET, Key=OLD, Body=log(needless(2), needless(4)))

    found = logs(f"s3://{BUCKET}", cache=tmp_path)

    assert sorted(one.name.rpartition("_")[2] for one in found) == ["a.json.gz", "a.json.gz", "b.json.gz"]
    assert [call.operation for call in sandbox.calls].count("GetObject") == 2


@pytest.mark.usefixtures("s3")
def test_a_cache_that_cannot_be_written_is_said_once_and_the_logs_are_read(tmp_path):
    (tmp_path / "file").write_text("")
    said: list[str] = []

    found = logs(f"s3://{BUCKET}", cache=tmp_path / "file", announce=said.append)

    assert [one.data is not None for one in found] == [True, True]
    assert len(said) == 1


@pytest.mark.usefixtures("s3")
def test_ctrl_c_keeps_what_came(monkeypatch):
    def broken_off(*_asked):
        yield Log(name="one", data=b"{}")
        raise KeyboardInterrupt

    monkeypatch.setattr(Cloud, "_bucket", broken_off)
    cloud = Cloud()

    assert list(cloud.logs("s3://b", Wanted(), print))[1:] == [Unread(path="s3://b", reason=INTERRUPTED)]
    assert cloud.interrupted
    told = report(Asked(sources=("s3://b",), cloud=cloud, workers=1), progress=lambda _line: None)
    assert told.interrupted


@pytest.mark.usefixtures("s3")
def test_credentials_that_run_out_on_the_way_leave_what_came(monkeypatch):
    def expired(*_asked):
        yield Log(name="one", data=b"{}")
        raise CredentialsError("the credentials have expired")

    monkeypatch.setattr(Cloud, "_bucket", expired)

    one, unread = logs("s3://b")

    assert one.name == "one"
    assert "expired" in unread.reason


@pytest.mark.usefixtures("s3")
def test_the_event_history_is_a_source():
    (page,) = [one for one in logs(LOOKUP, Wanted(regions=frozenset({"us-east-1"}))) if isinstance(one, Log)][:1]

    assert page.name == "--lookup us-east-1 page 1"
    assert page.account == "123456789012"
    assert page.data is not None
    assert json.loads(page.data)["Events"][0]["CloudTrailEvent"]


@pytest.mark.usefixtures("s3")
def test_what_the_history_cannot_tell_is_said(sandbox):
    said: list[str] = []
    sandbox.deny("cloudtrail:LookupEvents")
    try:
        wanted = Wanted(regions=frozenset({"us-east-1"}), since=datetime(2020, 1, 1, tzinfo=UTC))
        (unread,) = logs(LOOKUP, wanted, announce=said.append)
    finally:
        sandbox.allow_all()

    assert unread.path == "--lookup us-east-1"
    assert "cloudtrail:LookupEvents is missing" in unread.reason
    assert said == ["CloudTrail's event history goes back 90 days, and no further"]


@pytest.mark.usefixtures("s3")
def test_the_history_of_another_account_than_asked_for_is_not_read():
    (unread,) = logs(LOOKUP, Wanted(accounts=frozenset({ACCOUNT})))

    assert "123456789012, which is not asked for" in unread.reason


def test_words_of_aws_are_told_from_paths():
    assert all(map(is_cloud, ("s3://b", "S3://b/p", LOOKUP)))
    assert not any(map(is_cloud, ("s3", "-", "s3:/b")))
    assert bucket_and_prefix("s3://b/p/q") == ("b", "p/q")
    with pytest.raises(UsageError, match="no bucket"):
        bucket_and_prefix("s3:///p")
