"""Whether a rule's events come to the bus of another region."""

from __future__ import annotations

import pytest

from rootward.checks.root_use.forwarder import forwards
from rootward.model.monitoring import RuleTarget
from rootward.model.unknown import Unknown
from tests.checks.facts import ACCOUNT, account, allow, denied, identities, inline, managed, policy, trust
from tests.checks.root_use.monitoring import AUDIT_ACCOUNT, HOME_BUS, forwarder, rule

EU = rule("eu-west-1", HOME_BUS)
PUTS = policy(allow("events:PutEvents", HOME_BUS))
OF_THE_RULE = {"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnLike": {"aws:SourceArn": EU.arn}}


def asked(*roles, of=EU, policies=()):
    """What keeps the rule's events from the home region's bus."""
    assert isinstance(of.targets, tuple)
    (target,) = of.targets
    return forwards(account(identities=identities(roles=roles, policies=policies)), of, target)


def by(role):
    """The rule that forwards by this role; None: by none."""
    return rule("eu-west-1", targets=(RuleTarget(id="home", arn=HOME_BUS, role=role),))


@pytest.mark.parametrize(
    "role",
    [
        forwarder(),
        forwarder(trust_policy=trust({"Service": "events.amazonaws.com"}, Condition=OF_THE_RULE)),
        forwarder(inline_policies=(inline("put", PUTS),)),
    ],
)
def test_a_role_that_eventbridge_may_take_and_that_may_put_events_there_forwards(role):
    assert asked(role) is None


def test_a_role_may_have_it_from_a_managed_policy():
    to_home = managed("to-home", PUTS)
    role = forwarder(inline_policies=(), attached_policies=(to_home.arn,))

    assert asked(role, policies=(to_home,)) is None
    assert isinstance(asked(role), Unknown)


def test_a_role_that_is_gone_forwards_nothing():
    assert asked() == "role forwarder, which is not there"


@pytest.mark.parametrize(
    "statement",
    [{"Service": "ec2.amazonaws.com"}, {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}],
)
def test_one_that_trusts_others_forwards_nothing(statement):
    assert asked(forwarder(trust_policy=trust(statement))) == "role forwarder, which EventBridge may not take"


@pytest.mark.parametrize(
    "fields",
    [
        {"inline_policies": ()},
        {"inline_policies": (inline("put", policy(allow("events:PutEvents", f"{HOME_BUS}-other"))),)},
        {"inline_policies": (inline("put", PUTS),), "boundary": managed("narrow", "").arn},
    ],
)
def test_one_that_may_not_put_events_there_forwards_nothing(fields):
    narrow = managed("narrow", policy(allow("s3:GetObject")))

    assert asked(forwarder(**fields), policies=(narrow,)) == "role forwarder, which may not put events there"


@pytest.mark.parametrize("role", [forwarder(trust_policy="{"), forwarder(inline_policies=(inline("put", "{"),))])
def test_what_cannot_be_read_of_a_role_leaves_it_in_doubt(role):
    cause = asked(role)

    assert isinstance(cause, Unknown)
    assert cause.detail == "whether rule root-use in eu-west-1 can send by role forwarder"


def test_without_the_roles_nobody_knows():
    facts = account(identities=denied("iam:GetAccountAuthorizationDetails"))
    cause = forwards(facts, EU, RuleTarget(id="home", arn=HOME_BUS, role=forwarder().arn))

    assert isinstance(cause, Unknown)
    assert cause.reason == "denied"


def test_a_role_of_another_account_is_held_by_it():
    cause = asked(of=by(f"arn:aws:iam::{AUDIT_ACCOUNT}:role/forwarder"))

    assert isinstance(cause, Unknown)
    assert "held by account 999999999999" in cause.detail


def test_without_a_role_aws_does_not_say_whether_it_comes_to_another_region():
    cause = asked(of=by(None))

    assert isinstance(cause, Unknown)
    assert (cause.reason, cause.action) == ("not_observable", None)


def test_within_a_region_it_needs_no_role():
    at_home = rule("us-east-1", targets=(RuleTarget(id="bus", arn=HOME_BUS.replace("default", "security")),))

    assert asked(of=at_home) is None
