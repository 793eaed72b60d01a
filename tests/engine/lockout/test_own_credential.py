"""The caller keeps the key that it signs with, an active key, and what may be done with it."""

from __future__ import annotations

import msgspec
import pytest

from rootward.engine.lockout import Caller, Refusal
from rootward.model.change import LoginProfileChange, RoleChange, UserChange
from tests.checks.facts import (
    ACCOUNT,
    NOT_SUPPORTED,
    ROOT,
    active_key,
    arn,
    denied,
    key,
    listed_key,
    report,
    root_row,
    summary,
)
from tests.engine.lockout.drawn import ALL, MEMBER
from tests.engine.lockout.house import (
    MFA,
    PARTNER,
    VAULT,
    deleting,
    joining,
    leaving,
    of,
    person,
    refused,
    ruling,
    switching_off,
    switching_on,
)
from tests.model.change import kinds

ANN = arn("user", "ann")
FIRST = listed_key("ann", 10, id="key-1")
SECOND = listed_key("ann", 20, id="key-2")
SECOND_OFF = listed_key("ann", 20, id="key-2", status="Inactive")
OF_BOB = listed_key("bob", 10, id="key-3")


def facts(*listed, **more):
    """Ann and bob are administrators with a console password, and have these keys."""
    cells = {**MFA, "keys": (active_key(10), key())}
    people = (person("ann", ALL, cells=cells), person("bob", ALL, cells=cells))
    return of(*people, **{"access_keys": listed, **more})


@pytest.mark.parametrize(
    ("change", "told"),
    [(switching_off("key-1"), "switching off"), (deleting("key-1", before="Active"), "deleting")],
)
def test_the_key_that_the_caller_signs_with_stays(change, told):
    found = ruling(facts(FIRST, SECOND, OF_BOB), change, caller=Caller(ANN, "key-1"))

    assert isinstance(found, Refusal)
    assert found.reason == f"{told} access key key-1 of ann would take the key that you act with"
    assert found.advice == "sign in as another administrator, and apply it as that"
    assert found.change == change


def test_another_key_of_the_caller_may_go():
    assert ruling(facts(FIRST, SECOND), switching_off("key-2"), caller=Caller(ANN, "key-1")) is None
    assert ruling(facts(FIRST, SECOND), switching_off("key-2"), caller=Caller(ANN, None)) is None


def test_the_key_that_the_caller_signs_with_is_told_by_its_id_whoever_owns_it():
    role = Caller("arn:aws:sts::123456789012:assumed-role/ops/session", "key-1")

    assert "key that you act with" in refused(facts(FIRST), switching_off("key-1"), caller=role)


def test_the_caller_s_only_active_key_stays():
    found = ruling(facts(FIRST, SECOND_OFF, OF_BOB), switching_off("key-1"), caller=Caller(ANN, None))

    assert isinstance(found, Refusal)
    assert found.reason == "you act as ann, and switching off access key key-1 of ann would take your only active key"
    assert found.advice == "sign in as another administrator, and apply it as that"
    assert found.change == switching_off("key-1")


def test_the_last_of_the_caller_s_active_keys_stays():
    both = (switching_off("key-1"), switching_off("key-2"))
    found = ruling(facts(FIRST, SECOND), *both, caller=Caller(ANN, "another"))

    assert isinstance(found, Refusal)
    assert found.change == switching_off("key-2")


def test_an_inactive_key_of_the_caller_may_be_deleted():
    assert ruling(facts(SECOND_OFF), deleting("key-2"), caller=Caller(ANN, None)) is None
    assert ruling(facts(FIRST, SECOND_OFF), deleting("key-2"), caller=Caller(ANN, None)) is None


def test_a_key_that_is_newer_than_the_list_is_what_the_change_says():
    assert "your only active key" in refused(facts(SECOND_OFF), switching_off("new"), caller=Caller(ANN, None))
    assert ruling(facts(FIRST), switching_off("new"), caller=Caller(ANN, None)) is None
    assert ruling(facts(SECOND_OFF), deleting("gone"), caller=Caller(ANN, None)) is None


def test_the_list_knows_better_than_the_change_whether_a_key_is_active():
    assert ruling(facts(SECOND_OFF), switching_off("key-2"), caller=Caller(ANN, None)) is None


def test_keys_that_were_not_read_may_be_the_caller_s_only_one():
    unread = facts(access_keys=denied("iam:ListAccessKeys"))

    found = ruling(unread, switching_off("key-1"), caller=Caller(ANN, None))
    assert isinstance(found, Refusal)
    assert found.reason == (
        "you act as ann, whose access keys could not be read: switching off access key key-1 of ann might take your "
        "only one"
    )
    assert found.advice == "sign in as another administrator, and apply it as that"
    assert found.change == switching_off("key-1")
    assert ruling(unread, switching_off("key-3", "bob"), caller=Caller(ANN, None)) is None


