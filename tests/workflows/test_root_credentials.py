"""Root's own keys and certificates: switched off, on again, later deleted, in a session of root's that needs no key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from moto.core.responses import ActionResult

from rootward.errors import GuardRefusedError, OutputError
from rootward.local.journals import journals_of
from rootward.local.sightings import sightings_file
from rootward.model.journal import History, Journal, history_of
from rootward.model.plan import Gap, Plan
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.iam.access_key import AccessKeyApi
from rootward.sandbox.iam.root_user import ROOT as ROOT_NAME
from rootward.sandbox.scenario.tables import Caller, Certificate, Key, KeyUse
from rootward.sandbox.state import State
from tests.checks.facts import ROOT
from tests.sandbox.people import as_user, iam_of
from tests.workflows.acting import administrator
from tests.workflows.four_gaps import FOUR_GAPS
from tests.workflows.patient import Patient, ends

KEYS, CERTIFICATES = "root-access-key-present", "root-certificate-present"
OF_ROOT = (KEYS, CERTIFICATES)
OLD = Key(created=800.0, used=KeyUse(at=200.0, service="s3"))
BUSY = Key(created=400.0, used=KeyUse(at=3.0, service="ec2"))

HOUSE = msgspec.structs.replace(
    FOUR_GAPS,
    title="A small office whose root has an old key, one in use, and a certificate",
    caller=Caller(root=True),
    root=msgspec.structs.replace(FOUR_GAPS.root, keys=(OLD, BUSY), certificates=(Certificate(uploaded=900.0),)),
    users=tuple(user for user in FOUR_GAPS.users if user.name in {"ada", "ben"}),
)


class House(msgspec.Struct, frozen=True):
    """The practice account, and how it is at the beginning of each test."""

    sandbox: Sandbox
    start: State


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with serve(HOUSE, enforce=True) as sandbox:
        yield House(sandbox, sandbox.save())


@pytest.fixture
def sandbox(house: House) -> Sandbox:
    house.sandbox.restore(house.start)
    return house.sandbox


@pytest.fixture
def root(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Patient:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    return Patient(sandbox, tmp_path / "machine", monkeypatch)


def keys(sandbox: Sandbox) -> dict[str, str]:
    """Root's keys and their states, oldest first."""
    with iam_of(sandbox) as iam:
        held = sorted(iam.root.access_keys, key=lambda key: key.create_date)
        return {key.access_key_id: key.status for key in held}


def certificates(sandbox: Sandbox) -> list[str]:
    with iam_of(sandbox) as iam:
        return [one.status for one in iam.root.signing_certificates.values()]


def changed(plan: Plan) -> list[tuple[Any, ...]]:
    return [(step.change.target[0], step.change.before, step.change.after, step.risk) for step in plan.steps]


def without_the_busy_one(sandbox: Sandbox) -> None:
    with iam_of(sandbox) as iam:
        busy = max(iam.root.access_keys, key=lambda key: key.create_date)
        iam.delete_access_key(busy.access_key_id, ROOT_NAME)


def a_month_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if all runs of this machine were 31 days older. The session of root's would have ended long before."""

    def aged(journals: tuple[Journal, ...]) -> History:
        found = history_of(journals)
        older = (msgspec.structs.replace(one, at=one.at - timedelta(days=31)) for one in found.retired_of_root)
        return msgspec.structs.replace(found, retired_of_root=tuple(older))

    monkeypatch.setattr("rootward.workflows.plan.history_of", aged)


def test_the_plan_switches_off_what_nobody_used_lately_and_leaves_the_other_key_to_people(root, sandbox):
    plan = root.plan(*OF_ROOT)

    assert changed(plan) == [
        ("root-access-key", "Active", "Inactive", "disruptive"),
        ("root-signing-certificate", "Active", "Inactive", "disruptive"),
    ]
    old, busy = keys(sandbox)
    assert plan.steps[0].change.target == ("root-access-key", old)
    (told,) = [step.instruction for step in plan.guided if busy in step.instruction]
    assert f"root's access key {busy} was last used on " in told
    assert "for ec2 in us-east-1; AWS does not tell by whom" in told


def test_switched_off_and_on_again(root, sandbox):
    ran = root.apply(root.plan(*OF_ROOT))

    assert (ran.error, set(ends(ran).values())) == (None, {"done"})
    assert ran.applied.proofs == ()  # people delete them, or a later plan
    assert list(keys(sandbox).values()) == ["Inactive", "Active"]
    assert certificates(sandbox) == ["Inactive"]

    undone = root.undo()

    assert (undone.error, set(ends(undone).values())) == (None, {"done"})
    assert list(keys(sandbox).values()) == ["Active", "Active"]
    assert certificates(sandbox) == ["Active"]


