"""A plan is approved, run and proved; and all that keeps one from being run."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from rootward.errors import GuardRefusedError, JournalError
from rootward.local.account_lock import account_lock
from rootward.model.applied import StepOutcome
from rootward.model.change import AccessKeyChange
from rootward.model.journal import Closed
from rootward.model.plan import Plan, sealed
from rootward.sandbox.console import RemoveDevice
from rootward.workflows.apply import Approval, apply_plan
from rootward.workflows.plan import Planning
from rootward.workflows.source import Live
from tests.aws.practice import policy
from tests.sandbox.people import as_user, iam_of
from tests.workflows.four_gaps import NOTES
from tests.workflows.patient import Patient, ends, statuses


def refused(actor: Patient, plan: Plan, *, irreversible: bool = False) -> GuardRefusedError:
    """The guard's refusal of the plan, before which nothing was changed."""
    unchanged = actor.account()
    with pytest.raises(GuardRefusedError) as refusal:
        actor.apply(plan, irreversible=irreversible)
    assert actor.account() == unchanged
    assert refusal.value.exit_code == 5
    assert refusal.value.advice
    return refusal.value


# ---- a run that comes to its end


def test_a_plan_is_run_whole_and_every_gap_is_proved_closed(ada, plan, before):
    ran = ada.apply(plan)

    assert (ran.error, ran.applied.ending, ran.applied.detail) == (None, "complete", "")
    assert set(ends(ran).values()) == {"done"}
    assert {proof.gap for proof in ran.applied.proofs} == {gap for step in plan.steps for gap in step.closes}
    assert statuses(ran) == {"closed"}
    after = before
    for step in plan.steps:
        after = step.change.effect(after)
    assert ada.account().identities.users == after.identities.users
    assert ada.account().password_policy == after.password_policy


def test_each_step_is_told_of_once_it_has_ended(ada, plan):
    told: list[StepOutcome] = []
    ada.on_step = lambda _, outcome: told.append(outcome)

    ran = ada.apply(plan)

    assert sorted(told, key=lambda one: one.number) == list(ran.applied.outcomes)


def test_the_journal_says_what_was_meant_and_what_came_of_it(ada, plan):
    ran = ada.apply(plan)

    (journal,) = ada.journals()
    assert (journal.id, journal.plan, journal.opened.caller) == (ran.applied.journal, plan, ada.sandbox.caller_arn)
    assert [journal.standing(step) for step in plan.steps] == ["done"] * 11
    assert isinstance(journal.entries[-1], Closed)
    assert journal.entries[-1].ending == "complete"


def test_without_a_plan_one_is_made_first(ada):
    ran = ada.apply(None)

    assert ran.error is None
    assert "access-key-unused" in {proof.gap.check for proof in ran.applied.proofs}


def test_a_plan_of_nothing_makes_no_journal(ada):
    asked: list[Plan] = []
    empty = ada.plan("root-mfa-missing")

    def ask(shown: Plan) -> Approval:
        asked.append(shown)
        return Approval(digest=shown.digest)

    ran = apply_plan(Live(), empty, planning=Planning(), ask=ask, setting=ada.setting, announce=print)

    assert (ran, asked, ada.journals()) == (None, [empty], ())


# ---- what is refused before anything is changed


def test_a_plan_that_was_changed_after_it_was_made_is_refused(ada, plan):
    edited = msgspec.structs.replace(plan, steps=plan.steps[:1])

    assert "its digest is not its own" in str(refused(ada, edited))


def test_what_cannot_be_undone_is_left_out_whatever_the_plan_calls_it(ada, plan):
    (key,) = (step for step in plan.steps if isinstance(step.change, AccessKeyChange))
    deletion = msgspec.structs.replace(key, change=msgspec.structs.replace(key.change, after=None), risk="safe")
    lying = sealed(msgspec.structs.replace(plan, steps=(deletion,)))

    assert ends(ada.apply(lying)) == {key.number: "left out"}


def test_a_plan_for_another_account_is_refused(ada, plan):
    other = sealed(msgspec.structs.replace(plan, account=msgspec.structs.replace(plan.account, id="210987654321")))

    refusal = refused(ada, other)

    assert str(refusal) == "the plan is for account 210987654321, and these credentials are for account 123456789012"


def test_a_plan_is_good_for_a_day(ada, plan):
    ada.later = timedelta(hours=25)

    assert str(refused(ada, plan)).startswith("the plan expired at ")


def test_a_plan_that_was_applied_is_not_applied_again(ada, plan):
    ran = ada.apply(plan)

    assert str(refused(ada, plan)) == f"this plan was applied already (run {ran.applied.journal})"


