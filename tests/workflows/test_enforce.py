"""Users are bound to MFA on a practice account; who has no device is let in first, and bound once there is one."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from rootward.errors import GuardRefusedError, UsageError
from rootward.model.baseline import Baseline
from rootward.model.enforcement import Enforcement
from rootward.sandbox import serve
from rootward.sandbox.console import RegisterDevice
from rootward.sandbox.faults import Crash
from rootward.sandbox.scenario.tables import Group, Key, KeyUse, Mfa, Password, User
from rootward.workflows.apply import Approval
from rootward.workflows.enforce import enforce, enforcement_plan
from rootward.workflows.plan import Planning
from rootward.workflows.source import Live
from tests.aws.practice import session_of
from tests.sandbox.people import as_user, enable, iam_of
from tests.workflows.four_gaps import FOUR_GAPS, four_gaps
from tests.workflows.patient import Patient

SIGNS_IN = Password(changed=30.0, used=1.0)
REFUSES_DEVICES = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:EnableMFADevice", "Resource": "*"}]}
)

OFFICE = four_gaps(
    title="An office in which some have a second factor",
    groups=(*FOUR_GAPS.groups, Group(name="readers", created=500.0, policies=("ReadOnlyAccess",))),
    users=(
        *(user for user in FOUR_GAPS.users if user.name in {"ada", "ben"}),
        User(name="cleo", created=500.0, groups=("readers",), password=SIGNS_IN, mfa=(Mfa(name="cleo", enabled=9.0),)),
        User(name="dora", created=500.0, groups=("readers",), password=SIGNS_IN),
        User(name="emil", created=500.0, groups=("readers",), password=SIGNS_IN, keys=(Key(created=300.0),)),
        User(
            name="fred",
            created=500.0,
            groups=("readers",),
            password=SIGNS_IN,
            mfa=(Mfa(name="fred", enabled=9.0),),
            keys=(Key(created=300.0, used=KeyUse(at=2.0, service="s3")),),
        ),
        User(
            name="gwen", created=500.0, groups=("readers",), password=SIGNS_IN, inline={"no-devices": REFUSES_DEVICES}
        ),
        User(name="hugo", created=500.0, groups=("administrators",), password=SIGNS_IN),
    ),
)
"""Ada calls. Ben and Cleo have a device; Dora, Emil, Gwen and Hugo have none; a program works in Fred's name."""


class Enforcer(Patient):
    """Somebody who enforces MFA, and remembers what was told of it."""

    def enforce(self, *, says=True, session_users=(), meanwhile=lambda: None):
        """`meanwhile`: what somebody does between the plan and its first step."""
        self.told: list[Enforcement] = []

        def approve(plan):
            meanwhile()
            self.planned = plan
            return Approval(digest=plan.digest) if says else None

        ran = enforce(
            Live(),
            planning=Planning(baseline=self.baseline, state_folder=self.folder),
            tell=self.told.append,
            ask=approve,
            guide=Leaving(),
            setting=self.setting,
            announce=self.progress.append,
            session_users=session_users,
        )
        return ran, self.told[0]


class Leaving:
    """Leaves to people what is theirs."""

    waits = False

    def leave(self, steps):
        """Nobody is waited for."""

    def show(self, step):
        raise AssertionError(step)

    def closed(self, step):
        raise AssertionError(step)


@pytest.fixture(scope="module")
def served():
    with serve(OFFICE, enforce=True) as sandbox:
        yield sandbox, sandbox.save()


@pytest.fixture
def ada(served, tmp_path, monkeypatch):
    sandbox, start = served
    sandbox.restore(start)
    sandbox.calls.clear()
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    yield Enforcer(sandbox, tmp_path, monkeypatch)
    sandbox.no_faults()


def members(actor, group):
    iam = as_user(actor.sandbox, "ada")
    return sorted(one["UserName"] for one in iam.get_group(GroupName=group)["Users"])


def cut_off(told):
    return {(one.user, one.kind, one.way) for one in told.cut_off}


def test_whom_it_would_cut_off_is_told_and_nobody_of_them_is_bound(ada):
    ran, told = ada.enforce()

    assert (ran.error, ran.applied.ending) == (None, "complete")
    assert cut_off(told) == {
        ("dora", "device", "given"),
        ("emil", "device", "given"),
        ("fred", "programs", None),
        ("gwen", "device", "shut"),
        ("hugo", "device", "open"),
    }
    assert (told.bound, told.left) == (2, 5)
    assert members(ada, "mfa-enforced") == ["ben", "cleo"]
    assert members(ada, "mfa-enrolment") == ["dora", "emil"]