def test_what_was_switched_off_lies_for_the_days_of_grace_and_is_deleted_then(root, sandbox, monkeypatch):
    without_the_busy_one(sandbox)
    root.apply(root.plan(*OF_ROOT))

    at_once = root.plan(*OF_ROOT)
    assert at_once.steps == ()
    assert {one.gap for one in at_once.withheld} == {Gap(check=check, resource=ROOT) for check in OF_ROOT}
    assert "lies so for 30 days" in at_once.withheld[0].reason

    a_month_later(monkeypatch)
    plan = root.plan(*OF_ROOT)
    assert changed(plan) == [
        ("root-access-key", "Inactive", None, "irreversible"),
        ("root-signing-certificate", "Inactive", None, "irreversible"),
    ]
    assert (plan.guided, plan.withheld) == ((), ())
    assert set(ends(root.apply(plan)).values()) == {"left out"}

    ran = root.apply(plan, irreversible=True)

    assert ran.error is None
    assert {(one.gap.check, one.status) for one in ran.applied.proofs} == {(check, "closed") for check in OF_ROOT}
    assert (keys(sandbox), certificates(sandbox)) == ({}, [])
    left = root.plan(*OF_ROOT)
    assert (left.steps, left.guided, left.withheld) == ((), (), ())


def switched_off_by_hand(sandbox: Sandbox) -> None:
    with iam_of(sandbox) as iam:
        (key,) = iam.root.access_keys
        iam.update_access_key(ROOT_NAME, key.access_key_id, "Inactive")
        for certificate in iam.root.signing_certificates.values():
            certificate.status = "Inactive"


def seen_earlier(root: Patient, sandbox: Sandbox, days: int) -> None:
    """As if what this machine saw off it had seen so many days before."""
    path = sightings_file(sandbox.account_id, root.folder)
    noted = json.loads(path.read_bytes())
    for one in noted["off_of_root"]:
        one["since"] = (datetime.fromisoformat(one["since"]) - timedelta(days=days)).isoformat()
    path.write_text(json.dumps(noted))


def test_what_was_off_before_is_deleted_when_this_machine_has_seen_it_so_for_the_days_of_grace(root, sandbox):
    """AWS does not tell since when it is off: it may be a minute, by another machine or by hand."""
    without_the_busy_one(sandbox)
    switched_off_by_hand(sandbox)

    for days in (29, 2):
        waiting = root.plan(*OF_ROOT)
        assert (waiting.steps, waiting.guided) == ((), ())
        assert {one.gap.check for one in waiting.withheld} == set(OF_ROOT)
        seen_earlier(root, sandbox, days)

    plan = root.plan(*OF_ROOT)

    assert changed(plan) == [
        ("root-access-key", "Inactive", None, "irreversible"),
        ("root-signing-certificate", "Inactive", None, "irreversible"),
    ]
    assert all(step.why.startswith("first seen off on ") for step in plan.steps)
    root.apply(plan, irreversible=True)
    assert (keys(sandbox), certificates(sandbox)) == ({}, [])


def test_what_somebody_switched_on_meanwhile_lies_anew(root, sandbox):
    without_the_busy_one(sandbox)
    switched_off_by_hand(sandbox)
    root.plan(KEYS)
    seen_earlier(root, sandbox, 31)
    with iam_of(sandbox) as iam:
        (key,) = iam.root.access_keys
        iam.update_access_key(ROOT_NAME, key.access_key_id, "Active")
    root.plan(KEYS)
    switched_off_by_hand(sandbox)

    assert root.plan(KEYS).steps == ()


def test_whoever_is_not_root_forgets_nothing_of_what_root_saw(root, sandbox, monkeypatch):
    without_the_busy_one(sandbox)
    switched_off_by_hand(sandbox)
    root.plan(KEYS)
    seen_earlier(root, sandbox, 31)
    with monkeypatch.context() as somebody_else:
        administrator(sandbox, somebody_else)
        assert root.plan(KEYS).steps == ()

    assert changed(root.plan(KEYS)) == [("root-access-key", "Inactive", None, "irreversible")]


def test_where_the_notes_are_of_no_use_nothing_is_deleted_and_that_is_told(root, sandbox):
    without_the_busy_one(sandbox)
    switched_off_by_hand(sandbox)
    root.plan(KEYS)
    seen_earlier(root, sandbox, 31)
    sightings_file(sandbox.account_id, root.folder).write_text("{")

    assert root.plan(KEYS).steps == ()
    assert any("since when root's keys and certificates are off is not known" in one for one in root.progress)


