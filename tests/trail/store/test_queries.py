"""The set gives the same answers as the logs themselves, row for row."""

import json
from datetime import UTC, datetime
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from rootward.trail.actions.call import Call
from rootward.trail.actions.used import Tally
from rootward.trail.classify.context import Context
from rootward.trail.classify.judge import judge
from rootward.trail.finding.sought import Sought
from rootward.trail.finding.typed import Typed
from rootward.trail.log import Log
from rootward.trail.sources.wanted import Wanted
from rootward.trail.store import queries
from rootward.trail.store.ingest import ingest
from rootward.trail.store.sql import Set
from rootward.trail.store.task import Task
from rootward.workflows.trail.counting import count
from tests.trail.classify.events import ACCOUNT, at, central, raw
from tests.trail.store.generated import FEW, USER, first_of_each, records
from tests.trail.store.samples import found, log, stored_records

DATA = Path(__file__).parents[4] / "shared" / "data"


@FEW
@given(listed=st.lists(records(), max_size=12), again=st.integers(0, 12))
def test_the_root_timeline_is_that_of_the_logs(tmp_path_factory, listed, again):
    listed = first_of_each(listed)
    logs = [log("a", *listed), log("b", *listed[:again]), Log(name="c", data=b'{"Records": []}', account=ACCOUNT)]
    folder = tmp_path_factory.mktemp("set")
    for one in logs:
        ingest([one], folder, workers=1)

    for sought in Sought:
        stored = list(stored_records(folder, sought))
        assert stored == found(logs, sought)
        assert judge(stored, Context(all=True)) == judge(found(logs, sought), Context(all=True))


@FEW
@given(listed=st.lists(records(), max_size=12), at_once=st.booleans())
def test_records_of_one_id_that_differ_are_those_of_the_logs(tmp_path_factory, listed, at_once):
    cut = len(listed) // 2
    logs = [log("b", *listed[:cut]), log("a", *listed[cut:], *listed[:2])]
    folder = tmp_path_factory.mktemp("set")
    for some in [logs] if at_once else [[one] for one in logs]:
        ingest(some, folder, workers=1)

    assert judge(stored_records(folder, Sought.ALL), Context(all=True)) == judge(
        found(logs, Sought.ALL), Context(all=True)
    )


@FEW
@given(listed=st.lists(records(), max_size=12))
def test_the_used_actions_are_those_of_the_logs(tmp_path_factory, listed):
    # A time that is a number is none to those who count calls.
    listed = [one for one in first_of_each(listed) if isinstance(one["eventTime"], str)]
    folder = tmp_path_factory.mktemp("set")
    ingest([log("a", *listed)], folder, workers=1)

    assert used_in(folder) == used_by([json.dumps(one).encode() for one in listed])


def used_by(raws):
    tally = Tally()
    tally.add(Typed(Call).one(one) for one in raws)
    told = tally.used()
    rows = set()
    for use in told.principals if told is not None else ():
        for outcome in ("used", "denied", "undecided"):
            rows |= {
                (use.principal, use.kind, outcome, one.action, one.count, one.first, one.last)
                for one in getattr(use, outcome)
            }
    return rows


def used_in(folder):
    with Set(folder, threads=1) as opened:
        return {
            (*row[:5], *(moment.astimezone(UTC).replace(microsecond=0) for moment in row[5:]))
            for row in opened.ask("SELECT * FROM used_actions").rows
        }


@pytest.mark.parametrize("name", ["cloudtrail_invictus", "cloudtrail_stratus"])
def test_real_logs_give_the_same(tmp_path, name):
    if not (DATA / name).is_dir():
        pytest.skip("../shared/data is not here")
    files = sorted(path for path in (DATA / name).rglob("*.json*"))
    logs = [Log(name=str(path), path=str(path)) for path in files]
    told = ingest(logs, tmp_path / "set", workers=1)

    assert told.unread == ()
    assert told.records == {"cloudtrail_invictus": 2900, "cloudtrail_stratus": 310}[name]
    for sought in Sought:
        stored = list(stored_records(tmp_path / "set", sought))
        assert stored == found(logs, sought)


@pytest.mark.parametrize("name", ["cloudtrail_invictus", "cloudtrail_stratus"])
def test_real_logs_give_the_same_used_actions(tmp_path, name):
    if not (DATA / name).is_dir():
        pytest.skip("../shared/data is not here")
    logs = [Log(name=str(path), path=str(path)) for path in sorted((DATA / name).rglob("*.json*"))]
    ingest(logs, tmp_path / "set", workers=1)
    counted = count(logs, Wanted(), workers=1, about="nobody").tally.used()
    assert counted is not None
    assert len(counted.principals) > 5

    with Set(tmp_path / "set", threads=1) as opened:
        assert opened.used(Wanted()) == counted
        named = 0
        for one in counted.principals[:40]:
            about = count(logs, Wanted(), workers=1, about=one.principal).tally.used()
            assert opened.used(Wanted(), about=one.principal) == about
            assert about is not None
            named += sum(bool(each.resources) for of in about.principals for each in of.used)
        assert named > 5


