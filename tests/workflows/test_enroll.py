"""Who gets a second factor, what is left where none comes about, and that a device is said to be there when it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Literal

import click
import msgspec
import pytest

from rootward.aws.second_factor import SecondFactors
from rootward.aws.session import AwsSession
from rootward.errors import CredentialsError, GuardRefusedError, IncompleteError, UsageError
from rootward.model.second_factor import (
    Apart,
    Enrolled,
    Guided,
    NewDevice,
    Rejected,
    Right,
    Same,
    Skewed,
    Verdict,
    Wrong,
)
from rootward.model.secret import Secret
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.console import RegisterDevice
from rootward.sandbox.faults import Crash, Cut, Deny, Fail, Stale
from rootward.sandbox.iam.totp import code_of
from rootward.sandbox.state import State
from rootward.workflows.enroll import Enrolling, enroll_here
from rootward.workflows.enrolling.person import Discard
from rootward.workflows.permissions import policy_for_enrolling
from rootward.workflows.running.pace import Pace
from tests.aws.practice import policy, session_of
from tests.sandbox.people import as_central_root, as_user, iam_of
from tests.workflows.self_enrolling import ALIAS, SELF_ENROLLING

KIM = "arn:aws:iam::123456789012:mfa/kim"
SECOND = f"{KIM}-2"


class Holder:
    """Somebody with an app, who types the codes of these steps: 0 is now. The next pair is typed when asked again."""

    def __init__(self, sandbox: Sandbox, *pairs: tuple[int | str, int | str]) -> None:
        self.sandbox = sandbox
        self.pairs = list(pairs or ((-1, 0),))
        self.seed: Secret | None = None
        self.entry = ""
        self.choice: str | Discard | None = None
        self.offered: list[tuple[str, ...]] = []
        self.verdicts: list[Verdict] = []
        self.guided: list[Guided] = []
        self.while_scanning: Callable[[], None] = lambda: None
        self.in_the_console: Callable[[], bool] = lambda: False
        self._second: int | str = 0
        self._now = 0

    def chooses(self, serials: tuple[str, ...]) -> str | Discard | None:
        self.offered.append(serials)
        return self.choice

    def scans(self, device: NewDevice, user: str, account: str) -> None:
        self.seed, self.entry = device.seed, f"{user}@{account}"
        self.while_scanning()

    def code(self, which: Literal["first", "second"]) -> str:
        if which == "first":
            first, self._second = self.pairs.pop(0)
            self._now = int(self.sandbox.now.timestamp()) // 30  # for both: a step may end between them
            return self._shown(first)
        return self._shown(self._second)

    def told(self, verdict: Verdict) -> None:
        self.verdicts.append(verdict)
        if isinstance(verdict, Same):
            self._second = self.pairs.pop(0)[1]

    def leads(self, guided: Guided) -> bool:
        self.guided.append(guided)
        return self.in_the_console()

    def _shown(self, step: int | str) -> str:
        if isinstance(step, str):
            return step
        assert self.seed is not None
        return code_of(self.seed.reveal(), self._now + step)


class Office:
    """The account as it is before each test, and who enrols there."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.said: list[str] = []
        self.slept: list[float] = []
        self.ahead = timedelta()
        """So far this machine's clock is ahead of the account's."""

    def enroll(self, holder: Holder, wish: Enrolling | None = None, by: str = "kim") -> Enrolled | Guided:
        return enroll_here(self.session(by), wish or Enrolling(), holder, announce=self.said.append, pace=self.pace)

    @property
    def pace(self) -> Pace:
        return Pace(now=lambda: self.sandbox.now + self.ahead, clock=self._seconds, sleep=self._sleep, patience=60)

    def session(self, by: str) -> AwsSession:
        with iam_of(self.sandbox) as iam:
            key = iam.get_user(by).access_keys[0]
        return session_of(self.sandbox, (key.access_key_id, key.secret_access_key))

    def devices(self, user: str = "kim") -> list[str]:
        with iam_of(self.sandbox) as iam:
            return list(iam.get_user(user).mfa_devices)

    def unassigned(self) -> list[str]:
        with iam_of(self.sandbox) as iam:
            return [serial for serial, device in iam.virtual_mfa_devices.items() if device.user is None]

    def leave_over(self, *names: str) -> Secret:
        """Devices whose enrolments were broken off; the seed of the last."""
        seed = ""
        for name in names:
            made = self.iam().create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
            seed = made["Base32StringSeed"].decode()
        return Secret(seed)

    def iam(self) -> Any:
        return as_user(self.sandbox, "ada")

    def calls(self, operation: str) -> int:
        return sum(call.operation == operation for call in self.sandbox.calls)

    def _seconds(self) -> float:
        return self.sandbox.now.timestamp()

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.sandbox.advance_clock(seconds)


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Sandbox, State]]:
    with serve(SELF_ENROLLING) as sandbox:
        yield sandbox, sandbox.save()


