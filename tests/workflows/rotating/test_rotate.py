"""A key rotated on a practice account whose servers learn of new keys at different times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from rootward.errors import CredentialsError, GuardRefusedError, IncompleteError, UsageError
from rootward.local.key_stores.profile_file import ProfileFile
from rootward.local.rotations import RotationWriter, rotations_of
from rootward.model.key_pair import KeyOwner
from rootward.model.rotation import Rotation, State
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.faults import Cut, Deny
from rootward.workflows.retire import NotRetired, retire
from rootward.workflows.rotate import give_up, resume, roll_back, rotate
from rootward.workflows.rotating.beginning import Rotating
from tests.aws.practice import policy
from tests.workflows.dying import lived
from tests.workflows.rotating.on_this_machine import PROFILE, USER, Machine, Nobody, Willing

DAY = 86_400


@pytest.fixture(scope="module")
def account() -> Iterator[tuple[Sandbox, object]]:
    with serve("startup", enforce=True) as sandbox:
        yield sandbox, sandbox.save()


@pytest.fixture
def machine(account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    sandbox, start = account
    yield Machine(sandbox, tmp_path, monkeypatch)
    sandbox.no_faults()
    sandbox.restore(start)


def rotated(machine: Machine, **wish):
    return rotate(machine.session(), machine.store, Rotating(**wish), Nobody(), machine.setting)


def retired(machine: Machine):
    return retire(machine.session(), lambda _: machine.store, machine.setting)


def test_the_profile_works_all_along_and_the_old_key_goes_after_its_days(machine):
    machine.while_waiting = machine.works

    rested = rotated(machine)

    new = machine.store.holds()
    assert rested.rotation.state is State.OBSERVING
    assert machine.keys() == {machine.old: "Inactive", new: "Active"}
    assert "observing" in machine.announced
    assert "from before it was switched off is told late" in machine.announced[-1]
    assert machine.calls > 10
    machine.sandbox.advance_clock(13 * DAY)
    assert [one.rest.kind for one in retired(machine)] == ["observing"]
    assert machine.keys() == {machine.old: "Inactive", new: "Active"}
    machine.sandbox.advance_clock(DAY)
    assert [one.rotation.state for one in retired(machine)] == [State.DELETED]
    assert machine.keys() == {new: "Active"}


def test_no_secret_stays_behind(machine):
    pair = machine.store.read()
    rotated(machine)
    new = machine.store.read()
    machine.sandbox.advance_clock(14 * DAY)
    retired(machine)

    written = b"".join(path.read_bytes() for path in machine.folder.rglob("*") if path.is_file())

    assert pair.secret.reveal().encode() not in written
    assert new.secret.reveal().encode() not in written
    assert b'"deleted"' in written


def test_everything_of_it_is_its_owners_only(machine):
    rotated(machine)

    files = [path for path in machine.folder.rglob("*") if path.is_file()]

    assert {path.suffix for path in files} >= {".jsonl", ".keys"}
    assert {path.stat().st_mode & 0o077 for path in files} == {0}


def test_an_administrator_rotates_for_a_user(machine):
    rested = rotate(machine.administrator(), machine.store, Rotating(), Nobody(), machine.setting)

    assert rested.rotation.owner.user == USER
    assert rested.rotation.state is State.OBSERVING
    machine.works()


def test_it_goes_back_when_asked_and_the_new_key_goes_after_its_days(machine):
    rotated(machine)
    new = machine.store.holds()
    machine.while_waiting = machine.works

    rested = roll_back(machine.session(), lambda _: machine.store, machine.setting)

    assert rested.rotation.state is State.ROLLED_BACK
    assert machine.store.holds() == machine.old
    assert machine.keys() == {machine.old: "Active", new: "Inactive"}
    machine.sandbox.advance_clock(14 * DAY)
    assert [one.rotation.state for one in retired(machine)] == [State.ROLLED_BACK]
    assert machine.keys() == {machine.old: "Active"}


def test_where_it_cannot_be_stored_the_new_key_is_deleted(machine):
    machine.store.refuses = True

    rested = rotated(machine)

    assert rested.rotation.state is State.FAILED
    assert rested.turned.detail == "the file is read-only"
    assert machine.keys() == {machine.old: "Active"}
    machine.works()


def test_an_old_key_that_something_else_uses_stays_active(machine):
    other = machine.session()
    machine.while_waiting = lambda: other.client("sts").get_caller_identity()

    rested = rotated(machine)

    assert rested.rest.kind == "used"
    assert rested.rotation.state is State.VERIFIED
    assert machine.keys() == {machine.old: "Active", machine.store.holds(): "Active"}
    machine.while_waiting = lambda: None
    assert resume(machine.session(), lambda _: machine.store, machine.setting).rest.kind == "used"


def test_an_outage_says_nothing_of_a_key(machine, monkeypatch):
    """The new key is stored; while it is proved, the network is gone."""

    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")

    def unplugged():
        if "stored" in machine.announced:
            machine.sandbox.fault(Cut(actions=("sts:GetCallerIdentity",)))

    machine.while_waiting = unplugged
    with pytest.raises(IncompleteError, match="could not be seen"):
        rotated(machine)
    machine.sandbox.no_faults()
    machine.while_waiting = lambda: None

    rested = resume(machine.session(), lambda _: machine.store, machine.setting)

    assert rested.rotation.state is State.OBSERVING
    assert rested.turned is None


def test_without_the_right_to_switch_it_off_both_work_and_it_goes_on_later(machine):
    machine.sandbox.fault(Deny(actions=("iam:UpdateAccessKey",)))
    with pytest.raises(IncompleteError, match="could not be switched off") as caught:
        rotated(machine)
    assert "iam:UpdateAccessKey" in caught.value.advice
    assert set(machine.keys().values()) == {"Active"}

    machine.sandbox.no_faults()
    rested = resume(machine.session(), lambda _: machine.store, machine.setting)

    assert rested.rotation.state is State.OBSERVING


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_creation_without_an_answer_leaves_no_key_behind(machine, moment):
    machine.sandbox.fault(Cut(actions=("iam:CreateAccessKey",), moment=moment, times=1))

    rested = rotated(machine)

    assert rested.rotation.state is State.OBSERVING
    assert len(machine.keys()) == 2
    assert rested.rotation.standing.discards == (moment == "after")


@pytest.mark.parametrize("operation", ["CreateAccessKey", "UpdateAccessKey"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_process_that_dies_at_a_call_leaves_a_profile_that_works(machine, operation, moment):
    machine.while_waiting = machine.works
    with lived(1, moment, lambda called: called == operation):
        rotated(machine)
    machine.works()
    assert set(machine.keys().values()) <= {"Active", "Inactive"}

    rested = resume(machine.session(), lambda _: machine.store, machine.setting)

    assert rested.rotation.state is State.OBSERVING
    assert machine.keys() == {machine.old: "Inactive", machine.store.holds(): "Active"}


def test_the_last_use_is_asked_for_before_anything_is_made(machine):
    machine.sandbox.fault(Deny(actions=("iam:GetAccessKeyLastUsed",)))

    with pytest.raises(IncompleteError, match="the last use of AKIA"):
        rotated(machine)

    assert machine.keys() == {machine.old: "Active"}
    assert rotations_of(machine.sandbox.account_id, machine.folder) == ()


def test_of_two_keys_none_is_deleted_unasked(machine):
    second = machine.iam.create_access_key(UserName=USER)["AccessKey"]["AccessKeyId"]

    with pytest.raises(GuardRefusedError, match="ann has two keys") as caught:
        rotated(machine)
    assert f"{second}, active, never used" in str(caught.value)
    assert f"rootward keys deactivate {second}" in caught.value.advice

    machine.iam.update_access_key(UserName=USER, AccessKeyId=second, Status="Inactive")
    with pytest.raises(GuardRefusedError, match="switched off, never used"):
        rotated(machine)
    assert len(machine.keys()) == 2


def test_a_second_key_that_is_off_makes_room_when_a_person_says_so(machine):
    second = machine.iam.create_access_key(UserName=USER)["AccessKey"]["AccessKeyId"]
    machine.iam.update_access_key(UserName=USER, AccessKeyId=second, Status="Inactive")

    rested = rotate(machine.session(), machine.store, Rotating(), Willing(), machine.setting)

    assert rested.rotation.state is State.OBSERVING
    assert machine.keys() == {machine.old: "Inactive", machine.store.holds(): "Active"}


def test_two_rotations_of_a_user_are_not_under_way_at_once(machine):
    rotated(machine)

    with pytest.raises(GuardRefusedError, match="is under way: observing"):
        rotated(machine)


def test_roots_keys_are_refused(machine):
    identity = machine.session().identity
    root = machine.session()
    root.identity = type(identity)(
        account=identity.account,
        arn=f"arn:aws:iam::{identity.account}:root",
        partition="aws",
        key_id=identity.key_id,
    )

    with pytest.raises(GuardRefusedError, match="root's keys are never rotated"):
        rotate(root, machine.store, Rotating(), Nobody(), machine.setting)

    assert machine.keys() == {machine.old: "Active"}


def test_another_key_than_the_place_has_is_refused(machine):
    with pytest.raises(UsageError, match=f"has the key {machine.old}"):
        rotated(machine, key_id="AKIAOTHER")


def test_nothing_to_resume_is_said(machine):
    with pytest.raises(UsageError, match="no rotation is under way"):
        resume(machine.session(), lambda _: machine.store, machine.setting)


def test_of_several_rotations_the_user_is_named(machine):
    first = rotated(machine).rotation.opened
    for user in ("bo", "cy"):
        owner = KeyOwner(account=first.owner.account, user=user)
        with RotationWriter.create(structs.replace(first, owner=owner), machine.folder):
            pass

    with pytest.raises(UsageError, match="several rotations are under way: of bo, cy") as caught:
        resume(machine.session(), lambda _: machine.store, machine.setting)
    assert caught.value.advice == "name the user: --user NAME"
    rested = resume(machine.session(), lambda _: machine.store, machine.setting, "ann")
    assert rested.rest.kind == "observing"


def test_one_rotation_that_cannot_be_gone_on_with_is_told(machine):
    rotated(machine)

    def find(_place):
        raise UsageError("the program is not named")

    (told,) = retire(machine.session(), find, machine.setting)

    assert isinstance(told, NotRetired)
    assert str(told.error) == "the program is not named"


def test_nothing_is_retired_with_credentials_that_are_none(machine):
    rotated(machine)
    session = machine.session()
    machine.iam.update_access_key(UserName=USER, AccessKeyId=machine.store.holds(), Status="Inactive")

    machine.sandbox.advance_clock(60)

    with pytest.raises(CredentialsError):
        retire(session, lambda _: machine.store, machine.setting)

    assert len(machine.keys()) == 2


def test_days_are_counted_by_the_clock_of_aws(machine):
    rested = rotated(machine)

    assert abs(rested.rotation.opened.at - machine.sandbox.now) < timedelta(hours=1)
    assert rested.rotation.opened.place.profile == PROFILE


def test_the_key_of_who_may_send_mail_stays_on_until_a_person_switches_it_off(machine):
    """An SMTP password may be made of it, and AWS records no use of a key there."""
    mail = policy({"Effect": "Allow", "Action": "ses:SendRawEmail", "Resource": "*"})
    machine.iam.put_user_policy(UserName=USER, PolicyName="mail", PolicyDocument=mail)

    rested = rotate(machine.administrator(), machine.store, Rotating(), Nobody(), machine.setting)

    assert rested.rest.kind == "used"
    assert "AWS records no use of a key over SMTP" in rested.rest.detail
    assert machine.keys() == {machine.old: "Active", machine.store.holds(): "Active"}
    machine.iam.update_access_key(UserName=USER, AccessKeyId=machine.old, Status="Inactive")
    rested = resume(machine.administrator(), lambda _: machine.store, machine.setting)
    assert rested.rotation.state is State.OBSERVING


def test_two_profiles_that_share_the_key_go_forward_and_back_together(machine):
    """Somebody puts the old pair back into one of them alone."""
    path, before = machine.store.path, machine.store.path.read_text()
    path.write_text(before + before.replace(PROFILE, "batch"))
    store = ProfileFile.in_profile(PROFILE)
    new = rotate(machine.administrator(), store, Rotating(), Nobody(), machine.setting).rotation.standing.new_key_id
    _, of_batch = path.read_text().split("[batch]")
    path.write_text(f"{before}[batch]{of_batch}")

    (told,) = retire(machine.administrator(), ProfileFile, machine.setting)

    assert told.rotation.state is State.ROLLED_BACK
    assert machine.keys() == {machine.old: "Active", new: "Inactive"}
    assert new not in path.read_text()


class Quitting:
    """Who gives up."""

    def __init__(self, *, quits: bool) -> None:
        self.quits = quits
        self.told = ""

    def gives_up(self, rotation: Rotation, left: str) -> bool:  # noqa: ARG002 - as Quitter asks
        self.told = left
        return self.quits


def test_one_that_can_go_neither_way_is_closed_by_who_says_so_and_no_key_is_touched(machine):
    rotated(machine)
    new = machine.store.holds()
    machine.store.path.write_text("")
    administrator = machine.administrator()
    back = roll_back(administrator, lambda _: machine.store, machine.setting)
    assert back.rest.kind == "held"
    keys = machine.keys()
    with pytest.raises(GuardRefusedError, match="stays under way: going-back"):
        give_up(administrator, Quitting(quits=False), machine.setting)

    person = Quitting(quits=True)
    rested = give_up(administrator, person, machine.setting)

    assert rested.rotation.state is State.GIVEN_UP
    assert f"{machine.old} (the old one, active)" in person.told
    assert f"{new} (the new one, active)" in rested.rotation.standing.closing
    assert machine.keys() == keys
    assert not list(machine.folder.rglob("*.keys"))
    with pytest.raises(UsageError, match="no rotation is under way"):
        give_up(administrator, person, machine.setting)
