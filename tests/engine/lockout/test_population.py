"""Some of the users and roles of an account, with what is said of them."""

from __future__ import annotations

from rootward.engine.lockout.population import identities_of, part
from rootward.model.identity import Identities
from rootward.model.unknown import Unknown
from tests.checks.facts import arn, denied, listed_key
from tests.engine.lockout.house import ADMINS, PARTNER, VAULT, of, person

KEYS = (listed_key("ann", 1), listed_key("bob", 1))
HOUSE = of(person("ann"), person("bob"), groups=(ADMINS,), roles=(VAULT, PARTNER), access_keys=KEYS)


def test_a_part_holds_these_users_and_roles_and_all_groups_and_policies():
    some = part(HOUSE, {arn("user", "ann")}, {arn("role", "vault")})
    found = identities_of(some)

    assert [user.name for user in found.users] == ["ann"]
    assert found.roles == (VAULT,)
    assert found.groups == (ADMINS,)
    assert found.policies == identities_of(HOUSE).policies
    assert not isinstance(some.credential_report, Unknown)
    assert [row.user for row in some.credential_report.rows] == ["ann"]
    assert some.access_keys == KEYS[:1]


def test_what_was_not_read_stays_unread():
    unread = denied("iam:ListAccessKeys")
    of_keys = of(person("ann"), access_keys=unread, credential_report=unread)
    of_people = of(identities=unread)

    assert part(of_keys, set(), set()).access_keys is unread
    assert part(of_keys, set(), set()).credential_report is unread
    assert part(of_people, set(), set()) is of_people
    assert identities_of(of_people) == Identities()
