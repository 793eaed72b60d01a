"""Asking who may do what reads two facts, three for administrators, and says what it cannot do without them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from rootward.errors import IncompleteError, SnapshotError, UsageError
from rootward.local.snapshot import write_snapshot
from rootward.model.access import Question
from rootward.model.account import NOT_COLLECTED
from rootward.model.unknown import Unknown
from rootward.workflows.can import can_account, can_source
from rootward.workflows.permissions import policy_for_asking
from rootward.workflows.source import Collecting, Snapshot
from rootward.workflows.who_can import (
    who_administers_account,
    who_administers_source,
    who_can_account,
    who_can_source,
)
from tests.checks.facts import account
from tests.engine.access.office import office

GET = Question(action="s3:GetObject")


def silent(_line):
    """Progress of a quiet run."""


@pytest.fixture
def reading(tmp_path: Path):
    write_snapshot(office(), tmp_path / "account.json")
    snapshot = Snapshot(path=tmp_path / "account.json")
    return {"source": snapshot, "collecting": Collecting(), "progress": silent, "announce": silent}


def test_a_snapshot_gives_the_same_answers_as_its_account(reading):
    assert who_can_source(question=GET, **reading) == who_can_account(office(), GET)
    assert can_source(named="ann", question=GET, **reading) == can_account(office(), "ann", GET)
    assert who_administers_source(**reading) == who_administers_account(office())


@pytest.mark.parametrize(
    "ask", [lambda of: who_can_account(of, GET), who_administers_account, lambda of: can_account(of, "ann", GET)]
)
def test_without_identities_there_is_no_answer(ask):
    denied = Unknown("denied", "iam:GetAccountAuthorizationDetails", "access denied")

    with pytest.raises(SnapshotError, match="the facts hold no users, groups, roles and policies"):
        ask(account(identities=NOT_COLLECTED))
    with pytest.raises(IncompleteError, match="users, roles and policies could not be read: access denied") as error:
        ask(account(identities=denied))

    assert error.value.exit_code == 3
    assert error.value.advice == "allow iam:GetAccountAuthorizationDetails: rootward permissions shows the policy"


def test_a_read_that_failed_asks_for_patience_and_for_no_permission():
    failed = Unknown("failed", "iam:GetAccountAuthorizationDetails", "not read within the deadline of 5 seconds")

    with pytest.raises(IncompleteError, match="not read within the deadline") as error:
        who_can_account(account(identities=failed), GET)

    assert error.value.advice == "try again, or give it longer with --deadline"


def test_a_broken_evaluator_is_nothing_to_be_tried_again(monkeypatch):
    monkeypatch.setattr("rootward.checks.power.canary", lambda: "it is broken")

    with pytest.raises(IncompleteError, match="it is broken") as error:
        who_can_account(office(), GET)

    assert error.value.advice == ""


@pytest.mark.parametrize("ask", [who_can_source, partial(can_source, named="ann")])
def test_a_question_that_makes_no_sense_reads_nothing(ask):
    missing = {"source": Snapshot(path=Path("nowhere")), "collecting": Collecting()}

    with pytest.raises(UsageError, match="'bucket' is no ARN"):
        ask(question=Question(action="s3:GetObject", resource="bucket"), progress=silent, announce=silent, **missing)


def test_the_policy_of_asking_is_small():
    assert "iam:GetAccountAuthorizationDetails" in policy_for_asking()
    assert "cloudtrail" not in policy_for_asking()