def test_somebody_whose_key_was_used_since_the_report_is_withheld_and_the_rest_are_bound(ada):
    """The report is up to four hours old; a run that only then looked would bind nobody, until the next report."""
    ada.sandbox.advance_clock(5 * 3600)
    as_user(ada.sandbox, "ada").create_access_key(UserName="cleo")
    as_user(ada.sandbox, "ada").generate_credential_report()
    ada.sandbox.advance_clock(60)
    as_user(ada.sandbox, "cleo").list_users()

    ran, told = ada.enforce()

    assert (ran.error, ran.applied.ending) == (None, "complete")
    assert (told.bound, told.left) == (1, 6)
    assert members(ada, "mfa-enforced") == ["ben"]
    (withheld,) = [one for one in ada.planned.withheld if one.gap.resource.endswith("/cleo")]
    assert withheld.by == "guard"
    assert "of cleo was used at" in withheld.reason


def test_the_way_in_is_one(ada):
    """Whoever is let registers a device of its own, and nothing else that it could not do before."""
    emil = as_user(ada.sandbox, "emil")
    with pytest.raises(ClientError, match="CreateVirtualMFADevice"):
        emil.create_virtual_mfa_device(VirtualMFADeviceName="emil")

    ada.enforce()
    ada.sandbox.advance_clock(60)
    serial = emil.create_virtual_mfa_device(VirtualMFADeviceName="emil")["VirtualMFADevice"]["SerialNumber"]
    enable(emil, ada.sandbox, "emil", serial)

    assert [one["SerialNumber"] for one in emil.list_mfa_devices(UserName="emil")["MFADevices"]] == [serial]
    wrong = {"AuthenticationCode1": "000000", "AuthenticationCode2": "000000"}
    with pytest.raises(ClientError, match="AccessDenied"):
        emil.enable_mfa_device(UserName="dora", SerialNumber=serial, **wrong)
    with pytest.raises(ClientError, match="AccessDenied"):  # not without MFA
        emil.deactivate_mfa_device(UserName="emil", SerialNumber=serial)