def test_what_is_approved_is_the_plan_that_was_shown(ada, plan, before):
    with pytest.raises(GuardRefusedError, match="the approval is for another plan"):
        apply_plan(
            Live(),
            plan,
            planning=Planning(),
            ask=lambda _: Approval(digest="another"),
            setting=ada.setting,
            announce=print,
        )

    assert (ada.account(), ada.journals()) == (before, ())


def test_without_approval_nothing_is_changed(ada, plan, before):
    ran = apply_plan(Live(), plan, planning=Planning(), ask=lambda _: None, setting=ada.setting, announce=print)

    assert (ran, ada.account(), ada.journals()) == (None, before, ())


def test_two_runs_at_once_are_one_too_many(ada, plan):
    with account_lock(ada.sandbox.account_id, ada.folder):
        refusal = refused(ada, plan)

    assert str(refusal) == "another rootward is changing account 123456789012 on this machine"
    assert ada.apply(plan).error is None


def asks_nobody(_plan: Plan) -> None:
    pytest.fail("somebody was asked for what cannot be done")


def test_nobody_is_asked_while_another_run_has_the_account(ada, plan):
    with account_lock(ada.sandbox.account_id, ada.folder), pytest.raises(GuardRefusedError, match="another rootward"):
        apply_plan(Live(), plan, planning=Planning(), ask=asks_nobody, setting=ada.setting, announce=print)


def test_nobody_is_asked_where_the_account_cannot_be_locked(ada, plan, tmp_path):
    (tmp_path / "in-the-way").write_bytes(b"")
    setting = msgspec.structs.replace(ada.setting, state_folder=tmp_path / "in-the-way")

    with pytest.raises(JournalError, match="cannot be locked"):
        apply_plan(Live(), plan, planning=Planning(), ask=asks_nobody, setting=setting, announce=print)


def test_nothing_is_sent_through_an_endpoint_elsewhere(ada, plan, monkeypatch):
    monkeypatch.setattr("rootward.aws.endpoint.is_loopback", lambda _url: False)
    refusal = refused(ada, plan)

    assert str(refusal).endswith(", which is not AWS's own endpoint")
    ran = apply_plan(
        Live(),
        plan,
        planning=Planning(),
        ask=lambda shown: Approval(digest=shown.digest),
        setting=ada.setting,
        announce=print,
        foreign_endpoint=True,
    )
    assert ran is not None
    assert ran.error is None


# ---- the account is not as the plan says


def test_a_user_who_is_gone_keeps_the_run_from_beginning(ada, plan):
    with iam_of(ada.sandbox) as iam:
        iam.detach_user_policy("arn:aws:iam::aws:policy/ReadOnlyAccess", "cleo")
        iam.delete_user_policy("cleo", "notes")
        iam.delete_user("cleo")

    assert "arn:aws:iam::123456789012:user/cleo is not there any more" in str(refused(ada, plan))


def test_a_user_who_was_renamed_keeps_the_run_from_beginning(ada, plan):
    as_user(ada.sandbox, "ada").update_user(UserName="cleo", NewUserName="cleopatra")

    assert "arn:aws:iam::123456789012:user/cleo is not there any more" in str(refused(ada, plan))


def test_a_policy_that_was_changed_keeps_the_run_from_beginning(ada, plan):
    as_user(ada.sandbox, "ada").put_user_policy(
        UserName="cleo", PolicyName="notes", PolicyDocument=NOTES.replace("notes", "books")
    )

    refusal = refused(ada, plan)

    assert str(refusal) == (
        "this run changed nothing: the account is not as the plan says: step 7: "
        "arn:aws:iam::123456789012:user/cleo was changed meanwhile (inline-policy user cleo notes)"
    )


def test_a_group_of_the_name_that_somebody_else_made_is_not_filled(ada, plan):
    as_user(ada.sandbox, "ada").create_group(GroupName="mfa-enforced")

    assert str(refused(ada, plan)).endswith(
        "arn:aws:iam::123456789012:group/mfa-enforced is there already, and no run from this machine made it"
    )


def test_a_key_that_was_used_since_the_plan_is_left_alone(ada, plan):
    as_user(ada.sandbox, "ada").attach_user_policy(UserName="robot", PolicyArn="arn:aws:iam::aws:policy/IAMFullAccess")
    as_user(ada.sandbox, "robot").list_users()

    assert "step 9: the key was used at " in str(refused(ada, plan))


def test_a_key_that_somebody_switched_off_already_is_found_so(ada, plan):
    (key,) = as_user(ada.sandbox, "ada").list_access_keys(UserName="robot")["AccessKeyMetadata"]
    as_user(ada.sandbox, "ada").update_access_key(UserName="robot", AccessKeyId=key["AccessKeyId"], Status="Inactive")

    ran = ada.apply(plan)

    assert (ran.error, ends(ran)[9], statuses(ran)) == (None, "found", {"closed"})