@pytest.fixture
def sandbox(served, monkeypatch) -> Iterator[Sandbox]:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    sandbox, start = served
    sandbox.restore(start)
    sandbox.calls.clear()
    yield sandbox
    sandbox.no_faults()


@pytest.fixture
def office(sandbox) -> Office:
    return Office(sandbox)


def failing(operation: str, code: str, status: int = 409, times: int | None = None, **how: Any) -> Fail:
    return Fail(actions=(f"iam:{operation}",), code=code, status=status, message="as asked", times=times, **how)


# ---- a device comes about


def test_a_user_enrols_itself_and_aws_lists_the_device(office, sandbox):
    holder = Holder(sandbox)
    done = office.enroll(holder)
    assert isinstance(done, Enrolled)
    assert (done.user, done.device.serial) == ("kim", KIM)
    assert abs(done.device.enabled_at - sandbox.now) < timedelta(minutes=1)
    assert [device.serial for device in done.devices] == office.devices() == [KIM]
    assert holder.entry == "kim@123456789012"  # kim may not know the alias
    assert office.said == []


def test_an_administrator_enrols_somebody_under_a_name_of_their_own(office, sandbox):
    holder = Holder(sandbox)
    done = office.enroll(holder, Enrolling(user="kim", name="kim.phone"), by="ada")
    assert isinstance(done, Enrolled)
    assert office.devices() == ["arn:aws:iam::123456789012:mfa/kim.phone"]
    assert holder.entry == f"kim@{ALIAS}"


def test_a_second_device_has_the_next_name_that_is_free(office, sandbox):
    office.enroll(Holder(sandbox))
    sandbox.enforce = False  # policies ask for the first one
    office.enroll(Holder(sandbox))
    assert office.devices() == [KIM, SECOND]


def test_an_answer_that_is_lost_is_no_failure_where_the_device_is_there(office, sandbox):
    sandbox.fault(Cut(actions=("iam:EnableMFADevice",), moment="after", times=1))
    assert isinstance(office.enroll(Holder(sandbox)), Enrolled)
    assert office.devices() == [KIM]


def test_it_is_said_to_be_there_when_a_read_says_so(office, sandbox):
    holder = Holder(sandbox)
    holder.while_scanning = lambda: sandbox.fault(Stale(actions=("iam:ListMFADevices",), seconds=10))
    assert isinstance(office.enroll(holder), Enrolled)
    assert 10 <= sum(office.slept) <= 20


def test_a_device_that_no_read_shows_is_not_said_to_be_there_and_not_deleted(office, sandbox):
    holder = Holder(sandbox)
    holder.while_scanning = lambda: sandbox.fault(Deny(actions=("iam:ListMFADevices",)))
    with pytest.raises(IncompleteError, match="does not list the device"):
        office.enroll(holder)
    assert office.devices() == [KIM]
    assert office.said == []
    assert 59 <= sum(office.slept) <= 61  # all of the patience, of which the reads take some


# ---- codes


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ([("000000", "000000"), (-1, 0)], [Wrong, Right]),
        ([(-1, "000000"), (-1, 0)], [Wrong, Right]),
        ([(-1, -1), (-1, 0)], [Same, Right]),
        ([(0, -1)], [Right]),
        ([(-3, 0), (-1, 0)], [Apart, Right]),
        ([(-9, -8), (-1, 0)], [Skewed, Right]),
    ],
)
def test_what_is_wrong_with_codes_is_said_and_others_are_asked_for(office, sandbox, pairs, told):
    holder = Holder(sandbox, *pairs)
    assert isinstance(office.enroll(holder), Enrolled)
    assert [type(verdict) for verdict in holder.verdicts] == told
    assert office.calls("EnableMFADevice") == 1


