"""Law 5: in every order of steps that apply can take, an administrator remains.

Apply takes the steps that the lockout guard lets pass: stage after stage, those of one stage in any order and side by
side. Who remains is asked of the account's facts alone, after the changes' own effects.
"""

from __future__ import annotations

from functools import cache
from itertools import permutations, product

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from rootward.aws.session import open_session
from rootward.checks.authority import Authority
from rootward.checks.identities.way_in import ways_in
from rootward.engine.lockout import Caller, Guard
from rootward.engine.lockout.population import part
from rootward.model.baseline import Baseline
from rootward.model.unknown import Unknown
from rootward.sandbox import serve
from rootward.sandbox.scenario.file import scenarios
from rootward.workflows.collect import collect_account
from tests.checks.facts import managed
from tests.engine.lockout.drawn import DOCUMENTS, accounts, plans

FACTS = (
    "identities",
    "organization",
    "credential_report",
    "virtual_mfa_devices",
    "saml_providers",
    "oidc_providers",
    "access_keys",
)
BASELINES = (Baseline(), Baseline(break_glass=("arn:aws:iam::123456789012:user/break-glass",)))
SOMEBODY = Caller("arn:aws:sts::123456789012:assumed-role/elsewhere/session", None)
GUARDS = tuple(Guard(baseline, SOMEBODY) for baseline in BASELINES)
"""The same for all plans of an account: they have looked at it before."""

SHOWN = 6
"""So many administrators, and as many others, of a large account are what its plans are about."""


def administrators(account):
    """ARNs of those who can administer, by the account's facts."""
    found = ways_in(account, Authority(account, account.identities)).ways
    return {way.administrator.holder.arn for way in found if way.administrator.is_proved}


def orders(stages):
    """The changes in every order that apply can take."""
    for chosen in product(*(permutations(stage) for stage in stages)):
        yield tuple(change for stage in chosen for change in stage)


def assert_an_administrator_remains(account, order, among=None):
    """After each change; where there was none before, one stays from when there is one.

    `among`: ARNs of those who are looked at first. Whoever is an administrator in a part of an account is one in it.
    """
    was_there = is_administered(account, among)
    for change in order:
        account = change.effect(account)
        is_there = is_administered(account, among)
        assert is_there or not was_there, f"nobody but root can administer the account after {change}"
        was_there = is_there


def is_administered(account, among):
    return bool((among and administrators(part(account, among, among))) or administrators(account))


@settings(max_examples=150)
@given(data=st.data(), baseline=st.sampled_from(BASELINES))
def test_of_a_drawn_account_in_every_order(data, baseline):
    account = data.draw(accounts(member=False))
    stages = data.draw(plans(account))
    assume(Guard(baseline, SOMEBODY).of_plan(account, stages) is None)

    for order in orders(stages):
        assert_an_administrator_remains(account, order)


@settings(max_examples=50)
@given(data=st.data())
def test_of_a_drawn_account_in_any_order_of_many_steps(data):
    account = data.draw(accounts(member=False))
    stages = data.draw(plans(account, most=10))
    assume(Guard(BASELINES[1], SOMEBODY).of_plan(account, stages) is None)
    event(f"{max(map(len, stages))} steps at most in a stage")

    order = tuple(change for stage in stages for change in data.draw(st.permutations(stage)))
    assert_an_administrator_remains(account, order)


@settings(max_examples=50)
@given(data=st.data())
def test_of_a_drawn_account_step_by_step_without_a_plan(data):
    """Who takes only steps that pass by themselves, in whatever order, locks nobody out either."""
    account = data.draw(accounts(member=False))
    guard = Guard(BASELINES[1], SOMEBODY)
    for stage in data.draw(plans(account, stages=1, most=8)):
        for change in stage:
            if guard.of_step(account, change) is None:
                assert_an_administrator_remains(account, (change,))
                account = change.effect(account)


@cache
def practice_account(scenario):
    """The scenario's account, with policies besides that give and take everything, attached to nobody."""
    with serve(scenario) as sandbox:
        session = open_session(
            profile=None,
            region=sandbox.region,
            role_arn=None,
            endpoint_url=sandbox.endpoint_url,
            credentials=sandbox.credentials,
        )
        account = collect_account(session, FACTS, deep=True)
    assert not isinstance(account.identities, Unknown)
    besides = tuple(managed(name, document) for name, document in DOCUMENTS.items())
    policies = (*account.identities.policies, *besides)
    return replace(account, identities=replace(account.identities, policies=policies))


@cache
def of_interest(scenario):
    """ARNs of some administrators and of some others, of their groups, and of the roles with power."""
    account = practice_account(scenario)
    power = sorted(administrators(account))
    others = sorted(one.arn for one in account.identities.users if one.arn not in power)
    users = {*power[:SHOWN], *others[:SHOWN]}
    names = {name for one in account.identities.users if one.arn in users for name in one.groups}
    groups = {one.arn for one in account.identities.groups if one.name in names}
    roles = {one.arn for one in account.identities.roles if one.name == "old-jenkins" or one.arn in power}
    return users | groups | roles


@pytest.mark.parametrize("scenario", scenarios())
@settings(max_examples=20)
@given(data=st.data(), guard=st.sampled_from(GUARDS))
def test_of_a_practice_account_in_any_order(scenario, data, guard):
    account = practice_account(scenario)
    among = of_interest(scenario)
    stages = data.draw(plans(account, among=among))
    ruling = guard.of_plan(account, stages)
    event(f"{scenario}: {type(ruling).__name__}")
    assume(ruling is None)

    order = tuple(change for stage in stages for change in data.draw(st.permutations(stage)))
    assert_an_administrator_remains(account, order, among)
