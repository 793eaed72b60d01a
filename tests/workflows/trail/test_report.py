"""What a report is made of, beside what the command line shows of it."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from rootward.errors import SnapshotError
from rootward.model.account import Account
from rootward.model.root_event import Read
from rootward.model.scan import Unread
from rootward.trail.finding.find import Found, FoundRecord, find
from rootward.trail.record import parse_record
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.trail.report import Asked, by_path, chosen, report
from rootward.workflows.trail.searching import records_of
from rootward.workflows.trail.sources import NOTHING, logs_of
from tests.cli.trail.trails import assume_root, delivered, needless, signed_in, text
from tests.trail.classify.events import ACCOUNT, event, root

NOW = datetime(2026, 5, 10, tzinfo=UTC)


def reported(*sources, heard=None, **facts):
    said = [] if heard is None else heard
    return report(Asked(sources=tuple(map(str, sources)), **facts), progress=said.append, now=lambda: NOW)


@pytest.fixture
def log(tmp_path):
    (tmp_path / "log.json").write_bytes(text(signed_in(), needless(2)))
    return tmp_path / "log.json"


def test_it_says_when_and_where_was_looked(log):
    timeline = reported(log, wanted=Wanted(since=datetime(2026, 5, 1, tzinfo=UTC))).timeline

    assert (timeline.taken_at, timeline.looked_in, timeline.until) == (NOW, (str(log),), None)
    assert timeline.since == datetime(2026, 5, 1, tzinfo=UTC)
    assert timeline.covered[0] == datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def test_only_what_was_not_required_of_human_root_is_inexcusable(log, tmp_path):
    assert reported(log).inexcusable == 2
    (tmp_path / "service.json").write_bytes(text(needless(userIdentity=root(invokedBy="backup.amazonaws.com"))))
    assert reported(tmp_path / "service.json", all=True).inexcusable == 0
    assert reported(tmp_path / "service.json").timeline.left_out == 1


def test_what_takes_root_here_is_excused_where_that_is_known(tmp_path):
    email = signed_in(eventName="EmailUpdated", responseElements={"EmailUpdated": "Success"}, additionalEventData=None)
    (tmp_path / "log.json").write_bytes(text(email))
    snapshot = tmp_path / "account.json"
    snapshot.write_bytes(msgspec.json.encode(Account(id=ACCOUNT, taken_at=NOW, organization=None)))

    assert reported(tmp_path / "log.json").inexcusable == 1
    assert reported(tmp_path / "log.json", snapshot=snapshot).inexcusable == 0


def test_accounts_are_those_of_the_files_and_of_the_events(tmp_path):
    delivered(tmp_path, "2026-05-04", needless(1))
    delivered(tmp_path, "2026-05-04", account="999988887777")

    assert reported(tmp_path).timeline.accounts == (ACCOUNT, "999988887777")
    asked = Wanted(accounts=frozenset({"999988887777"}))
    timeline = reported(tmp_path, wanted=asked).timeline
    assert (timeline.accounts, timeline.events, timeline.sessions, timeline.detections) == (
        ("999988887777",),
        (),
        (),
        (),
    )


def test_the_call_that_opens_a_session_is_kept_whatever_account_is_asked_for():
    opening = parse_record(assume_root())
    wanted = Wanted(accounts=frozenset({ACCOUNT}), regions=frozenset({"eu-west-1"}))

    assert chosen([opening, event("s3", "CreateBucket")], wanted) == [opening]


def test_several_reasons_of_one_path_are_one_line():
    unread = [Unread(path="b", reason="late"), Unread(path="a", reason="x"), Unread(path="b", reason="cut"),
              Unread(path="b", reason="cut")]  # fmt: skip

    assert by_path(unread) == (Unread(path="a", reason="x"), Unread(path="b", reason="cut; late"))


def test_what_cannot_be_judged_is_unread_and_no_error():
    bad = FoundRecord(event_id="1", time=NOW, raw=b'{"eventID": "1"}', log="log.json")
    found = Found(records=(bad,), read=Read(), span=None, unread=())
    unread: list[Unread] = []

    assert records_of(found, unread) == ()
    assert unread == [Unread(path="log.json", reason="event 1 cannot be judged: it has no eventName")]


def test_a_word_that_leads_to_no_log_is_unread(tmp_path):
    assert list(logs_of([str(tmp_path)], Wanted(), print)) == [Unread(path=str(tmp_path), reason=NOTHING)]


def test_facts_that_are_none_are_a_mistake(log):
    with pytest.raises(SnapshotError):
        reported(log, snapshot=log)


def test_a_word_of_progress_comes_now_and_then(log, monkeypatch):
    times = iter(range(0, 1000, 3))
    monkeypatch.setattr("rootward.workflows.trail.pace.clock.monotonic", lambda: next(times))
    heard: list[str] = []

    reported(*[log] * 5, heard=heard, workers=1)
    assert heard == ["2 log files so far", "4 log files so far"]


def test_an_interruption_is_told_with_what_was_found(log, monkeypatch):

    def interrupted(*given, **named):
        return msgspec.structs.replace(find(*given, **named), interrupted=True)

    monkeypatch.setattr("rootward.workflows.trail.searching.find", interrupted)
    done = reported(log)

    assert done.interrupted
    assert len(done.timeline.events) == 2


def test_a_password_in_a_sentence_of_a_caller_is_not_shown(tmp_path):
    path = delivered(tmp_path, "2026-05-04", {**needless(1), "userAgent": "tool, password is Tr0ub4dor"})

    (shown,) = reported(path).timeline.events

    assert shown.agent == "tool, password is [masked]"
