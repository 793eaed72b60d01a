"""The changes of a stage, by whom they are about."""

from __future__ import annotations

from rootward.engine.lockout.stage import Stage
from tests.checks.facts import arn
from tests.engine.lockout.drawn import ALL, FILES
from tests.engine.lockout.house import ADMINS, STAFF, attaching, joining, leaving, making, of, person, writing

HOUSE = of(person("bob", groups=("staff",)), person("ann", ALL), groups=(ADMINS, STAFF))


def about(name, *changes, through=()):
    return Stage(changes, HOUSE, "stage 1").about(arn("user", name), through)


def test_changes_of_the_user_itself_are_about_it():
    assert about("ann", writing(FILES, "user", "bob"), writing(FILES, "user", "ann")) == (1,)
    assert about("ann") == ()


def test_changes_of_its_groups_are_about_it():
    assert about("bob", attaching("all", "group", "staff"), attaching("all", "group", "admins")) == (0,)
    assert about("ann", attaching("all", "group", "staff")) == ()


def test_changes_of_a_group_that_it_gets_in_are_about_it_whichever_comes_first():
    assert about("ann", attaching("all", "group", "staff"), joining("ann", "staff")) == (0, 1)
    assert about("ann", joining("ann", "staff"), attaching("all", "group", "staff")) == (0, 1)
    assert about("ann", joining("bob", "admins"), attaching("all", "group", "admins")) == ()
    assert about("bob", leaving("bob", "staff"), attaching("all", "group", "staff")) == (0, 1)


def test_a_new_group_that_it_gets_in_is_about_it():
    new = (making("new"), attaching("all", "group", "new"), joining("ann", "new"))

    assert about("ann", *new) == (0, 1, 2)
    assert about("bob", *new) == ()


def test_changes_of_the_roles_that_it_assumes_are_about_it():
    change = attaching("all", "role", "vault")

    assert about("ann", change) == ()
    assert about("ann", change, through=(arn("role", "vault"),)) == (0,)


def test_what_touches_the_user_itself_is_told_from_what_touches_its_groups():
    stage = Stage((attaching("all", "group", "staff"), joining("bob", "admins")), HOUSE, "stage 1")

    assert [stage.touches(place, arn("user", "bob")) for place in (0, 1)] == [False, True]
    assert not stage.touches(0, arn("user", "ann"))


def test_users_stand_by_their_arns():
    assert Stage((), HOUSE, "stage 1").users == (arn("user", "ann"), arn("user", "bob"))
