"""The calls about access keys: what each answer means, and by which clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

import pytest

from rootward.aws.access_keys import AccessKeys
from rootward.aws.aws_clock import AwsClock
from rootward.aws.executor import Made, Refused, Unsure
from rootward.errors import CredentialsError, IncompleteError
from rootward.model.key_pair import KeyOwner, KeyPair
from rootward.model.secret import Secret
from rootward.model.unknown import Unknown
from rootward.sandbox.faults import Cut, Deny
from tests.aws.fake_aws import error, xml
from tests.aws.practice import iam_of, session_of

USER = "ann"
A_LITTLE = 20
HERE = datetime(2030, 1, 1, 12, tzinfo=UTC)
AHEAD = timedelta(days=400)
"""This machine's clock, before AWS's."""


@pytest.fixture
def ann(practice):
    iam_of(practice).create_user(UserName=USER)
    return KeyOwner(account=practice.account_id, user=USER)


def clock_beside(practice) -> AwsClock:
    """Of a machine whose own is wrong."""
    return AwsClock(lambda: practice.now + AHEAD, lambda: practice.now.timestamp())  # noqa: PLW0108 - time goes on


@pytest.fixture
def keys(practice):
    return AccessKeys(session_of(practice), clock_beside(practice))


def made(practice, keys, ann):
    pair = keys.create(ann)
    practice.advance_clock(A_LITTLE)
    return pair


def test_a_key_is_made_for_the_user_and_listed(practice, keys, ann):
    pair = made(practice, keys, ann)

    (listed,) = keys.of_user(ann)

    assert isinstance(pair, KeyPair)
    assert pair.secret.reveal() not in repr(pair)
    assert (listed.id, listed.is_active, listed.last_used) == (pair.key_id, True, None)
    assert keys.owner_of(pair.key_id) == USER


def test_it_is_switched_off_and_on_and_deleted(practice, keys, ann):
    pair = made(practice, keys, ann)

    assert isinstance(keys.set_state(ann, pair.key_id, "Inactive"), Made)
    assert [key.is_active for key in keys.of_user(ann)] == [False]
    assert isinstance(keys.set_state(ann, pair.key_id, "Active"), Made)
    assert [key.is_active for key in keys.of_user(ann)] == [True]
    assert isinstance(keys.delete(ann, pair.key_id), Made)
    assert keys.of_user(ann) == ()
    again = keys.delete(ann, pair.key_id)
    assert isinstance(again, Refused)
    assert again.kind == "missing"


def test_of_a_third_key_aws_says_that_two_are_the_most(keys, ann):
    for _ in range(2):
        keys.create(ann)

    third = keys.create(ann)

    assert isinstance(third, Refused)
    assert third.kind == "limit"


def test_days_are_counted_by_the_clock_of_aws(practice, keys, ann):
    assert keys.now() - practice.now > timedelta(days=399)

    keys.of_user(ann)

    assert abs(keys.now() - practice.now) < timedelta(minutes=1)
    assert abs(keys.signed_by(KeyPair("AKIA", Secret("x"))).now() - practice.now) < timedelta(minutes=1)


def test_to_try_a_key_tells_the_time_too(practice, keys, ann):
    key = iam_of(practice).create_access_key(UserName=ann.user)["AccessKey"]
    practice.advance_clock(A_LITTLE)

    keys.tried(KeyPair(key["AccessKeyId"], Secret(key["SecretAccessKey"])))

    assert abs(keys.now() - practice.now) < timedelta(minutes=1)


def test_a_session_has_no_pair_that_could_be_kept(practice):
    sts: Any = session_of(practice).client("sts")
    lent = sts.get_session_token()["Credentials"]
    credentials = (lent["AccessKeyId"], lent["SecretAccessKey"], lent["SessionToken"])

    assert AccessKeys(session_of(practice, credentials), clock_beside(practice)).own_pair() is None


def test_a_key_works_once_it_is_known(practice, keys, ann):
    pair = made(practice, keys, ann)

    tried = keys.tried(pair)
    keys.set_state(ann, pair.key_id, "Inactive")
    practice.advance_clock(A_LITTLE)

    assert tried.arn.endswith(":user/ann")
    assert tried.key_id == pair.key_id
    assert keys.tried(pair).arn == ""
    assert "InvalidClientTokenId" in keys.tried(pair).why
    assert keys.tried(KeyPair(pair.key_id, Secret("wrong"))).arn == ""


def test_calls_are_signed_by_the_key_that_is_given(practice, keys, ann):
    pair = made(practice, keys, ann)
    by_ann = keys.signed_by(pair)
    practice.enforce = True

    assert by_ann.key_id == pair.key_id
    assert by_ann.own_pair() == pair
    assert isinstance(by_ann.create(ann), Refused)
    assert isinstance(keys.create(ann), KeyPair)
    with pytest.raises(CredentialsError):
        keys.signed_by(KeyPair(pair.key_id, Secret("wrong"))).create(ann)


def test_a_user_who_is_not_there_has_no_keys(keys):
    assert keys.of_user(KeyOwner(account="123456789012", user="nobody")) == ()


def last_used_by(name: str) -> str:
    told = f"<UserName>{escape(name)}</UserName>" if name else ""
    return f"{told}<AccessKeyLastUsed><Region>N/A</Region><ServiceName>N/A</ServiceName></AccessKeyLastUsed>"


def fake_keys(aws, name: str) -> AccessKeys:
    aws.answers["GetAccessKeyLastUsed"] = xml("GetAccessKeyLastUsed", last_used_by(name))
    return AccessKeys(aws.session(), AwsClock(lambda: HERE, lambda: 7.0))


@pytest.mark.parametrize("name", ["", "<root_account>", "root account"])
def test_a_key_whose_owner_has_no_name_or_one_that_no_user_can_have_is_roots(aws, name):
    keys = fake_keys(aws, name)

    assert keys.owner_of("SOME" + "K" * 16) is None
    assert aws.asked("ListAccessKeys") == []


def test_a_name_is_a_users_only_where_the_list_of_the_users_keys_holds_the_key(aws):
    keys = fake_keys(aws, "our-alias")
    aws.answers["ListAccessKeys"] = error("NoSuchEntity", "no user", 404)

    with pytest.raises(IncompleteError, match="does not hold it") as caught:
        keys.owner_of("SOME" + "K" * 16)
    assert "or it is root's" in caught.value.advice


def test_what_may_not_be_read_is_no_fact(practice, keys, ann):
    made(practice, keys, ann)
    practice.fault(Deny(actions=("iam:GetAccessKeyLastUsed",)))
    (listed,) = keys.of_user(ann)
    assert isinstance(listed.last_used, Unknown)
    with pytest.raises(IncompleteError, match="whose the key"):
        keys.owner_of(listed.id)

    practice.fault(Deny(actions=("iam:ListAccessKeys",)))
    with pytest.raises(IncompleteError, match="the access keys of ann cannot be read"):
        keys.of_user(ann)


def test_without_an_answer_nobody_knows(practice, keys, ann):
    practice.fault(Cut(actions=("iam:CreateAccessKey",), moment="after", times=1))

    assert isinstance(keys.create(ann), Unsure)

    practice.no_faults()
    assert len(keys.of_user(ann)) == 1
