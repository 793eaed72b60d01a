"""Whether AWS has room for all of a plan: ten groups a user, so many groups, users and roles an account."""

from __future__ import annotations

from rootward.engine.planning.room import without_room
from rootward.model.change import RoleChange, UserChange
from tests.checks.facts import account, arn, denied, group, identities, role, user
from tests.engine.planning.proposals import joins, makes, rests


def crowded(groups: int, *, of_ann: int = 0):
    """An account of so many groups, of which ann is in the first ones, and bob in none."""
    names = tuple(f"group{number}" for number in range(groups))
    users = (user("bob"), user("ann", groups=names[:of_ann]))
    return account(identities=identities(users=users, groups=tuple(map(group, names))))


def test_a_user_may_be_in_ten_groups():
    assert without_room((joins("ann", "group9"),), crowded(20, of_ann=9)) is None
    assert without_room((joins("ann", "group9"), joins("ann", "group10")), crowded(20, of_ann=9)) == (
        "with the rest of the plan ann would be in 11 groups, and AWS allows 10: take the user out of one first"
    )


def test_a_user_whose_quota_was_raised_and_who_joins_nothing_is_no_matter_of_the_plan():
    assert without_room((joins("bob", "group0"),), crowded(20, of_ann=15)) is None


def test_a_user_who_was_in_no_group_may_be_put_into_ten():
    assert without_room([joins("bob", f"group{number}") for number in range(10)], crowded(20)) is None
    assert "bob would be in 11 groups" in str(
        without_room([joins("bob", f"group{number}") for number in range(11)], crowded(20))
    )


def test_what_one_joins_takes_no_room_of_another():
    changes = (joins("ann", "group9"), *(joins("bob", f"group{number}") for number in range(10)))

    assert without_room(changes, crowded(20, of_ann=9)) is None


def test_a_group_that_the_user_is_in_already_is_none_more():
    assert without_room((joins("ann", "group3"),), crowded(20, of_ann=10)) is None


def test_what_is_left_makes_no_room():
    """Nothing says that it is left first."""
    changes = (joins("ann", "group0").inverse(), joins("ann", "group10"))

    assert without_room(changes, crowded(20, of_ann=10)) is not None


def test_an_account_may_have_three_hundred_groups():
    assert without_room((makes("one"),), crowded(299)) is None
    assert without_room((makes("one"), makes("two")), crowded(299)) == (
        "with the rest of the plan the account would have 301 groups, and AWS allows 300, if its quota was not raised: "
        "delete groups that nobody is in first"
    )


def test_a_group_that_is_there_or_is_made_twice_is_none_more():
    assert without_room((makes("one"), makes("ONE")), crowded(299)) is None
    assert without_room((makes("GROUP7"),), crowded(300)) is None


def test_what_is_deleted_makes_no_room():
    assert without_room((makes("group7").inverse(), makes("one")), crowded(300)) is not None


def test_an_account_of_a_higher_quota_is_let_be():
    assert without_room((joins("ann", "group7"), makes("group9").inverse(), rests("ann")), crowded(400)) is None


def test_where_nothing_was_read_nothing_is_counted():
    unread = account(identities=denied("iam:GetAccountAuthorizationDetails"))

    assert without_room((makes("one"), joins("ann", "one")), unread) is None
    assert without_room((joins("nobody-known", "group1"),), crowded(2)) is None


def makes_user(name: str):
    return UserChange(name=name, arn=arn("user", name), before=False, after=True)


def makes_role(name: str):
    return RoleChange(name=name, arn=arn("role", name), trust_policy="{}", before=False, after=True)


def full(**counts: int):
    """An account of so many users or roles."""
    made = {"users": user, "roles": role}
    lists = {kind: tuple(made[kind](f"one{number}") for number in range(count)) for kind, count in counts.items()}
    return account(identities=identities(**lists))


def test_an_account_may_have_five_thousand_users():
    assert without_room((makes_user("ann"),), full(users=4999)) is None
    assert without_room((makes_user("ONE7"),), full(users=5000)) is None
    assert without_room((makes_user("ann"),), full(users=5000)) == (
        "with the rest of the plan the account would have 5001 users, and AWS allows 5000: "
        "delete users whom nobody needs first"
    )


def test_an_account_may_have_a_thousand_roles():
    assert without_room((makes_role("support"),), full(roles=999, users=5000)) is None
    assert without_room((makes_role("support"), makes_role("alerts")), full(roles=999)) == (
        "with the rest of the plan the account would have 1001 roles, and AWS allows 1000, if its quota was not "
        "raised: delete roles that nobody works as first"
    )
