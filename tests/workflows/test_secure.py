"""Secure: somebody is led through the five practices, may leave at any point, and is asked nothing that is done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import msgspec
import pytest

from rootward.errors import CredentialsError, GuardRefusedError, IncompleteError, RootwardError
from rootward.model.baseline import Baseline, Contact
from rootward.model.blueprint import Blueprint, WantedUser
from rootward.model.finding import PRACTICES
from rootward.model.journal import Journal
from rootward.model.plan import Gap, GuidedStep, Plan
from rootward.model.secured import Chapter, Secured
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.console import RegisterDevice
from rootward.sandbox.scenario.tables import Caller, Key, Password, Role, User
from rootward.sandbox.state import State
from rootward.workflows.apply import Approval
from rootward.workflows.guide import Looked
from rootward.workflows.permissions import policy_for_securing
from rootward.workflows.plan import Planning
from rootward.workflows.running.passwords import FirstPassword
from rootward.workflows.running.run import Ran, Setting
from rootward.workflows.secure import Turn, Way, secure
from rootward.workflows.source import Live
from tests.reports.audits import ROOT, ROOT_MFA, audit
from tests.reports.plan.plans import FULL, applied, proof
from tests.sandbox.people import iam_of
from tests.workflows.acting import administrator
from tests.workflows.new_account import CONTACT, EMAIL, NEW, password_of, written
from tests.workflows.patient import Patient

THEIRS = "Open-Sesame-4711-Barley"

ADMIN_ROLE = "arn:aws:iam::123456789012:role/admin"

ONE_REGION = msgspec.structs.replace(NEW, regions=("us-east-1",))

LEFT_TO_PEOPLE = {"root-mfa-missing", "root-mfa-not-hardware", "root-mfa-single", "admin-mfa-phishable"}
"""What no call can do."""


class Going:
    """A companion that says yes to each plan, does what is for people, and remembers what it was told."""

    enrolls = True

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.told: list[str] = []
        self.plans: list[Plan] = []
        self.resumed: list[str] = []
        self.shown: list[str] = []
        self.registered: list[str] = []
        self.report_of: list[bool] = []
        self.consent: Callable[[Plan], str] = lambda _plan: "yes"
        self.turns: dict[str, list[Turn]] = {}
        """What is said first at the step of that check and resource; then it is done."""
        self.leaves_at: str = ""
        self.takes_key = True

    def takes_root_key(self, identity: Any) -> bool:
        self.told.append(f"root's key of {identity.account}")
        return self.takes_key

    def sets_out(self, identity: Any, before: Any) -> None:
        self.told.append(f"sets out as {identity.arn.rpartition(':')[2]} at {before.summary.score}")

    def resumes(self, journal: Journal) -> Approval | None:
        self.resumed.append(journal.id)
        answer = self.consent(journal.plan)
        return Approval(digest=journal.plan.digest) if answer == "yes" else None

    def not_resumed(self, error: RootwardError) -> None:
        self.told.append(f"not resumed: {error}")

    def opens(self, chapter: Chapter) -> None:
        self.told.append(f"{chapter.number} {chapter.practice}")

    def consents(self, plan: Plan) -> Approval | None:
        self.plans.append(plan)
        answer = self.consent(plan)
        if answer == "q":
            raise KeyboardInterrupt
        return Approval(digest=plan.digest) if answer == "yes" else None

    def made(self, ran: Ran) -> None:
        self.told.append(f"made {ran.applied.ending}")

    def turn(self, step: GuidedStep, *, may_enroll: bool) -> Turn:
        self.shown.append(f"{step.gap.check} {step.gap.resource.rpartition(':')[2]}{' or app' if may_enroll else ''}")
        if step.gap.check == self.leaves_at:
            raise KeyboardInterrupt
        if self.turns.get(said := f"{step.gap.check} {step.gap.resource.rpartition(':')[2]}"):
            return self.turns[said].pop(0)
        self.do(step)
        return "look"

    def do(self, step: GuidedStep) -> None:
        """What the step asks for, in the console."""
        match step.gap.check:
            case "root-mfa-missing":
                self.sandbox.do(RegisterDevice(user="root", name="safe-key", device="passkey"))
            case "root-mfa-single":
                self.sandbox.do(RegisterDevice(user="root", name="desk-key", device="passkey"))
            case "user-mfa-missing":
                self.register(step.gap.resource.rpartition("/")[2])
            case "root-use-alarm-missing" | "identity-alarms-missing":
                self.sandbox.confirm_subscription(EMAIL)
            case other:
                pytest.fail(f"nobody knows how to do {other}")

    def register(self, user: str) -> None:
        self.sandbox.do(RegisterDevice(user=user, name=f"{user}-key", device="passkey"))

    def enroll(self, session: Any, user: str) -> None:
        assert session.identity.account == self.sandbox.account_id
        self.registered.append(user)
        self.register(user)

    def still_open(self, step: GuidedStep, looked: Looked) -> None:
        self.told.append(f"not yet {step.gap.check}")
        self.report_of.append(looked.report_of is not None)

    def closed(self, step: GuidedStep) -> None:
        self.told.append(f"closed {step.gap.check}")


class Asked:
    """A host that knows everything, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def administrator(self) -> WantedUser:
        self.asked.append("administrator")
        return WantedUser(name="mark")

    def alarm_email(self) -> str | None:
        self.asked.append("alarm e-mail")
        return EMAIL

    def security_contact(self) -> Contact | None:
        self.asked.append("security contact")
        return CONTACT


