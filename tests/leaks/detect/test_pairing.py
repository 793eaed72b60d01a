"""Which secret belongs to which key."""

from __future__ import annotations

import pytest

from rootward.leaks.detect import detect
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import Lots

LOTS = Lots(24)
ONE, TWO = LOTS.key_id(), LOTS.key_id()
FIRST, SECOND = LOTS.secret(), LOTS.secret()


def owners(text):
    return {one.value.reveal(): one.key_id for one in detect(text.encode(), Rules()) if one.kind != "access-key-id"}


@pytest.mark.parametrize(
    "text",
    [
        "{one} {first}\n{two} {second}",
        "{first} {one}\n{second} {two}",
        "{one}\n{first}\n\n\n{two}\n{second}",
    ],
)
def test_each_secret_belongs_to_the_key_it_stands_with(text):
    pairs = owners(text.format(one=ONE, two=TWO, first=FIRST, second=SECOND))
    assert pairs == {FIRST: ONE, SECOND: TWO}


def test_two_secrets_beside_one_id_are_both_its():
    assert owners(f"{ONE} {FIRST} {SECOND}") == {FIRST: ONE, SECOND: ONE}


def test_far_away_a_named_secret_is_nobodys():
    assert owners(f"{ONE}{' ' * 500}aws_secret_access_key={FIRST}") == {FIRST: None}
    assert owners(f"aws_secret_access_key={FIRST}{' ' * 500}{ONE}") == {FIRST: None}


def test_an_id_beside_its_secret_is_sure():
    key, secret = detect(f"{ONE}:{FIRST}".encode(), Rules())
    assert (key.confidence, key.reason) == ("high", "beside the secret key that belongs to it")
    assert secret.account == key.account


def test_a_session_token_belongs_to_the_id_before_it():
    token = LOTS.token()
    assert owners(f"{ONE}{' ' * 1150}{token}") == {token: ONE}
    assert owners(f"{ONE}{' ' * 1250}{token}") == {token: None}
    assert owners(f"{token} {ONE}") == {token: None}


def test_a_hundred_thousand_ids_take_their_time_once():
    text = "\n".join(LOTS.key_id() for _ in range(20_000))
    assert len(detect(text.encode(), Rules())) > 19_900


def test_where_they_stand_in_a_file_changes_nothing():
    filling = "\n" * 3000
    text = f"{filling}{ONE} {FIRST}\n{filling}{SECOND} {TWO}\n"
    assert owners(text) == {FIRST: ONE, SECOND: TWO}
    token = LOTS.token()
    assert owners(f"{filling}{ONE} {token}") == {token: ONE}
    assert owners(f"{filling}{ONE} {FIRST} {SECOND}") == {FIRST: ONE, SECOND: ONE}


@pytest.mark.parametrize(("spaces", "owner"), [(378, ONE), (379, None)])
def test_how_far_apart_they_may_stand(spaces, owner):
    assert owners(f"{ONE}{' ' * spaces}aws_secret_access_key={FIRST}") == {FIRST: owner}


@pytest.mark.parametrize(("spaces", "owner"), [(400, ONE), (401, None)])
def test_how_far_before_the_id_its_secret_may_stand(spaces, owner):
    assert owners(f"aws_secret_access_key={FIRST}{' ' * spaces}{ONE}") == {FIRST: owner}


@pytest.mark.parametrize(("spaces", "owner"), [(1200, ONE), (1201, None)])
def test_how_far_behind_the_id_its_token_may_stand(spaces, owner):
    token = LOTS.token()
    assert owners(f"{ONE}{' ' * spaces}{token}") == {token: owner}


def test_an_id_behind_its_secret_is_sure_too():
    secret, key = detect(f"{FIRST} {ONE}".encode(), Rules())
    assert (secret.reason, key.reason) == ("beside the id of its key", "beside the secret key that belongs to it")


@pytest.mark.parametrize(("spaces", "sure"), [(378, True), (379, False)])
def test_how_far_before_its_secret_an_id_is_sure(spaces, sure):
    key, _secret = detect(f"{ONE}{' ' * spaces}aws_secret_access_key={FIRST}".encode(), Rules())
    assert (key.reason == "beside the secret key that belongs to it") == sure


@pytest.mark.parametrize(("spaces", "owner"), [(337, ONE), (338, None)])
def test_how_far_behind_the_id_a_second_secret_may_stand(spaces, owner):
    text = f"{ONE} {FIRST}{' ' * spaces}aws_secret_access_key={SECOND}"
    assert owners(text) == {FIRST: ONE, SECOND: owner}
