from __future__ import annotations

import pytest

from rootward.model.baseline import Baseline
from rootward.model.monitoring import RootActivity
from rootward.model.unknown import Unknown
from rootward.model.used_actions import UsedActions
from rootward.workflows.source import Snapshot
from rootward.workflows.trail.facts import with_log_facts
from tests.workflows.trail.logs import facts, month

BOTH = ("root_activity", "used_actions")


@pytest.fixture
def told(tmp_path):
    """What a log of a month tells, and what is announced: by the facts that are asked for."""
    heard: list[str] = []

    def read(asked, *trail):
        account = with_log_facts(
            facts(),
            asked,
            trail,
            Baseline(),
            Snapshot(path=tmp_path / "x"),
            progress=heard.append,
            announce=heard.append,
        )
        return tuple(type(getattr(account, fact)) for fact in BOTH), heard

    return read


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