def test_codes_that_are_off_by_as_much_again_come_from_a_clock_and_are_sent(office, sandbox):
    holder = Holder(sandbox, (-9, -8), (-8, -7))
    assert isinstance(office.enroll(holder), Enrolled)
    assert [type(verdict) for verdict in holder.verdicts] == [Skewed, Right]


def test_codes_that_are_off_otherwise_each_time_are_typed_badly_and_not_sent(office, sandbox):
    holder = Holder(sandbox, (-9, -8), (-16, -15), (-1, 0))
    assert isinstance(office.enroll(holder), Enrolled)
    assert [type(verdict) for verdict in holder.verdicts] == [Skewed, Skewed, Right]


def test_codes_are_judged_by_awss_time_where_this_machines_is_hours_off(office, sandbox):
    holder = Holder(sandbox)
    office.ahead = timedelta(hours=-3)
    assert isinstance(office.enroll(holder), Enrolled)
    assert [type(verdict) for verdict in holder.verdicts] == [Right]
    assert office.said == ["this machine's clock is 3 hours behind AWS's; the codes are judged by AWS's"]


def test_codes_that_aws_refuses_are_not_sent_again(office, sandbox):
    sandbox.fault(failing("EnableMFADevice", "InvalidAuthenticationCode", 403, times=1))
    holder = Holder(sandbox, (0, 1), *[(-1, 0)] * 9)
    with pytest.raises(UsageError, match="no two codes were right in 10 tries"):
        office.enroll(holder)
    assert {type(verdict) for verdict in holder.verdicts} == {Right, Rejected}
    assert office.calls("EnableMFADevice") == 1


def test_wrong_codes_come_to_an_end_and_nothing_is_left(office, sandbox):
    with pytest.raises(UsageError, match="no two codes were right in 10 tries"):
        office.enroll(Holder(sandbox, *[("000000", 0)] * 10), Enrolling(user="kim"), by="ada")
    assert office.calls("EnableMFADevice") == 0
    assert office.unassigned() == []


def test_two_writes_at_once_pass(office, sandbox):
    sandbox.fault(failing("EnableMFADevice", "EntityTemporarilyUnmodifiable", times=2))
    assert isinstance(office.enroll(Holder(sandbox)), Enrolled)
    assert office.calls("EnableMFADevice") == 3


# ---- no device comes about, and none is left


@pytest.mark.parametrize(
    ("fault", "error", "says"),
    [
        (Deny(actions=("iam:EnableMFADevice",)), IncompleteError, "AWS did not give the device to kim: AccessDenied"),
        (failing("EnableMFADevice", "EntityAlreadyExists"), IncompleteError, "is somebody's already"),
        (failing("EnableMFADevice", "NoSuchEntity", 404), IncompleteError, "is gone: somebody deleted it meanwhile"),
        (
            failing("EnableMFADevice", "LimitExceeded"),
            GuardRefusedError,
            "kim has 0 MFA devices, and AWS allows no more",
        ),
        (
            failing("EnableMFADevice", "EntityTemporarilyUnmodifiable"),
            IncompleteError,
            "did not give the device to kim",
        ),
        (failing("EnableMFADevice", "InvalidClientTokenId", 403), CredentialsError, "does not know the access key"),
        (Cut(actions=("iam:EnableMFADevice",)), IncompleteError, "AWS did not say whether it took the codes"),
        (failing("EnableMFADevice", "InternalFailure", 500), IncompleteError, "AWS did not say whether"),
    ],
)
def test_where_aws_refuses_the_device_is_deleted_again(office, sandbox, fault, error, says):
    holder = Holder(sandbox)
    holder.while_scanning = lambda: sandbox.fault(fault)
    with pytest.raises(error, match=says):
        office.enroll(holder, Enrolling(user="kim"), by="ada")
    assert office.said == [f"the device {KIM} that nobody had was deleted again"]
    assert (office.unassigned(), office.devices()) == ([], [])