def test_keys_of_others_and_other_changes_are_not_the_caller_s():
    assert ruling(facts(FIRST, OF_BOB), switching_off("key-3", "bob"), caller=Caller(ANN, "key-1")) is None
    assert ruling(facts(FIRST), leaving("ann", "staff"), caller=Caller(ANN, "key-1")) is None
    assert ruling(facts(SECOND_OFF), switching_on("key-2"), caller=Caller(ANN, "key-2")) is None
    assert ruling(facts(FIRST), switching_off("key-1"), caller=Caller(arn("user", "bob"), None)) is None
    role = Caller("arn:aws:sts::123456789012:assumed-role/ann/session", None)
    assert ruling(facts(FIRST), switching_off("key-1"), caller=role) is None


# --- bound to MFA

LONG_LIVED = "AKIA" + "EXAMPLE2" * 2
OF_A_SESSION = "ASIA" + "EXAMPLE2" * 2


def binding(name):
    return msgspec.structs.replace(joining(name, "mfa-enforced"), needs_mfa=True)


def test_who_acts_with_a_key_is_not_bound_to_mfa_by_it():
    found = ruling(facts(), binding("bob"), binding("ann"), caller=Caller(ANN, LONG_LIVED))

    assert isinstance(found, Refusal)
    assert found.reason == (
        "after adding ann to group mfa-enforced you, who act with an access key of ann, could do nothing without MFA"
    )
    assert found.advice == "apply it as somebody else, or with a session that has MFA"
    assert found.change == binding("ann")


@pytest.mark.parametrize(
    ("caller", "change"),
    [
        pytest.param(Caller(ANN, OF_A_SESSION), binding("ann"), id="a session may have MFA"),
        pytest.param(Caller(ANN, None), binding("ann"), id="whose key is not known"),
        pytest.param(Caller(ANN, LONG_LIVED), binding("bob"), id="somebody else"),
        pytest.param(Caller(ANN, LONG_LIVED), binding("ann").inverse(), id="let go"),
        pytest.param(Caller(ANN, LONG_LIVED), joining("ann", "mfa-enforced"), id="a group that asks for nothing"),
        pytest.param(Caller("arn:aws:iam::999999999999:user/ann", LONG_LIVED), binding("ann"), id="a namesake"),
        pytest.param(Caller("arn:aws:iam::123456789012:root", LONG_LIVED), binding("root"), id="root is no user"),
    ],
)
def test_a_binding_to_mfa_that_lets_the_caller_act_on_passes(caller, change):
    assert ruling(facts(), change, caller=caller) is None


# ---- the caller's own user or role


def deleted(kind, name):
    if kind == "user":
        return UserChange(name=name, arn=arn("user", name), before=True, after=False)
    return RoleChange(name=name, arn=arn("role", name), trust_policy="{}", before=True, after=False)


def test_nobody_deletes_the_user_that_it_acts_as():
    two = of(person("ann", ALL), person("bob", ALL))

    assert refused(two, deleted("user", "ann"), caller=Caller(arn("user", "ann"), None)) == (
        "you act as ann, and deleting user ann would end that"
    )
    assert ruling(two, deleted("user", "ann"), caller=Caller(arn("user", "bob"), None)) is None


def test_nor_the_role_that_it_works_as():
    session = Caller(f"arn:aws:sts::{ACCOUNT}:assumed-role/vault/ann", None)
    facts = of(person("ann", ALL), roles=(VAULT, PARTNER))

    assert refused(facts, deleted("role", "vault"), caller=session) == (
        "you act as vault, and deleting role vault would end that"
    )
    assert ruling(facts, deleted("role", "partner"), caller=session) is None


def test_making_a_user_ends_nothing():
    made = deleted("user", "ann").inverse()

    assert ruling(of(person("bob", ALL)), made, caller=Caller(arn("user", "ann"), None)) is None


# --- the password that a session began with


def losing_password(name="ann", **fields):
    made = {"user": name, "user_arn": arn("user", name), "before": True, "after": False, "chosen_by": "owner"}
    return LoginProfileChange(**{**made, **fields})


@pytest.mark.parametrize("key_id", [OF_A_SESSION, None])
def test_who_acts_by_a_session_keeps_the_password_that_it_may_have_begun_with(key_id):
    found = ruling(facts(FIRST, OF_BOB), losing_password(), caller=Caller(ANN, key_id))

    assert isinstance(found, Refusal)
    assert found.reason == (
        "you act as ann by a session, and taking the console password from ann would take what that may have begun with"
    )
    assert found.advice == "sign in as another administrator, and apply it as that"
    assert found.change == losing_password()


