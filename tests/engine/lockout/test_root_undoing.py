"""Root takes back the run that made the only administrators, and nobody else does; nobody else is let go by it."""

from __future__ import annotations

import pytest

from rootward.engine.lockout import Caller, Guard, Refusal
from rootward.model.baseline import Baseline
from rootward.model.change import LoginProfileChange, UserChange
from rootward.model.identity import Identities
from rootward.model.unknown import Unknown
from tests.checks.facts import ACCOUNT, ROOT, arn, group
from tests.engine.lockout.drawn import ALL, MEMBER
from tests.engine.lockout.house import (
    ADMINS,
    CONSOLE,
    MFA,
    NOBODY,
    STAFF,
    attaching,
    detaching,
    leaving,
    of,
    person,
    unmaking,
)

AS_ROOT = Caller(ROOT, None)
MADE = frozenset((arn("user", "mark"), arn("group", "admins")))
MARK = person("mark", groups=("admins",), cells=CONSOLE)

BOOTSTRAPPED = of(MARK, groups=(ADMINS,))
"""Mark is the only administrator, by a run that made him and the group."""


def signing_in(name, *, after):
    return LoginProfileChange(user=name, user_arn=arn("user", name), before=not after, after=after)


def deleting_user(name):
    return UserChange(name=name, arn=arn("user", name), before=True, after=False)


TAKEN_BACK = (
    (signing_in("mark", after=False),),
    (leaving("mark", "admins"),),
    (detaching("all", "group", "admins"),),
    (deleting_user("mark"), unmaking("admins")),
)
"""Last change first."""


def said(facts, stages=TAKEN_BACK, *, caller=AS_ROOT, undoing=MADE, baseline=Baseline()):  # noqa: B008 - frozen
    return Guard(baseline, caller, undoing=undoing).of_plan(facts, stages)


def reason(ruling):
    assert isinstance(ruling, Refusal), ruling
    return ruling.reason


def test_root_takes_back_the_run_that_made_the_only_administrator():
    assert said(BOOTSTRAPPED) is None


def test_so_does_root_where_all_is_one_stage_in_whatever_order():
    assert said(BOOTSTRAPPED, (tuple(change for stage in TAKEN_BACK for change in stage),)) is None


def test_and_step_by_step():
    guard, facts = Guard(Baseline(), AS_ROOT, undoing=MADE), BOOTSTRAPPED
    for change in (change for stage in TAKEN_BACK for change in stage):
        assert guard.of_step(facts, change) is None
        facts = change.effect(facts)
    assert isinstance(facts.identities, Identities)
    assert (facts.identities.users, facts.identities.groups) == ((), ())


def test_the_mfa_of_who_goes_holds_nobody_back():
    assert said(of(person("mark", groups=("admins",), cells=MFA), groups=(ADMINS,))) is None


def test_a_stage_of_many_changes_is_no_other():
    many = tuple(
        change
        for number in range(4)
        for change in (detaching("files", "group", f"staff{number}"), unmaking(f"staff{number}"))
    )
    groups = tuple(group(f"staff{number}", attached_policies=(arn("policy", "files"),)) for number in range(4))
    facts = of(MARK, groups=(ADMINS, *groups))

    assert said(facts, ((*TAKEN_BACK[0], *many),), undoing=MADE | {one.arn for one in groups}) is None


def test_what_was_begun_is_ended_where_nobody_is_left_already():
    facts = of(person("mark", groups=("admins",), cells={}), groups=(ADMINS,))

    assert said(facts, TAKEN_BACK[1:]) is None


@pytest.mark.parametrize(
    "caller",
    [
        NOBODY,
        Caller(arn("user", "mark"), None),
        Caller("arn:aws:iam::999999999999:root", None),
        Caller("arn:aws-cn:iam::123456789012:root", None),
        Caller(f"arn:aws:sts::{ACCOUNT}:assumed-role/root/root", None),
        Caller(f"arn:aws:iam::{ACCOUNT}:user/root", None),
    ],
)
def test_nobody_else_takes_it_back(caller):
    found = said(BOOTSTRAPPED, caller=caller)

    assert isinstance(found, Refusal)
    assert said(BOOTSTRAPPED, TAKEN_BACK[1:2], caller=caller) is not None


def test_root_lets_nobody_go_where_no_run_is_taken_back():
    assert "user mark (a console password) is the last administrator" in reason(said(BOOTSTRAPPED, undoing=frozenset()))


def test_an_administrator_whom_the_run_did_not_make_is_never_let_go():
    facts = of(MARK, person("ann", groups=("admins",), cells=CONSOLE), groups=(ADMINS,))
    both = (*TAKEN_BACK[:1], (leaving("ann", "admins"),), *TAKEN_BACK[1:])

    assert reason(said(facts, both)).endswith("user ann (a console password) is the last administrator")


@pytest.mark.parametrize("number_of_others", [0, 6])
def test_nor_by_a_group_that_the_run_made_whatever_else_is_in_the_stage(number_of_others):
    facts = of(MARK, person("ann", groups=("admins",), cells=CONSOLE), groups=(ADMINS, STAFF))
    others = tuple(detaching("files", "group", "staff") for _ in range(number_of_others))

    assert isinstance(said(facts, ((detaching("all", "group", "admins"), *others),)), Refusal)


def test_who_was_there_stays_and_the_one_who_was_made_goes():
    facts = of(MARK, person("ann", ALL, cells=CONSOLE), groups=(ADMINS,))

    assert said(facts) is None


def test_two_with_mfa_stay_two_where_one_of_them_was_there_before():
    facts = of(person("mark", groups=("admins",), cells=MFA), person("ann", ALL, cells=MFA), groups=(ADMINS,))

    assert reason(said(facts)).endswith(
        "only user ann (a console password) would be left as an administrator with MFA: "
        "it takes user mark (a console password)"
    )


def test_of_whom_it_is_not_proved_that_they_administer_it_nobody_is_let_go():
    facts = of(MARK, person("ann", groups=("admins",), cells=CONSOLE), groups=(ADMINS,), organization=MEMBER)
    both = ((leaving("mark", "admins"), leaving("ann", "admins")),)

    assert isinstance(said(facts, both), Refusal)


def test_where_control_policies_are_not_read_root_takes_it_back_all_the_same():
    assert said(of(MARK, groups=(ADMINS,), organization=MEMBER)) is None
    assert said(of(MARK, groups=(ADMINS,), organization=Unknown("denied", "organizations:X"))) is None


def test_what_gives_something_is_no_matter_of_it():
    assert said(BOOTSTRAPPED, ((attaching("files", "user", "mark"),),), caller=NOBODY, undoing=frozenset()) is None