@pytest.mark.parametrize("stop", [KeyboardInterrupt, click.Abort])
def test_whoever_stops_leaves_no_device(office, sandbox, stop):
    def stopped() -> None:
        raise stop

    holder = Holder(sandbox)
    holder.while_scanning = stopped
    with pytest.raises(stop):
        office.enroll(holder, Enrolling(user="kim"), by="ada")
    assert office.unassigned() == []


def test_a_user_that_vanishes_is_named_and_leaves_no_device(office, sandbox):
    def delete_kim() -> None:
        with iam_of(sandbox) as iam:
            del iam.users[next(user_id for user_id, user in iam.users.items() if user.name == "kim")]

    holder = Holder(sandbox)
    holder.while_scanning = delete_kim
    with pytest.raises(UsageError, match="the user 'kim' is gone: somebody deleted it meanwhile"):
        office.enroll(holder, Enrolling(user="kim"), by="ada")
    assert office.unassigned() == []


def test_what_cannot_be_deleted_is_named(office, sandbox):
    def stopped() -> None:
        raise KeyboardInterrupt

    for fault, says in (
        (None, "belongs to nobody, and stays: you may not delete it"),
        (failing("DeleteVirtualMFADevice", "DeleteConflict"), "is somebody's by now, and stays"),
        (failing("DeleteVirtualMFADevice", "InternalFailure", 500), "belongs to nobody, and may stay: InternalFailure"),
        (failing("DeleteVirtualMFADevice", "ExpiredToken", 403), "belongs to nobody, and stays: the AWS credentials"),
    ):
        office.said.clear()
        sandbox.enforce = fault is None
        holder = Holder(sandbox)
        holder.while_scanning = stopped
        if fault is not None:
            sandbox.fault(fault)
        with pytest.raises(KeyboardInterrupt):
            office.enroll(holder, Enrolling(name=None if fault is None else f"kim.{fault.code}"))
        assert says in office.said[0]
        sandbox.no_faults()


@pytest.mark.parametrize(
    ("fault", "error", "says"),
    [
        (Deny(actions=("iam:CreateVirtualMFADevice",)), IncompleteError, "AWS made no device .*mfa/kim: AccessDenied"),
        (failing("CreateVirtualMFADevice", "LimitExceeded"), GuardRefusedError, "AWS made no device"),
        (failing("CreateVirtualMFADevice", "InvalidInput", 400), IncompleteError, "AWS made no device"),
        (Cut(actions=("iam:CreateVirtualMFADevice",), moment="after"), IncompleteError, "did not say whether it made"),
        (Cut(actions=("iam:CreateVirtualMFADevice",)), IncompleteError, "did not say whether it made"),
        (Deny(actions=("iam:ListMFADevices",)), IncompleteError, "the MFA devices of kim cannot be read: AccessDenied"),
        (Crash(actions=("iam:ListMFADevices",)), IncompleteError, "the MFA devices of kim cannot be read: no answer"),
    ],
)
def test_where_no_device_can_be_made_it_is_said_and_none_is_left(office, sandbox, fault, error, says):
    sandbox.fault(fault)
    with pytest.raises(error, match=says):
        office.enroll(Holder(sandbox), Enrolling(user="kim"), by="ada")
    assert office.unassigned() == []


def test_a_device_that_may_have_been_made_is_named_where_the_list_of_them_is_closed(office, sandbox):
    sandbox.fault(Deny(actions=("iam:ListVirtualMFADevices",)))
    sandbox.fault(Cut(actions=("iam:CreateVirtualMFADevice",), moment="after"))
    with pytest.raises(IncompleteError):
        office.enroll(Holder(sandbox))
    assert office.said == [f"a device may be left that nobody has: {KIM}"]


# ---- devices that are there


def test_a_left_over_device_is_offered_and_its_codes_go_to_aws_unjudged(office, sandbox):
    holder = Holder(sandbox, ("111111", "222222"), (-1, 0))
    holder.seed, holder.choice = office.leave_over("kim-2", "kim"), KIM
    done = office.enroll(holder)
    assert isinstance(done, Enrolled)
    assert holder.offered == [(KIM, SECOND)]
    assert [type(verdict) for verdict in holder.verdicts] == [Right, Rejected, Right]
    assert (office.devices(), office.unassigned()) == ([KIM], [SECOND])


