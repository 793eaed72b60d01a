"""Bootstrap: a new account is set up in rounds, proved, left alone when it is done, and taken back by undo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import msgspec
import pytest

from rootward.errors import GuardRefusedError, NotAwaitedError, OutputError, UsageError
from rootward.model.applied import StepOutcome
from rootward.model.baseline import Baseline, Contact
from rootward.model.blueprint import Blueprint, WantedGroup, WantedRole, WantedUser
from rootward.model.change import PasswordPolicyChange, UserChange
from rootward.model.credential import IdentityProvider
from rootward.model.identity import InlinePolicy
from rootward.model.plan import GuidedStep, Plan, Step
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.console import RegisterDevice
from rootward.sandbox.faults import Deny, Throttle
from rootward.sandbox.scenario.organization import Organization, Place
from rootward.sandbox.state import State
from rootward.workflows.apply import Approval
from rootward.workflows.bootstrap import CHECKS, bootstrap, bootstrap_plan
from rootward.workflows.permissions import policy_for_bootstrapping
from rootward.workflows.plan import Planning
from rootward.workflows.running.passwords import FirstPassword
from rootward.workflows.running.run import Ran, Setting
from rootward.workflows.source import Live
from tests.workflows.acting import FACTS
from tests.workflows.dying import await_the_end, lived, one_after_the_other
from tests.workflows.new_account import CONTACT, EMAIL, NEW, password_of, written
from tests.workflows.patient import Patient, ends, statuses

MARK = Blueprint(users=(WantedUser(name="mark"),))
ADMINISTRATOR_ACCESS = "arn:aws:iam::aws:policy/AdministratorAccess"
SAML = "arn:aws:iam::123456789012:saml-provider/company"
THEIRS = "Open-Sesame-4711-Barley"
TROUBLE = "the device that the first password was told on is gone"

EVERYTHING = (
    *FACTS,
    "credential_report",
    "analyzers",
    "trails",
    "event_rules",
    "topics",
    "security_contact",
    "saml_providers",
)


class Led:
    """A guide that waits for whoever does what it shows, or for nobody."""

    def __init__(self, *, waits: bool = False) -> None:
        self.waits = waits
        self.left: list[str] = []
        self.shown: list[str] = []

    def leave(self, steps: tuple[GuidedStep, ...]) -> None:
        self.left += [step.gap.check for step in steps]

    def show(self, step: GuidedStep) -> None:
        self.shown.append(f"{step.gap.check} {step.gap.resource.rpartition(':')[2]}")

    def closed(self, step: GuidedStep) -> None:
        pass


class Asked:
    """A host that remembers what it was asked."""

    def __init__(self, name: str = "", email: str | None = None, contact: Contact | None = None) -> None:
        self.name = name
        self.email = email
        self.contact = contact
        self.asked: list[str] = []

    def administrator(self) -> WantedUser:
        self.asked.append("administrator")
        if not self.name:
            raise UsageError("nobody was named")
        return WantedUser(name=self.name)

    def alarm_email(self) -> str | None:
        self.asked.append("alarm e-mail")
        return self.email

    def security_contact(self) -> Contact | None:
        self.asked.append("security contact")
        return self.contact


class Newcomer(Patient):
    """Somebody who signed up an hour ago, and is root."""

    def __init__(self, *given: Any, **baseline: Any) -> None:
        super().__init__(*given, **{"alarm_email": EMAIL, "security_contact": CONTACT, **baseline})
        self.told: list[FirstPassword] = []
        self.plans: list[Plan] = []

    @property
    def setting(self) -> Setting:
        return msgspec.structs.replace(super().setting, tell_password=self.told.append)

    def bootstrap(
        self,
        blueprint: Blueprint = MARK,
        *,
        guide: Led | None = None,
        host: Asked | None = None,
        setting: Setting | None = None,
    ) -> list[Ran]:
        """All rounds, each plan approved as it is shown."""

        def approve(plan: Plan) -> Approval:
            self.plans.append(plan)
            return Approval(digest=plan.digest)

        return list(
            bootstrap(
                Live(),
                blueprint,
                planning=Planning(baseline=self.baseline, state_folder=self.folder),
                host=host or Asked(),
                ask=approve,
                guide=guide or Led(),
                setting=setting or self.setting,
                announce=self.progress.append,
            )
        )

    def bootstrap_plan(self, blueprint: Blueprint = MARK, host: Asked | None = None) -> Plan:
        return bootstrap_plan(
            Live(),
            blueprint,
            planning=Planning(baseline=self.baseline, state_folder=self.folder),
            host=host or Asked(),
            progress=self.progress.append,
            announce=self.progress.append,
        )

    @property
    def iam(self) -> Any:
        key_id, secret, token = self.sandbox.credentials
        return boto3.client(
            "iam",
            region_name=self.sandbox.region,
            endpoint_url=self.sandbox.endpoint_url,
            aws_access_key_id=key_id,
            aws_secret_access_key=secret,
            aws_session_token=token or None,
        )

    def password_of(self, name: str) -> str | None:
        """What the practice account takes at the sign-in of that user."""
        return password_of(self.sandbox, name)

    @property
    def written(self) -> set[str]:
        """The calls that may have changed something."""
        return written(self.sandbox)


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Sandbox, State]]:
    with serve(NEW, enforce=True) as sandbox:
        yield sandbox, sandbox.save()


@pytest.fixture
def newcomer(served: tuple[Sandbox, State], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newcomer]:
    sandbox, start = served
    sandbox.restore(start)
    sandbox.calls.clear()
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    yield Newcomer(sandbox, tmp_path / "machine", monkeypatch)
    sandbox.no_faults()


@pytest.fixture
def in_order() -> Iterator[None]:
    with one_after_the_other():
        yield


def closed(rounds: list[Ran]) -> set[str]:
    return {proof.gap.check for ran in rounds for proof in ran.applied.proofs if proof.status == "closed"}


# --- a new account


def test_all_rounds_come_to_their_end_and_are_proved(newcomer):
    rounds = newcomer.bootstrap()

    assert [(ran.error, ran.applied.ending) for ran in rounds] == [(None, "complete")] * len(rounds)
    assert [set(ends(ran).values()) for ran in rounds] == [{"done"}] * len(rounds)
    assert [statuses(ran) for ran in rounds] == [{"closed"}] * len(rounds)
    assert closed(rounds) >= {
        "admin-identity-missing",
        "access-analyzer-missing",
        "password-too-short",
        "trail-missing",
        "security-contact-missing",
        "support-role-missing",
    }


def test_mark_administers_signs_in_once_with_the_password_and_changes_it(newcomer):
    newcomer.bootstrap()

    (group,) = newcomer.iam.list_groups_for_user(UserName="mark")["Groups"]
    attached = newcomer.iam.list_attached_group_policies(GroupName="administrators")["AttachedPolicies"]
    assert group["GroupName"] == "administrators"
    assert attached == [{"PolicyName": "AdministratorAccess", "PolicyArn": ADMINISTRATOR_ACCESS}]
    assert newcomer.iam.get_login_profile(UserName="mark")["LoginProfile"]["PasswordResetRequired"] is True
    assert newcomer.told == [
        FirstPassword("mark", newcomer.password_of("mark"), "https://123456789012.signin.aws.amazon.com/console")
    ]


def test_one_round_is_enough_for_an_account_without_people(newcomer):
    assert len(newcomer.bootstrap()) == 1
    assert [plan.is_empty for plan in newcomer.plans] == [False, True]


def test_what_is_left_is_for_people(newcomer):
    guide = Led()

    newcomer.bootstrap(guide=guide)

    assert set(guide.left) == {
        "root-mfa-missing",
        "root-mfa-not-hardware",
        "user-mfa-missing",
        "root-use-alarm-missing",
        "identity-alarms-missing",
    }


def test_run_again_it_changes_nothing_and_asks_nobody(newcomer):
    newcomer.bootstrap()
    before, host = newcomer.account(*EVERYTHING), Asked()
    newcomer.sandbox.calls.clear()

    again = newcomer.bootstrap(Blueprint(), host=host)

    assert again == []
    assert host.asked == []
    assert newcomer.written == set()
    assert newcomer.account(*EVERYTHING) == before
    assert len(newcomer.told) == 1


def test_undo_takes_it_all_away_again(newcomer):
    """But for the bucket of the trail, which holds the log by then."""
    before = newcomer.account(*EVERYTHING)
    rounds = newcomer.bootstrap()

    undone = [newcomer.undo() for _ in rounds]

    assert [(ran.error, ran.applied.ending) for ran in undone] == [(None, "complete")] * len(rounds)
    assert newcomer.account(*EVERYTHING) == before


def test_what_mark_has_got_meanwhile_stands_in_the_way_of_an_undo(newcomer):
    newcomer.bootstrap()
    newcomer.sandbox.do(RegisterDevice(user="mark", name="mark-key", device="passkey"))

    with pytest.raises(GuardRefusedError, match="user mark holds what it does not take away: MFA device mark-key"):
        newcomer.undo()
    assert newcomer.password_of("mark") is not None


def test_nobody_but_root_takes_away_the_only_administrator(newcomer, monkeypatch):
    newcomer.bootstrap()
    iam = newcomer.iam
    key = iam.create_access_key(UserName="mark")["AccessKey"]
    newcomer.sandbox.advance_clock(60)  # a new key takes some seconds to work
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    monkeypatch.delenv("AWS_SESSION_TOKEN")
    newcomer.sandbox.calls.clear()

    with pytest.raises(GuardRefusedError, match="this run changed nothing: "):
        newcomer.undo()
    assert newcomer.written == set()


def test_the_plan_alone_changes_nothing(newcomer):
    plan = newcomer.bootstrap_plan()

    assert {call.operation for step in plan.steps for call in step.change.calls()} >= {
        "CreateUser",
        "CreateGroup",
        "AttachGroupPolicy",
        "AddUserToGroup",
        "CreateLoginProfile",
    }
    assert plan.checks == tuple(check.id for check in CHECKS)
    assert newcomer.written == set()


def test_all_that_it_calls_its_policy_allows(newcomer):
    newcomer.bootstrap(Blueprint(users=MARK.users, groups=(WantedGroup(name="readers", policies=("ReadOnlyAccess",)),)))

    called = {call.action for call in newcomer.sandbox.calls} - {"sts:GetCallerIdentity"}
    statements = json.loads(policy_for_bootstrapping())["Statement"]
    allowed = {action for statement in statements for action in statement["Action"]}
    assert called <= allowed


def test_a_plan_of_it_is_applied_like_any_other(newcomer):
    plan = newcomer.bootstrap_plan()

    ran = newcomer.apply(plan)

    assert (ran.error, statuses(ran)) == (None, {"closed"})
    assert [one.user for one in newcomer.told] == ["mark"]


# --- who is asked what


def test_where_nobody_is_named_and_nobody_administers_somebody_is_asked(newcomer):
    host = Asked("zoe", "zoe@example.com", CONTACT)
    newcomer.baseline = Baseline()

    rounds = newcomer.bootstrap(Blueprint(), host=host)

    assert host.asked == ["administrator", "alarm e-mail", "security contact"]
    assert "security-contact-missing" in closed(rounds)
    assert [one.user for one in newcomer.told] == ["zoe"]
    newcomer.sandbox.confirm_subscription("zoe@example.com")


def test_who_cannot_answer_is_refused_before_anything_is_changed(newcomer):
    with pytest.raises(UsageError, match="nobody was named"):
        newcomer.bootstrap(Blueprint(), host=Asked())

    assert newcomer.written == set()


def test_nobody_need_be_told_of_alarms(newcomer):
    newcomer.baseline = Baseline()
    host = Asked()

    rounds = newcomer.bootstrap(host=host)

    assert host.asked == ["alarm e-mail", "security contact"]
    assert closed(rounds).isdisjoint({"root-use-alarm-missing", "security-contact-missing"})
    assert {one.gap.check for one in newcomer.plans[-1].withheld} >= {"root-use-alarm-missing"}


# --- passwords


def test_where_nobody_could_be_told_a_password_nothing_is_changed(newcomer):
    setting = msgspec.structs.replace(newcomer.setting, tell_password=None)

    with pytest.raises(UsageError, match="gives mark a console password, and nobody is at a terminal") as raised:
        newcomer.bootstrap(setting=setting)

    assert raised.value.advice == "name a file that only you can read: --password-file FILE"
    assert newcomer.written == set()


def test_a_password_that_cannot_be_told_is_not_set_and_the_run_goes_on_later(newcomer):
    def fail(_one: FirstPassword) -> None:
        raise OutputError(TROUBLE)

    (ran,) = newcomer.bootstrap(setting=msgspec.structs.replace(newcomer.setting, tell_password=fail))
    assert (str(ran.error), ran.applied.ending) == (TROUBLE, "stopped")
    assert newcomer.password_of("mark") is None

    assert newcomer.resume().applied.ending == "complete"
    assert [one.password for one in newcomer.told] == [newcomer.password_of("mark")]


@pytest.mark.usefixtures("in_order")
@pytest.mark.parametrize(("moment", "times_told"), [("before", 2), ("after", 1)])
def test_killed_at_the_password_mark_has_one_that_was_told(newcomer, moment, times_told):
    with lived(1, moment, "CreateLoginProfile".__eq__):
        newcomer.bootstrap()
    await_the_end()

    resumed = newcomer.resume()

    assert (resumed.error, resumed.applied.ending) == (None, "complete")
    assert len({one.password for one in newcomer.told}) == len(newcomer.told) == times_told
    assert newcomer.told[-1].password == newcomer.password_of("mark")


@pytest.mark.usefixtures("in_order")
def test_killed_at_each_change_of_iam_it_gets_there_and_undo_takes_it_back(newcomer):
    before = newcomer.account(*EVERYTHING)
    plan = newcomer.bootstrap_plan()
    of_iam = [call.operation for step in plan.steps for call in step.change.calls() if call.service == "iam"]
    for operation in of_iam:
        with lived(1, "after", operation.__eq__):
            newcomer.apply(plan)
        await_the_end()

    ran = newcomer.resume()

    assert (ran.error, ran.applied.ending, statuses(ran)) == (None, "complete", {"closed"})
    assert len(newcomer.told) == 1
    assert newcomer.told[0].password == newcomer.password_of("mark")
    assert newcomer.undo().applied.ending == "complete"
    assert newcomer.account(*EVERYTHING) == before


@pytest.mark.usefixtures("in_order")
def test_a_try_that_aws_throttles_is_made_again_with_the_same_password(newcomer):
    newcomer.sandbox.fault(Throttle(actions=("iam:CreateLoginProfile",), times=8))

    rounds = newcomer.bootstrap()

    assert rounds[0].error is None
    assert [one.password for one in newcomer.told] == [newcomer.password_of("mark")]


# --- what people do on the way


def test_who_registers_a_device_is_bound_to_mfa_and_then_nothing_is_left(newcomer):
    guide = Led(waits=True)

    def do(*deeds: Any) -> None:
        for deed in deeds:
            newcomer.sandbox.do(deed)

    def act() -> None:
        if not newcomer.iam.list_mfa_devices(UserName="mark")["MFADevices"]:
            do(RegisterDevice(user="mark", name="mark-key", device="passkey"))
            do(RegisterDevice(user="root", name="safe-key", device="passkey"))
            do(RegisterDevice(user="root", name="desk-key", device="passkey"))
            newcomer.sandbox.confirm_subscription(EMAIL)

    newcomer.while_waiting = act

    rounds = newcomer.bootstrap(guide=guide)

    assert "root-mfa-missing root" in guide.shown
    assert "user-mfa-missing user/mark" in guide.shown
    assert [ran.error for ran in rounds] == [None, None]
    assert closed(rounds[1:]) == {"mfa-not-enforced"}
    groups = {group["GroupName"] for group in newcomer.iam.list_groups_for_user(UserName="mark")["Groups"]}
    assert groups > {"administrators"}
    assert (newcomer.plans[-1].steps, newcomer.plans[-1].guided, newcomer.plans[-1].withheld) == ((), (), ())


def test_ctrl_c_while_people_are_waited_for_leaves_what_was_made(newcomer):
    def interrupt() -> None:
        raise KeyboardInterrupt

    newcomer.while_waiting = interrupt

    with pytest.raises(NotAwaitedError, match="every other step is made") as raised:
        newcomer.bootstrap(guide=Led(waits=True))

    assert raised.value.advice == "go on when what is left for you is done: rootward bootstrap"
    assert newcomer.password_of("mark") is not None


def test_ctrl_c_where_nothing_was_made_is_an_interruption_like_any(newcomer):
    newcomer.bootstrap()

    def interrupt() -> None:
        raise KeyboardInterrupt

    newcomer.while_waiting = interrupt
    with pytest.raises(KeyboardInterrupt):
        newcomer.bootstrap(guide=Led(waits=True))


# --- what goes wrong


def test_a_policy_that_nobody_has_is_told_before_anything_is_made(newcomer):
    wanted = Blueprint(
        users=MARK.users, groups=(WantedGroup(name="readers", policies=("ReadOnlyAcces", "PowerUserAccess")),)
    )

    with pytest.raises(UsageError) as raised:
        newcomer.bootstrap(wanted)

    assert str(raised.value) == "there is no managed policy 'ReadOnlyAcces'; nothing was changed"
    assert newcomer.written == set()
    with pytest.raises(UsageError, match="there is no managed policy 'ReadOnlyAcces'"):
        newcomer.bootstrap_plan(wanted)


def test_a_policy_that_may_not_be_looked_for_is_not_said_to_be_missing(newcomer):
    newcomer.sandbox.fault(Deny(actions=("iam:GetPolicy",)))
    readers = Blueprint(users=MARK.users, groups=(WantedGroup(name="readers", policies=("ReadOnlyAccess",)),))

    plan = newcomer.bootstrap_plan(readers)

    assert "readers" in {step.change.resource.rpartition("/")[2] for step in plan.steps}


@pytest.mark.parametrize("kind", ["user", "group"])
def test_whoever_made_a_user_or_group_of_the_name_meanwhile_is_made_no_administrator(newcomer, kind):
    plan = newcomer.bootstrap_plan()
    if kind == "user":
        newcomer.iam.create_user(UserName="mark")
    else:
        newcomer.iam.create_group(GroupName="administrators")
    newcomer.sandbox.calls.clear()

    with pytest.raises(GuardRefusedError, match="is there already, and no run from this machine made it"):
        newcomer.apply(plan)

    assert newcomer.written == set()
    assert newcomer.told == []


def test_whoever_gives_mark_a_password_of_their_own_meanwhile_does_not_get_an_administrator(newcomer):
    def give(step: Step, _outcome: StepOutcome) -> None:
        if isinstance(step.change, UserChange):
            newcomer.iam.create_login_profile(UserName="mark", Password=THEIRS)

    newcomer.on_step = give

    with one_after_the_other():
        (ran,) = newcomer.bootstrap()

    assert ran.applied.ending == "stopped"
    assert "somebody else gave mark a console password meanwhile" in str(ran.error)
    assert newcomer.iam.list_groups_for_user(UserName="mark")["Groups"] == []
    assert newcomer.told == []


def test_a_round_that_stops_is_the_last(newcomer):
    newcomer.sandbox.deny("iam:AddUserToGroup")

    (ran,) = newcomer.bootstrap()

    assert ran.applied.ending == "stopped"
    assert newcomer.iam.list_groups_for_user(UserName="mark")["Groups"] == []


def test_what_was_made_and_does_not_hold_is_not_made_again_and_again(newcomer):
    """Somebody, or something, takes the password policy away as soon as it is there."""

    def take_away(step: Step, _outcome: StepOutcome) -> None:
        if isinstance(step.change, PasswordPolicyChange):
            newcomer.iam.delete_account_password_policy()

    newcomer.on_step = take_away

    (ran,) = newcomer.bootstrap()

    opened = {proof.gap.check for proof in ran.applied.proofs if proof.status == "open"}
    assert opened == {
        "password-too-short",
        "password-reuse-allowed",
        "password-complexity-low",
        "password-change-forbidden",
    }


def test_a_plan_that_was_not_approved_is_the_end(newcomer):
    rounds = bootstrap(
        Live(),
        MARK,
        planning=Planning(baseline=newcomer.baseline, state_folder=newcomer.folder),
        host=Asked(),
        ask=lambda _plan: None,
        guide=Led(waits=True),
        setting=newcomer.setting,
        announce=newcomer.progress.append,
    )

    assert list(rounds) == []
    assert newcomer.written == set()


# --- more than a first user


def test_task_groups_and_their_users(newcomer):
    no_billing = json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "aws-portal:*", "Resource": "*"}]}
    )
    wanted = Blueprint(
        users=(*MARK.users, WantedUser(name="ann", groups=("developers",)), WantedUser(name="robot", console=False)),
        groups=(
            WantedGroup(
                name="developers",
                policies=("PowerUserAccess",),
                documents=(InlinePolicy(name="no-billing", document=no_billing),),
            ),
        ),
    )

    rounds = newcomer.bootstrap(wanted)
    again = newcomer.bootstrap(wanted)

    assert [(ran.error, statuses(ran)) for ran in rounds] == [(None, {"closed"})] * len(rounds)
    assert again == []
    attached = newcomer.iam.list_attached_group_policies(GroupName="developers")["AttachedPolicies"]
    assert [one["PolicyName"] for one in attached] == ["PowerUserAccess"]
    assert newcomer.iam.list_group_policies(GroupName="developers")["PolicyNames"] == ["no-billing"]
    assert {one.user for one in newcomer.told} == {"mark", "ann"}
    assert newcomer.password_of("robot") is None


def test_roles_for_people_of_a_company_in_place_of_users(newcomer):
    newcomer.iam.create_saml_provider(Name="company", SAMLMetadataDocument="<EntityDescriptor/>" + " " * 1000)
    roles = Blueprint(roles=(WantedRole(name="administrators", provider=SAML, policies=("AdministratorAccess",)),))

    rounds = newcomer.bootstrap(roles)

    assert "admin-identity-missing" in closed(rounds)
    assert newcomer.told == []
    assert newcomer.iam.list_users()["Users"] == []
    assert newcomer.account("saml_providers").saml_providers == (IdentityProvider(arn=SAML, kind="saml"),)


def test_identity_center_is_left_to_people(tmp_path, monkeypatch):
    place = Place(name="management", email="aws@example.com", joined=0.02)
    organization = Organization(founded=0.02, this_account=place)
    guide = Led()
    with serve(msgspec.structs.replace(NEW, organization=organization), enforce=True) as sandbox:
        actor = Newcomer(sandbox, tmp_path / "machine", monkeypatch)

        actor.bootstrap(Blueprint(identity_center=True), guide=guide)

        assert actor.iam.list_users()["Users"] == []
    assert "admin-identity-missing" in guide.left
    (step,) = (one for one in actor.plans[-1].guided if one.gap.check == "admin-identity-missing")
    assert step.instruction.startswith("in this account, the organisation's management account: IAM Identity Center")


# --- an account that is at work already


def test_an_account_at_work_gets_what_it_lacks_keeps_what_it_has_and_is_as_it_was_after_an_undo(tmp_path, monkeypatch):
    with serve("startup", enforce=True) as sandbox:
        actor = Newcomer(sandbox, tmp_path / "machine", monkeypatch)
        before = actor.account(*EVERYTHING)

        rounds = actor.bootstrap()
        again = actor.bootstrap()
        calls = {call.operation for ran in rounds for step in ran.applied.plan.steps for call in step.change.calls()}
        undone = [actor.undo() for _ in rounds]

        assert [(ran.error, statuses(ran)) for ran in rounds] == [(None, {"closed"})] * len(rounds)
        assert "CreateUser" in calls
        assert not [one for one in calls if one.startswith(("Delete", "Detach", "Remove", "Deactivate"))]
        assert "UpdateAccessKey" not in calls
        assert again == []
        assert [(ran.error, ran.applied.ending) for ran in undone] == [(None, "complete")] * len(rounds)
        assert actor.account(*EVERYTHING) == before
