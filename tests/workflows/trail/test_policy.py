"""The policy that would have been enough: from logs as they lie, by one process and by several."""

from __future__ import annotations

import gzip
import json
from datetime import datetime, timedelta

import pytest

from rootward.checks.identities.unused_permissions import CHECK
from rootward.errors import UsageError
from rootward.model.baseline import Baseline
from rootward.model.unknown import Unknown
from rootward.model.used_actions import UsedActions
from rootward.trail.actions.used import Tally
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.trail.counting import Counted, count
from rootward.workflows.trail.ingest import ingest
from rootward.workflows.trail.policy import NoSuchPrincipalError, policy, with_used_actions
from tests.checks.facts import ACCOUNT as OWN
from tests.checks.facts import NOW, identities, service_access, user
from tests.cli.trail.trails import delivered, log
from tests.trail.actions.calls import ANNA, BY_ANNA, BY_DEPLOY, DEPLOY, event
from tests.trail.classify.events import ACCOUNT, at
from tests.workflows.trail.logs import before, facts

SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/run-1"


def silent(_line):
    pass


def proposed(folder, principal=ANNA, **wanted):
    return policy([str(folder)], principal, Wanted(**wanted), workers=1, progress=silent)


def actions_of(found):
    return [one.action for one in found.proposal.actions]


@pytest.fixture
def folder(tmp_path):
    """Two log files: anna listed users and roles, and a session of the role deploy made a bucket."""
    (tmp_path / "one.json.gz").write_bytes(log(event("iam", "ListUsers"), event("s3", "CreateBucket", by=BY_DEPLOY)))
    (tmp_path / "two.json.gz").write_bytes(log(event("iam", "ListRoles", minute=90)))
    return tmp_path


def test_what_a_user_did_in_all_files(folder):
    found = proposed(folder)

    assert actions_of(found) == ["iam:ListRoles", "iam:ListUsers"]
    assert found.proposal.unread == ()


@pytest.mark.parametrize("principal", [DEPLOY, SESSION])
def test_a_session_is_asked_for_by_its_role_or_by_itself(folder, principal):
    found = proposed(folder, principal)

    assert (found.proposal.principal, actions_of(found)) == (DEPLOY, ["s3:CreateBucket"])


def test_who_is_not_there_is_told_of_the_nearest(folder):
    with pytest.raises(NoSuchPrincipalError) as raised:
        proposed(folder, f"{ANNA}e")

    assert raised.value.exit_code == 2
    assert ANNA in str(raised.value.advice)


def at_once(*_given, **_named):
    return Counted(Tally(), (), interrupted=True)


def in_the_middle(*given, **named):
    return count(*given, **named)._replace(interrupted=True)


@pytest.mark.parametrize(("interrupted", "principal"), [(at_once, ANNA), (in_the_middle, f"{ANNA}bel")])
def test_of_logs_that_were_not_read_nobody_is_said_to_be_absent(monkeypatch, folder, interrupted, principal):
    monkeypatch.setattr("rootward.workflows.trail.policy.count", interrupted)

    with pytest.raises(KeyboardInterrupt):
        proposed(folder, principal)


def test_a_time_is_asked_for(folder):
    assert actions_of(proposed(folder, since=datetime.fromisoformat(at(60)))) == ["iam:ListRoles"]
    assert actions_of(proposed(folder, until=datetime.fromisoformat(at(60)))) == ["iam:ListUsers"]


def test_events_that_were_delivered_twice_are_the_same_actions_in_logs_and_in_a_set(folder, tmp_path_factory):
    (folder / "again.json.gz").write_bytes(log(event("iam", "ListUsers"), event("iam", "ListRoles", minute=90)))
    made = tmp_path_factory.mktemp("set")
    ingest([str(folder)], made, Wanted(), workers=1, progress=silent)
    of_logs, of_set = proposed(folder).proposal, proposed(made).proposal

    assert of_logs.documents == of_set.documents
    assert [(one.action, one.count) for one in of_logs.actions] == [("iam:ListRoles", 2), ("iam:ListUsers", 2)]
    assert [(one.action, one.count) for one in of_set.actions] == [("iam:ListRoles", 1), ("iam:ListUsers", 1)]