def test_notes_that_cannot_be_written_are_told_and_what_was_seen_before_counts(root, sandbox, monkeypatch):
    def no_room(*_: object) -> None:
        raise OutputError("the disk is full")

    without_the_busy_one(sandbox)
    switched_off_by_hand(sandbox)
    root.plan(KEYS)
    seen_earlier(root, sandbox, 31)
    monkeypatch.setattr("rootward.local.sightings.write_owner_only", no_room)

    assert changed(root.plan(KEYS)) == [("root-access-key", "Inactive", None, "irreversible")]
    assert any("are off was not noted for later plans: the disk is full" in one for one in root.progress)


def test_a_key_is_root_s_by_whatever_name_aws_knows_root(root, sandbox, monkeypatch):
    """Of GetUser AWS says that root's name is the account's alias; of GetAccessKeyLastUsed it says nothing."""
    last_used = AccessKeyApi.get_access_key_last_used

    def named(self: AccessKeyApi) -> ActionResult:
        return ActionResult({"UserName": "acme", **cast("dict[str, Any]", last_used(self).result)})

    monkeypatch.setattr(AccessKeyApi, "get_access_key_last_used", named)

    ran = root.apply(root.plan(KEYS))

    assert (ran.error, set(ends(ran).values())) == (None, {"done"})
    assert list(keys(sandbox).values()) == ["Inactive", "Active"]


def test_a_key_that_was_used_since_the_plan_stays(root, sandbox):
    plan = root.plan(KEYS)
    as_user(sandbox, ROOT_NAME).list_users()  # somebody signs with root's first key

    with pytest.raises(GuardRefusedError, match=r"the key was used at .*, and the plan rests on a last use at"):
        root.apply(plan)

    assert list(keys(sandbox).values()) == ["Active", "Active"]


def test_whoever_is_not_root_is_told_what_root_can_do(root, sandbox, monkeypatch):
    administrator(sandbox, monkeypatch)

    plan = root.plan(*OF_ROOT)

    assert plan.steps == ()
    assert [step.instruction.split(" → ")[0] for step in plan.guided] == ["sign in as root"] * 2
    assert "run rootward plan as root without a key (aws login" in plan.guided[0].instruction


@pytest.mark.parametrize("verb", ["apply", "undo"])
def test_nobody_else_applies_or_takes_back_what_is_root_s(root, sandbox, monkeypatch, verb):
    plan = root.plan(KEYS)
    if verb == "undo":
        root.apply(plan)
    before = keys(sandbox)
    administrator(sandbox, monkeypatch)

    with pytest.raises(GuardRefusedError) as caught:
        root.undo() if verb == "undo" else root.apply(plan)

    assert "is for root itself, and you act as arn:aws:iam::123456789012:user/applier" in str(caught.value)
    assert caught.value.advice.startswith("sign in as root without a key (aws login")
    assert keys(sandbox) == before


def test_the_key_that_root_itself_signs_with_is_left(root, sandbox, monkeypatch):
    with iam_of(sandbox) as iam:
        key = iam.root.access_keys[0]
        key_id, secret = key.access_key_id, key.secret_access_key
    plan = root.plan(KEYS)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)

    (told,) = [step.instruction for step in root.plan(KEYS).guided if key_id in step.instruction]
    with pytest.raises(GuardRefusedError):
        root.apply(plan)

    assert "If it was you, run rootward as root without a key (aws login" in told
    assert list(keys(sandbox).values()) == ["Active", "Active"]


def test_a_run_that_was_cut_off_before_the_call_is_taken_up(root, sandbox):
    plan = root.plan(CERTIFICATES)
    sandbox.deny("iam:UpdateSigningCertificate")
    try:
        assert set(ends(root.apply(plan)).values()) == {"failed"}
    finally:
        sandbox.allow_all()

    assert set(ends(root.resume()).values()) == {"done"}
    assert certificates(sandbox) == ["Inactive"]


def test_the_journal_holds_ids_and_no_secret(root, sandbox):
    root.apply(root.plan(*OF_ROOT))

    with iam_of(sandbox) as iam:
        secrets = [key.secret_access_key for key in iam.root.access_keys]
    (journal,) = journals_of(sandbox.account_id, root.folder)
    written = json.dumps(msgspec.to_builtins(journal))
    assert next(iter(keys(sandbox))) in written
    assert not any(secret in written for secret in secrets)
