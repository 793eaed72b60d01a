"""A scan is joined with an account: whose keys were found, what is remembered, and what audits know from there."""

from __future__ import annotations

import json
from datetime import timedelta

import msgspec
import pytest

from rootward.checks.registry import BY_ID
from rootward.local.leaked_keys import found_by_scans, leaks_file
from rootward.local.snapshot import write_snapshot
from rootward.model.account import NOT_COLLECTED
from rootward.model.change import AccessKeyChange
from rootward.model.credential_report import ROOT_ROW
from rootward.model.unknown import Unknown
from rootward.sandbox import serve
from rootward.sandbox.scenario.tables import Key, KeyUse, User
from rootward.workflows.audit import audit_account, facts_of
from rootward.workflows.keys_list import Asked, list_keys
from rootward.workflows.leaked_keys import leaks_of, with_leaked_keys
from rootward.workflows.permissions import policy_for_joining
from rootward.workflows.plan import Planning, plan_source
from rootward.workflows.scanning.joining import join, root_of
from rootward.workflows.scanning.order import Files, History, Staged
from rootward.workflows.source import Collecting, Live, Practice, Snapshot, obtain
from tests.aws.practice import allow as allowing
from tests.aws.practice import person
from tests.checks.facts import account, allow, identities, inline, listed_key, of_root, policy, root_key, user
from tests.local.key_places.planting import key_id
from tests.sandbox.people import iam_of
from tests.workflows.four_gaps import FOUR_GAPS, four_gaps
from tests.workflows.scanning.findings import found, pair, scan_of

CHECK = BY_ID["access-key-leaked"]
ACCOUNT = "123456789012"
OTHER = key_id(7, account="210987654321")
OURS_GONE = key_id(8, account=ACCOUNT)
OLDER = "AKIA" + "I" + "BCDEFGHJKLMNOP2"

SHOP = four_gaps(
    title="A shop whose keys have leaked",
    root=msgspec.structs.replace(FOUR_GAPS.root, keys=(Key(created=300.0),)),
    users=(
        *(one for one in FOUR_GAPS.users if one.name in {"ada", "ben"}),
        User(
            name="leaky",
            created=900.0,
            keys=(
                Key(created=300.0, used=KeyUse(at=2.0, service="s3", region="eu-west-1")),
                Key(created=10.0, active=False),
            ),
        ),
    ),
)


@pytest.fixture
def shop(monkeypatch, tmp_path):
    with serve(SHOP, enforce=True) as sandbox:
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("platformdirs.user_state_path", lambda *_names, **_more: tmp_path / "state")
        yield sandbox


def key(shop, name="leaky", place=0):
    with iam_of(shop) as iam:
        return iam.get_user(name).access_keys[place]


def silent(_line):
    """Progress of a quiet run."""


def remembered(endpoint=None):
    kept = found_by_scans(ACCOUNT, endpoint)
    assert kept is not None
    return kept.keys


def joined(*findings, source=None, **fields):
    return join(
        scan_of(*findings, **fields),
        source or Live(),
        root="/home/ann/shop",
        collecting=Collecting(),
        progress=silent,
        announce=silent,
    )


def test_a_key_is_told_with_its_owner_its_state_and_its_last_use(shop):
    leaky = key(shop).access_key_id

    answer = joined(*pair(leaky), found(None, kind="account-id"))

    (own,) = answer.own
    assert (own.key_id, own.with_secret, own.is_live) == (leaky, True, True)
    assert (own.owner.user, own.owner.status, own.owner.root, own.owner.administrator) == (
        "leaky",
        "Active",
        False,
        False,
    )
    assert (own.owner.arn, own.owner.account) == (f"arn:aws:iam::{ACCOUNT}:user/leaky", ACCOUNT)
    assert (own.owner.last_use.service, own.owner.last_use.region) == ("s3", "eu-west-1")
    assert [leak.owner for leak in answer.scan.findings] == [own.owner, own.owner, None]
    assert (answer.missing, answer.foreign, answer.unplaced, answer.unread) == ((), (), (), ())


def test_administrators_come_before_others_and_what_works_before_what_does_not(shop):
    ada, leaky, off = key(shop, "ada"), key(shop), key(shop, place=1)

    answer = joined(*pair(leaky.access_key_id), *pair(off.access_key_id), *pair(ada.access_key_id))

    assert [(one.owner.user, one.owner.status, one.owner.administrator) for one in answer.own] == [
        ("ada", "Active", True),
        ("leaky", "Active", False),
        ("leaky", "Inactive", False),
    ]


def test_only_the_found_keys_are_asked_about(shop):
    shop.calls.clear()
    joined(*pair(key(shop).access_key_id), *pair(OTHER))

    operations = [call.operation for call in shop.calls]
    assert (operations.count("GetAccessKeyLastUsed"), operations.count("ListAccessKeys")) == (1, 1)