class Newcomer(Patient):
    """Somebody with an account an hour old."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.told: list[FirstPassword] = []
        self.companion = Going(self.sandbox)
        self.host = Asked()

    @property
    def setting(self) -> Setting:
        return msgspec.structs.replace(super().setting, tell_password=self.told.append)

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

    def secure(self, *, anew: bool = False) -> Way:
        """Go the way; `anew`: with nobody remembering anything."""
        if anew:
            self.companion, self.host = Going(self.sandbox), Asked()
        way = self.way()
        assert way is not None
        return way

    def way(self) -> Way | None:
        return secure(
            Live(),
            Blueprint(),
            planning=Planning(baseline=self.baseline, state_folder=self.folder),
            host=self.host,
            companion=self.companion,
            setting=self.setting,
            announce=self.progress.append,
        )


@pytest.fixture(scope="module")
def new_account() -> Iterator[tuple[Sandbox, State]]:
    with serve(ONE_REGION, enforce=True) as sandbox:
        yield sandbox, sandbox.save()


@pytest.fixture
def newcomer(new_account: tuple[Sandbox, State], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newcomer]:
    sandbox, start = new_account
    sandbox.restore(start)
    sandbox.calls.clear()
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    yield Newcomer(sandbox, tmp_path / "machine", monkeypatch)
    sandbox.no_faults()


def failing(way: Way) -> set[str]:
    assert way.secured.after is not None
    return {one.check for one in way.secured.after.findings if one.status == "fail"}


def score(way: Way) -> tuple[int | None, int | None]:
    after = way.secured.after
    return way.secured.before.summary.score, None if after is None else after.summary.score


# --- the whole way


def test_a_new_account_is_secured_in_five_chapters_and_nothing_that_a_call_can_do_fails_then(newcomer):
    way = newcomer.secure()

    assert (way.error, way.secured.is_through, way.secured.is_root) == (None, True, True)
    assert [line for line in newcomer.companion.told if line[0].isdigit()] == [
        f"{number} {practice}" for number, practice in enumerate(PRACTICES, start=1)
    ]
    assert failing(way) <= LEFT_TO_PEOPLE
    before, after = score(way)
    assert before is not None
    assert after is not None
    assert after > before
    assert newcomer.host.asked == ["administrator", "alarm e-mail", "security contact"]
    assert [one.password for one in newcomer.told] == [password_of(newcomer.sandbox, "mark")]
    assert [ran.applied.journal for ran in way.runs] == list(way.secured.journals)
    called = {call.action for call in newcomer.sandbox.calls} - {"sts:GetCallerIdentity"}
    statements = json.loads(policy_for_securing())["Statement"]
    assert called <= {action for statement in statements for action in statement["Action"]}
    groups = {one.name for one in newcomer.account("identities").identities.groups}
    assert "administrators" in groups


def test_what_a_person_did_makes_more_possible_in_the_same_chapter(newcomer):
    newcomer.secure()

    of_mfa = newcomer.companion.told[newcomer.companion.told.index("2 mfa") :]
    assert of_mfa[: of_mfa.index("3 access_keys")][-1] == "made complete"
    assert "closed user-mfa-missing" in of_mfa[: of_mfa.index("made complete")]


def test_run_again_nothing_is_asked_and_nothing_changed(newcomer):
    newcomer.secure()
    newcomer.sandbox.calls.clear()

    way = newcomer.secure(anew=True)

    assert (way.error, way.secured.is_through, way.runs) == (None, True, ())
    assert (newcomer.host.asked, newcomer.companion.plans, newcomer.companion.shown) == ([], [], [])
    assert way.secured.after == way.secured.before
    assert written(newcomer.sandbox) == set()


def test_an_administrator_goes_the_same_way(newcomer, monkeypatch):
    administrator(newcomer.sandbox, monkeypatch)
    newcomer.companion.turns = {"root-mfa-missing root": ["later"], "root-mfa-not-hardware root": ["later"]}

    way = newcomer.secure()

    assert newcomer.companion.told[0].startswith("sets out as user/applier")
    assert (way.error, way.secured.is_through, way.secured.is_root) == (None, True, False)
    assert "administrator" not in newcomer.host.asked


# --- leaving, and coming back


@pytest.mark.parametrize("check", ["root-mfa-missing", "user-mfa-missing", "root-use-alarm-missing"])
def test_whoever_leaves_at_a_step_comes_back_to_it_and_is_asked_nothing_that_is_done(newcomer, check):
    newcomer.companion.leaves_at = check
    left = newcomer.secure()
    asked, plans = list(newcomer.host.asked), len(newcomer.companion.plans)
    assert (left.error, left.secured.is_through) == (None, False)
    assert check in {step.gap.check for step in left.secured.guided}

    back = newcomer.secure(anew=True)

    assert newcomer.companion.shown[0].startswith(f"{check} ")
    assert back.secured.is_through
    assert set(newcomer.host.asked).isdisjoint(asked)
    assert failing(back) <= LEFT_TO_PEOPLE
    assert plans + len(newcomer.companion.plans) <= len(PRACTICES)


def test_whoever_leaves_at_a_plan_has_changed_nothing_by_it(newcomer):
    newcomer.companion.consent = lambda _plan: "q"

    way = newcomer.secure()

    assert (way.error, way.runs, way.secured.is_through) == (None, (), False)
    assert way.secured.after == way.secured.before
    assert written(newcomer.sandbox) == set()


def test_a_plan_that_is_left_for_later_is_not_asked_for_twice_and_the_way_goes_on(newcomer):
    newcomer.companion.consent = lambda _plan: "later"
    newcomer.companion.turns = {"root-mfa-not-hardware root": ["later"]}

    way = newcomer.secure()

    assert (way.runs, way.secured.is_through) == ((), True)
    assert {"1 identities", "5 root_use"} <= set(newcomer.companion.told)
    assert len(newcomer.companion.plans) == len({plan.digest for plan in newcomer.companion.plans})
    assert "closed root-mfa-missing" in newcomer.companion.told
    assert "admin-identity-missing" in failing(way)
    assert "root-use-alarm-missing root" not in newcomer.companion.shown  # its mail comes with the changes


def test_a_step_that_is_left_for_later_does_not_come_again(newcomer):
    newcomer.companion.turns = {f"{name} root": ["later"] for name in ("root-mfa-missing", "root-mfa-not-hardware")}

    way = newcomer.secure()

    assert newcomer.companion.shown.count("root-mfa-missing root") == 1
    assert {"root-mfa-missing", "root-mfa-not-hardware"} <= failing(way)


# --- looking


def test_what_is_not_done_is_said_and_looked_at_again(newcomer):
    newcomer.companion.turns = {"root-mfa-missing root": ["look"]}

    newcomer.secure()

    told = newcomer.companion.told
    assert told.index("not yet root-mfa-missing") < told.index("closed root-mfa-missing")
    assert newcomer.companion.report_of == [False]  # the account summary says it, which is never old


def test_where_the_credential_report_says_that_it_is_not_done_the_report_is_named(newcomer):
    newcomer.iam.create_user(UserName="zoe")
    newcomer.iam.create_login_profile(UserName="zoe", Password=THEIRS)
    newcomer.companion.turns = {"user-mfa-missing user/zoe": ["look", "later"]}

    newcomer.secure()

    assert newcomer.companion.report_of == [True]


def test_an_app_is_registered_on_the_way_for_a_user_and_for_nobody_else(newcomer):
    newcomer.companion.turns = {"user-mfa-missing user/mark": ["enroll"]}

    newcomer.secure()

    assert newcomer.companion.registered == ["mark"]
    assert "user-mfa-missing user/mark or app" in newcomer.companion.shown
    assert [line for line in newcomer.companion.shown if line.endswith("or app")] == [
        "user-mfa-missing user/mark or app"
    ]
    assert "closed user-mfa-missing" in newcomer.companion.told


# --- what goes wrong


def test_a_run_that_stops_ends_the_way(newcomer):
    newcomer.sandbox.deny("iam:AddUserToGroup")

    way = newcomer.secure()

    assert way.runs[-1].applied.ending == "stopped"
    assert (way.secured.is_through, "2 mfa" in newcomer.companion.told) == (False, False)
    assert way.secured.after is not None
    assert way.secured.is_cut_off


def stopped(newcomer: Newcomer) -> str:
    """The id of a run that stopped before its last change, which may be made by now."""
    newcomer.sandbox.deny("iam:AddUserToGroup")
    newcomer.secure()
    newcomer.sandbox.no_faults()
    newcomer.companion, newcomer.host = Going(newcomer.sandbox), Asked()
    return newcomer.journals()[-1].id


def test_whoever_comes_back_is_offered_to_take_up_the_run_that_stopped_before_anything_else(newcomer):
    begun = stopped(newcomer)

    back = newcomer.secure()

    assert newcomer.companion.resumed == [begun]
    assert newcomer.companion.told[1:3] == ["made complete", "1 identities"]
    assert back.runs[0].applied.journal == begun
    assert {one.end for one in back.runs[0].applied.outcomes} == {"found", "done"}
    assert (back.secured.is_through, back.secured.is_cut_off) == (True, False)
    assert failing(back) <= LEFT_TO_PEOPLE


def test_whoever_leaves_it_as_it_is_goes_the_way_and_what_is_open_is_planned_anew(newcomer):
    begun = stopped(newcomer)
    answers = iter(["no"])
    newcomer.companion.consent = lambda _plan: next(answers, "yes")

    back = newcomer.secure()

    assert newcomer.companion.resumed == [begun]
    assert begun not in {ran.applied.journal for ran in back.runs}
    assert failing(back) <= LEFT_TO_PEOPLE


def test_a_run_that_others_finished_meanwhile_is_taken_up_and_found_done(newcomer):
    begun = stopped(newcomer)
    newcomer.iam.add_user_to_group(GroupName="administrators", UserName="mark")

    back = newcomer.secure()

    assert newcomer.companion.resumed == [begun]
    assert {one.end for one in back.runs[0].applied.outcomes} == {"found"}
    assert newcomer.secure(anew=True).runs == ()
    assert newcomer.companion.resumed == []


def test_a_run_that_cannot_be_taken_up_does_not_end_the_way(newcomer):
    stopped(newcomer)
    newcomer.iam.delete_login_profile(UserName="mark")
    newcomer.iam.delete_user(UserName="mark")

    back = newcomer.secure()

    assert newcomer.companion.told[1].startswith("not resumed: ")
    assert back.secured.is_through
    assert failing(back) <= LEFT_TO_PEOPLE


def test_credentials_that_end_on_the_way_leave_what_was_made(newcomer):
    def expire(step: GuidedStep) -> None:
        del step
        newcomer.sandbox.expire_sessions()

    newcomer.companion.do = expire

    way = newcomer.secure()

    assert isinstance(way.error, CredentialsError)
    assert (way.secured.after, way.secured.is_through) == (None, False)
    assert len(way.runs) == 1


# --- who may go


def root_key(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    with iam_of(sandbox) as iam:
        key = iam.root.access_keys[0]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key.secret_access_key)
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)


@pytest.fixture
def with_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newcomer]:
    root = msgspec.structs.replace(ONE_REGION.root, keys=(Key(created=0.02),))
    with serve(msgspec.structs.replace(ONE_REGION, root=root), enforce=True) as sandbox:
        actor = Newcomer(sandbox, tmp_path / "machine", monkeypatch)
        root_key(sandbox, monkeypatch)
        yield actor


def test_root_by_an_access_key_is_asked_before_anything_is_read(with_key):
    with_key.companion.takes_key = False

    assert with_key.way() is None
    assert with_key.companion.told == ["root's key of 123456789012"]
    assert {call.action for call in with_key.sandbox.calls} == {"sts:GetCallerIdentity"}


def test_whoever_insists_goes_with_the_key_which_is_not_taken_away_under_their_feet(with_key):
    with_key.companion.turns = {
        "root-access-key-present root": ["later"],
        "root-mfa-not-hardware root": ["later"],
    }

    way = with_key.secure()

    assert (way.error, way.secured.is_through) == (None, True)
    with iam_of(with_key.sandbox) as iam:
        assert [key.status for key in iam.root.access_keys] == ["Active"]
    assert "root-access-key-present" in failing(way)


def test_root_who_comes_without_its_key_has_it_switched_off_with_consent(tmp_path, monkeypatch):
    root = msgspec.structs.replace(ONE_REGION.root, keys=(Key(created=0.02),))
    with serve(msgspec.structs.replace(ONE_REGION, root=root), enforce=True) as sandbox:
        actor = Newcomer(sandbox, tmp_path / "machine", monkeypatch)

        way = actor.secure()

        told = actor.companion.told
        assert told[told.index("3 access_keys") + 1] == "made complete"
        assert (way.error, way.secured.is_through) == (None, True)
        with iam_of(sandbox) as iam:
            assert [key.status for key in iam.root.access_keys] == ["Inactive"]


def test_who_is_no_administrator_is_told_who_could_go(tmp_path, monkeypatch):
    key = Key(created=10)
    people = (
        User(name="ann", created=100, policies=("AdministratorAccess",), password=Password(changed=50)),
        User(name="bob", created=100, policies=("ReadOnlyAccess",), keys=(key,)),
    )
    with serve(msgspec.structs.replace(ONE_REGION, users=people, caller=Caller(user="bob")), enforce=True) as sandbox:
        actor = Newcomer(sandbox, tmp_path / "machine", monkeypatch)

        with pytest.raises(GuardRefusedError, match="user/bob does not administer the account") as raised:
            actor.way()

        assert raised.value.advice == "who could: root (aws login), user ann"
        assert actor.companion.told == []
        assert written(sandbox) == set()


def test_who_administers_by_a_role_alone_is_told_to_come_as_it(tmp_path, monkeypatch):
    assume = json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": ADMIN_ROLE}}
    )
    trust = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
                "Action": "sts:AssumeRole",
            },
        }
    )
    bob = User(name="bob", created=100, inline={"assume": assume}, policies=("ReadOnlyAccess",), keys=(Key(created=9),))
    role = Role(name="admin", created=100, trust=trust, policies=("AdministratorAccess",))
    account = msgspec.structs.replace(
        ONE_REGION, users=(bob,), roles=(*ONE_REGION.roles, role), caller=Caller(user="bob")
    )
    with serve(account, enforce=True) as sandbox:
        actor = Newcomer(sandbox, tmp_path / "machine", monkeypatch)

        with pytest.raises(GuardRefusedError) as raised:
            actor.way()

    assert raised.value.advice == f"you may as the role that you can assume: --role-arn {ADMIN_ROLE}"


def test_where_nobody_can_be_seen_to_administer_the_way_does_not_begin(newcomer):
    newcomer.sandbox.deny("iam:GetAccountAuthorizationDetails")

    with pytest.raises(IncompleteError, match="who administers the account could not be read") as raised:
        newcomer.way()

    assert raised.value.advice == "come as root (aws login) or as an administrator: both may read it"


def test_thresholds_of_the_configuration_count(newcomer):
    newcomer.baseline = Baseline(min_length=20)

    newcomer.secure()

    policy = newcomer.iam.get_account_password_policy()["PasswordPolicy"]
    assert policy["MinimumPasswordLength"] == 20


# --- what is open at the end


@pytest.mark.parametrize(
    ("proved", "later", "is_open"),
    [("open", "fail", True), ("open", "pass", False), ("closed", "fail", False), ("unknown", "fail", False)],
)
def test_a_gap_is_open_that_a_run_did_not_close_and_nobody_since(proved, later, is_open):
    gap = Gap(check="root-mfa-missing", resource=ROOT)
    run = Ran(applied(FULL, proofs=(proof(gap, proved),)))
    after = audit(msgspec.structs.replace(ROOT_MFA, status=later))

    assert Way(secured=Secured(before=audit(ROOT_MFA), after=after), runs=(run,)).is_open is is_open


def test_what_was_not_read_anew_is_not_said_to_be_open():
    run = Ran(applied(FULL, proofs=(proof(Gap(check="root-mfa-missing", resource=ROOT), "open"),)))

    assert not Way(secured=Secured(before=audit(ROOT_MFA), after=None), runs=(run,)).is_open