def test_left_over_ones_that_no_app_has_are_deleted_and_their_name_is_free_again(office, sandbox):
    office.leave_over("kim", "kim-2")
    holder = Holder(sandbox)
    holder.choice = Discard((KIM, SECOND))
    assert isinstance(office.enroll(holder, Enrolling(user="kim"), by="ada"), Enrolled)
    assert (office.devices(), office.unassigned()) == ([KIM], [])
    assert office.said == [
        f"the device {KIM} that nobody had was deleted again",
        f"the device {SECOND} that nobody had was deleted again",
    ]


def test_whoever_may_not_delete_a_left_over_one_gets_another_name(office, sandbox):
    office.leave_over("kim")
    sandbox.fault(Deny(actions=("iam:DeleteVirtualMFADevice",)))
    holder = Holder(sandbox)
    holder.choice = Discard((KIM,))
    assert isinstance(office.enroll(holder), Enrolled)
    assert (office.devices(), office.unassigned()) == ([SECOND], [KIM])
    assert office.said[0] == f"the device {KIM} belongs to nobody, and stays: you may not delete it"


def test_one_that_could_not_be_listed_is_deleted_too(office, sandbox):
    office.leave_over("kim")
    sandbox.fault(Deny(actions=("iam:ListVirtualMFADevices",)))
    holder = Holder(sandbox)
    holder.choice = Discard((KIM,))
    assert isinstance(office.enroll(holder, Enrolling(user="kim"), by="ada"), Enrolled)
    assert holder.offered == [(KIM,)]
    assert (office.devices(), office.unassigned()) == ([KIM], [])


def test_a_device_whose_making_was_interrupted_is_looked_for_and_deleted(office, sandbox, monkeypatch):
    def interrupted(factors: SecondFactors, name: str) -> NewDevice:
        made = office.iam().create_virtual_mfa_device(VirtualMFADeviceName=name)
        assert made["VirtualMFADevice"]["SerialNumber"] == factors.serial(name)
        raise KeyboardInterrupt

    monkeypatch.setattr(SecondFactors, "create", interrupted)
    with pytest.raises(KeyboardInterrupt):
        office.enroll(Holder(sandbox), Enrolling(user="kim"), by="ada")
    assert office.unassigned() == []


def test_a_seed_that_makes_no_codes_is_no_device(office, sandbox, monkeypatch):
    def made(factors: SecondFactors, name: str) -> NewDevice:
        office.iam().create_virtual_mfa_device(VirtualMFADeviceName=name)
        return NewDevice(factors.serial(name), Secret("not base32!"), timedelta())

    monkeypatch.setattr(SecondFactors, "create", made)
    with pytest.raises(IncompleteError, match="holds no seed"):
        office.enroll(Holder(sandbox), Enrolling(user="kim"), by="ada")
    assert office.unassigned() == []


def test_whoever_takes_none_of_them_gets_another_name(office, sandbox):
    office.leave_over("kim")
    assert isinstance(office.enroll(Holder(sandbox)), Enrolled)
    assert (office.devices(), office.unassigned()) == ([SECOND], [KIM])
    assert office.calls("CreateVirtualMFADevice") == 1 + 1  # the one that was left, and this one's own


def test_a_name_that_somebody_has_is_not_offered(office, sandbox):
    office.enroll(Holder(sandbox))
    sandbox.enforce = False
    holder = Holder(sandbox)
    holder.choice = KIM
    office.enroll(holder)
    assert holder.offered == []


def test_a_left_over_device_that_fails_again_is_left(office, sandbox):
    holder = Holder(sandbox, *[("111111", "111111")] * 200)
    holder.seed, holder.choice = office.leave_over("kim"), KIM
    with pytest.raises(UsageError):
        office.enroll(holder, Enrolling(user="kim"), by="ada")
    assert office.unassigned() == [KIM]


def test_where_left_over_ones_cannot_be_listed_a_name_that_is_taken_is_offered(office, sandbox):
    sandbox.fault(Deny(actions=("iam:ListVirtualMFADevices",)))
    holder = Holder(sandbox)
    holder.seed, holder.choice = office.leave_over("kim"), KIM
    assert isinstance(office.enroll(holder), Enrolled)
    assert holder.offered == [(KIM,)]