@pytest.mark.usefixtures("shop")
def test_ids_that_are_not_the_account_s_are_told_by_what_they_tell():
    session = key_id(9, account=ACCOUNT, prefix="ASIA")

    answer = joined(*pair(OTHER), *pair(OURS_GONE), *pair(OLDER), found(session), found(OTHER))

    assert (answer.own, answer.foreign) == ((), ((OTHER, "210987654321"),))
    assert (answer.missing, answer.unplaced, answer.sessions) == ((OURS_GONE,), (OLDER,), (session,))


def test_a_key_of_root_is_known_as_root_s(shop):
    with iam_of(shop) as iam:
        of_root = next(one for one in iam.access_keys.values() if not one.user_name)

    (own,) = joined(*pair(of_root.access_key_id)).own

    assert (own.owner.user, own.owner.root, own.owner.status, own.is_live) == (ROOT_ROW, True, "unknown", True)


def test_without_the_right_to_ask_it_is_said_and_nothing_is_remembered_as_the_account_s(shop, monkeypatch):
    leaky = key(shop).access_key_id
    ken = person(shop, "ken", allowing("iam:GetAccountAuthorizationDetails")).own_pair()
    assert ken is not None
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ken.key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", ken.secret.reveal())
    monkeypatch.delenv("AWS_SESSION_TOKEN")

    answer = joined(*pair(leaky))

    assert (answer.own, answer.missing) == ((), ())
    assert any(leaky in line for line in answer.unread)
    assert remembered(shop.endpoint_url) == ()


@pytest.mark.parametrize("missing", ["", "iam:GetAccessKeyLastUsed", "iam:ListAccessKeys"])
def test_the_printed_policy_is_enough_and_less_of_the_calls_about_a_key_is_not(shop, monkeypatch, missing):
    allowed = json.loads(policy_for_joining())["Statement"][0]["Action"]
    kim = person(shop, "kim", allowing(*(action for action in allowed if action != missing))).own_pair()
    assert kim is not None
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", kim.key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", kim.secret.reveal())
    monkeypatch.delenv("AWS_SESSION_TOKEN")

    answer = joined(*pair(key(shop).access_key_id))

    assert (answer.unread == ()) is (missing == "")
    assert ([one.owner.status for one in answer.own] == ["Active"]) is (missing == "")


def checked():
    facts = obtain(Live(), facts_of((CHECK,)), Collecting(), silent, silent)
    return audit_account(facts, checks=(CHECK,)).findings, facts


def test_audits_and_lists_know_what_a_joined_scan_found_and_no_file_holds_a_secret(shop, tmp_path):
    leaky = key(shop)
    assert [finding.status for finding in checked()[0]] == ["not_applicable"]

    joined(*pair(leaky.access_key_id))

    ((finding,), facts) = checked()
    assert (finding.status, finding.severity, finding.resource) == (
        "fail",
        "critical",
        f"arn:aws:iam::{ACCOUNT}:user/leaky",
    )
    assert finding.message.startswith(
        f"access key {leaky.access_key_id} of leaky was found with its secret in deploy.sh"
    )
    listing = list_keys(Live(), Asked(user="leaky"), collecting=Collecting(), progress=silent, announce=silent)
    assert {one.key_id: one.leaked for one in listing.keys} == {
        leaky.access_key_id: "leaked",
        key(shop, place=1).access_key_id: "not_found",
    }
    write_snapshot(facts, tmp_path / "account.json")
    assert audit_account(facts, checks=(CHECK,)) == audit_account(
        obtain(Snapshot(path=tmp_path / "account.json"), (), Collecting(), silent, silent), checks=(CHECK,)
    )
    for path in (tmp_path / "account.json", leaks_file(ACCOUNT)):
        assert leaky.secret_access_key not in path.read_text("utf-8")


@pytest.mark.usefixtures("shop")
def test_a_scan_that_found_nothing_passes_and_says_what_that_means():
    joined()

    ((finding,), _) = checked()
    assert (finding.status, finding.message) == ("pass", CHECK.holds)


def test_a_key_that_is_deleted_passes_and_the_next_joined_scan_forgets_it(shop):
    leaky = key(shop).access_key_id
    joined(*pair(leaky))
    with iam_of(shop) as iam:
        iam.delete_access_key(leaky, "leaky")

    ((finding,), _) = checked()
    assert (finding.status, finding.message) == ("pass", f"access key {leaky} of leaky has leaked, and is deleted")
    assert joined(*pair(leaky)).missing == (leaky,)
    assert remembered(shop.endpoint_url) == ()


def test_the_plan_switches_the_leaked_key_off_although_it_was_just_used(shop, tmp_path):
    leaky = key(shop).access_key_id
    joined(*pair(leaky))

    plan = plan_source(
        Live(), Planning(checks=(CHECK,), state_folder=tmp_path / "runs"), progress=silent, announce=silent
    )

    (step,) = plan.steps
    assert isinstance(step.change, AccessKeyChange)
    assert (step.change.key_id, step.change.after, step.change.in_use) == (leaky, "Inactive", True)
    assert "rootward keys revoke" in step.why


