"""Of which users an account says something else than it did before."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rootward.engine.lockout.difference import users_that_differ
from rootward.model.account import NOT_COLLECTED
from tests.checks.facts import ago, arn, denied, identities, listed_key, report, role, user, virtual_device
from tests.engine.lockout.drawn import ALL, FILES, MEMBER
from tests.engine.lockout.house import (
    STAFF,
    VAULT,
    attaching,
    joining,
    making,
    of,
    person,
    switching_off,
    unmaking,
    writing,
)
from tests.model.change import kinds

KEYS = (listed_key("ann", 1, id="key-1"), listed_key("bob", 1, id="key-2"), listed_key("gone", 1, id="key-3"))


def house(**facts):
    people = (person("ann", ALL), person("bob", groups=("staff",)), person("cat", groups=("staff",)))
    return of(*people, **{"groups": (STAFF,), "roles": (VAULT,), "access_keys": KEYS, **facts})


def differing(after, before=None):
    """Names of the users who differ; None where it may be anybody."""
    found = users_that_differ(before or house(), after)
    return None if found is None else {each.rsplit("/", 1)[-1] for each in found}


def test_an_account_does_not_differ_from_itself_or_its_like():
    same = house()

    assert differing(same, same) == set()
    assert differing(house()) == set()


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (writing(FILES, "user", "ann"), {"ann"}),
        (joining("ann", "staff"), {"ann"}),
        (attaching("files", "user", "bob"), {"bob"}),
        (attaching("all", "group", "staff"), {"bob", "cat"}),
        (switching_off("key-2", "bob"), {"bob"}),
        (switching_off("key-3", "gone"), set()),
        (making("new"), set()),
        (unmaking("staff"), {"bob", "cat"}),
        (kinds.user("new"), {"new"}),
        (kinds.user("ann", after=False), {"ann"}),
        (kinds.login("ann", after=False), {"ann"}),
        (kinds.credential("ssh-public-key"), set()),
    ],
)
def test_a_change_makes_those_differ_whom_it_is_about(change, names):
    before = house()

    assert differing(change.effect(before), before) == names
    assert differing(before, change.effect(before)) == names


def test_users_who_come_and_go_differ():
    found = house().identities
    fewer = house(identities=replace(found, users=found.users[1:]))

    assert differing(fewer) == {"ann"}
    assert differing(house(), fewer) == {"ann"}


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("id", "999999999999"),
        ("partition", "aws-cn"),
        ("taken_at", ago(1)),
        ("organization", MEMBER),
        ("credential_report", denied("iam:GetCredentialReport")),
        ("virtual_mfa_devices", (virtual_device(arn("user", "ann")),)),
        ("saml_providers", denied("iam:ListSAMLProviders")),
        ("oidc_providers", denied("iam:ListOpenIDConnectProviders")),
        ("access_keys", NOT_COLLECTED),
        ("identities", denied("iam:GetAccountAuthorizationDetails")),
    ],
)
def test_what_is_said_of_all_may_be_about_anybody(fact, value):
    other = replace(house(), **{fact: value})

    assert differing(other) is None
    assert differing(house(), other) is None


def test_a_row_of_the_report_is_about_its_user():
    before = house()
    rows = tuple(replace(row, mfa_active=False) if row.user == "ann" else row for row in before.credential_report.rows)
    changed = replace(before, credential_report=replace(before.credential_report, rows=rows))

    assert differing(changed, before) == {"ann"}
    assert differing(before, changed) == {"ann"}


def test_a_row_that_comes_or_goes_is_about_its_user():
    before = house()
    fewer = replace(before.credential_report, rows=before.credential_report.rows[:-1])

    assert differing(replace(before, credential_report=fewer), before) == {"cat"}
    assert differing(before, replace(before, credential_report=fewer)) == {"cat"}


def test_a_report_of_another_moment_may_be_about_anybody():
    before = house()
    later = replace(before, credential_report=replace(before.credential_report, generated_at=ago(0)))

    assert differing(later, before) is None
    assert differing(before, later) is None


def test_the_same_report_read_again_is_about_nobody():
    again = replace(house(), credential_report=report(*house().credential_report.rows))

    assert differing(again) == set()


@pytest.mark.parametrize("change", kinds.OF_THE_ACCOUNT, ids=lambda change: type(change).__name__)
def test_what_gives_nobody_power_makes_nobody_differ(change):
    before = house(virtual_mfa_devices=())

    assert differing(change.effect(before), before) == set()


def test_roles_and_documents_may_be_about_anybody():
    found = house().identities
    others = (
        replace(found, roles=()),
        replace(found, roles=(VAULT, role("new"))),
        replace(found, policies=found.policies[1:]),
        replace(found, policies=(replace(found.policies[0], document=FILES), *found.policies[1:])),
    )

    assert [differing(replace(house(), identities=other)) for other in others] == [None] * 4


def test_how_often_a_policy_is_attached_is_about_nobody():
    found = house().identities
    counted = replace(found, policies=tuple(replace(one, attachment_count=9) for one in found.policies))

    assert differing(replace(house(), identities=counted)) == set()


def test_what_nobody_s_power_rests_on_is_about_nobody():
    assert differing(replace(house(), password_policy=None, service_access=(), alias=None)) == set()


def test_keys_that_were_read_in_neither_are_no_difference():
    unread = denied("iam:ListAccessKeys")
    before, after = house(access_keys=unread), joining("ann", "staff").effect(house(access_keys=unread))

    assert differing(after, before) == {"ann"}
    assert differing(of(identities=identities(users=(user("ann"),))), of(identities=identities())) == {"ann"}
