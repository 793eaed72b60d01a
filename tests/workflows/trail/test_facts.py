from __future__ import annotations

import msgspec
import pytest

from rootward.errors import UsageError
from rootward.model.baseline import Baseline
from rootward.model.monitoring import RootActivity
from rootward.model.unknown import Unknown
from rootward.model.used_actions import UsedActions
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.source import Snapshot
from rootward.workflows.trail.facts import look_for, with_log_facts
from rootward.workflows.trail.ingest import ingest
from tests.cli.trail.trails import needless, signed_in
from tests.trail.classify.events import by_key
from tests.workflows.trail.logs import facts, month, of_account

BOTH = ("root_activity", "used_actions")


def read(folder, asked, *trail, heard=None):
    """The facts with what a log tells."""
    said = [] if heard is None else heard
    source = Snapshot(path=folder / "x")
    return with_log_facts(facts(), asked, trail, Baseline(), source, progress=said.append, announce=said.append)


@pytest.fixture
def told(tmp_path):
    """What a log of a month tells, and what is announced: by the facts that are asked for."""
    heard: list[str] = []

    def asked(names, *trail):
        account = read(tmp_path, names, *trail, heard=heard)
        return tuple(type(getattr(account, fact)) for fact in BOTH), heard

    return asked


def test_the_facts_that_are_asked_for_are_read(told, tmp_path):
    logs = str(month(tmp_path / "logs"))

    assert told(BOTH, logs) == ((RootActivity, UsedActions), [])
    assert told(("used_actions",), logs)[0] == (Unknown, UsedActions)
    assert told(("root_activity",), logs)[0] == (RootActivity, Unknown)
    assert told((), logs)[0] == (Unknown, Unknown)
    assert told(BOTH)[0] == (Unknown, Unknown)


def test_what_was_not_read_is_announced_once(told, tmp_path):
    logs = month(tmp_path / "logs")
    (logs / "bad.json").write_bytes(b"{")

    _, heard = told(BOTH, str(logs))
    assert len(heard) == 1


def test_standard_input_is_read_once(told, tmp_path, monkeypatch):
    logs = str(month(tmp_path / "logs"))
    monkeypatch.setattr("rootward.workflows.trail.facts.with_trail", lambda account, *_given, **_named: account)

    assert told(BOTH, logs, "-")[0] == (Unknown, Unknown)


def test_a_set_that_was_made_of_the_logs_tells_the_same(tmp_path):
    logs = month(
        tmp_path / "logs",
        (3.5, of_account(needless(userIdentity=by_key()))),
        (4, of_account(signed_in())),
        without=(7,),
    )
    (logs / "bad.json").write_bytes(b"{")
    ingest([str(logs)], tmp_path / "set", Wanted(), workers=1, progress=print)
    (logs / "bad.json").unlink()

    accounts = [read(tmp_path, BOTH, str(tmp_path / name)) for name in ("logs", "set")]
    told = accounts[0].root_activity
    assert told.needless
    assert told.key_uses
    assert told.sign_ins
    assert told.regions == ("us-east-1",)
    assert accounts[0].used_actions.principals
    of_set, of_logs = accounts[1], accounts[0]
    assert (of_set.root_activity.unread, of_set.root_activity.missing_days) == (1, 1)
    assert (of_set.used_actions.unread, of_set.used_actions.missing_days) == (1, 1)
    for fact in BOTH:
        one, other = (msgspec.structs.replace(getattr(each, fact), unread=0) for each in (of_set, of_logs))
        assert one == other


def test_used_actions_are_those_of_a_set_that_is_named_alone(told, tmp_path):
    logs = month(tmp_path / "logs")
    ingest([str(logs)], tmp_path / "set", Wanted(), workers=1, progress=print)

    facts, heard = told(("used_actions",), str(logs), str(tmp_path / "set"))
    assert facts == (Unknown, UsedActions)
    assert len(heard) == 1
    assert "where nothing else is named beside it" in heard[0]


@pytest.mark.parametrize("word", ["nowhere", "", "s3://", "S3:///prefix"])
def test_logs_that_are_not_there_are_looked_for_where_facts_are_taken_from_them(word):
    with pytest.raises(UsageError):
        look_for((word,), ("root_activity",))
    look_for((word,), ("password_policy",))


def test_logs_that_are_there_or_with_aws_are_not_read_yet(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    (tmp_path / "bad.json").write_bytes(b"{")
    (tmp_path / "empty").mkdir()
    there = (str(tmp_path), str(tmp_path / "bad.json"), str(tmp_path / "empty"))

    look_for(("-", "--lookup", "s3://acme-trail/prefix", *there), BOTH)
