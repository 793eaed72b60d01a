"""One key is switched off, on again and deleted on a practice account, and every guard holds."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec
import pytest

from rootward.engine.key_orders import KeyOrder
from rootward.errors import GuardRefusedError, IncompleteError, UsageError
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.iam.root_user import ROOT as ROOT_NAME
from rootward.sandbox.scenario.tables import Caller, Key, KeyUse, User
from rootward.workflows.apply import Approval
from rootward.workflows.key_state import change_key
from rootward.workflows.permissions import policy_for_key_states
from rootward.workflows.plan import Planning
from rootward.workflows.source import Live
from tests.aws.practice import person
from tests.sandbox.people import as_user, iam_of
from tests.workflows.acting import administrator
from tests.workflows.four_gaps import FOUR_GAPS, four_gaps
from tests.workflows.patient import Patient

WORKSHOP = four_gaps(
    title="A workshop whose programs have keys",
    users=(
        *(user for user in FOUR_GAPS.users if user.name in {"ada", "ben"}),
        User(name="idle", created=900.0, path="/bots/", keys=(Key(created=300.0, used=KeyUse(at=90.0, service="s3")),)),
        User(name="busy", created=900.0, keys=(Key(created=300.0, used=KeyUse(at=1.0, service="s3")),)),
        User(name="off", created=900.0, keys=(Key(created=800.0, active=False),)),
    ),
)


class Keeper(Patient):
    """Somebody who changes the state of keys."""

    def order(self, name, after, *, force=False, key_id=None, irreversible=False, says=True):
        with iam_of(self.sandbox) as iam:
            found = key_id or iam.get_user(name).access_keys[0].access_key_id
        return change_key(
            Live(),
            KeyOrder(key_id=found, after=after, force=force),
            planning=Planning(baseline=self.baseline, state_folder=self.folder),
            ask=lambda plan: self._answer(plan, irreversible=irreversible) if says else None,
            setting=self.setting,
            announce=self.progress.append,
        )

    def _answer(self, plan, *, irreversible):
        self.shown = plan
        return Approval(digest=plan.digest, irreversible=irreversible)

    def state(self, name):
        with iam_of(self.sandbox) as iam:
            return [key.status for key in iam.get_user(name).access_keys]


@pytest.fixture(scope="module")
def workshop() -> Iterator[Sandbox]:
    with serve(WORKSHOP, enforce=True) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def start(workshop):
    return workshop.save()


@pytest.fixture
def keeper(workshop, start, tmp_path, monkeypatch):
    workshop.restore(start)
    return Keeper(workshop, tmp_path, monkeypatch)


def test_off_and_on_again_and_both_are_in_the_journal(keeper):
    keeper.order("idle", "Inactive")
    assert keeper.state("idle") == ["Inactive"]

    keeper.order("idle", "Active")

    assert keeper.state("idle") == ["Active"]
    assert [journal.is_complete for journal in keeper.journals()] == [True, True]
    assert keeper.shown.steps[0].change.user_arn.endswith(":user/bots/idle")


def test_it_is_taken_back(keeper):
    keeper.order("idle", "Inactive")

    keeper.undo()

    assert keeper.state("idle") == ["Active"]


def test_an_idle_key_is_deleted_where_that_is_allowed(keeper):
    keeper.order("off", None)
    assert keeper.state("off") == ["Inactive"]

    keeper.order("off", None, irreversible=True)

    assert keeper.state("off") == []


def test_who_says_no_changes_nothing(keeper):
    assert keeper.order("idle", "Inactive", says=False) is None
    assert keeper.state("idle") == ["Active"]


def test_a_key_in_use_goes_by_force_alone_whatever_uses_it_meanwhile(keeper, workshop):
    with pytest.raises(GuardRefusedError, match="within the last 30 days"):
        keeper.order("busy", "Inactive")
    assert keeper.state("busy") == ["Active"]

    busy = as_user(workshop, "busy")
    workshop.enforce = False
    busy.list_users()
    workshop.enforce = True
    keeper.order("busy", "Inactive", force=True)

    assert keeper.state("busy") == ["Inactive"]


def test_what_is_so_already_is_said_and_nothing_is_written(keeper):
    assert keeper.order("off", "Inactive") is None
    assert keeper.progress[-1].endswith("is inactive already: nothing to do")
    assert keeper.journals() == ()


def test_the_key_that_one_acts_with_stays(keeper):
    keeper.order("ada", "Inactive", force=True)

    assert keeper.state("ada") == ["Active"]
    assert [one.by for one in keeper.shown.withheld] == ["lockout"]
    assert "the key that you act with" in keeper.shown.withheld[0].reason


@pytest.mark.parametrize(
    ("key_id", "said"),
    [("AKIA", "no access key's id"), ("AKIA*" + "A" * 14, "no access key's id"), ("ASIA" + "A" * 16, "of a session")],
)
def test_what_is_no_key_is_refused_before_anything_is_asked(keeper, workshop, key_id, said):
    workshop.calls.clear()

    with pytest.raises(UsageError, match=said):
        keeper.order("", "Inactive", key_id=key_id)
    assert list(workshop.calls) == []


def test_a_key_that_is_not_there_is_not_guessed(keeper):
    with pytest.raises(IncompleteError, match="whose the key"):
        keeper.order("", "Inactive", key_id="AKIA" + "A" * 16)


def test_a_key_of_another_account_names_it(keeper):
    foreign = "AKIA" + "Y" + "A" * 15

    with pytest.raises(IncompleteError, match=r"by its id the key is of account \d{12}"):
        keeper.order("", "Inactive", key_id=foreign)


def test_the_permissions_are_enough(keeper, workshop, monkeypatch):
    pair = person(workshop, "opal", *json.loads(policy_for_key_states())["Statement"]).own_pair()
    assert pair is not None
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", pair.key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", pair.secret.reveal())

    keeper.order("idle", "Inactive")
    keeper.order("idle", None, irreversible=True, force=True)

    assert keeper.state("idle") == []


@pytest.fixture
def of_root(tmp_path, monkeypatch) -> Iterator[Keeper]:
    """Root at work, without a key, in an account where root has one that lies there."""
    house = msgspec.structs.replace(
        WORKSHOP,
        caller=Caller(root=True),
        root=msgspec.structs.replace(WORKSHOP.root, keys=(Key(created=800.0, used=KeyUse(at=200.0, service="s3")),)),
    )
    with serve(house, enforce=True) as sandbox:
        yield Keeper(sandbox, tmp_path, monkeypatch)


def test_root_switches_its_own_key_off_and_deletes_it(of_root):
    of_root.order(ROOT_NAME, "Inactive")
    assert of_root.state(ROOT_NAME) == ["Inactive"]

    of_root.order(ROOT_NAME, None, irreversible=True)

    assert of_root.state(ROOT_NAME) == []


def test_nobody_else_changes_roots_key(of_root, monkeypatch):
    administrator(of_root.sandbox, monkeypatch)

    with pytest.raises(GuardRefusedError, match="from root alone"):
        of_root.order(ROOT_NAME, "Inactive")
    assert of_root.state(ROOT_NAME) == ["Active"]


@pytest.mark.parametrize(
    ("name", "refusal", "said"),
    [("<root_account>", GuardRefusedError, "from root alone"), ("the-alias", IncompleteError, "does not hold it")],
)
def test_a_key_of_roots_is_no_users_whatever_name_aws_gives(keeper, monkeypatch, name, refusal, said):
    """The page of GetAccessKeyLastUsed does not say what UserName is then."""
    with iam_of(keeper.sandbox) as iam:
        key_id = iam.get_user("idle").access_keys[0].access_key_id
    monkeypatch.setattr("rootward.aws.access_keys.AccessKeys._named_owner", lambda _self, _key_id: name)

    with pytest.raises(refusal, match=said):
        keeper.order("idle", "Inactive", key_id=key_id)
    assert keeper.state("idle") == ["Active"]