def test_a_key_that_somebody_deleted_keeps_the_run_from_beginning(ada, plan):
    (key,) = as_user(ada.sandbox, "ada").list_access_keys(UserName="robot")["AccessKeyMetadata"]
    as_user(ada.sandbox, "ada").delete_access_key(UserName="robot", AccessKeyId=key["AccessKeyId"])

    assert "step 9: arn:aws:iam::123456789012:user/robot was changed meanwhile" in str(refused(ada, plan))


def test_more_than_three_differences_are_counted(ada, plan):
    admin = as_user(ada.sandbox, "ada")
    admin.detach_user_policy(UserName="cleo", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    admin.delete_user_policy(UserName="cleo", PolicyName="notes")
    admin.delete_user(UserName="cleo")
    admin.create_group(GroupName="mfa-enforced")
    admin.update_account_password_policy(MinimumPasswordLength=40)
    (key,) = admin.list_access_keys(UserName="robot")["AccessKeyMetadata"]
    admin.delete_access_key(UserName="robot", AccessKeyId=key["AccessKeyId"])

    assert str(refused(ada, plan)).endswith("; and 3 more")


def test_what_somebody_took_away_since_the_plan_is_not_given_back_by_a_group(ada, plan):
    admin = as_user(ada.sandbox, "ada")
    admin.detach_user_policy(UserName="cleo", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")

    told = str(refused(ada, plan))

    assert "arn:aws:iam::123456789012:user/cleo lost it meanwhile (attachment user cleo" in told
    assert admin.list_groups_for_user(UserName="cleo")["Groups"] == []


def test_a_plan_made_through_one_endpoint_is_not_applied_through_another(ada, plan, monkeypatch):
    other = ada.sandbox.endpoint_url.replace("127.0.0.1", "localhost")
    monkeypatch.setenv("AWS_ENDPOINT_URL", other)

    assert f"and its changes would go through {other}" in str(refused(ada, plan))


# ---- what cannot be undone


@pytest.fixture
def retired(ada, plan):
    """The robot's key was switched off forty days ago, and the plan is to delete it."""
    ada.later = timedelta(days=-40)
    ada.apply(plan)
    ada.later = timedelta()
    found = ada.plan("access-key-unused")
    assert [step.risk for step in found.steps] == ["irreversible"]
    return found


def keys(actor: Patient) -> list[tuple[str, str]]:
    found = actor.account("access_keys").access_keys
    assert isinstance(found, tuple)
    return [(key.user, key.status) for key in found]


def test_what_cannot_be_undone_is_left_out_unless_it_is_allowed(ada, retired):
    ran = ada.apply(retired)

    assert (ran.error, ran.applied.ending, ends(ran)) == (None, "complete", {1: "left out"})
    assert ("robot", "Inactive") in keys(ada)


def test_what_was_left_out_is_made_once_it_is_allowed(ada, retired):
    ada.apply(retired)

    ran = ada.apply(retired, irreversible=True)

    assert (ran.error, ends(ran)) == (None, {1: "done"})
    assert "robot" not in dict(keys(ada))


def test_a_key_to_be_deleted_that_is_gone_already_is_found_so(ada, retired):
    key_id = retired.steps[0].change.key_id
    as_user(ada.sandbox, "ada").delete_access_key(UserName="robot", AccessKeyId=key_id)

    ran = ada.apply(retired, irreversible=True)

    assert (ran.error, ends(ran)) == (None, {1: "found"})


def test_a_key_that_is_on_again_is_not_deleted(ada, retired):
    key_id = retired.steps[0].change.key_id
    as_user(ada.sandbox, "ada").update_access_key(UserName="robot", AccessKeyId=key_id, Status="Active")

    assert "was changed meanwhile" in str(refused(ada, retired, irreversible=True))


# ---- who may not make the calls


def test_a_caller_who_may_not_make_a_call_is_told_before_the_first(ada, plan):
    denial = policy({"Effect": "Deny", "Action": "iam:DetachUserPolicy", "Resource": "*"})
    as_user(ada.sandbox, "ada").put_user_policy(UserName="ada", PolicyName="no", PolicyDocument=denial)

    assert str(refused(ada, plan)) == (
        "this run changed nothing: arn:aws:iam::123456789012:user/ada may not iam:DetachUserPolicy"
    )


def test_who_lost_the_only_device_since_the_plan_is_not_bound_to_mfa(ada, plan):
    ada.sandbox.do(RemoveDevice(user="ben", name="ben"))  # AWS's credential report does not say so for four hours

    assert str(refused(ada, plan)).endswith(
        "step 11: the user ben has no MFA device any more, and the group mfa-enforced lets nobody act without one"
    )
