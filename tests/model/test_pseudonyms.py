from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.model.pseudonyms import Pseudonyms

ACCOUNT = "123456789012"
KEY_ID = "AKIA" + "EXAMPLE2" * 2


@pytest.fixture
def pseudonyms():
    made = Pseudonyms()
    made.number(ACCOUNT)
    return made


def test_the_same_thing_has_the_same_stand_in_everywhere(pseudonyms):
    assert pseudonyms.name("ann") == pseudonyms.name("ann") == "n00001"
    assert pseudonyms.arn(f"arn:aws:iam::{ACCOUNT}:user/ann") == "arn:aws:iam::000000000001:user/n00001"
    assert pseudonyms.number(ACCOUNT) == "000000000001"


def test_different_things_have_different_ones(pseudonyms):
    assert len({pseudonyms.name(name) for name in ("ann", "bob", "Ann", "bobby")}) == 4


def test_the_parts_of_a_name_are_told_apart_so_that_wildcards_still_mean_them(pseudonyms):
    assert pseudonyms.name("app-one") == "n00001-n00002"
    assert pseudonyms.arn(f"arn:aws:iam::{ACCOUNT}:role/app-*") == "arn:aws:iam::000000000001:role/n00001-*"


@pytest.mark.parametrize(
    ("arn", "shown"),
    [
        ("arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/AdministratorAccess"),
        (f"arn:aws:iam::{ACCOUNT}:root", "arn:aws:iam::000000000001:root"),
        (f"arn:aws-cn:iam::{ACCOUNT}:user/dev/ann", "arn:aws-cn:iam::000000000001:user/n00001/n00002"),
        ("arn:aws:iam::*:role/*", "arn:aws:iam::*:role/*"),
        ("arn:aws:iam::*", "arn:aws:iam::*"),
        ("arn:aws:iam", "arn:aws:iam"),
        (
            f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/ec2.amazonaws.com/AWSServiceRoleForX",
            "arn:aws:iam::000000000001:role/aws-service-role/ec2.amazonaws.com/AWSServiceRoleForX",
        ),
        (
            f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admins_ab12",
            "arn:aws:iam::000000000001:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_n00001_n00002",
        ),
        (f"arn:aws:iam::{ACCOUNT}:group/administrators", "arn:aws:iam::000000000001:group/administrators"),
        (
            f"arn:aws:iam::{ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-{ACCOUNT}-eu-west-1",
            "arn:aws:iam::000000000001:role/cdk-n00001-cfn-exec-role-n00002-n00003-n00004-n00005",
        ),
        (f"arn:aws:iam::{ACCOUNT}:user/ses-smtp-user.2020", "arn:aws:iam::000000000001:user/ses-smtp-user.n00001"),
        (
            f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com",
            "arn:aws:iam::000000000001:oidc-provider/token.actions.githubusercontent.com",
        ),
        (
            f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC123",
            "arn:aws:iam::000000000001:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/n00001",
        ),
        (
            f"arn:aws:iam::{ACCOUNT}:oidc-provider/login.acme.com",
            "arn:aws:iam::000000000001:oidc-provider/n00001.n00002.n00003",
        ),
        (f"arn:aws:sns:eu-west-1:{ACCOUNT}:alerts", "arn:aws:sns:eu-west-1:000000000001:n00001"),
        (
            f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/default",
            "arn:aws:events:eu-west-1:000000000001:event-bus/default",
        ),
        (
            f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/acme/trail",
            "arn:aws:logs:eu-west-1:000000000001:log-group:/n00001/n00002",
        ),
        ("arn:aws:s3:::acme-bucket/*", "arn:aws:s3:::n00001-n00002/*"),
        (f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}", "arn:aws:iam::000000000001:user/${aws:username}"),
        ("arn:aws:s3:::${aws:PrincipalTag/Team, 'acme'}/*", "arn:aws:s3:::${aws:PrincipalTag/n00001, 'n00002'}/*"),
        ("arn:aws:s3:::${login.acme.com:sub}", "arn:aws:s3:::${n00001.n00002.n00003:sub}"),
        ("arn:aws:s3:::a${*}${accounts.google.com:sub}", "arn:aws:s3:::n00001${*}${accounts.google.com:sub}"),
        ("ann", "n00001"),
        (ACCOUNT, "000000000001"),
        ("*", "*"),
    ],
)
def test_an_arn_keeps_what_is_awss_and_loses_what_is_the_customers(pseudonyms, arn, shown):
    assert pseudonyms.arn(arn) == shown


def test_ids_keep_their_kind_and_no_keys_shape(pseudonyms):
    assert pseudonyms.unique_id("AROA" + "EXAMPLE2" * 2) == "AROAREDACTED000000001"
    assert not re.search(r"A[KS]IA[A-Z0-9]{16}", pseudonyms.unique_id(KEY_ID))
    assert pseudonyms.organization("o-a1b2c3d4e5") == "o-0000000001"


def test_a_tag_is_hidden_and_its_key_is_the_same_in_any_case(pseudonyms):
    assert pseudonyms.tag_key("Cost:Center") == pseudonyms.tag_key("cost:center") == "n00001:n00002"
    assert pseudonyms.condition_key("aws:PrincipalTag/COST:center") == "aws:PrincipalTag/n00001:n00002"
    assert [pseudonyms.tag_value(value) for value in ("True", "", "4711", "web*")] == ["True", "", "n00003", "n00004*"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the trail is held by account 123456789012", "the trail is held by account 000000000001"),
        ("column mfa_active of user 'ann' holds 'x'", "column mfa_active of user 'n00001' holds 'x'"),
        ('{"detail": {"userIdentity": {"type": ["Root"]}}}', '{"detail": {"userIdentity": {"type": ["Root"]}}}'),
        (
            '{ $.userIdentity.arn = "arn:aws:iam::123456789012:user/bob" }',
            '{ $.userIdentity.arn = "arn:aws:iam::000000000001:user/n00001" }',
        ),
        ('{"account": ["123456789012"], "o": "o-a1b2c3d4e5"}', '{"account": ["000000000001"], "o": "o-0000000001"}'),
        ("x=123456789012,y", "x=000000000001,y"),
        (f"key {KEY_ID}", "key KEYREDACTED000000001"),
        ("1769860800123", "1769860800123"),
    ],
)
def test_a_sentence_keeps_its_words_and_loses_whom_it_names(pseudonyms, text, shown):
    assert pseudonyms.scrub(text, frozenset({"ann"})) == shown


@given(st.text(alphabet="ab1-_*/:${}.", max_size=30), st.text(alphabet="ab1-_*/:${}.", max_size=30))
def test_a_stand_in_is_equal_exactly_where_the_things_are(one, other):
    pseudonyms = Pseudonyms()

    assert (pseudonyms.name(one) == pseudonyms.name(other)) is (one == other)
    assert (pseudonyms.arn(one) == pseudonyms.arn(other)) is (one == other)
