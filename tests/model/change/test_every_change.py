"""What holds for a change of any kind. A new kind joins by its place in `changes()`."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from hypothesis import assume, given

from rootward.model.account import Account
from rootward.model.change import RISKS, AccessKeyChange, Change, Edit, GroupChange, Missing
from rootward.model.identity import Group
from rootward.model.unknown import Unknown
from tests.checks.facts import ACCOUNT, NOW, denied, identities
from tests.model.change.changes import accounts, changes, without_order

BLIND = Account(
    taken_at=NOW,
    id=ACCOUNT,
    identities=denied("iam:GetAccountAuthorizationDetails"),
    password_policy=denied("iam:GetAccountPasswordPolicy"),
    access_keys=denied("iam:ListAccessKeys"),
)
EMPTY = msgspec.structs.replace(BLIND, identities=identities(), access_keys=(), password_policy=None)


def is_seen(change, state):
    gone = isinstance(change, AccessKeyChange) and state is None
    return not (gone or isinstance(state, Unknown | Missing))


def fitted(change, facts):
    """The change as a plan would have it: its before is what the account says, and its after something else."""
    state = change.state(facts)
    if is_seen(change, state):
        after = not state if isinstance(state, bool) else change.after
        change = msgspec.structs.replace(change, before=state, after=after)
    if isinstance(change, GroupChange) and change.before:
        # AWS deletes an empty group only, and what else the group was does not come back.
        empty = Group(name=change.name, arn=change.arn, path=change.path)
        assume(isinstance(facts.identities, Unknown) or empty in facts.identities.groups)
    return change


@given(changes())
def test_the_inverse_of_the_inverse_is_the_change(change):
    inverse = change.inverse()

    if inverse is None:
        assert change.risk == "irreversible"
    else:
        assert inverse.inverse() == change
        assert (inverse.before, inverse.after) == (change.after, change.before)
        assert (inverse.target, inverse.resource) == (change.target, change.resource)


@given(changes(), changes())
def test_merged_with_itself_it_is_itself_and_with_another_target_nothing(change, other):
    assert change.merged(change) == change
    if other.target != change.target:
        assert change.merged(other) is None


@given(changes())
def test_a_change_is_the_same_after_a_way_through_json(change):
    assert msgspec.json.decode(msgspec.json.encode(change), type=Change) == change


@given(changes())
def test_a_change_makes_at_least_one_call_and_none_without_a_resource(change):
    calls = change.calls()

    assert calls
    assert all(call.resource and call.action == f"iam:{call.operation}" for call in calls)
    assert change.risk in RISKS


@given(accounts(), changes())
def test_after_its_effect_the_account_says_what_the_change_says(facts, change):
    before = change.state(facts)
    after = change.state(change.effect(facts))

    if is_seen(change, before):
        assert change.agrees(after, change.after)
    else:
        assert after == before or change.agrees(after, change.after)


@given(accounts(), changes())
def test_taken_back_the_account_is_what_it_was_up_to_order(facts, change):
    change = fitted(change, facts)
    inverse = change.inverse()
    assume(inverse is not None)

    assert without_order(inverse.effect(change.effect(facts))) == without_order(facts)


@given(accounts(), changes())
def test_an_effect_twice_is_an_effect_once(facts, change):
    once = change.effect(facts)

    assert without_order(change.effect(once)) == without_order(once)


@given(accounts(), changes())
def test_what_is_so_already_is_left_as_it_is(facts, change):
    state = change.state(facts)
    if not isinstance(state, Unknown | Missing):
        change = msgspec.structs.replace(change, after=state)

    assert without_order(change.effect(facts)) == without_order(facts)


@given(changes())
def test_facts_that_were_not_read_stay_unread(change):
    state = change.state(BLIND)

    assert isinstance(state, Unknown)
    assert change.effect(BLIND) == BLIND
    assert not change.agrees(state, change.before)
    assert not change.agrees(state, change.after)


@given(changes())
def test_what_is_missing_is_neither_before_nor_after(change):
    state = change.state(EMPTY)

    if isinstance(state, Missing):
        assert change.effect(EMPTY) == EMPTY
        assert not change.agrees(state, change.before)
        assert not change.agrees(state, change.after)


@given(accounts(), changes())
def test_an_effect_touches_nothing_but_its_own_facts(facts, change):
    after = change.effect(facts)
    touched = {name for name in facts.__struct_fields__ if getattr(after, name) != getattr(facts, name)}

    assert len(touched) <= 1
    assert touched <= {"identities", "password_policy", "access_keys"}


@given(changes())
def test_a_field_that_no_change_has_is_refused(change):
    data = {**msgspec.to_builtins(change), "force": True}

    with pytest.raises(msgspec.ValidationError, match="unknown field `force`"):
        msgspec.convert(data, type=Change)


def test_a_kind_that_no_change_has_is_refused():
    with pytest.raises(msgspec.ValidationError, match="Invalid value 'shell'"):
        msgspec.convert({"kind": "shell", "before": None, "after": "rm"}, type=Change)


def test_every_kind_of_change_is_drawn_here():
    kinds = set(get_args(Change))

    assert kinds == set(Edit.__subclasses__())
    assert kinds == {type(change) for change in drawn()}


def drawn():
    seen = []

    @given(changes())
    def draw(change):
        seen.append(change)

    draw()
    return seen
