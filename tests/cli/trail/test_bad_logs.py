"""Logs that are not as they should be: one clear line each, exit code 3, and no event beside them is lost."""

from __future__ import annotations

import gzip
import json
import os
import sys

import pytest

from tests.cli.trail.trails import by_user, delivered, log, needless, text

WHOLE = (by_user(), needless(1))


def told(shown):
    return json.loads(shown.out)


def found(shown):
    return {one["event_id"] for one in told(shown)["events"]}


@pytest.fixture
def beside(folder, reports):
    """Reports on a file of these bytes, beside one that is whole: events, and why some of the file was not read."""

    def run(data, name="bad.json.gz"):
        (folder / "whole.json.gz").write_bytes(log(*WHOLE))
        (folder / name).write_bytes(data)
        shown = reports("--fail-on", "never", "--format", "json", ".")
        assert "bucket-1" in found(shown)
        reasons = [one["reason"] for one in told(shown)["unread"] if one["path"].endswith(name)]
        assert shown.code == (3 if reasons else 0)
        lines = [line for line in shown.err.splitlines() if line.startswith("rootward: incomplete: ")]
        assert len(lines) == len(reasons)
        assert all(f"{name}: " in line for line in lines)
        return found(shown), reasons

    return run


def many(count):
    """Events of root that do not compress to nothing."""
    return [needless(number, userAgent=os.urandom(40).hex()) for number in range(2, count + 2)]


def test_a_file_that_is_cut_off_is_read_as_far_as_it_goes(beside):
    whole = log(*many(400))
    events, reasons = beside(whole[: len(whole) // 2])

    assert len(reasons) == 1
    assert len(events) > 50


def test_two_members_of_gzip_are_both_read(beside):
    events, reasons = beside(log(needless(2)) + log(needless(3)))

    assert reasons == []
    assert events >= {"bucket-2", "bucket-3"}


def test_what_follows_the_gzip_is_said(beside):
    events, reasons = beside(log(needless(2)) + b"and more")

    assert "bucket-2" in events
    assert len(reasons) == 1


@pytest.mark.parametrize("data", [b"", gzip.compress(b"", mtime=0), b"\n", gzip.compress(b"  ", mtime=0)])
def test_an_empty_file_is_said(beside, data):
    assert len(beside(data)[1]) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"hello\n", b"{", b"[1, 2]", b'"text"', b"null", b"\x00" * 100, b"\x1f\x8b", b"\x1f\x8bgarbage",
        b'{"Resources": []}', b'{"a": ' * 5000, gzip.compress(b"<html></html>", mtime=0), b"\xff\xfe\x00",
    ],
)  # fmt: skip
def test_what_is_not_cloudtrail_is_said_in_one_line(beside, data):
    assert len(beside(data)[1]) == 1


def test_no_records_is_no_fault(beside):
    assert beside(b'{"Records": []}')[1] == []


@pytest.mark.parametrize(
    "members",
    [
        {"userIdentity": None}, {"requestParameters": None, "responseElements": None}, {"additionalEventData": []},
        {"eventVersion": "9.99"}, {"eventVersion": None}, {"eventVersion": 1.08}, {"sourceIPAddress": None},
        {"userAgent": {}}, {"readOnly": "maybe"}, {"resources": "x"}, {"recipientAccountId": 12}, {"tlsDetails": []},
        {"eventTime": "2026-05-04T12:01:00.123456789Z"}, {"awsRegion": None}, {"eventSource": None},
    ],
    ids=str,
)  # fmt: skip
def test_members_that_are_null_or_of_another_type_lose_no_other_event(beside, members):
    events, reasons = beside(log(needless(2), needless(3, **members), needless(4)))

    assert events >= {"bucket-2", "bucket-4"}
    assert len(reasons) <= 1
    assert "bucket-3" in events or "userIdentity" in members or reasons