@pytest.mark.usefixtures("shop")
def test_a_practice_account_of_this_run_is_not_remembered():
    answer = joined(source=Practice(scenario="fresh-account"))

    assert answer.own == ()
    assert not leaks_file(answer.account.id).exists()


def test_the_same_account_through_another_door_is_another(shop):
    joined(*pair(key(shop).access_key_id))

    assert isinstance(leaks_of(account(id=ACCOUNT, endpoint=None)), Unknown)
    assert leaks_of(account(id=ACCOUNT, endpoint=shop.endpoint_url))


@pytest.mark.usefixtures("shop")
def test_a_damaged_memory_is_unknown_and_a_scan_is_told_that_it_is_not_remembered():
    joined()
    leaks_file(ACCOUNT).write_text("{")

    ((finding,), facts) = checked()
    assert (finding.status, finding.unknown_because) == ("unknown", "failed")
    assert str(leaks_file(ACCOUNT)) not in json.dumps(msgspec.to_builtins(facts.leaked_keys))
    assert any(line.startswith("what was found is not remembered: ") for line in joined().unread)


def test_who_does_not_ask_for_the_fact_does_not_get_it():
    facts = account(leaked_keys=NOT_COLLECTED)

    assert with_leaked_keys(None, facts, ("alias",), 1.0) is facts  # type: ignore[arg-type] # it is not looked at


# --- by a snapshot

ADMIN = (inline("all", policy(allow("*"))),)
ANN, BOB = key_id(1, account=ACCOUNT), key_id(2, account=ACCOUNT)
ROOTS = key_id(3, account=ACCOUNT)


@pytest.fixture
def by_file(tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_names, **_more: tmp_path / "state")

    def ask(*findings, **facts):
        known = {
            "access_keys": (listed_key("ann", 9, id=ANN), listed_key("bob", 9, id=BOB, status="Inactive")),
            "identities": identities(users=(user("ann", inline_policies=ADMIN), user("bob"))),
        }
        write_snapshot(account(**{**known, **facts}), tmp_path / "account.json")
        return joined(*findings, source=Snapshot(path=tmp_path / "account.json"))

    return ask


def test_a_snapshot_tells_whose_keys_were_found(by_file):
    answer = by_file(
        *pair(BOB), *pair(ANN), *pair(OURS_GONE), *pair(ROOTS), root_credentials=of_root(root_key(id=ROOTS))
    )

    assert [(one.key_id, one.owner.user, one.owner.status, one.owner.administrator) for one in answer.own] == [
        (ROOTS, ROOT_ROW, "Active", True),
        (ANN, "ann", "Active", True),
        (BOB, "bob", "Inactive", False),
    ]
    assert (answer.unlisted, answer.missing, answer.unread) == ((OURS_GONE,), (), ())
    assert [leak.id for leak in remembered(None)] == sorted((ANN, BOB, ROOTS))


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"access_keys": NOT_COLLECTED}, "the access keys of these facts: they hold none: rootward collect --deep"),
        ({"access_keys": Unknown("denied", "iam:X", "no")}, "the access keys of these facts: no"),
        (
            {"identities": Unknown("failed", detail="no"), "credential_report": Unknown("failed", detail="no")},
            "the users of these facts: no",
        ),
    ],
)
def test_a_snapshot_without_a_list_of_keys_says_so(by_file, facts, told):
    answer = by_file(*pair(ANN), **facts)

    assert (answer.own, answer.missing, answer.unread) == ((), (), (told,))
    assert by_file(**facts).unread == ()


def test_what_a_snapshot_does_not_list_is_not_forgotten(by_file):
    """It lists no keys of users who have only keys that are switched off, and one of those may be on again later."""
    by_file(*pair(BOB))
    by_file(*pair(BOB), access_keys=(listed_key("ann", 9, id=ANN),))

    assert [leak.id for leak in remembered()] == [BOB]


def test_what_a_later_scan_finds_is_put_with_what_is_known(by_file):
    by_file(found(ANN))
    by_file(*pair(ANN, path="other.sh"))

    (leak,) = remembered(None)
    assert leak.with_secret
    assert [place.path for place in leak.places] == ["deploy.sh", "other.sh"]
    assert leak.last_found - leak.first_found == timedelta(0)


def test_the_folder_of_a_history_is_where_its_paths_count_from(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert root_of((History("repo"),)) == str(tmp_path / "repo")
    assert root_of((Files(paths=("a", "b")),)) == str(tmp_path)
    assert root_of((Staged(),)) == str(tmp_path)
    assert root_of((History("a"), History("b"))) == str(tmp_path)
