from __future__ import annotations

import json

import msgspec
import pytest

from rootward.trail.actions.call import ANY, Call, is_data, is_same, outcome_of, principal_of, role_of
from rootward.trail.record import parse_record
from tests.trail.actions.calls import ANNA, BY_ANNA, BY_DEPLOY, BY_EC2, DEPLOY, call
from tests.trail.classify.events import ACCOUNT, root

SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/run-1"


def who(identity):
    return principal_of(bytes(call("iam", "ListUsers", by=identity).who))


@pytest.mark.parametrize(
    ("identity", "principal"),
    [
        (BY_ANNA, ("user", ANNA)),
        (BY_DEPLOY, ("role", DEPLOY)),
        ({"type": "AssumedRole", "arn": SESSION}, ("role", f"arn:aws:iam::{ACCOUNT}:role/deploy")),
        ({**BY_ANNA, "invokedBy": "cloudformation.amazonaws.com"}, ("user", ANNA)),
        (root(), ("root", f"arn:aws:iam::{ACCOUNT}:root")),
        ({"arn": f"arn:aws:iam::{ACCOUNT}:root"}, ("root", f"arn:aws:iam::{ACCOUNT}:root")),
        (BY_EC2, ("service", "ec2.amazonaws.com")),
        ({"type": "AWSAccount", "accountId": "444455556666", "principalId": "AIDAEXAMPLE"}, ("other", "AIDAEXAMPLE")),
        ({"type": "WebIdentityUser", "userName": "1234"}, ("other", "1234")),
        (
            {
                "type": "FederatedUser",
                "arn": f"arn:aws:sts::{ACCOUNT}:federated-user/guest",
                "sessionContext": {"sessionIssuer": {"arn": ANNA}},
            },
            ("user", ANNA),
        ),
        (
            {
                "type": "FederatedUser",
                "arn": f"arn:aws:sts::{ACCOUNT}:federated-user/guest",
                "sessionContext": {"sessionIssuer": {"arn": f"arn:aws:iam::{ACCOUNT}:root"}},
            },
            ("root", f"arn:aws:iam::{ACCOUNT}:root"),
        ),
        ({}, ("other", "unknown")),
        (None, ("other", "unknown")),
        ("anna", ("other", "unknown")),
        ({"type": "IAMUser", "arn": 7, "sessionContext": [], "userName": "anna"}, ("other", "anna")),
    ],
)
def test_whose_permissions_counted(identity, principal):
    assert who(identity) == principal


def test_a_session_is_its_role():
    assert role_of(SESSION) == f"arn:aws:iam::{ACCOUNT}:role/deploy"
    assert role_of(ANNA) == ANNA


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        ("", "used"),
        ("NoSuchBucketPolicy", "used"),
        ("Client.DryRunOperation", "used"),
        ("AccessDenied", "denied"),
        ("AccessDeniedException", "denied"),
        ("Client.UnauthorizedOperation", "denied"),
        ("NotAuthorizedException", "denied"),
        ("ThrottlingException", "undecided"),
        ("Client.RequestLimitExceeded", "undecided"),
        ("ExpiredTokenException", "undecided"),
        ("InvalidClientTokenId", "undecided"),
    ],
)
def test_a_call_that_failed_for_another_reason_had_been_permitted(error, outcome):
    assert outcome_of(error) == outcome


@pytest.mark.parametrize(
    ("category", "management", "data"),
    [
        ("Data", False, True),
        (None, False, True),
        ("", False, True),
        ("Management", True, False),
        ("NetworkActivity", False, False),
        ("", None, False),
    ],
)
def test_what_is_a_data_event(category, management, data):
    assert is_data(category, management) is data


def test_what_a_record_has_of_another_form_is_as_if_it_were_absent():
    strange = msgspec.json.decode(
        b'{"eventName": "GetObject", "requestParameters": "none", "resources": {"ARN": "a"}}', type=Call
    )
    listed = msgspec.json.decode(b'{"resources": [{"ARN": "a"}, {"ARN": 7}, "b", {"arn": "c"}]}', type=Call)

    assert (strange.request_members(), strange.resource_arns()) == ({}, ())
    assert listed.resource_arns() == ("a", "c")


def test_what_cannot_be_decoded_is_nobody_s_and_tells_nothing():
    deep = b"[" * 5000 + b"]" * 5000
    strange = Call(request=msgspec.Raw(deep), resources=msgspec.Raw(deep))

    assert principal_of(deep) == ("other", "unknown")
    assert (strange.request_members(), strange.resource_arns()) == ({}, ())


@pytest.mark.parametrize(
    ("principal", "asked", "same"),
    [
        (ANNA, ANNA, True),
        (DEPLOY, DEPLOY, True),
        (DEPLOY, SESSION, True),
        (f"{DEPLOY}er", SESSION, False),
        (DEPLOY.replace(ACCOUNT, "444455556666"), SESSION, False),
        (ANNA, f"{ANNA}bel", False),
    ],
)
def test_who_is_asked_for(principal, asked, same):
    assert is_same(principal, asked) is same


@pytest.mark.parametrize(
    ("request_json", "names", "may"),
    [
        (b'{"Tags":[]}', {"tags"}, True),
        (b'{"\\u0074ags":[]}', {"tags"}, True),
        (b'{"a":{"tags":1}}', {"tags"}, False),
        (b'{"a":"tags"}', {"tags"}, False),
        (b'{"a":1}', {ANY}, True),
        (b"{}", {ANY}, False),
        (b"null", {ANY}, False),
        (b'["tags"]', {ANY, "tags"}, False),
        (b"", {ANY, "tags"}, False),
    ],
)
def test_which_members_a_request_may_have(request_json: bytes, names: set[str], may: bool):
    assert Call(request=msgspec.Raw(request_json)).may_have(frozenset(names)) is may


@pytest.mark.parametrize("kind", ["Root", "root", "", "Rooted", None])
def test_who_is_root_is_who_a_report_takes_for_root(kind):
    identity = {"type": kind, "arn": "arn:aws:iam::111122223333:root"}
    assert principal_of(json.dumps(identity).encode()) == ("root", "arn:aws:iam::111122223333:root")
    assert parse_record(
        {"eventName": "X", "eventTime": "2026-05-04T12:00:00Z", "userIdentity": identity}
    ).identity.is_root