@pytest.mark.parametrize("action", ["PutGroupPolicy", "AddUserToGroup"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_on_the_way_and_resumed_it_is_as_if_it_had_not_been(ada, action, moment):
    ada.sandbox.fault(Crash(actions=(f"iam:{action}",), moment=moment))
    ada.enforce()
    ada.sandbox.no_faults()

    ran = ada.resume()

    assert (ran.error, ran.applied.ending) == (None, "complete")
    assert (members(ada, "mfa-enforced"), members(ada, "mfa-enrolment")) == (["ben", "cleo"], ["dora", "emil"])


def test_once_they_have_registered_one_they_are_bound_and_then_nothing_is_left_to_change(ada):
    ada.enforce()
    ada.sandbox.do(RegisterDevice(user="dora", name="dora-laptop"))
    ada.sandbox.do(RegisterDevice(user="hugo", name="hugo-laptop"))
    ada.sandbox.advance_clock(5 * 3600)  # the credential report is made anew

    ran, told = ada.enforce()
    again, _ = ada.enforce()

    assert ran.error is None
    assert told.bound == 2
    assert members(ada, "mfa-enforced") == ["ben", "cleo", "dora", "hugo"]
    assert members(ada, "mfa-enrolment") == ["emil"]
    assert again is None


def test_whom_a_program_keeps_from_being_bound_is_out_of_the_way_in_all_the_same(ada):
    """The key that the program works with could register a second device otherwise."""
    ada.enforce()
    as_user(ada.sandbox, "ada").add_user_to_group(GroupName="mfa-enrolment", UserName="fred")

    ran, _ = ada.enforce()

    assert ran.error is None
    assert "fred" not in members(ada, "mfa-enforced")
    assert members(ada, "mfa-enrolment") == ["dora", "emil"]
    with pytest.raises(ClientError, match="EnableMFADevice"):
        as_user(ada.sandbox, "fred").enable_mfa_device(
            UserName="fred",
            SerialNumber="arn:aws:iam::123456789012:mfa/mine",
            AuthenticationCode1="000000",
            AuthenticationCode2="000000",
        )


# --- whose keys serve sessions with MFA


def sts_of(actor, user):
    with iam_of(actor.sandbox) as iam:
        key = iam.get_user(user).access_keys[0]
    return session_of(actor.sandbox, (key.access_key_id, key.secret_access_key)).client("sts")


@pytest.mark.parametrize("named", ["fred", "arn:aws:iam::123456789012:user/fred"])
def test_who_works_by_sessions_is_bound_though_a_session_is_asked_for_meanwhile(ada, named):
    sts = sts_of(ada, "fred")

    def asks():
        ada.sandbox.advance_clock(60)
        sts.get_session_token()

    ran, told = ada.enforce(session_users=(named,), meanwhile=asks)

    assert (ran.error, ran.applied.ending) == (None, "complete")
    assert "fred" not in {one.user for one in told.cut_off}
    assert members(ada, "mfa-enforced") == ["ben", "cleo", "fred"]


def test_bound_so_they_get_sessions_and_do_nothing_without_one(ada):
    fred = as_user(ada.sandbox, "fred")
    assert fred.list_users()["Users"]

    ada.enforce(session_users=("fred",))
    ada.sandbox.advance_clock(60)

    assert sts_of(ada, "fred").get_session_token()["Credentials"]
    with pytest.raises(ClientError, match="ListUsers"):
        fred.list_users()


def test_taken_back_they_work_as_they_did(ada):
    before = ada.account()

    ada.enforce(session_users=("fred",))
    undone = ada.undo()

    assert undone.error is None
    assert ada.account() == before


def test_what_the_configuration_says_of_them_counts_as_well_and_one_of_another_account_is_told(ada):
    ada.baseline = Baseline(session_users=("fred", "zoe"))

    ada.enforce()

    assert members(ada, "mfa-enforced") == ["ben", "cleo", "fred"]
    assert "session_users of the configuration: the account has no user 'zoe'" in ada.progress


@pytest.mark.parametrize("named", ["Fred", "freda", "arn:aws:iam::123456789012:user/team/fred", "root"])
def test_a_name_that_nobody_has_is_refused_before_anything_is_changed(ada, named):
    before = ada.account()

    with pytest.raises(UsageError, match=f"the account has no user '{named}'") as refused:
        ada.enforce(session_users=("cleo", named))

    assert ("near it: fred" in refused.value.advice) is (named != "root")
    assert ada.account() == before


def test_where_the_users_are_not_known_nobody_is_bound_whoever_is_named(ada):
    ada.sandbox.deny("iam:GetAccountAuthorizationDetails")

    ran, told = ada.enforce(session_users=("fred",))

    assert ran is None
    assert told.is_open


def test_undo_gives_back_the_account_that_was(ada):
    before = ada.account()

    ada.enforce()
    undone = ada.undo()

    assert undone.error is None
    assert ada.account() == before


def test_a_no_changes_nothing(ada):
    before = ada.account()

    ran, told = ada.enforce(says=False)

    assert ran is None
    assert told.bound == 2
    assert ada.account() == before


def test_a_plan_that_is_written_lets_them_in_when_it_is_applied(ada):
    told: list[Enforcement] = []
    plan = enforcement_plan(
        Live(),
        planning=Planning(state_folder=ada.folder),
        tell=told.append,
        progress=ada.progress.append,
        announce=ada.progress.append,
    )

    ran = ada.apply(plan)

    assert ran.error is None
    assert told[0].bound == 2
    assert members(ada, "mfa-enrolment") == ["dora", "emil"]


def test_where_the_devices_are_not_known_nobody_is_bound_or_let(ada):
    ada.sandbox.deny("iam:ListVirtualMFADevices", "iam:GenerateCredentialReport", "iam:GetCredentialReport")

    ran, told = ada.enforce()

    assert ran is None
    assert {one.kind for one in told.cut_off} == {"unknown"}
    assert told.is_open


def test_a_foreign_endpoint_is_refused_before_anything_is_read(ada, monkeypatch):
    monkeypatch.setattr("rootward.aws.endpoint.is_loopback", lambda _: False)

    with pytest.raises(GuardRefusedError, match="not AWS's own endpoint"):
        ada.enforce()

    assert ada.told == []