@pytest.fixture
def folder(tmp_path):
    """Five events on two days, one of them delivered twice."""
    anna, key = {**USER, "accessKeyId": "AKIA" + "A" * 16}, "AKIA" + "A" * 16
    assert anna["accessKeyId"] == key
    first = raw("s3", "CreateBucket", eventID="1", eventTime=at(1), userIdentity=anna)
    ingest([log("b", first)], tmp_path, workers=1)
    ingest(
        [
            log(
                "a",
                first,
                raw("s3", "CreateBucket", eventID="2", eventTime=at(2), userIdentity=anna, errorCode="AccessDenied"),
                raw("iam", "CreateUser", eventID="3", eventTime=at(3)),
                raw("iam", "CreateUser", eventID="4", eventTime=at(1440), awsRegion="eu-west-1"),
                raw("s3", "GetBucket", eventID="5", eventTime=at(1441), userIdentity=central(), awsRegion="eu-west-1"),
            )
        ],
        tmp_path,
        workers=1,
    )
    return tmp_path


def rows(folder, question):
    with Set(folder, threads=1) as opened:
        return opened.ask(queries.sql(question)).rows


def test_days_count_each_event_once(folder):
    assert sorted(row[:6] for row in rows(folder, queries.days())) == [
        (ACCOUNT, "eu-west-1", datetime(2026, 5, 5).date(), 2, 1, 0),  # noqa: DTZ001 - a day
        (ACCOUNT, "us-east-1", datetime(2026, 5, 4).date(), 3, 1, 1),  # noqa: DTZ001
    ]


def test_counts_tell_which_calls_failed(folder):
    assert sorted(rows(folder, queries.counts())) == [
        ("iam.amazonaws.com", "CreateUser", 2, 0),
        ("s3.amazonaws.com", "CreateBucket", 2, 1),
        ("s3.amazonaws.com", "GetBucket", 1, 0),
    ]


def test_a_log_of_which_some_was_read_before_has_each_of_its_events_once(tmp_path):
    first = raw("s3", "CreateBucket", eventID="1", eventTime=at(1))
    other = raw("s3", "CreateBucket", eventID="2", eventTime=at(2), awsRegion="eu-west-1")
    one = log("a", first, other, {**other, "eventID": "3"})
    for task in (Task(regions=("us-east-1",)), Task()):
        ingest([one], tmp_path, task=task, workers=1)

    with Set(tmp_path, threads=1) as opened:
        assert opened.ask("SELECT count(*) FROM trail").rows == [(4,)]
        assert [(part.name, part.region, part.rows) for part in opened.logs()] == [
            ("a", "eu-west-1", 2),
            ("a", "us-east-1", 1),
        ]


def test_what_counts_joins_events_of_one_id_that_differ_in_their_request_alone(tmp_path):
    one = raw("s3", "CreateBucket", eventID="1", eventTime=at(1), requestParameters={"bucketName": "a"})
    ingest([log("a", one), log("b", {**one, "requestParameters": {"bucketName": "b"}})], tmp_path, workers=1)

    with Set(tmp_path, threads=1) as opened:
        assert opened.ask("SELECT count(*) FROM events").rows == [(2,)]
        assert opened.ask("SELECT events FROM calls").rows == [(1,)]
        assert opened.ask("SELECT events FROM days").rows == [(1,)]


def test_of_two_deliveries_that_of_the_first_log_by_name_counts(folder):
    with Set(folder, threads=1) as opened:
        assert opened.ask("SELECT log FROM events WHERE event_id = '1'").rows == [("a",)]


def test_a_time_is_heeded_to_the_moment(folder):
    def told(since=None, until=None):
        return [one.event_id for one in stored_records(folder, Sought.ROOT, Wanted(since=since, until=until))]

    day, end = datetime(2026, 5, 5, 12, 0, tzinfo=UTC), datetime(2026, 5, 5, 12, 1, tzinfo=UTC)
    assert told() == ["3", "4", "5"]
    assert told(since=day) == ["4", "5"]
    assert told(since=day, until=end) == ["4"]
    assert told(until=day) == ["3"]


def used(folder, **asked):
    """Who used which actions, and how often."""
    with Set(folder, threads=1) as opened:
        told = opened.used(Wanted(**asked))
    return told and {
        (one.principal.rsplit(":", 1)[1], each.action, each.count) for one in told.principals for each in one.used
    }


def test_used_actions_are_those_of_accounts_regions_and_times_that_are_asked_for(folder):
    first_day = datetime(2026, 5, 5, tzinfo=UTC)
    of_the_day = {("user/anna", "s3:CreateBucket", 1), ("root", "iam:CreateUser", 1)}

    assert used(folder, until=first_day) == of_the_day
    assert used(folder, accounts=frozenset({ACCOUNT}), until=first_day) == of_the_day
    assert {who for who, *_ in used(folder, regions=frozenset({"eu-west-1"}))} == {"root"}
    assert used(folder, accounts=frozenset({"999988887777"})) is None


@pytest.mark.parametrize("dialect", queries.DIALECTS)
@pytest.mark.parametrize(
    "question",
    [
        queries.events,
        queries.timeline,
        queries.root_events,
        queries.used_actions,
        queries.days,
        queries.counts,
        lambda: queries.timeline(since=datetime(2026, 5, 4, tzinfo=UTC), until=datetime(2026, 5, 5, tzinfo=UTC)),
        lambda: queries.named(("AssumeRoot",), ("AccessDenied",)),
        queries.logs,
        queries.counted,
        lambda: queries.named_by("arn", "user"),
        lambda: queries.asked_for(accounts=("1",), regions=("us-east-1",), since=datetime(2026, 5, 4, tzinfo=UTC)),
        queries.of_logs,
    ],
)
def test_every_engine_has_words_for_every_question(question, dialect):
    told = queries.sql(question(), dialect)

    assert told.startswith("SELECT ")
    assert "trail" in told
