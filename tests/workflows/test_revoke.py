"""A key that has leaked is revoked on a practice account, with the sessions that it began, and what it did is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import boto3
import msgspec
import pytest
from botocore.exceptions import ClientError

from rootward.errors import GuardRefusedError, IncompleteError, JournalError, UsageError
from rootward.local.leaked_keys import remember
from rootward.model.key_history import KeyHistory
from rootward.model.leaked_key import KeyLeak, LeakPlace
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.faults import Crash, Deny
from rootward.sandbox.iam.root_user import ROOT as ROOT_NAME
from rootward.sandbox.scenario.tables import Caller, Key, KeyUse, Role, User
from rootward.workflows.apply import Approval
from rootward.workflows.key_state import refuse_no_key
from rootward.workflows.permissions import policy_for_revoking
from rootward.workflows.plan import Planning
from rootward.workflows.revoke import Revoking, revoke
from rootward.workflows.source import Live
from tests.aws.practice import person
from tests.sandbox.people import as_user, iam_of
from tests.workflows.four_gaps import FOUR_GAPS, four_gaps
from tests.workflows.patient import Patient

AT = datetime(2026, 1, 31, tzinfo=UTC)

NONE = KeyHistory(events=(), sessions=(), regions=(), is_whole=True, unread=())

POWERS = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["iam:List*", "iam:CreateUser", "s3:*", "sts:*"], "Resource": "*"}],
    }
)
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::123456789012:user/leaky"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)

DOCKS = four_gaps(
    title="Docks where a program's key has leaked",
    users=(
        *(user for user in FOUR_GAPS.users if user.name in {"ada", "ben"}),
        User(
            name="leaky",
            created=900.0,
            inline={"powers": POWERS},
            keys=(Key(created=300.0, used=KeyUse(at=0.1, service="s3")),),
        ),
    ),
    roles=(*FOUR_GAPS.roles, Role(name="crane", created=400.0, trust=TRUST, inline={"powers": POWERS})),
)


class Rescuer(Patient):
    """Somebody who revokes, and whoever found the key."""

    def revoke(self, *roles, name="leaky", says=True, made=lambda _ran: None):
        return revoke(
            Live(),
            Revoking(key_id=self.key(name).access_key_id, roles=roles),
            planning=Planning(baseline=self.baseline, state_folder=self.folder),
            ask=lambda plan: self._answer(plan) if says else None,
            setting=self.setting,
            announce=self.progress.append,
            made=made,
        )

    def _answer(self, plan):
        self.shown = plan
        return Approval(digest=plan.digest)

    def key(self, name="leaky"):
        with iam_of(self.sandbox) as iam:
            return iam.get_user(name).access_keys[0]

    def thief(self, service="sts", credentials=None):
        """A client that is signed with the key, or with what it was given."""
        key = self.key()
        given = credentials or {"AccessKeyId": key.access_key_id, "SecretAccessKey": key.secret_access_key}
        return boto3.client(
            service,
            region_name=self.sandbox.region,
            endpoint_url=self.sandbox.endpoint_url,
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given.get("SessionToken"),
        )

    def session(self):
        return self.thief().get_session_token()["Credentials"]

    def role_session(self):
        arn = "arn:aws:iam::123456789012:role/crane"
        return self.thief().assume_role(RoleArn=arn, RoleSessionName="thief")["Credentials"]


@pytest.fixture(scope="module")
def docks() -> Iterator[Sandbox]:
    with serve(DOCKS, enforce=True) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def start(docks):
    return docks.save()


@pytest.fixture
def rescuer(docks, start, tmp_path, monkeypatch):
    docks.restore(start)
    docks.no_faults()
    docks._application.backends.history.clear()
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    return Rescuer(docks, tmp_path, monkeypatch)


def is_denied(call):
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"] in {"AccessDenied", "InvalidClientTokenId"}
    return False


def test_the_key_goes_and_the_sessions_that_it_began_go_with_it(rescuer):
    s3 = rescuer.thief("s3", rescuer.session())
    assert not is_denied(s3.list_buckets)

    revoked = rescuer.revoke()

    assert revoked.ran.applied.is_whole
    assert revoked.aftermath.is_off
    assert rescuer.key().status == "Inactive"
    rescuer.sandbox.advance_clock(60)
    assert is_denied(s3.list_buckets)


def test_switching_it_off_alone_would_leave_its_sessions(rescuer):
    """Why revoking does more."""
    s3 = rescuer.thief("s3", rescuer.session())
    key = rescuer.key().access_key_id

    as_user(rescuer.sandbox, "ada").update_access_key(UserName="leaky", AccessKeyId=key, Status="Inactive")

    rescuer.sandbox.advance_clock(60)
    assert not is_denied(s3.list_buckets)


def test_its_user_is_quarantined_by_the_newest_of_aws_policies(rescuer):
    rescuer.revoke()

    held = as_user(rescuer.sandbox, "ada").list_attached_user_policies(UserName="leaky")["AttachedPolicies"]
    assert [one["PolicyName"] for one in held] == ["AWSCompromisedKeyQuarantineV3"]


def test_an_older_quarantine_does_not_keep_the_newest_away_and_is_told(rescuer):
    older = "AWSCompromisedKeyQuarantine"
    ada = as_user(rescuer.sandbox, "ada")
    ada.attach_user_policy(UserName="leaky", PolicyArn=f"arn:aws:iam::aws:policy/{older}")
    rescuer.sandbox.advance_clock(60)

    rescuer.revoke()

    held = ada.list_attached_user_policies(UserName="leaky")["AttachedPolicies"]
    assert {one["PolicyName"] for one in held} == {older, f"{older}V3"}
    assert f"leaky is quarantined already, by {older}" in rescuer.progress


def test_a_use_of_the_key_after_the_plan_does_not_save_it(rescuer, monkeypatch):
    ask = rescuer._answer

    def used_meanwhile(plan):
        rescuer.sandbox.advance_clock(5)
        rescuer.thief().get_caller_identity()
        return ask(plan)

    monkeypatch.setattr(rescuer, "_answer", used_meanwhile)

    rescuer.revoke()

    assert rescuer.key().status == "Inactive"


def test_what_it_did_is_told_with_what_its_sessions_did(rescuer):
    rescuer.thief("iam").create_user(UserName="mallory")
    rescuer.thief("iam", rescuer.role_session()).list_users()

    aftermath = rescuer.revoke().aftermath

    told = {(event.name, event.key_id == aftermath.key_id) for event in aftermath.history.events}
    assert {("CreateUser", True), ("AssumeRole", True), ("ListUsers", False)} <= told
    assert [(role.name, role.sure) for role in aftermath.assumed] == [("crane", True)]
    assert aftermath.history.is_whole
    assert aftermath.history.unread == ()


def test_a_role_s_sessions_go_on_until_they_are_denied_too(rescuer):
    s3 = rescuer.thief("s3", rescuer.role_session())
    rescuer.revoke()
    rescuer.sandbox.advance_clock(60)
    assert not is_denied(s3.list_buckets)

    aftermath = rescuer.revoke("crane").aftermath

    rescuer.sandbox.advance_clock(60)
    assert is_denied(s3.list_buckets)
    assert "crane" not in {role.name for role in aftermath.roles}


def test_no_secret_and_no_token_is_in_the_journal_or_the_answer(rescuer):
    session = rescuer.role_session()

    revoked = rescuer.revoke()

    written = "".join(path.read_text(errors="replace") for path in rescuer.folder.rglob("*") if path.is_file())
    for secret in (rescuer.key().secret_access_key, session["SecretAccessKey"], session["SessionToken"]):
        assert secret not in written
        assert secret not in repr(revoked)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("operation", ["UpdateAccessKey", "PutUserPolicy", "AttachUserPolicy"])
def test_killed_on_the_way_and_resumed_it_is_as_if_it_had_not_been(rescuer, operation, moment):
    rescuer.sandbox.fault(Crash(actions=(f"iam:{operation}",), moment=moment))
    rescuer.revoke()
    rescuer.sandbox.no_faults()

    ran = rescuer.resume()

    iam = as_user(rescuer.sandbox, "ada")
    assert (ran.error, ran.applied.ending) == (None, "complete")
    assert rescuer.key().status == "Inactive"
    assert iam.list_user_policies(UserName="leaky")["PolicyNames"] == ["powers", "RootwardRevokeOlderSessions"]
    assert len(iam.list_attached_user_policies(UserName="leaky")["AttachedPolicies"]) == 1


def test_it_is_taken_back(rescuer):
    rescuer.revoke()

    rescuer.undo()

    iam = as_user(rescuer.sandbox, "ada")
    assert rescuer.key().status == "Active"
    assert iam.list_attached_user_policies(UserName="leaky")["AttachedPolicies"] == []
    assert iam.list_user_policies(UserName="leaky")["PolicyNames"] == ["powers"]


def test_who_says_no_changes_nothing(rescuer):
    assert rescuer.revoke(says=False) is None
    assert rescuer.key().status == "Active"


def test_ones_own_key_and_user_are_left_to_another(rescuer):
    revoked = rescuer.revoke(name="ada")

    assert not revoked.aftermath.is_off
    assert rescuer.key("ada").status == "Active"
    assert [one.by for one in rescuer.shown.withheld] == ["lockout"]
    assert rescuer.shown.steps == ()
    assert any("you act as ada yourself" in line for line in rescuer.progress)


def test_a_role_that_is_not_there(rescuer):
    with pytest.raises(UsageError, match="no role 'crones'"):
        rescuer.revoke("crones")
    assert rescuer.key().status == "Active"


def test_a_denied_history_is_told_and_the_key_is_off_all_the_same(rescuer, monkeypatch):
    statements = [
        {**one, "Action": [action for action in one["Action"] if action != "cloudtrail:LookupEvents"]}
        for one in json.loads(policy_for_revoking())["Statement"]
    ]
    _sit(rescuer, monkeypatch, *statements)

    history = rescuer.revoke().aftermath.history

    assert rescuer.key().status == "Inactive"
    assert not history.is_whole
    assert "LookupEvents" in history.unread[0]


def test_the_permissions_are_enough(rescuer, monkeypatch):
    _sit(rescuer, monkeypatch, *json.loads(policy_for_revoking())["Statement"])

    revoked = rescuer.revoke("crane")

    assert revoked.ran.applied.is_whole
    assert [one.change.target[0] for one in rescuer.shown.steps] == [
        "access-key",
        "inline-policy",
        "attachment",
        "inline-policy",
    ]
    assert revoked.aftermath.history.unread == ()


def test_who_may_not_do_all_of_it_is_told_how_to_switch_the_key_off(rescuer, monkeypatch):
    statements = [
        {**one, "Action": [action for action in one["Action"] if action != "iam:PutUserPolicy"]}
        for one in json.loads(policy_for_revoking())["Statement"]
    ]
    _sit(rescuer, monkeypatch, *statements)

    with pytest.raises(GuardRefusedError, match="may not iam:PutUserPolicy") as refused:
        rescuer.revoke()

    assert f"rootward keys deactivate {rescuer.key().access_key_id} --force" in refused.value.advice
    assert rescuer.key().status == "Active"


def test_who_may_not_switch_it_off_is_not_sent_to_what_was_just_refused(rescuer, monkeypatch):
    statements = [
        {**one, "Action": [action for action in one["Action"] if action != "iam:UpdateAccessKey"]}
        for one in json.loads(policy_for_revoking())["Statement"]
    ]
    _sit(rescuer, monkeypatch, *statements)

    with pytest.raises(GuardRefusedError, match="may not iam:UpdateAccessKey") as refused:
        rescuer.revoke()

    line = f"--user-name leaky --access-key-id {rescuer.key().access_key_id} --status Inactive"
    assert (
        f"somebody who may has to switch the key off at once: aws iam update-access-key {line}" in refused.value.advice
    )
    assert "rootward keys deactivate" not in refused.value.advice


def test_where_the_users_cannot_be_listed_the_one_line_that_helps_is_named(rescuer):
    rescuer.sandbox.fault(Deny(actions=("iam:GetAccountAuthorizationDetails",)))

    with pytest.raises(IncompleteError) as stopped:
        rescuer.revoke()

    line = f"--user-name leaky --access-key-id {rescuer.key().access_key_id} --status Inactive"
    assert f"aws iam update-access-key {line}" in stopped.value.advice


def test_so_it_is_where_no_journal_can_be_written(rescuer, tmp_path):
    rescuer.folder = tmp_path / "file"
    rescuer.folder.write_text("")

    with pytest.raises(JournalError) as stopped:
        rescuer.revoke()

    assert "aws iam update-access-key --user-name leaky" in stopped.value.advice
    assert rescuer.key().status == "Active"


def test_what_the_run_did_is_told_before_cloudtrail_is_asked(rescuer, monkeypatch):
    told: list[str] = []

    def asked(*_args, **_more):
        told.append("asked")
        return NONE

    monkeypatch.setattr("rootward.aws.key_history.read_history", asked)

    rescuer.revoke(made=lambda ran: told.append(ran.applied.ending))

    assert told == ["complete", "asked"]


def test_who_does_not_wait_for_cloudtrail_keeps_what_is_left_to_do(rescuer, monkeypatch):
    def interrupted(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr("rootward.aws.key_history.read_history", interrupted)

    revoked = rescuer.revoke()

    assert revoked.is_interrupted
    assert revoked.aftermath.is_off
    assert revoked.aftermath.history.unread == ("interrupted",)
    assert not revoked.aftermath.history.is_whole


def test_a_denial_that_failed_is_among_what_is_left(rescuer):
    rescuer.sandbox.fault(Deny(actions=("iam:PutUserPolicy",)))

    aftermath = rescuer.revoke().aftermath

    assert aftermath.is_off
    assert ("inline-policy", "user", "leaky", "RootwardRevokeOlderSessions") in {
        step.change.target for step in aftermath.left
    }


def test_of_a_whole_run_nothing_is_left(rescuer):
    assert rescuer.revoke().aftermath.left == ()


def test_whom_it_made_is_named(rescuer):
    rescuer.thief("iam").create_user(UserName="mallory")

    events = rescuer.revoke().aftermath.history.events

    assert "user mallory" in {event.made for event in events}


def _sit(rescuer, monkeypatch, *statements):
    pair = person(rescuer.sandbox, "opal", *statements).own_pair()
    assert pair is not None
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", pair.key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", pair.secret.reveal())


def test_roots_key_goes_in_roots_own_session_and_nobody_elses(tmp_path, monkeypatch):
    used_today = Key(created=800.0, used=KeyUse(at=0.1, service="s3"))
    house = msgspec.structs.replace(
        DOCKS, caller=Caller(root=True), root=msgspec.structs.replace(DOCKS.root, keys=(used_today,))
    )
    with serve(house, enforce=True) as sandbox:
        root = Rescuer(sandbox, tmp_path, monkeypatch)

        aftermath = root.revoke(name=ROOT_NAME).aftermath

        assert root.key(ROOT_NAME).status == "Inactive"
        assert aftermath.user is None
        assert any("cannot be denied" in line for line in root.progress)


def test_where_scans_on_this_machine_found_it_is_told(rescuer):
    leaky = rescuer.key().access_key_id
    place = LeakPlace(root="/srv/docks", path="crane/.env", line=3, commit="1a2b3c4d5e6f" + "0" * 28)
    leak = KeyLeak(
        id=leaky, user="leaky", with_secret=True, places=(place,), further_places=2, first_found=AT, last_found=AT
    )
    remember("123456789012", rescuer.sandbox.endpoint_url, [leak], AT, folder=rescuer.folder)

    aftermath = rescuer.revoke().aftermath

    assert aftermath.places == ("crane/.env:3 (commit 1a2b3c4d5e6f) in /srv/docks",)
    assert aftermath.further_places == 2


def test_a_session_s_key_is_refused_with_how_to_find_who_began_it():
    with pytest.raises(UsageError, match="cannot be switched off") as caught:
        refuse_no_key("ASIA" + "Q" * 16)

    assert f"AttributeKey=AccessKeyId,AttributeValue=ASIA{'Q' * 16}; then 'rootward keys revoke'" in str(
        caught.value.advice
    )