@pytest.mark.parametrize("member", ["userIdentity", "requestParameters", "eventID", "awsRegion", "recipientAccountId"])
def test_members_that_are_not_there_lose_no_other_event(beside, member):
    without = {name: value for name, value in needless(3).items() if name != member}

    events, _ = beside(log(needless(2), without, needless(4)))
    assert events >= {"bucket-2", "bucket-4"}
    assert len(events) == (3 if member == "userIdentity" else 4)


@pytest.mark.parametrize("time", [None, "", "yesterday", 12, "0000-00-00T00:00:00Z", "2026-05-04T25:00:00Z"])
def test_an_event_of_root_without_a_time_is_said(beside, time):
    events, reasons = beside(log(needless(2), needless(3, eventTime=time)))

    assert "bucket-2" in events
    assert len(reasons) == 1 or "bucket-3" in events


def test_clocks_that_are_wrong_lose_nothing(beside):
    times = ("2000-01-01T00:00:00Z", "2099-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z")
    events, reasons = beside(log(*(needless(number, eventTime=time) for number, time in enumerate(times, 2))))

    assert events >= {"bucket-2", "bucket-3"}
    assert reasons == ["2 records of root's in it have no time that can be read: they were dropped"]


def test_a_record_of_20_mb_is_read_and_what_follows_too(beside):
    large = needless(2, requestParameters={"bucketName": "acme", "policy": "x" * 20_000_000})
    events, reasons = beside(log(large, needless(3)))

    assert reasons == []
    assert events >= {"bucket-2", "bucket-3"}


def test_every_form_of_writing_records_is_read(beside):
    lines = b"\n".join(json.dumps(needless(number)).encode() for number in (2, 3))
    wrapped = json.dumps({"detail-type": "AWS API Call via CloudTrail", "detail": needless(4)}).encode()
    looked_up = json.dumps({"Events": [{"EventId": "x", "CloudTrailEvent": json.dumps(needless(5))}]}).encode()
    for data, expected in ((lines, {"bucket-2", "bucket-3"}), (wrapped, {"bucket-4"}), (looked_up, {"bucket-5"})):
        events, reasons = beside(data, name="other.json")
        assert reasons == []
        assert events >= expected


def test_fields_in_an_unusual_order_are_read(beside):
    backwards = {name: needless(2)[name] for name in reversed(needless(2))}

    assert "bucket-2" in beside(log(backwards))[0]


def test_a_folder_that_is_refused_is_said(folder, reports, monkeypatch):
    delivered(folder, "2026-05-04", needless(1))
    (folder / "closed").mkdir()
    scandir = os.scandir

    def refusing(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    shown = reports("--fail-on", "never", "--format", "json", ".")

    assert shown.code == 3
    assert [one["reason"] for one in told(shown)["unread"]] == ["Permission denied"]
    assert found(shown) == {"bucket-1"}


def test_a_folder_without_a_log_is_no_clean_one(folder, reports):
    (folder / "notes.txt").write_text("nothing\n")

    shown = reports(".")
    assert shown.code == 3
    assert "no log file is there" in shown.err


@pytest.mark.skipif(sys.platform == "win32", reason="links take a permission there")
def test_a_file_that_has_vanished_is_said(folder, reports):
    delivered(folder, "2026-05-04", needless(1))
    (folder / "gone.json").symlink_to(folder / "nowhere")

    shown = reports("--fail-on", "never", "--format", "json", ".")
    assert shown.code == 3
    assert found(shown) == {"bucket-1"}


def test_what_is_to_be_looked_at_outweighs_what_was_not_read(folder, reports):
    (folder / "bad.json").write_bytes(b"")
    (folder / "log.json").write_bytes(text(needless(1)))

    shown = reports(".")
    assert shown.code == 1
    assert "bad.json: it is empty" in shown.err
    assert "Not read: 1" in shown.out


def test_many_that_were_not_read_are_counted(folder, reports):
    for number in range(30):
        (folder / f"{number:02}.json").write_bytes(b"")

    shown = reports(".")
    assert "incomplete: and 10 more" in shown.err
    assert shown.err.count("it is empty") == 20
