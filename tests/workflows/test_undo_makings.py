"""Users and roles that a run made are taken back: by root too where nobody else is left, and never half of one."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from rootward import __version__
from rootward.errors import GuardRefusedError, IncompleteError
from rootward.local.journal_writer import JournalWriter
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import (
    AttachmentChange,
    GroupChange,
    IdentityRef,
    LoginProfileChange,
    MembershipChange,
    RoleChange,
    UserChange,
)
from rootward.model.journal import Opened
from rootward.model.plan import Gap, Plan, PlannedAccount, Step, sealed
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.cloudtrail.recorded import RecordedCall
from rootward.sandbox.console import RegisterDevice
from rootward.sandbox.scenario.file import load
from rootward.workflows.apply import Approval
from rootward.workflows.running.run import Setting
from rootward.workflows.source import Live
from rootward.workflows.undo import undo
from tests.aws.practice import iam_of
from tests.checks.facts import ACCOUNT, ROOT, arn, policy, trust
from tests.sandbox.people import enable
from tests.workflows.patient import Patient, ends

NEW = msgspec.structs.replace(load("fresh-account"), regions=("us-east-1",))
ADMINISTRATOR_ACCESS = "arn:aws:iam::aws:policy/AdministratorAccess"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
GAP = Gap("admin-identity-missing", f"AWS::::Account:{ACCOUNT}")

ADMINS = IdentityRef("group", "administrators", arn("group", "administrators"))
MARK = arn("user", "mark")
HELPER = arn("role", "helper")
DESK = arn("group", "desk")

MAKING = (
    (
        GroupChange(name=ADMINS.name, arn=ADMINS.arn, before=False, after=True),
        UserChange(name="mark", arn=MARK, before=False, after=True),
        RoleChange(name="helper", arn=HELPER, trust_policy=trust({"AWS": ROOT}), before=False, after=True),
    ),
    (
        AttachmentChange(
            holder=ADMINS,
            policy_arn=ADMINISTRATOR_ACCESS,
            before=False,
            after=True,
            document=json.dumps({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}),
        ),
        AttachmentChange(
            holder=IdentityRef("role", "helper", HELPER),
            policy_arn=READ_ONLY,
            before=False,
            after=True,
            document=json.dumps({"Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}),
        ),
    ),
    (MembershipChange(user="mark", user_arn=MARK, group=ADMINS.name, group_arn=ADMINS.arn, before=False, after=True),),
    (LoginProfileChange(user="mark", user_arn=MARK, before=False, after=True),),
)


class Founder(Patient):
    """Root of an account an hour old."""

    before: Account
    """As it was before the run."""

    @property
    def setting(self) -> Setting:
        return msgspec.structs.replace(super().setting, tell_password=lambda _told: None)

    def makes_mark(self) -> Plan:
        """The plan that makes an administrator."""
        changes = [(stage, change) for stage, several in enumerate(MAKING, start=1) for change in several]
        return sealed(
            Plan(
                rootward=__version__,
                made_at=self.now(),
                expires_at=self.now() + timedelta(hours=1),
                account=PlannedAccount(
                    id=ACCOUNT, alias=None, partition="aws", caller=ROOT, endpoint=self.sandbox.endpoint_url
                ),
                baseline=Baseline(),
                checks=("admin-identity-missing",),
                score_before=None,
                score_after=None,
                steps=tuple(
                    Step(number=number, stage=stage, change=change, risk=change.risk, closes=(GAP,))
                    for number, (stage, change) in enumerate(changes, start=1)
                ),
            )
        )


@pytest.fixture(scope="module")
def fresh() -> Iterator[Sandbox]:
    with serve(NEW) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def beginning(fresh):
    return fresh.save()


@pytest.fixture
def founder(fresh, beginning, tmp_path, monkeypatch) -> Founder:
    """Root, after the run that made mark."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    fresh.restore(beginning)
    fresh.no_faults()
    root = Founder(fresh, tmp_path / "machine", monkeypatch)
    root.before = root.account("identities", "credential_report")
    ran = root.apply(root.makes_mark())
    assert (ran.error, set(ends(ran).values())) == (None, {"done"})
    return root


def as_mark(founder: Founder, monkeypatch: pytest.MonkeyPatch) -> None:
    key = iam_of(founder.sandbox).create_access_key(UserName="mark")["AccessKey"]
    founder.sandbox.advance_clock(60)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)


def written(founder: Founder) -> set[str]:
    """The calls that were taken and may have changed something."""
    history = founder.sandbox._application.backends.history
    made = {one.call.operation for one in history if isinstance(one, RecordedCall)}
    return {operation for operation in made if not operation.startswith(("Get", "List", "Generate", "Describe"))}


def refusal(founder: Founder) -> GuardRefusedError:
    founder.sandbox._application.backends.history.clear()
    with pytest.raises(GuardRefusedError) as refused:
        founder.undo()
    assert written(founder) == set()
    return refused.value


# ---- by whom


