"""The password policy: one write of the whole of it, nothing in it lost, and proved by a read.

AWS has no partial update: a call that leaves a rule out sets it back to its weakest value. A tool that writes rule by
rule takes back its own work, and everybody else's.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rootward.errors import IncompleteError
from rootward.model.credential import PasswordPolicy
from rootward.sandbox import serve
from rootward.sandbox.faults import Deny
from rootward.sandbox.scenario import tables
from tests.sandbox.people import as_user
from tests.workflows.four_gaps import four_gaps
from tests.workflows.patient import Patient, ends, statuses

WRITE, READ = "UpdateAccountPasswordPolicy", "GetAccountPasswordPolicy"

BASELINE = PasswordPolicy(
    minimum_length=14,
    require_symbols=True,
    require_numbers=True,
    require_uppercase=True,
    require_lowercase=True,
    allow_users_to_change=True,
    max_age_days=None,
    reuse_prevention=24,
    hard_expiry=False,
)
"""What rootward asks for without a configuration."""


@contextmanager
def account_with(
    policy: tables.PasswordPolicy | None, folder: Path, patch: pytest.MonkeyPatch, **baseline: int
) -> Iterator[Patient]:
    """Somebody with an account of that password policy."""
    patch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    with serve(four_gaps(password_policy=policy), enforce=True) as sandbox:
        yield Patient(sandbox, folder, patch, **baseline)


def mended(actor: Patient) -> PasswordPolicy:
    """The policy after a run, as AWS shows it: written once, and read after it was written."""
    plan = actor.plan("passwords")
    actor.sandbox.calls.clear()

    ran = actor.apply(plan)

    assert (ran.error, set(ends(ran).values()), statuses(ran)) == (None, {"done"}, {"closed"})
    operations = [call.operation for call in actor.sandbox.calls]
    assert operations.count(WRITE) == 1
    assert READ in operations[operations.index(WRITE) :]
    found = actor.account().password_policy
    assert isinstance(found, PasswordPolicy)
    return found


def test_without_a_policy_the_whole_of_the_baseline_is_written(tmp_path, monkeypatch):
    with account_with(None, tmp_path, monkeypatch) as actor:
        assert mended(actor) == BASELINE


@pytest.mark.parametrize(
    ("weak", "found"),
    [
        (tables.PasswordPolicy(minimum_length=6), {}),
        (tables.PasswordPolicy(minimum_length=8, symbols=True, reuse_prevention=5), {}),
        (tables.PasswordPolicy(minimum_length=32), {"minimum_length": 32}),
        (tables.PasswordPolicy(minimum_length=6, users_may_change=False), {}),
        (
            tables.PasswordPolicy(
                minimum_length=40, symbols=True, numbers=True, uppercase=True, lowercase=True, reuse_prevention=3
            ),
            {"minimum_length": 40},
        ),
    ],
    ids=["nothing but a length", "some of it", "a longer length", "nobody may change it", "all but one rule"],
)
def test_a_weak_policy_is_mended_and_what_is_stricter_stays(tmp_path, monkeypatch, weak, found):
    with account_with(weak, tmp_path, monkeypatch) as actor:
        policy = mended(actor)

        assert {name: getattr(policy, name) for name in PasswordPolicy.__struct_fields__} == {
            name: found.get(name, getattr(BASELINE, name)) for name in PasswordPolicy.__struct_fields__
        }


def test_an_expiry_that_nobody_asked_for_is_kept_where_the_baseline_has_one(tmp_path, monkeypatch):
    weak = tables.PasswordPolicy(minimum_length=8, max_age_days=30)

    with account_with(weak, tmp_path, monkeypatch, max_password_age_days=90) as actor:
        assert mended(actor).max_age_days == 30


def test_a_hard_expiry_that_no_check_asks_about_is_kept(tmp_path, monkeypatch):
    with account_with(None, tmp_path, monkeypatch, max_password_age_days=90) as actor:
        as_user(actor.sandbox, "ada").update_account_password_policy(
            MinimumPasswordLength=8, MaxPasswordAge=60, HardExpiry=True, AllowUsersToChangePassword=True
        )

        policy = mended(actor)

        assert (policy.hard_expiry, policy.max_age_days, policy.minimum_length) == (True, 60, 14)


@pytest.mark.parametrize("policy", [None, tables.PasswordPolicy(minimum_length=8, symbols=True)])
def test_where_the_write_is_denied_nothing_is_lost_and_the_gap_stays_open(tmp_path, monkeypatch, policy):
    with account_with(policy, tmp_path, monkeypatch) as actor:
        plan = actor.plan("passwords")
        before = actor.account()
        actor.sandbox.fault(Deny(actions=(f"iam:{WRITE}",)))
        actor.sandbox.calls.clear()

        ran = actor.apply(plan)

        assert (ran.error, ran.applied.ending, ends(ran)) == (None, "stopped", {1: "failed"})
        assert ran.applied.detail.startswith(f"step 1: iam:{WRITE}: AccessDenied: ")
        assert [call.operation for call in actor.sandbox.calls].count(WRITE) == 1
        assert actor.account() == before
        actor.sandbox.no_faults()
        assert actor.apply(plan).error is None


def test_where_the_policy_cannot_be_read_nothing_is_planned(tmp_path, monkeypatch):
    with account_with(None, tmp_path, monkeypatch) as actor:
        actor.sandbox.deny(f"iam:{READ}")

        plan = actor.plan("passwords")

        assert plan.steps == ()


def test_where_the_policy_cannot_be_read_any_more_nothing_is_written(tmp_path, monkeypatch):
    with account_with(tables.PasswordPolicy(minimum_length=8), tmp_path, monkeypatch) as actor:
        plan = actor.plan("passwords")
        actor.sandbox.deny(f"iam:{READ}")
        actor.sandbox.calls.clear()

        with pytest.raises(IncompleteError, match="this run changed nothing: password policy could not be read") as no:
            actor.apply(plan)

        assert no.value.advice == f"allow iam:{READ}: rootward permissions --command apply"
        assert WRITE not in [call.operation for call in actor.sandbox.calls]


def test_a_read_that_is_denied_after_the_write_leaves_the_step_unsure(tmp_path, monkeypatch):
    with account_with(tables.PasswordPolicy(minimum_length=8), tmp_path, monkeypatch) as actor:
        plan = actor.plan("passwords")
        actor.sandbox.fault(Deny(actions=(f"iam:{READ}",), skip=3))

        ran = actor.apply(plan)

        assert (ends(ran), statuses(ran)) == ({1: "unsure"}, set())
        actor.sandbox.no_faults()
        assert ends(actor.apply(plan)) == {1: "found"}
