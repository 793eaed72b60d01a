from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rootward.iam_policy.document import MalformedPolicyError, parse
from rootward.model.pseudonyms import Pseudonyms
from rootward.model.redacted_policy import NOT_JSON, redacted_policy
from tests.checks.facts import ACCOUNT, allow, policy, trust


def redacted(text):
    pseudonyms = Pseudonyms()
    pseudonyms.number(ACCOUNT)
    return redacted_policy(text, pseudonyms)


def statement(**elements):
    (found,) = json.loads(redacted(policy({"Effect": "Allow", **elements})))["Statement"]
    return found


def test_what_a_policy_allows_stays():
    assert statement(Sid="AcmeRead", Action=["s3:Get*", "iam:*"], Resource="*") == {
        "Effect": "Allow",
        "Sid": "n00001",
        "Action": ["s3:Get*", "iam:*"],
        "Resource": "*",
    }


@pytest.mark.parametrize(
    ("principal", "shown"),
    [
        ("*", "*"),
        ({"AWS": "*"}, {"AWS": "*"}),
        ({"AWS": "999988887777"}, {"AWS": "000000000002"}),
        ({"AWS": 999988887777}, {"AWS": "000000000002"}),
        ({"AWS": [f"arn:aws:iam::{ACCOUNT}:user/ann"]}, {"AWS": ["arn:aws:iam::000000000001:user/n00001"]}),
        ({"AWS": "AROA" + "EXAMPLE2" * 2}, {"AWS": "AROAREDACTED000000001"}),
        ({"Service": "ec2.amazonaws.com"}, {"Service": "ec2.amazonaws.com"}),
        ({"Federated": "cognito-identity.amazonaws.com"}, {"Federated": "cognito-identity.amazonaws.com"}),
        (
            {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/okta"},
            {"Federated": "arn:aws:iam::000000000001:saml-provider/n00001"},
        ),
    ],
)
def test_principals_are_hidden_and_services_are_not(principal, shown):
    assert statement(Principal=principal, Action="sts:AssumeRole")["Principal"] == shown


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, {"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        ({"Bool": {"aws:MultiFactorAuthPresent": True}}, {"Bool": {"aws:MultiFactorAuthPresent": True}}),
        ({"NumericLessThan": {"aws:MultiFactorAuthAge": 3600}}, {"NumericLessThan": {"aws:MultiFactorAuthAge": 3600}}),
        ({"StringEquals": {"sts:ExternalId": "acme-123"}}, {"StringEquals": {"sts:ExternalId": "n00001-n00002"}}),
        (
            {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
            {"StringEquals": {"aws:PrincipalOrgID": "o-0000000001"}},
        ),
        (
            {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/*:ref:refs/heads/main"}},
            {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:n00001/*:ref:refs/heads/n00002"}},
        ),
        (
            {"StringEquals": {"login.acme.com:aud": ["x"]}},
            {"StringEquals": {"n00001.n00002.n00003:aud": ["n00004"]}},
        ),
        ({"StringEquals": {"aws:RequestTag/team": "web"}}, {"StringEquals": {"aws:RequestTag/n00001": "n00002"}}),
        ({"StringEquals": {"aws:SourceAccount": ACCOUNT}}, {"StringEquals": {"aws:SourceAccount": "000000000001"}}),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, {"IpAddress": {"aws:SourceIp": "198.18.0.2/24"}}),
        ({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}),
        ({"IpAddress": {"aws:SourceIp": "2001:db8:1::/64"}}, {"IpAddress": {"aws:SourceIp": "2001:db8::2/64"}}),
    ],
)
def test_conditions_keep_what_they_test_and_lose_whose_it_is(condition, shown):
    assert statement(Action="*", Resource="*", Condition=condition)["Condition"] == shown


def test_what_is_no_json_stays_none_and_is_not_shown():
    assert redacted("{acme") == NOT_JSON
    assert redacted("[" * 100_000) == NOT_JSON
    with pytest.raises(MalformedPolicyError):
        parse(NOT_JSON)


def test_a_name_that_stands_twice_stays_twice():
    text = '{"Statement":[{"Effect":"Allow","Effect":"Deny","Action":"*","Resource":"*"}]}'

    assert redacted(text) == text
    with pytest.raises(MalformedPolicyError):
        parse(redacted(text))


def test_an_element_in_any_case_is_the_same_element():
    text = '{"statement":{"effect":"Allow","action":"s3:*","resource":"arn:aws:s3:::acme"}}'

    assert redacted(text) == text.replace(":::acme", ":::n00001")


@example([100_000_000_000])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(("Statement", "Effect", "Action", "Resource", "Principal", "Condition", "x")), inner
            )
        ),
        max_leaves=12,
    )
)
def test_no_json_at_all_breaks_it(value):
    json.loads(redacted(json.dumps(value)))


def test_a_document_that_can_be_parsed_can_still_be():
    for text in (policy(allow("iam:*")), trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})):
        assert len(parse(redacted(text)).statements) == len(parse(text).statements)
