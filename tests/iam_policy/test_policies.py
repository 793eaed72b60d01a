from __future__ import annotations

from typing import Any

import pytest

from rootward.iam_policy import UNREAD, MalformedPolicyError, Policies
from rootward.iam_policy.policy import policy
from tests.iam_policy.identities import EVERYTHING, allow, text, trust

IDENTITY = text(EVERYTHING)
RESOURCE = trust("*")
KINDS = {
    "identity": "a policy of an identity",
    "boundary": "a permissions boundary",
    "session": "a session policy",
    "resource": "a policy of a resource",
    "scp": "a service control policy",
    "rcp": "a resource control policy",
}


def given(layer, document):
    """Policies with one document in the layer."""
    match layer:
        case "boundary":
            return Policies(boundary=document)
        case "scp":
            return Policies(scps=[[], [document]])
        case "rcp":
            return Policies(rcps=[[], [document]])
        case _:
            layers: dict[str, Any] = {layer: [document]}
            return Policies(**layers)


def told(layer, *statements):
    with pytest.raises(MalformedPolicyError) as caught:
        given(layer, text(*statements))
    return str(caught.value)


@pytest.mark.parametrize("layer", ["identity", "boundary", "session", "scp"])
def test_policies_of_identities_name_no_principals(layer):
    for element in ("Principal", "NotPrincipal"):
        named = EVERYTHING | {element: {"AWS": "*"}}
        assert told(layer, EVERYTHING, named) == f"statement 2 of {KINDS[layer]} names a principal"


@pytest.mark.parametrize("layer", ["identity", "boundary", "session", "scp"])
def test_policies_of_identities_name_resources(layer):
    nowhere = {"Effect": "Allow", "Action": "*"}

    assert told(layer, EVERYTHING, nowhere) == f"statement 2 of {KINDS[layer]} has neither Resource nor NotResource"
    given(layer, text({"Effect": "Allow", "Action": "*", "NotResource": "*"}))


@pytest.mark.parametrize("layer", ["resource", "rcp"])
def test_policies_of_resources_name_principals(layer):
    for element in ("Principal", "NotPrincipal"):
        given(layer, text({"Effect": "Deny", "Action": "*", element: "*"}))
    first = EVERYTHING | {"Principal": "*"}

    assert told(layer, first, EVERYTHING) == f"statement 2 of {KINDS[layer]} has neither Principal nor NotPrincipal"


@pytest.mark.parametrize(
    ("resource", "taken"),
    [
        ("arn:aws:sqs", False),
        ("arn:aws:sqs:*", False),
        ("arn:aws:sqs:us-east-1:123456789012", False),
        ("arn:aws:sqs:*:*:*", True),
        ("arn:*:notes", True),
        ("arn:aws:s3:::notes", True),
        ("arn:aws:s3:::home/${aws:username}", True),
        ("arn:aws:s3:${aws:username}", False),
        ("*", True),
    ],
)
def test_a_session_policy_spells_its_arns_out(resource, taken):
    if taken:
        given("session", text(allow("*", on=resource)))
    else:
        wrong = "statement 1 of a session policy has an ARN of fewer than six segments"
        assert told("session", allow("*", on=["*", resource])) == wrong
    given("identity", text(allow("*", on=resource)))


def test_the_policies_of_each_layer_stand_in_their_order():
    first, second = policy(IDENTITY), policy(text(allow("s3:*")))
    control = policy(RESOURCE)
    made = Policies(
        [first, UNREAD, second],
        boundary=second,
        session=[second, first],
        resource=[control],
        scps=[[first], [second, first]],
        rcps=[[control], []],
    )

    assert made.identity == (first, UNREAD, second)
    assert made.boundary == (second,)
    assert made.session == (second, first)
    assert made.resource == (control,)
    assert made.scps == ((first,), (second, first))
    assert made.rcps == ((control,), ())


def test_without_policies_every_layer_is_empty():
    made = Policies()

    assert (made.identity, made.boundary, made.session, made.resource, made.scps, made.rcps) == ((),) * 6


def test_policies_may_be_unread():
    made = Policies([UNREAD], boundary=UNREAD, scps=UNREAD, rcps=UNREAD)

    assert (made.identity, made.boundary, made.scps, made.rcps) == ((UNREAD,), (UNREAD,), UNREAD, UNREAD)


def test_only_the_policies_of_the_resource_are_others():
    own, control = policy(IDENTITY), policy(RESOURCE)
    made = Policies([own], boundary=own, session=[own], scps=[[own]], rcps=[[control]])
    at_resource = made.of_resource([control])

    assert at_resource.resource == (control,)
    assert made.resource == ()
    for layer in ("identity", "boundary", "session", "scps", "rcps"):
        assert getattr(at_resource, layer) == getattr(made, layer) != ()