def test_root_takes_back_the_only_administrator_and_is_told_what_that_means(founder):
    undone = founder.undo()

    assert (undone.error, set(ends(undone).values())) == (None, {"done"})
    assert founder.account("identities").identities == founder.before.identities
    told = "unless somebody else became an administrator since, only root can administer the account then"
    assert f"you are root, and this takes away role helper, user mark: {told}" in founder.progress
    whys = {step.change.target: step.why for step in undone.applied.plan.steps}
    assert whys["user", "mark"].endswith(f"; {told}")
    assert not whys["group", "administrators"].endswith(told)


def test_an_undo_that_was_cut_off_when_nobody_was_left_is_gone_on_with(founder):
    founder.sandbox.deny("iam:DeleteUser")
    stopped = founder.undo()
    assert (stopped.applied.ending, "done" in ends(stopped).values()) == ("stopped", True)
    founder.sandbox.allow_all()

    undone = founder.undo()

    assert (undone.error, undone.applied.is_whole) == (None, True)
    assert founder.account("identities").identities == founder.before.identities


def test_the_administrator_does_not_take_back_itself(founder, monkeypatch):
    as_mark(founder, monkeypatch)

    refused = refusal(founder)

    assert refused.exit_code == 5
    assert not any("you are root" in line for line in founder.progress)


def test_a_plan_that_only_says_that_it_takes_a_run_back_lets_nobody_go(founder, tmp_path):
    """On the machine whose journal tells who made mark, and on another one."""
    forged = takes_mark(founder, founder.journals()[-1].id)
    for folder in (founder.folder, tmp_path / "another-machine"):
        founder.folder = folder

        with pytest.raises(GuardRefusedError, match="only rootward undo does that") as refused:
            founder.apply(forged)

        assert refused.value.advice == f"rootward undo {forged.undoes}, on the machine that applied"


def takes_mark(founder: Founder, name: str) -> Plan:
    """A plan, its digest its own, that says it takes back the run of that name, and takes mark away."""
    plan = founder.makes_mark()
    of_mark = [step.change for step in reversed(plan.steps) if MARK in (step.change.resource, step.change.makes)]
    taken = [change.inverse() for change in of_mark]
    assert {type(change) for change in taken} == {LoginProfileChange, MembershipChange, UserChange}
    steps = tuple(
        Step(number=number, stage=number, change=change, risk=change.risk)
        for number, change in enumerate(taken, start=1)
        if change is not None
    )
    return sealed(msgspec.structs.replace(plan, steps=steps, undoes=name))


def test_root_lets_go_nobody_whom_another_run_than_the_one_taken_back_made(founder):
    """An undo that was cut off, of a run that made a group; somebody wrote mark into its plan."""
    made = GroupChange(name="desk", arn=DESK, before=False, after=True)
    step = Step(number=1, stage=1, change=made, risk=made.risk)
    ran = founder.apply(sealed(msgspec.structs.replace(founder.makes_mark(), steps=(step,))))
    assert (ran.error, ends(ran)) == (None, {1: "done"})
    plan = takes_mark(founder, ran.applied.journal)
    opened = Opened(at=founder.now(), caller=ROOT, endpoint=founder.sandbox.endpoint_url, plan=plan)
    with JournalWriter.create(opened, founder.folder):
        pass

    with pytest.raises(GuardRefusedError, match=r"user mark \(a console password\) is the last administrator"):
        founder.resume()


def test_root_is_told_so_however_quiet_the_undo_is_also_when_it_is_gone_on_with(founder):
    told: list[str] = []
    founder.sandbox.deny("iam:DeleteUser")
    for _ in range(2):
        undo(
            Live(),
            None,
            ask=lambda plan: Approval(digest=plan.digest),
            setting=msgspec.structs.replace(founder.setting, progress=lambda _line: None),
            announce=told.append,
        )
        founder.sandbox.allow_all()

    assert sum(line.startswith("you are root, and this takes away") for line in told) == 2


def test_root_lets_go_nobody_whom_the_run_did_not_make(founder):
    iam = iam_of(founder.sandbox)
    iam.create_user(UserName="ann")
    iam.create_login_profile(UserName="ann", Password="A long word of n0 use!")  # noqa: S106 - of a practice account
    iam.add_user_to_group(GroupName="administrators", UserName="ann")

    assert "the group administrators has members whom this run does not take out: ann" in str(refusal(founder))


# ---- what somebody holds since


def test_a_virtual_device_of_the_person_is_named_with_the_lines_that_take_it_away(founder):
    iam = iam_of(founder.sandbox)
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="mark")["VirtualMFADevice"]["SerialNumber"]
    enable(iam, founder.sandbox, "mark", serial)

    refused = refusal(founder)

    assert (refused.exit_code, str(refused)) == (
        5,
        "this run changed nothing: user mark holds what it does not take away: virtual MFA device mark",
    )
    assert refused.advice == (
        "take that away first: "
        f"aws iam deactivate-mfa-device --user-name mark --serial-number {serial} && "
        f"aws iam delete-virtual-mfa-device --serial-number {serial}"
    )
    iam.deactivate_mfa_device(UserName="mark", SerialNumber=serial)
    iam.delete_virtual_mfa_device(SerialNumber=serial)
    assert founder.undo().error is None
    assert founder.account("identities").identities == founder.before.identities