@pytest.mark.parametrize(
    ("caller", "change"),
    [
        pytest.param(Caller(ANN, LONG_LIVED), losing_password(), id="an access key needs no password"),
        pytest.param(Caller(ANN, OF_A_SESSION), losing_password("cleo"), id="somebody else's"),
        pytest.param(Caller(ANN, OF_A_SESSION), losing_password(before=False, after=True), id="a new one"),
        pytest.param(Caller("arn:aws:iam::999999999999:user/ann", OF_A_SESSION), losing_password(), id="a namesake"),
        pytest.param(
            Caller("arn:aws:sts::123456789012:assumed-role/ann/s", OF_A_SESSION), losing_password(), id="role"
        ),
    ],
)
def test_a_password_that_is_not_the_caller_s_means_to_act_may_go(caller, change):
    house = of(
        person("ann", ALL, cells=MFA), person("bob", ALL, cells=MFA), person("dora", ALL, cells=MFA), person("cleo")
    )

    assert ruling(house, change, caller=caller) is None


# ---- root's own keys

ONE = kinds.of_root(id="root-key-1")
SESSION, KEY = Caller(ROOT, "ASIA-session"), Caller(ROOT, "AKIA-another")
WITHOUT_KEY = "sign in as root without a key (aws login, of AWS CLI 2.32 or newer), and run it as that"
GIVE_ONE = "give root a password first, or switch the key off by hand"


def of_office(**more):
    """Ann is an administrator; of root it is known what a test says."""
    return of(person("ann", ALL), **more)


@pytest.mark.parametrize(
    ("change", "told"),
    [(ONE, "switching off"), (msgspec.structs.replace(ONE, before="Inactive", after=None), "deleting")],
)
def test_the_key_that_root_signs_with_stays(change, told):
    found = ruling(of_office(), change, caller=Caller(ROOT, "root-key-1"))

    assert isinstance(found, Refusal)
    assert found.reason == f"{told} root's access key root-key-1 would take the key that you act with"
    assert (found.advice, found.change) == (WITHOUT_KEY, change)


def test_in_govcloud_the_key_that_root_signs_with_is_for_the_other_key_or_for_people():
    account = of_office(partition="aws-us-gov", credential_report=report(root_row()))
    change = msgspec.structs.replace(ONE, root_arn=account.root_arn)

    found = ruling(account, change, caller=Caller(account.root_arn, "root-key-1"))

    assert isinstance(found, Refusal)
    assert found.advice == (
        "run it with the other access key of root's; its only key deletes itself once nothing needs it, by hand: "
        "aws iam delete-access-key --access-key-id root-key-1"
    )
    assert ruling(account, change, caller=Caller(account.root_arn, "AKIA-another")) is None


@pytest.mark.parametrize("caller", [SESSION, KEY])
def test_where_root_has_a_password_another_key_of_root_s_may_go(caller):
    assert ruling(of_office(summary=summary(password_present=True)), ONE, caller=caller) is None


@pytest.mark.parametrize(
    ("facts_of_root", "why", "advice"),
    [
        ({"summary": summary(password_present=False)}, "root has no password", GIVE_ONE),
        ({"partition": "aws-us-gov"}, "root has no password", "run it with the other access key of root's; "),
        (
            {"summary": denied("iam:GetAccountSummary"), "organization": denied("organizations:DescribeOrganization")},
            "whether root has a password is not known (access denied)",
            GIVE_ONE,
        ),
    ],
    ids=["a member", "GovCloud", "unknown"],
)
def test_where_root_has_no_password_its_session_may_have_begun_with_that_key(facts_of_root, why, advice):
    facts_of_root = {"credential_report": report(root_row(password_enabled=NOT_SUPPORTED)), **facts_of_root}
    account = of_office(**facts_of_root)
    change = msgspec.structs.replace(ONE, root_arn=account.root_arn)
    found = ruling(account, change, caller=Caller(account.root_arn, "ASIA-session"))

    assert isinstance(found, Refusal)
    told = "switching off root's access key root-key-1 would take what your session may have begun with"
    assert found.reason == f"{why}, and {told}"
    assert found.advice.startswith(advice)
    assert found.change == change


@pytest.mark.parametrize(
    "change",
    [
        msgspec.structs.replace(ONE, before="Inactive", after=None),
        msgspec.structs.replace(ONE, before="Inactive", after="Active"),
        kinds.of_root("signing-certificate"),
    ],
    ids=["off already", "on again", "a certificate"],
)
def test_no_session_begins_with_these(change):
    without = of_office(summary=summary(password_present=False))

    assert ruling(without, change, caller=SESSION) is None


def test_by_a_key_that_stays_root_may_take_another_where_it_has_no_password():
    assert ruling(of_office(summary=summary(password_present=False)), ONE, caller=KEY) is None


@pytest.mark.parametrize("after", ["Inactive", "Active", None])
def test_it_waits_for_no_administrator_for_root_keeps_its_password(after):
    """Nor for a live proof, which root could not give in a member account: nobody else has less by it."""
    change = kinds.of_root(id="root-key-1", after=after)
    password = summary(password_present=True)

    assert ruling(of(person("eve"), summary=password), change, caller=SESSION) is None
    assert ruling(of_office(organization=MEMBER, summary=password), change, caller=SESSION) is None