def test_another_account_s_events_are_not_counted(folder):
    (folder / "three.json.gz").write_bytes(log(event("iam", "GetUser", recipientAccountId="444455556666")))

    assert "iam:GetUser" in actions_of(proposed(folder))
    assert "iam:GetUser" not in actions_of(proposed(folder, accounts=frozenset({ACCOUNT})))


@pytest.mark.parametrize(
    "data",
    [
        json.dumps({"Records": [event("iam", "GetUser")]}).encode(),
        json.dumps(event("iam", "GetUser")).encode(),
        b"\n".join(json.dumps(event("iam", name)).encode() for name in ("GetUser", "GetRole")),
        json.dumps({"detail-type": "AWS API Call via CloudTrail", "detail": event("iam", "GetUser")}).encode(),
        json.dumps({"Events": [{"CloudTrailEvent": json.dumps(event("iam", "GetUser"))}]}).encode(),
        gzip.compress(json.dumps({"Records": [event("iam", "GetUser")]}).encode()),
    ],
    ids=["log", "record", "lines", "eventbridge", "lookup", "gzip"],
)
def test_every_shape_is_read(tmp_path, data):
    (tmp_path / "log.json").write_bytes(data)

    assert "iam:GetUser" in actions_of(proposed(tmp_path))
    assert proposed(tmp_path).proposal.unread == ()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (log(event("iam", "GetUser"))[:-20], "ends too soon"),
        (b"", "empty"),
        (b"{", ""),
        (json.dumps({"Records": [{**event("iam", "GetUser"), "eventTime": None}]}).encode(), "no eventTime"),
    ],
    ids=["cut", "empty", "no JSON", "no time"],
)
def test_what_is_not_read_is_said_and_loses_nothing_beside_it(folder, data, words):
    (folder / "bad.json.gz").write_bytes(data)
    found = proposed(folder)

    assert actions_of(found)[-2:] == ["iam:ListRoles", "iam:ListUsers"]
    (unread,) = {one.path.rpartition("/")[2].rpartition("\\")[2] for one in found.proposal.unread}
    assert unread == "bad.json.gz"
    assert any(words in one.reason for one in found.proposal.unread)


def test_members_that_are_not_what_they_should_be_lose_no_event(folder):
    strange = {**event("iam", "GetUser"), "userIdentity": BY_ANNA, "requestParameters": 7, "resources": "x"}
    nulls = {**event("iam", "GetRole"), "requestParameters": None, "errorCode": None, "eventType": None}
    (folder / "strange.json").write_bytes(
        json.dumps({"Records": [strange, nulls, {**strange, "awsRegion": 7}]}).encode()
    )

    assert {"iam:GetUser", "iam:GetRole"} <= set(actions_of(proposed(folder)))


def test_no_event_at_all_is_said(tmp_path):
    (tmp_path / "bad.json").write_bytes(b"{")

    with pytest.raises(NoSuchPrincipalError, match="no event was read"):
        proposed(tmp_path)
    with pytest.raises(UsageError):
        proposed(tmp_path / "nowhere")


def test_several_processes_count_the_same(tmp_path):
    for number in range(40):
        delivered(tmp_path, "2026-05-04", *[event("iam", name, minute=number) for name in ("GetUser", "ListUsers")])

    alone = policy([str(tmp_path)], ANNA, Wanted(), workers=1, progress=silent)
    together = policy([str(tmp_path)], ANNA, Wanted(), workers=3, progress=silent)
    assert together == alone
    assert [one.count for one in alone.proposal.actions] == [40, 40]


def test_an_interrupt_ends_it_with_what_was_counted(folder):
    del folder

    def logs():
        yield from ()
        raise KeyboardInterrupt

    counted = count(logs(), Wanted(), workers=1)
    assert counted.interrupted
    assert counted.tally.used() is None


def test_an_account_learns_what_its_users_and_roles_used(tmp_path):
    arn = f"arn:aws:iam::{OWN}:user/anna"
    anna = {**BY_ANNA, "arn": arn, "accountId": OWN}
    old = event("s3", "GetObject", {"bucketName": "acme", "key": "a"}, by=anna, recipientAccountId=OWN)
    new = event("iam", "ListUsers", by=anna, recipientAccountId=OWN)
    delivered(tmp_path, "2026-01-01", {**old, "eventTime": before(400)}, account=OWN)
    day = f"{NOW:%Y-%m-%d}"
    delivered(tmp_path, day, {**old, "eventTime": before(0.2)}, {**new, "eventTime": before(0.1)}, account=OWN)

    account = with_used_actions(facts(), [str(tmp_path)], Baseline(), progress=silent, announce=silent)
    found = account.used_actions
    assert isinstance(found, UsedActions)
    assert [(one.action, one.count, one.resources) for one in found.principals[0].used] == [
        ("iam:ListUsers", 1, ()),
        ("s3:GetObject", 1, ()),
    ]