def test_a_device_that_is_not_virtual_is_only_taken_off(founder):
    founder.sandbox.do(RegisterDevice(user="mark", name="passkey-of-mark"))

    refused = refusal(founder)

    assert "holds what it does not take away: MFA device passkey-of-mark" in str(refused)
    assert "deactivate-mfa-device" in refused.advice
    assert "delete-virtual-mfa-device" not in refused.advice


def gives_key(iam):
    return iam.create_access_key(UserName="mark")["AccessKey"]["AccessKeyId"]


def gives_inactive_key(iam):
    key = gives_key(iam)
    iam.update_access_key(UserName="mark", AccessKeyId=key, Status="Inactive")
    return key


def gives_service_credential(iam):
    made = iam.create_service_specific_credential(UserName="mark", ServiceName="codecommit.amazonaws.com")
    return made["ServiceSpecificCredential"]["ServiceSpecificCredentialId"]


def gives_group(iam):
    iam.create_group(GroupName="desk")
    iam.add_user_to_group(GroupName="desk", UserName="mark")
    return "desk"


def gives_policy(iam):
    iam.attach_user_policy(UserName="mark", PolicyArn=READ_ONLY)
    return READ_ONLY


def gives_inline_policy(iam):
    iam.put_user_policy(
        UserName="mark", PolicyName="notes", PolicyDocument=policy({"Effect": "Deny", "Action": "*", "Resource": "*"})
    )
    return "notes"


@pytest.mark.parametrize(
    ("give", "told", "line"),
    [
        (
            gives_key,
            "access key {}",
            "aws iam delete-access-key --user-name mark --access-key-id {}",
        ),
        (
            gives_inactive_key,
            "access key {}",
            "aws iam delete-access-key --user-name mark --access-key-id {}",
        ),
        (
            gives_service_credential,
            "service credential {}",
            "aws iam delete-service-specific-credential --user-name mark --service-specific-credential-id {}",
        ),
        (
            gives_group,
            "membership of group {}",
            "aws iam remove-user-from-group --group-name {} --user-name mark",
        ),
        (gives_policy, "policy ReadOnlyAccess", "aws iam detach-user-policy --user-name mark --policy-arn {}"),
        (gives_inline_policy, "inline policy {}", "aws iam delete-user-policy --user-name mark --policy-name {}"),
    ],
)
def test_whatever_else_the_user_holds_is_named_with_its_line(founder, give, told, line):
    known = give(iam_of(founder.sandbox))

    refused = refusal(founder)

    shown = f"{known[:4]}...{known[-4:]}" if told.startswith("access key") else known
    assert str(refused).endswith(f"user mark holds what it does not take away: {told.format(shown)}")
    assert refused.advice == f"take that away first: {line.format(known)}"


def test_a_role_that_got_something_since_is_not_half_taken_away(founder):
    iam = iam_of(founder.sandbox)
    iam.attach_role_policy(RoleName="helper", PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    iam.create_instance_profile(InstanceProfileName="machines")
    iam.add_role_to_instance_profile(InstanceProfileName="machines", RoleName="helper")

    refused = refusal(founder)

    assert str(refused).endswith(
        "role helper holds what it does not take away: policy IAMReadOnlyAccess, instance profile machines"
    )
    assert refused.advice == (
        "take that away first: aws iam detach-role-policy --role-name helper --policy-arn "
        "arn:aws:iam::aws:policy/IAMReadOnlyAccess && "
        "aws iam remove-role-from-instance-profile --instance-profile-name machines --role-name helper"
    )


def test_of_much_three_things_are_named_and_all_lines_given(founder):
    iam = iam_of(founder.sandbox)
    for give in (gives_key, gives_inactive_key, gives_group, gives_policy):
        give(iam)

    refused = refusal(founder)

    assert " and 1 more" in str(refused)
    assert refused.advice.count("aws iam ") == 4


@pytest.mark.parametrize(
    "action",
    [
        "iam:ListMFADevices",
        "iam:GetLoginProfile",
        "iam:ListAccessKeys",
        "iam:ListSSHPublicKeys",
        "iam:ListSigningCertificates",
        "iam:ListServiceSpecificCredentials",
    ],
)
def test_where_what_the_user_holds_may_not_be_listed_nothing_is_taken_back(founder, action):
    founder.sandbox.deny(action)

    with pytest.raises(IncompleteError) as error:
        founder.undo()

    assert error.value.exit_code == 3
    assert action in f"{error.value} {error.value.advice}"


def test_the_lines_are_those_that_a_shell_takes(founder):
    known = gives_key(iam_of(founder.sandbox))

    words = shlex.split(refusal(founder).advice.partition(": ")[2])

    assert words == ["aws", "iam", "delete-access-key", "--user-name", "mark", "--access-key-id", known]