def test_a_chosen_name_that_is_taken_is_not_replaced_by_another(office, sandbox):
    office.enroll(Holder(sandbox))
    with pytest.raises(UsageError, match="there is a virtual MFA device named 'kim' already"):
        office.enroll(Holder(sandbox), Enrolling(user="ada", name="kim"), by="ada")
    assert office.unassigned() == []


def test_eight_devices_are_enough(office, sandbox):
    with pytest.raises(GuardRefusedError, match="pat has 8 MFA devices, and AWS allows no more: pat-device-1, "):
        office.enroll(Holder(sandbox), by="pat")
    assert office.calls("CreateVirtualMFADevice") == 0


def test_one_with_a_device_is_told_to_sign_in_by_it_first(office, sandbox):
    office.enroll(Holder(sandbox))
    sandbox.fault(Deny(actions=("iam:EnableMFADevice",)))
    with pytest.raises(IncompleteError) as caught:
        office.enroll(Holder(sandbox))
    assert "sign in by that first: rootward mfa session" in caught.value.advice


# ---- who


def test_there_must_be_such_a_user(office, sandbox):
    with pytest.raises(UsageError, match="the account has no user 'nobody'"):
        office.enroll(Holder(sandbox), Enrolling(user="nobody"), by="ada")


@pytest.mark.parametrize("wish", [Enrolling(user="kim\x1b[2J"), Enrolling(user=""), Enrolling(name="a b")])
def test_names_that_no_user_and_no_device_has_are_not_sent(office, sandbox, wish):
    with pytest.raises(UsageError, match="is no"):
        office.enroll(Holder(sandbox), wish)
    assert office.calls("ListMFADevices") == 0


def test_a_role_has_no_devices_and_may_enrol_a_user(office, sandbox):
    trust = policy({"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"})
    ada = office.iam()
    ada.create_role(RoleName="keeper", AssumeRolePolicyDocument=trust)
    ada.attach_role_policy(RoleName="keeper", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    sts: Any = office.session("ada").client("sts")
    given = sts.assume_role(RoleArn="arn:aws:iam::123456789012:role/keeper", RoleSessionName="ada")["Credentials"]
    session = session_of(sandbox, (given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]))
    with pytest.raises(UsageError, match="is no IAM user, and has no MFA devices of its own"):
        enroll_here(session, Enrolling(), Holder(sandbox), announce=office.said.append, pace=office.pace)
    enroll_here(session, Enrolling(user="kim"), Holder(sandbox), announce=office.said.append, pace=office.pace)
    assert office.devices() == [KIM]


def test_the_policy_that_permissions_prints_is_enough_to_enrol_and_to_clean_up(office, sandbox):
    ada = office.iam()
    ada.create_user(UserName="clerk")
    ada.put_user_policy(UserName="clerk", PolicyName="enrols", PolicyDocument=policy_for_enrolling())
    key = ada.create_access_key(UserName="clerk")["AccessKey"]
    sandbox.advance_clock(20)  # known everywhere
    clerk = session_of(sandbox, (key["AccessKeyId"], key["SecretAccessKey"]))
    wrong = Holder(sandbox, *[("000000", 0)] * 10)
    with pytest.raises(UsageError):
        enroll_here(clerk, Enrolling(user="kim"), wrong, announce=office.said.append, pace=office.pace)
    assert office.unassigned() == []
    enroll_here(clerk, Enrolling(user="kim"), Holder(sandbox), announce=office.said.append, pace=office.pace)
    assert office.devices() == [KIM]


# ---- what only the console can do


def test_a_passkey_is_made_in_the_console_and_looked_for(office, sandbox):
    def done_at_the_second_look() -> bool:
        if len(holder.guided) == 2:
            sandbox.do(RegisterDevice(user="kim", name="kim-key"))
        return True

    holder = Holder(sandbox)
    holder.in_the_console = done_at_the_second_look
    done = office.enroll(holder, Enrolling(kind="passkey"))
    assert isinstance(done, Enrolled)
    assert done.device.serial.startswith("arn:aws:iam::123456789012:u2f/")
    assert office.said == ["AWS lists no new device of kim yet"]
    assert holder.guided[0].places[0] == "sign in as kim → account menu (top right) → Security credentials"
    assert "Passkey or security key" in holder.guided[0].places[1]