def test_a_log_of_another_time_is_as_if_none_was_given(tmp_path):
    delivered(tmp_path, "2020-01-01", {**event("iam", "ListUsers"), "eventTime": "2020-01-01T00:00:00Z"}, account=OWN)
    heard: list[str] = []

    account = with_used_actions(facts(), [str(tmp_path)], Baseline(), progress=silent, announce=heard.append)
    assert isinstance(account.used_actions, Unknown)
    assert len(heard) == 1


def of_every_day(folder, *records):
    """A log file of each of the last 23 days, with these in it."""
    for day in range(23):
        timed = [{**one, "eventTime": before(day + 0.1)} for one in records]
        delivered(folder, f"{NOW - timedelta(days=day):%Y-%m-%d}", *timed, account=OWN)


def test_unused_permissions_are_judged_by_the_log(tmp_path):
    arn = f"arn:aws:iam::{OWN}:user/anna"
    anna = {**BY_ANNA, "arn": arn, "accountId": OWN}
    listed = event("ec2", "DescribeVpcs", by=anna, recipientAccountId=OWN)
    refused = event("rds", "CreateDBInstance", by=anna, recipientAccountId=OWN, errorCode="AccessDenied")
    of_every_day(tmp_path / "whole", listed, refused)
    of_every_day(tmp_path / "damaged", listed, refused)
    (tmp_path / "damaged" / "bad.json").write_bytes(b"{")
    account = facts(
        identities=identities(users=(user("anna"),)), service_access=(service_access(arn, {"ec2": 0.1, "rds": 0.1}),)
    )
    baseline = Baseline(unused_permission_days=20)

    def status(where):
        read = with_used_actions(account, [str(tmp_path / where)], baseline, progress=silent, announce=silent)
        (verdict,) = CHECK.judge(read, baseline)
        return verdict.status

    assert [one.status for one in CHECK.judge(account, baseline)] == ["pass"]
    assert status("whole") == "fail"
    assert status("damaged") == "pass"


def test_of_much_that_was_not_read_the_first_is_announced(tmp_path):
    for number in range(9):
        (tmp_path / f"{number}.json").write_bytes(b"{")
    heard: list[str] = []

    account = with_used_actions(facts(), [str(tmp_path)], Baseline(), progress=silent, announce=heard.append)
    assert isinstance(account.used_actions, Unknown)
    assert account.used_actions.reason == "failed"
    assert (len(heard), heard[-1]) == (6, "incomplete: and 4 more")


def test_nothing_of_the_time_that_is_asked_for_is_said(folder):
    with pytest.raises(NoSuchPrincipalError, match="no event of the time"):
        proposed(folder, since=datetime.fromisoformat(at(600)))


def test_an_audit_is_interrupted_where_its_log_is(tmp_path, monkeypatch):
    def interrupted(*_given, **_named):
        return Counted(Tally(), (), interrupted=True)

    monkeypatch.setattr("rootward.workflows.trail.policy.count", interrupted)
    with pytest.raises(KeyboardInterrupt):
        with_used_actions(facts(), [str(tmp_path)], Baseline(), progress=silent, announce=silent)


def test_long_work_says_how_far_it_is(folder, monkeypatch):
    monkeypatch.setattr("rootward.workflows.trail.pace._EVERY", 0.0)
    heard: list[str] = []

    policy([str(folder)], ANNA, Wanted(), workers=1, progress=heard.append)
    assert heard == ["1 log files so far", "2 log files so far"]


def test_a_record_without_a_time_is_said_whatever_time_is_asked_for(folder):
    (folder / "bad.json").write_bytes(json.dumps({"Records": [{**event("iam", "GetUser"), "eventTime": "?"}]}).encode())

    found = proposed(folder, since=datetime.fromisoformat(at(0)))
    assert "eventTime" in found.proposal.unread[0].reason
