"""What can be done only once something else is done comes in the same plan, after it."""

from __future__ import annotations

import pytest

from rootward.checks.registry import BY_ID
from rootward.checks.remedy import Refused, Remedy
from rootward.engine.lockout import Refusal
from rootward.engine.planning.draft import drafted
from rootward.model.change import GroupChange, MembershipChange, UserCredentialChange
from rootward.model.plan import Gap
from tests.checks.facts import allow, arn, inline, policy, report, root_row, service_credential, user, user_row
from tests.engine.planning.proposals import asks, check, deletes, joins, makes, proposes, rests
from tests.engine.planning.test_planning import GuardOf, asking, changes, office, planned


@pytest.fixture
def guarding(monkeypatch):
    def guarding(rule):
        monkeypatch.setattr("rootward.engine.planning.planning.Guard", GuardOf(rule))

    return guarding


BINDING = BY_ID["mfa-not-enforced"]
OLD = BY_ID["service-credential-old"]
ANN = Gap("mfa-not-enforced", arn("user", "ann"))


def with_a_git_password():
    """Ann signs in with MFA, and has a Git password of two years ago beside it; nothing binds her to MFA."""
    rows = (user_row(name, password_enabled=True, mfa_active=True) for name in ("yan", "zoe", "ann"))
    return office(
        people=(user("ann", inline_policies=(inline("own", policy(allow("s3:*"))),)),),
        credential_report=report(root_row(), *rows),
        service_credentials=(service_credential("ann", 730),),
        virtual_mfa_devices=(),
    )


def about_ann(made):
    return [(step.stage, step.change) for step in made.steps if "ann" in step.change.resource]


def test_whoever_has_a_credential_that_is_switched_off_is_bound_to_mfa_after_that():
    made = planned(OLD, BINDING, facts=with_a_git_password())

    ((off, ended), (bound, joined)) = about_ann(made)
    assert isinstance(ended, UserCredentialChange)
    assert isinstance(joined, MembershipChange)
    assert off < bound
    assert ANN not in [one.gap for one in made.withheld]


def test_where_nothing_switches_it_off_the_user_is_not_bound():
    made = planned(BINDING, facts=with_a_git_password())

    assert about_ann(made) == []
    assert [(one.gap, one.by) for one in made.withheld] == [(ANN, "guard")]
    assert "active credential for codecommit" in made.withheld[0].reason


# --- with made-up checks


def waiting(name: str, made: str, *batches) -> object:
    """A check that fails while the group is there or not, and whose remedy waits until it is."""

    def propose(_finding, account, _baseline):
        there = any(group.name == made for group in account.identities.groups)
        yield proposes(*batches, restricts=True) if there else Refused(f"there is no group {made} yet")

    return check(name, "r", remedy=Remedy(propose=propose, operations=()))


def staged(made) -> list[tuple[int, object]]:
    return [(step.stage, step.change) for step in made.steps]


def test_rounds_go_on_until_nothing_is_added():
    first, second, third = makes("one"), makes("two"), joins("yan", "two")
    made = planned(waiting("c", "two", third), waiting("b", "one", second), asking("one", first))

    assert staged(made) == [(1, first), (2, second), (3, third)]
    assert made.withheld == ()


def test_what_cannot_be_undone_comes_after_every_round_and_no_round_rests_on_it():
    first, second = makes("one"), joins("yan", "one")
    made = planned(waiting("b", "one", second), asking("one", first, deletes("bob")))

    assert [(step.stage, step.risk) for step in made.steps] == [(1, "safe"), (2, "safe"), (3, "irreversible")]
    assert changes(made) == [first, second, deletes("bob")]


def test_what_contradicts_an_earlier_round_is_withheld_with_the_new_reason():
    first = makes("one")
    made = planned(
        waiting("b", "one", GroupChange(name="one", arn=first.arn, before=True, after=False)), asking("one", first)
    )

    assert staged(made) == [(1, first)]
    assert [(one.gap, one.reason) for one in made.withheld] == [
        (Gap("b", "r"), f"another part of the plan asks for something else of {first.arn}")
    ]


def test_a_later_round_comes_after_all_that_restricts_in_the_one_before():
    again = asks("b", makes("staff"), joins("ann", "staff"))
    made = drafted((asks("a", rests("ann"), restricts=True), again.__class__(again.gap, again.proposal, 2)))

    assert [(one.stage, one.change) for one in made] == [
        (1, rests("ann")),
        (2, makes("staff")),
        (3, joins("ann", "staff")),
    ]


def test_what_both_rounds_ask_for_is_made_in_the_first():
    once = asks("b", makes("staff"))
    made = drafted((once, once.__class__(once.gap, once.proposal, 2), asks("a", rests("ann"), restricts=True)))

    assert [(one.stage, one.change) for one in made] == [(1, makes("staff")), (2, rests("ann"))]


def test_what_the_lockout_guard_refuses_is_asked_again_once_the_rest_is_made(guarding):
    """There is nobody yet who could give it back; the same plan makes somebody."""
    first, second = makes("one"), joins("yan", "two")
    seen = []

    def rule(changes):
        seen.append(changes)
        alone = second in changes and len(seen) < 4
        return Refusal("nobody is left", "make somebody first") if alone else None

    guarding(rule)
    made = planned(asking("b", second, restricts=True), asking("one", first))

    assert staged(made) == [(1, first), (2, second)]
    assert made.withheld == ()


def test_what_stays_refused_is_withheld_once(guarding):
    guarding(
        lambda changes: Refusal("nobody is left", "make somebody first") if joins("yan", "two") in changes else None
    )
    made = planned(asking("b", joins("yan", "two"), restricts=True), asking("one", makes("one")))

    assert changes(made) == [makes("one")]
    assert [(one.gap, one.by) for one in made.withheld] == [(Gap("b", "r"), "lockout")]


# --- what a live look objects to


def test_what_a_look_objects_to_is_withheld_and_the_rest_stands():
    made = planned(
        asking("a", makes("one"), resource="r1"),
        asking("b", makes("two"), resource="r2"),
        objections={makes("one").target: "not now"},
    )

    assert changes(made) == [makes("two")]
    assert [(one.gap, one.reason, one.by) for one in made.withheld] == [(Gap("a", "r1"), "not now", "guard")]


def test_a_later_round_heeds_it_too_and_says_it_in_place_of_the_first_reason():
    made = planned(
        waiting("b", "one", joins("yan", "one")),
        asking("one", makes("one")),
        objections={joins("yan", "one").target: "yan's key is at work"},
    )

    assert changes(made) == [makes("one")]
    assert [(one.gap, one.reason) for one in made.withheld] == [(Gap("b", "r"), "yan's key is at work")]


def test_a_proposal_is_withheld_whole_where_a_look_objects_to_part_of_it():
    made = planned(asking("a", makes("one"), joins("yan", "one")), objections={joins("yan", "one").target: "not now"})

    assert changes(made) == []
