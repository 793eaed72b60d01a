from __future__ import annotations

import pytest

from rootward.model.change import ApiCall, InlinePolicyChange, Missing
from rootward.model.change.inline_policy import canonical
from tests.checks.facts import account, allow, arn, denied, group, identities, inline, policy, role, user
from tests.model.change.changes import ref

OLD, NEW = policy(allow("s3:GetObject")), policy(allow("iam:*"))
IDENTITIES = identities(
    users=(user("ann", inline_policies=(inline("own", OLD), inline("other", OLD))),),
    groups=(group("ann"),),
    roles=(role("ann"),),
)
ACCOUNT = account(identities=IDENTITIES)


def change(kind, before, after, name="ann"):
    return InlinePolicyChange(holder=ref(kind, name), name="own", before=before, after=after)


@pytest.mark.parametrize(("kind", "word"), [("user", "User"), ("group", "Group"), ("role", "Role")])
def test_each_kind_of_holder_has_calls_of_its_own(kind, word):
    named = {f"{word}Name": "ann", "PolicyName": "own"}

    assert change(kind, None, NEW).calls() == (
        ApiCall(operation=f"Put{word}Policy", parameters={**named, "PolicyDocument": NEW}, resource=arn(kind, "ann")),
    )
    assert change(kind, NEW, None).calls() == (
        ApiCall(operation=f"Delete{word}Policy", parameters=named, resource=arn(kind, "ann")),
    )


@pytest.mark.parametrize(
    ("before", "after", "risk"), [(None, NEW, "safe"), (OLD, NEW, "disruptive"), (OLD, None, "disruptive")]
)
def test_a_document_that_replaces_or_goes_may_take_something(before, after, risk):
    assert change("user", before, after).risk == risk


def test_its_state_is_the_document_of_its_own_name():
    unread = denied("iam:GetAccountAuthorizationDetails")

    assert change("user", OLD, NEW).state(ACCOUNT) == OLD
    assert change("group", None, NEW).state(ACCOUNT) is None
    assert change("user", OLD, NEW, name="gone").state(ACCOUNT) == Missing(arn("user", "gone"))
    assert change("user", OLD, NEW).state(account(identities=unread)) == unread


def test_its_effect_is_on_its_own_document_alone():
    written = change("user", OLD, NEW).effect(ACCOUNT).identities
    deleted = change("user", OLD, None).effect(ACCOUNT).identities

    assert written.users == (user("ann", inline_policies=(inline("other", OLD), inline("own", NEW))),)
    assert deleted.users == (user("ann", inline_policies=(inline("other", OLD),)),)
    assert (written.groups, written.roles) == (IDENTITIES.groups, IDENTITIES.roles)


def test_a_document_agrees_however_it_is_written():
    spaced = '{ "Statement": [],\n  "Version": "2012-10-17" }'

    assert change("user", None, NEW).agrees(spaced, policy())
    assert not change("user", None, NEW).agrees(spaced, NEW)
    assert not change("user", None, NEW).agrees(None, NEW)
    assert change("user", NEW, None).agrees(None, None)


@pytest.mark.parametrize("text", ["{ no policy", "[" * 100_000, ""])
def test_what_is_no_json_agrees_with_itself_alone(text):
    assert canonical(text) == text


def test_the_holder_is_the_resource_and_the_name_the_target():
    assert change("role", None, NEW).resource == arn("role", "ann")
    assert change("role", None, NEW).target == ("inline-policy", "role", "ann", "own")
