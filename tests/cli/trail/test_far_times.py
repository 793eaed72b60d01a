"""Times before AWS, and after all that anybody reads: of no record is lost without a word, and nothing ends by one."""

from __future__ import annotations

import json

import pytest

from rootward.cli.main import main
from tests.cli.conftest import Shown
from tests.cli.trail.trails import by_user, delivered, log, needless, signed_in
from tests.trail.classify.events import ACCOUNT, at, in_console

FAR = ["0001-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "2200-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
DROPPED = "1 record of root's in it has no time that can be read: it was dropped"


@pytest.fixture
def trail(folder, capsys):
    """`rootward trail`, with these words."""
    (folder / "logs").mkdir()

    def run(*words):
        code = main(["trail", *map(str, words)])
        shown = Shown(code, *capsys.readouterr())
        assert "Traceback" not in shown.err
        assert "internal error" not in shown.err
        return shown

    return run


def reported(trail, *words):
    """The ids of events, and all that is said to be unread."""
    shown = trail("report", "--workers", "1", "--format", "json", "-q", "--fail-on", "never", *words)
    told = json.loads(shown.out)
    return {one["event_id"] for one in told["events"]}, [one["reason"] for one in told["unread"]]


@pytest.mark.parametrize("time", FAR)
def test_a_sign_in_of_such_a_time_is_said_in_a_report_and_of_a_set(trail, folder, time):
    (folder / "logs" / "odd.json.gz").write_bytes(log(signed_in(eventTime=time)))
    delivered(folder / "logs", "2026-05-04", needless(1))

    assert reported(trail, "logs") == ({"bucket-1"}, [DROPPED])
    ingested = trail("ingest", "logs", "--into", "set", "-q")
    assert ingested.code == 3
    assert "odd.json.gz" in ingested.err
    events, unread = reported(trail, "set")
    assert events == {"bucket-1"}
    assert len(unread) == 1
    assert "eventTime" in unread[0]


@pytest.mark.parametrize("time", FAR)
def test_a_session_that_began_then_is_one_whose_beginning_nobody_knows(trail, folder, time):
    (folder / "logs" / "log.json.gz").write_bytes(
        log(needless(1, userIdentity=in_console(begun=time)), signed_in(0, eventTime=at(0)))
    )
    assert reported(trail, "logs") == ({"bucket-1", "sign-in-0"}, [])


@pytest.mark.parametrize("year", ["0001", "1999", "2200", "9999"])
@pytest.mark.parametrize("words", [(), ("--since", "2026-05-01", "--until", "2026-05-31")])
def test_a_file_of_such_a_name_is_read_and_nothing_else_is_missing(trail, folder, year, words):
    path = delivered(folder / "logs", "2026-05-04", needless(1))
    path.rename(path.with_name(path.name.replace("20260504", f"{year}0504")))
    deep = delivered(folder / "logs", f"{year}-05-04", needless(2))
    deep.rename(deep.with_name("copy.json.gz"))
    delivered(folder / "logs", "2026-05-05", by_user(3))

    assert reported(trail, *words, "logs") == ({"bucket-1", "bucket-2"}, [])
    assert trail("ingest", "logs", "--into", "set", "-q").code == 0
    assert reported(trail, *words, "set") == ({"bucket-1", "bucket-2"}, [])


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_digests_of_such_a_name_are_told_as_none(trail, folder, year):
    digests = folder / "logs" / "AWSLogs" / ACCOUNT / "CloudTrail-Digest" / "us-east-1" / year / "12" / "31"
    digests.mkdir(parents=True)
    name = f"{ACCOUNT}_CloudTrail-Digest_us-east-1_all_us-east-1_{year}1231T000000Z.json"
    (digests / name).write_text("{}")
    delivered(folder / "logs", "2026-05-04", needless(1))

    events, unread = reported(trail, "--validate", "logs")
    assert events == {"bucket-1"}
    assert "its name is not one that CloudTrail gives to a digest" in unread
    assert trail("ingest", "logs", "--into", "set", "-q").code == 0
    assert reported(trail, "set") == ({"bucket-1"}, [])


@pytest.mark.parametrize("until", ["9999-12-31", "9999-12-31T23:00Z", "2500-01-01"])
@pytest.mark.parametrize("source", ["logs", "set"])
def test_an_end_that_nobody_reaches_is_none(trail, folder, until, source):
    delivered(folder / "logs", "2026-05-04", needless(1))
    assert trail("ingest", "logs", "--into", "set", "--since", "0001-01-01", "--until", until, "-q").code == 0
    assert reported(trail, "--since", "0001-01-01", "--until", until, source) == ({"bucket-1"}, [])
    shown = trail("report", "--workers", "1", "--format", "json", "-q", "--until", until, source)
    assert json.loads(shown.out)["until"] is None
