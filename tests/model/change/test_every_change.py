"""What holds for a change of any kind. A new kind joins by its place in `changes()`."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from hypothesis import assume, given, settings

from rootward.model.account import Account
from rootward.model.change import (
    RISKS,
    AccessKeyChange,
    AccountEdit,
    AlternateContactChange,
    AnalyzerChange,
    AttachmentChange,
    BucketChange,
    BucketPolicyChange,
    Change,
    Edit,
    EventRuleChange,
    GroupChange,
    InlinePolicyChange,
    LoginProfileChange,
    MembershipChange,
    Missing,
    Other,
    PasswordPolicyChange,
    RoleChange,
    RootCredentialChange,
    ServerCertificateChange,
    TopicChange,
    TrailChange,
    TrailLoggingChange,
    UserChange,
    UserCredentialChange,
    VirtualDeviceChange,
)
from rootward.model.iam_action import actions_of
from rootward.model.identity import Group, Role, User
from rootward.model.monitoring import AlternateContact, Analyzer, EventSelector, Subscription, Topic, Trail
from rootward.model.pointed_to import pointed_to
from rootward.model.unknown import Unknown
from tests.checks.facts import ACCOUNT, NO_INFORMATION, NOW, denied, identities, of_root, report, user_row
from tests.model.change.changes import accounts, changes, without_order

BLIND = Account(
    taken_at=NOW,
    id=ACCOUNT,
    identities=denied("iam:GetAccountAuthorizationDetails"),
    password_policy=denied("iam:GetAccountPasswordPolicy"),
    access_keys=denied("iam:ListAccessKeys"),
)
EMPTY = msgspec.structs.replace(
    BLIND,
    identities=identities(),
    access_keys=(),
    password_policy=None,
    credential_report=report(),
    virtual_mfa_devices=(),
    server_certificates=(),
    service_credentials=(),
    signing_certificates=(),
    root_credentials=of_root(),
    ssh_public_keys=(),
    security_contact=None,
    analyzers=(),
    trails=(),
    event_rules=(),
    topics=(),
)

FACTS: dict[type[Edit], set[str]] = {
    AccessKeyChange: {"access_keys"},
    AlternateContactChange: {"security_contact"},
    AnalyzerChange: {"analyzers"},
    AttachmentChange: {"identities"},
    BucketChange: set(),
    BucketPolicyChange: set(),
    EventRuleChange: {"event_rules"},
    GroupChange: {"identities"},
    InlinePolicyChange: {"identities"},
    LoginProfileChange: {"credential_report"},
    MembershipChange: {"identities"},
    PasswordPolicyChange: {"password_policy"},
    RoleChange: {"identities"},
    RootCredentialChange: {"root_credentials", "summary"},
    ServerCertificateChange: {"server_certificates"},
    TopicChange: {"topics"},
    TrailChange: {"trails"},
    TrailLoggingChange: {"trails"},
    UserChange: {"identities", "credential_report"},
    UserCredentialChange: {"service_credentials", "signing_certificates", "ssh_public_keys"},
    VirtualDeviceChange: {"virtual_mfa_devices"},
}
"""Whose effect may touch which facts. Of a user's credentials it is one of the three lists."""

ONE_WAY = (BucketChange, ServerCertificateChange, VirtualDeviceChange)
"""Their before and after are what they are: no such change goes the other way."""


def is_seen(change, state):
    gone = isinstance(change, AccessKeyChange | RootCredentialChange | UserCredentialChange) and state is None
    return not (gone or isinstance(state, Unknown | Missing | Other))


def fitted(change, facts):
    """The change as a plan would have it: its before is what the account says, and its after something else."""
    state = change.state(facts)
    if is_seen(change, state):
        after = not state if isinstance(state, bool) else change.after
        change = msgspec.structs.replace(change, before=state, after=after)
    if change.before and not change.after:
        assume(is_as_made(change, facts))
    if isinstance(change, TopicChange):  # one that is pointed to is read, though it be there no more
        listed = () if isinstance(facts.topics, Unknown) else facts.topics
        assume(change.arn not in pointed_to(facts) or any(one.arn == change.arn for one in listed))
    assume(change.before != change.after)
    return change


