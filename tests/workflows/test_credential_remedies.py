"""Credentials, devices and certificates that nobody needs are taken away, proved gone, and given back where possible.

One small office: each remedy is planned, applied and proved, and what is not irreversible is undone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from rootward.checks.registry import select
from rootward.errors import GuardRefusedError, OutputError
from rootward.local.sightings import note_unassigned, sightings_file
from rootward.model.plan import Gap, Plan
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.iam.last_accessed import Access
from rootward.sandbox.scenario.tables import (
    Certificate,
    Key,
    KeyUse,
    Password,
    ServerCertificate,
    ServiceCredential,
    User,
)
from rootward.sandbox.state import State
from rootward.workflows.plan import Planning, plan_source
from rootward.workflows.running.run import Ran
from rootward.workflows.source import Collecting, Live
from tests.aws.load_balancers import present_by_application, present_by_classic
from tests.checks.facts import arn
from tests.sandbox.people import as_user, enable, iam_of
from tests.workflows.four_gaps import FOUR_GAPS
from tests.workflows.patient import Patient, ends, statuses

ADA, BEN = (user for user in FOUR_GAPS.users if user.name in {"ada", "ben"})
LEFTOVER = arn("mfa", "left-over")

OFFICE = msgspec.structs.replace(
    FOUR_GAPS,
    title="A small office with much that nobody needs",
    users=(
        ADA,
        BEN,
        User(name="cleo", created=500.0, password=Password(changed=400.0, used=100.0)),
        User(
            name="robot",
            created=500.0,
            keys=(
                Key(created=300.0, used=KeyUse(at=40.0, service="s3")),
                Key(created=100.0, used=KeyUse(at=1.0, service="s3")),
            ),
        ),
        User(
            name="gita",
            created=500.0,
            service_credentials=(ServiceCredential(service="codecommit.amazonaws.com", created=200.0),),
        ),
        User(name="carl", created=500.0, certificates=(Certificate(uploaded=300.0),)),
    ),
    unassigned_devices=("left-over",),
    server_certificates=(ServerCertificate(name="old", uploaded=400.0, expires=-10.0),),
)


class Office(msgspec.Struct, frozen=True):
    """The practice account, and how it is at the beginning of each test."""

    sandbox: Sandbox
    start: State


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with serve(OFFICE, enforce=True) as sandbox:
        yield Office(sandbox, sandbox.save())


@pytest.fixture
def ada(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Patient:
    office.sandbox.restore(office.start)
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    return Patient(office.sandbox, tmp_path / "machine", monkeypatch)


def changed(plan: Plan) -> list[tuple[str, ...]]:
    return sorted(step.change.target for step in plan.steps)


def closed(ran: Ran) -> set[Gap]:
    assert ran.error is None
    assert statuses(ran) == {"closed"}, ran.applied.proofs
    return {proof.gap for proof in ran.applied.proofs}


def test_a_password_that_nobody_uses_is_gone_and_the_proof_does_not_wait_for_a_new_report(ada):
    plan = ada.plan("console-password-unused")
    assert changed(plan) == [("login-profile", "cleo")]
    assert ends(ada.apply(plan)) == {1: "left out"}

    ran = ada.apply(plan, irreversible=True)

    assert closed(ran) == {Gap(check="console-password-unused", resource=arn("user", "cleo"))}
    with pytest.raises(Exception, match="NoSuchEntity"):
        as_user(ada.sandbox, "ada").get_login_profile(UserName="cleo")
    assert ada.plan("console-password-unused").steps == ()


def test_the_key_beside_the_one_in_use_is_switched_off_and_on_again(ada):
    def keys() -> list[str]:
        listed = as_user(ada.sandbox, "ada").list_access_keys(UserName="robot")["AccessKeyMetadata"]
        return [key["Status"] for key in sorted(listed, key=lambda key: key["CreateDate"])]

    ran = ada.apply(ada.plan("access-key-second"))

    assert closed(ran) == {Gap(check="access-key-second", resource=arn("user", "robot"))}
    assert keys() == ["Inactive", "Active"]
    assert ada.plan("access-key-second").steps == ()
    ada.undo()
    assert keys() == ["Active", "Active"]


@pytest.mark.parametrize(
    ("check", "owner", "fact"),
    [
        ("service-credential-old", "gita", "service_credentials"),
        ("user-certificate-old", "carl", "signing_certificates"),
    ],
)
def test_an_old_credential_is_switched_off_and_on_again(ada, check, owner, fact):
    before = ada.account("credential_report", fact)
    ran = ada.apply(ada.plan(check))

    assert closed(ran) == {Gap(check=check, resource=arn("user", owner))}
    assert [one.status for one in getattr(ada.account("credential_report", fact), fact)] == ["Inactive"]
    assert ada.plan(check).steps == ()
    ada.undo()
    assert getattr(ada.account("credential_report", fact), fact) == getattr(before, fact)


def test_an_ssh_key_is_switched_off_where_the_plan_read_them(ada):
    body = rsa.generate_private_key(65537, 2048).public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    as_user(ada.sandbox, "ada").upload_ssh_public_key(UserName="gita", SSHPublicKeyBody=body.decode())
    with iam_of(ada.sandbox) as iam:
        iam.get_user("gita").ssh_public_keys[0].upload_date -= timedelta(days=100)
    assert ada.plan("user-certificate-old").steps[0].change.user == "carl"

    ran = ada.apply(deep_plan(ada, "user-certificate-old"))

    assert {gap.resource for gap in closed(ran)} == {arn("user", "carl"), arn("user", "gita")}
    assert [one.status for one in ada.account("ssh_public_keys").ssh_public_keys] == ["Inactive"]
    ada.undo()
    assert [one.status for one in ada.account("ssh_public_keys").ssh_public_keys] == ["Active"]


def test_git_credentials_by_which_somebody_worked_yesterday_are_left_to_people(ada):
    gita = arn("user", "gita")
    pulls = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "codecommit:GitPull", "Resource": "*"}}
    as_user(ada.sandbox, "ada").put_user_policy(UserName="gita", PolicyName="pulls", PolicyDocument=json.dumps(pulls))
    with iam_of(ada.sandbox) as iam:
        at = ada.sandbox.now.replace(tzinfo=None) - timedelta(days=1)
        iam.last_accessed[gita] = {"codecommit": Access(at, "us-east-1", gita)}

    plan = deep_plan(ada, "service-credential-old")

    assert plan.steps == ()
    (step,) = plan.guided
    assert step.instruction.startswith("gita used codecommit.amazonaws.com on ")


def deep_plan(ada: Patient, check: str) -> Plan:
    planning = Planning(
        baseline=ada.baseline, checks=select([check]), collecting=Collecting(deep=True), state_folder=ada.folder
    )
    return plan_source(Live(), planning, progress=print, announce=print)


def test_a_device_of_nobody_is_deleted_by_the_plan_of_another_day(ada):
    first = ada.plan("mfa-device-unassigned")
    assert (first.steps, [one.gap.resource for one in first.withheld]) == ((), [LEFTOVER])
    assert ada.plan("mfa-device-unassigned").steps == ()

    yesterday(ada)
    plan = ada.plan("mfa-device-unassigned")
    ran = ada.apply(plan, irreversible=True)

    assert (changed(plan), plan.withheld) == ([("virtual-device", LEFTOVER)], ())
    assert closed(ran) == {Gap(check="mfa-device-unassigned", resource=LEFTOVER)}
    assert [one.serial for one in ada.account("virtual_mfa_devices").virtual_mfa_devices if not one.user_arn] == []
    after = ada.plan("mfa-device-unassigned")
    assert (after.steps, after.withheld) == ((), ())


def yesterday(ada: Patient, ago: timedelta = timedelta(hours=25)) -> None:
    """As if all sightings of this machine were a day older, or that long ago."""
    path = sightings_file(ada.sandbox.account_id, ada.folder)
    path.unlink()
    note_unassigned(ada.sandbox.account_id, ada.sandbox.endpoint_url, {LEFTOVER}, ada.now() - ago, ada.folder)


def test_a_device_that_nobody_looked_at_for_more_than_a_week_waits_anew(ada):
    ada.plan("mfa-device-unassigned")
    yesterday(ada, timedelta(days=8))

    plan = ada.plan("mfa-device-unassigned")

    assert (plan.steps, [one.gap.resource for one in plan.withheld]) == ((), [LEFTOVER])


def test_a_device_that_somebody_took_into_use_since_the_plan_is_left_alone(ada):
    ada.plan("mfa-device-unassigned")
    yesterday(ada)
    plan = ada.plan("mfa-device-unassigned")
    enable(as_user(ada.sandbox, "ada"), ada.sandbox, "cleo", LEFTOVER)

    with pytest.raises(GuardRefusedError):
        ada.apply(plan, irreversible=True)

    assert LEFTOVER in {one.serial for one in ada.account("virtual_mfa_devices").virtual_mfa_devices}


def test_a_device_that_was_in_use_meanwhile_waits_anew(ada):
    ada.plan("mfa-device-unassigned")
    yesterday(ada)
    iam = as_user(ada.sandbox, "ada")
    enable(iam, ada.sandbox, "cleo", LEFTOVER)
    assert ada.plan("mfa-device-unassigned").withheld == ()
    iam.deactivate_mfa_device(UserName="cleo", SerialNumber=LEFTOVER)

    plan = ada.plan("mfa-device-unassigned")

    assert (plan.steps, [one.gap.resource for one in plan.withheld]) == ((), [LEFTOVER])


def test_where_the_devices_were_not_read_nothing_is_learned_and_nothing_forgotten(ada):
    ada.plan("mfa-device-unassigned")
    noted = sightings_file(ada.sandbox.account_id, ada.folder).read_bytes()
    ada.sandbox.deny("iam:ListVirtualMFADevices")
    try:
        assert ada.plan("mfa-device-unassigned").steps == ()
    finally:
        ada.sandbox.allow_all()

    assert sightings_file(ada.sandbox.account_id, ada.folder).read_bytes() == noted


def test_damaged_sightings_delete_nothing(ada):
    ada.plan("mfa-device-unassigned")
    path = sightings_file(ada.sandbox.account_id, ada.folder)
    yesterday(ada)
    damaged = path.read_bytes()[:-20]
    path.write_bytes(damaged)

    plan = ada.plan("mfa-device-unassigned")

    assert (plan.steps, [one.gap.resource for one in plan.withheld]) == ((), [LEFTOVER])
    (told,) = (line for line in ada.progress if "which MFA devices belonged to nobody before is not known" in line)
    assert str(path) in told
    assert "; delete it: then each unassigned device waits 24 hours anew" in told
    assert path.read_bytes() == damaged


def test_a_sighting_that_cannot_be_noted_is_told_and_the_plan_is_made(ada, monkeypatch):
    def no_room(*_: object) -> None:
        raise OutputError("the disk is full")

    monkeypatch.setattr("rootward.local.sightings.write_owner_only", no_room)

    plan = ada.plan("mfa-device-unassigned")

    assert [one.gap.resource for one in plan.withheld] == [LEFTOVER]
    assert "which MFA devices belong to nobody was not noted for later plans: the disk is full" in ada.progress


def test_a_password_that_was_used_since_the_plan_stays(ada):
    plan = ada.plan("console-password-unused")
    with iam_of(ada.sandbox) as iam:
        iam.get_user("cleo").password_last_used = ada.sandbox.now.replace(tzinfo=None)

    with pytest.raises(GuardRefusedError, match="the console password of cleo was used since the plan was made"):
        ada.apply(plan, irreversible=True)

    assert as_user(ada.sandbox, "ada").get_login_profile(UserName="cleo")


def test_an_expired_certificate_that_nothing_presents_is_deleted(ada):
    plan = ada.plan("server-certificate-expired")
    assert changed(plan) == [("server-certificate", "old")]

    ran = ada.apply(plan, irreversible=True)

    assert closed(ran) == {Gap(check="server-certificate-expired", resource=arn("server-certificate", "old"))}
    assert ada.account("server_certificates").server_certificates == ()


PRESENTING = pytest.mark.parametrize(
    ("present", "name"), [(present_by_classic, "web"), (present_by_application, "app")]
)


@PRESENTING
def test_a_certificate_that_a_listener_presents_stays_and_the_plan_says_where(ada, present, name):
    present(ada.sandbox, arn("server-certificate", "old"))

    plan = ada.plan("server-certificate-expired")

    assert plan.steps == ()
    (withheld,) = plan.withheld
    assert withheld.reason == (
        f"certificate old expired and is presented by listener 443 of load balancer {name} in us-east-1: give that "
        "another one first"
    )


@PRESENTING
def test_a_certificate_that_somebody_put_on_a_listener_since_the_plan_stays(ada, present, name):
    plan = ada.plan("server-certificate-expired")
    present(ada.sandbox, arn("server-certificate", "old"))

    told = f"the certificate old is presented by listener 443 of load balancer {name} in us-east-1"
    with pytest.raises(GuardRefusedError, match=told):
        ada.apply(plan, irreversible=True)

    assert len(ada.account("server_certificates").server_certificates) == 1


def test_where_load_balancers_may_not_be_read_people_are_asked_to_look(ada):
    ada.sandbox.deny("elasticloadbalancing:DescribeLoadBalancers")
    try:
        plan = ada.plan("server-certificate-expired")
    finally:
        ada.sandbox.allow_all()

    assert plan.steps == ()
    (guided,) = plan.guided
    assert guided.instruction.startswith(
        "make sure that nothing presents it (the load balancers of us-east-1 were not read: AccessDenied"
    )
    assert guided.instruction.endswith("then: aws iam delete-server-certificate --server-certificate-name old")