def test_somebody_elses_token_is_registered_at_another_place_and_may_be_left_for_later(office, sandbox):
    holder = Holder(sandbox)
    guided = office.enroll(holder, Enrolling(user="kim", kind="hardware"), by="ada")
    assert isinstance(guided, Guided)
    assert guided.places[0] == "console → IAM → Users → kim → Security credentials"
    assert office.calls("CreateVirtualMFADevice") == 0


def test_in_china_users_have_apps_only(office, sandbox, monkeypatch):
    session = office.session("kim")
    identity = msgspec.structs.replace(session.identity, partition="aws-cn")
    monkeypatch.setattr(session, "identity", identity)
    with pytest.raises(UsageError, match="in the China regions IAM users have virtual devices only"):
        enroll_here(session, Enrolling(kind="passkey"), Holder(sandbox), announce=office.said.append, pace=office.pace)


@pytest.mark.parametrize("kind", ["app", "passkey", "hardware"])
def test_no_call_gives_root_a_device(office, sandbox, kind):
    central: Any = as_central_root(sandbox, "IAMAuditRootUserCredentials")
    found = central._request_signer._credentials
    session = session_of(sandbox, (found.access_key, found.secret_key, found.token))
    guided = enroll_here(session, Enrolling(kind=kind), Holder(sandbox), announce=office.said.append, pace=office.pace)
    assert isinstance(guided, Guided)
    assert guided.user == "root"
    assert guided.places[0].startswith("sign in as root")
    assert guided.source.endswith("-mfa-for-root.html")


# ---- whom --user means


@pytest.mark.parametrize("named", ["kim", "arn:aws:iam::123456789012:user/kim", "user/kim"])
def test_a_user_is_named_as_the_list_of_devices_takes_it(office, sandbox, named):
    done = office.enroll(Holder(sandbox), Enrolling(user=named), by="ada")

    assert isinstance(done, Enrolled)
    assert (done.user, done.device.serial) == ("kim", KIM)


@pytest.mark.parametrize(
    "named", ["arn:aws:iam::210987654321:user/kim", "arn:aws-cn:iam::123456789012:user/kim", "arn:aws:iam::1:root"]
)
def test_a_user_of_another_account_is_not_taken_for_its_namesake(office, sandbox, named):
    with pytest.raises(UsageError, match="is of another account than 123456789012"):
        office.enroll(Holder(sandbox), Enrolling(user=named), by="ada")
    assert office.unassigned() == []


@pytest.mark.parametrize("named", ["arn:aws:iam::123456789012:role/kim", "team/kim", "", "k m"])
def test_what_names_no_user_is_refused(office, sandbox, named):
    with pytest.raises(UsageError, match="is no user's name, and no ARN of one"):
        office.enroll(Holder(sandbox), Enrolling(user=named), by="ada")


@pytest.mark.parametrize("named", ["root", "<root_account>", "arn:aws:iam::123456789012:root"])
@pytest.mark.parametrize("is_done", [True, False])
def test_root_is_shown_its_place_in_the_console_and_nothing_is_made_or_taken_for_root_s(
    office, sandbox, named, is_done
):
    holder = Holder(sandbox)
    holder.in_the_console = lambda: is_done

    guided = office.enroll(holder, Enrolling(user=named), by="ada")

    assert isinstance(guided, Guided)
    assert (guided.user, guided.places[0].startswith("sign in as root")) == ("root", True)
    assert holder.guided == [guided]
    assert office.said == (
        ["AWS lists root's devices to root alone: 'rootward mfa list --user root', run as root, looks"]
        if is_done
        else []
    )
    assert office.calls("CreateVirtualMFADevice") == 0


def test_whoever_may_look_at_nobody_is_shown_root_s_place_too(office, sandbox):
    guided = office.enroll(Holder(sandbox), Enrolling(user="root", kind="passkey"), by="kim")

    assert isinstance(guided, Guided)
    assert guided.user == "root"


def test_a_user_who_is_called_root_is_that_user(office, sandbox):
    office.iam().create_user(UserName="root")

    done = office.enroll(Holder(sandbox), Enrolling(user="root"), by="ada")

    assert isinstance(done, Enrolled)
    assert (done.user, done.device.serial) == ("root", "arn:aws:iam::123456789012:mfa/root")