def is_as_made(change, facts):  # noqa: PLR0911 - one case a kind
    """Whether what is to go is as the change would make it: AWS deletes what is empty, and no more comes back."""
    found, rows = facts.identities, getattr(facts.credential_report, "rows", None)
    fields = {"name": getattr(change, "name", ""), "arn": change.resource}
    match change:
        case GroupChange():
            return isinstance(found, Unknown) or Group(path=change.path, **fields) in found.groups
        case UserChange():
            own = [row for row in rows or () if row.user == change.name]
            fresh = rows is None or own == [user_row(change.name, created=NOW)]
            return fresh and (
                isinstance(found, Unknown) or User(path=change.path, created=NOW, **fields) in found.users
            )
        case RoleChange():
            role = Role(path=change.path, created=NOW, trust_policy=change.trust_policy, **fields)
            return isinstance(found, Unknown) or role in found.roles
        case LoginProfileChange():
            told = [
                (row.password_last_used, row.password_last_changed) for row in rows or () if row.user == change.user
            ]
            return told in ([], [(NO_INFORMATION, NOW)])
        case AlternateContactChange():
            return isinstance(facts.security_contact, Unknown) or facts.security_contact == AlternateContact(
                has_email=True
            )
        case AnalyzerChange():
            made = Analyzer(kind="ACCOUNT", status="ACTIVE", **fields)
            return not is_seen(change, change.state(facts)) or any(
                made in one.analyzers for one in facts.analyzers if one.region == change.region
            )
        case TopicChange():
            quiet = Topic(arn=change.arn, subscriptions=(Subscription(protocol="email", confirmed=False),))
            return isinstance(facts.topics, Unknown) or quiet in facts.topics
        case TrailChange():
            selectors = (EventSelector(management_events=True),)
            silent = Trail(home_region=change.region, multi_region=True, logging=False, selectors=selectors, **fields)
            plain = (msgspec.structs.replace(one, validates_files=False) for one in facts.trails or ())
            return isinstance(facts.trails, Unknown) or silent in plain
        case _:
            return True


@given(changes())
def test_the_inverse_of_the_inverse_is_the_change(change):
    inverse = change.inverse()

    if inverse is None:
        assert (change.risk == "irreversible") != bool(change.stays)
    else:
        assert not change.stays
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
    assert change.risk in RISKS
    for call in calls:
        actions = [action for action, resource in call.permissions if resource]
        assert actions[0] == call.action
        assert len(actions) == len(call.permissions)
        assert set(actions) <= set(actions_of(call.name))


@given(changes())
def test_what_is_not_iam_s_is_called_in_the_change_s_own_region_or_in_none(change):
    for call in change.calls():
        if call.service in {"iam", "account"}:
            assert call.region is None
        else:
            assert call.region == change.region


@given(changes())
def test_what_a_change_makes_is_what_its_inverse_takes_away(change):
    inverse = change.inverse()

    if change.makes is not None:
        assert not change.before
        assert change.makes == change.resource
        assert inverse is None or inverse.makes is None


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
    assume(not isinstance(change, ONE_WAY))
    if not isinstance(state, Unknown | Missing | Other):
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

    assert touched <= FACTS[type(change)]
    assert len(touched) <= (2 if isinstance(change, UserChange | RootCredentialChange) else 1)


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

    assert kinds == {*Edit.__subclasses__(), *AccountEdit.__subclasses__()} - {AccountEdit}
    assert kinds == {type(change) for change in drawn()}
    assert kinds == set(FACTS)


def drawn():
    seen = []

    @settings(max_examples=500)
    @given(changes())
    def draw(change):
        seen.append(change)

    draw()
    return seen
