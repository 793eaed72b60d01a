"""What is seen in some bytes: everything once, in order, by the rule that knows more."""

from __future__ import annotations

import base64

import pytest

from rootward.leaks.detect import Signs, detect
from rootward.leaks.detect.anchors import ID, MWS
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import Lots

LOTS = Lots(30)
ONE, TWO, THREE = LOTS.key_id(), LOTS.key_id(), LOTS.key_id()
OWN = Rules(patterns=("AKIA[A-Z0-9]{16}", "=", "tok-[0-9]"))


def encoded(text, times=1):
    data = text.encode()
    for _ in range(times):
        data = base64.b64encode(data)
    return data


def seen(data, rules=None):
    return [(one.start, one.value.reveal()) for one in detect(data, rules or Rules())]


def test_they_stand_in_order_whatever_they_are_encoded_in():
    data = encoded(f"{ONE} a") + f"\n{TWO}\n".encode() + encoded(f"{THREE} b")
    assert seen(data) == [(0, ONE), (33, TWO), (54, THREE)]
    assert seen(f"{TWO} ".encode() + encoded(f"{ONE} a") + f" {THREE}".encode()) == [(0, TWO), (21, ONE), (54, THREE)]


def test_what_no_gate_saw_is_not_looked_for_but_in_what_is_decoded():
    data = f"{ONE}\n".encode() + encoded(f"{TWO} a")
    for anchors, is_seen in ((frozenset({ID}), True), (frozenset({MWS}), False), (frozenset(), False)):
        signs = Signs(anchors=anchors, wide=False, escaped=False, base64=True)
        assert [one.value.reveal() for one in detect(data, Rules(), signs)] == [ONE] * is_seen + [TWO]


def test_what_stands_as_it_is_counts_before_what_it_would_be_decoded():
    long = LOTS.bedrock_long()
    (one,) = detect(long.encode(), Rules())
    assert (one.kind, one.value.reveal(), one.encoding) == ("bedrock-api-key", long, ())


def test_patterns_of_ones_own_see_what_the_rules_do_not_and_directly_beside_it():
    assert seen(f"={ONE}=tok-1={TWO}".encode(), OWN) == [
        (0, "="), (1, ONE), (21, "="), (22, "tok-1"), (27, "="), (28, TWO),
    ]  # fmt: skip
    assert [one.kind for one in detect(ONE.encode(), OWN)] == ["access-key-id"]
    for pattern in ("AKIA[A-Z0-9]{16}-more", "id-AKIA[A-Z0-9]{16}", "IA[A-Z0-9]{16}-more"):
        (one,) = detect(f"id-{ONE}-more".encode(), Rules(patterns=(pattern,)))
        assert (one.kind, one.start, one.end) == ("access-key-id", 3, 23)


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("before", range(9))
def test_neighbours_in_base64_may_share_a_character(times, before):
    data = encoded(f"{'#' * before}{ONE},{TWO},{THREE}##", times)
    assert [value for _start, value in seen(data)] == [ONE, TWO, THREE]


@pytest.mark.parametrize("encode", [encoded, lambda text: text.encode("utf-16-le")])
def test_what_two_parts_of_a_long_text_see_counts_once(encode):
    for at in range(1_000, 30_000, 1_000):
        data = encode(f"{ONE}{'.' * at}{TWO}{'.' * (30_000 - at)}{THREE}")
        assert [value for _start, value in seen(data)] == [ONE, TWO, THREE]


@pytest.mark.parametrize("encode", [encoded, lambda text: text.encode("utf-16-le")])
def test_a_token_that_one_part_cuts_off_is_seen_whole(encode):
    token = LOTS.token()
    for at in (*range(12_400, 14_400, 97), *range(18_900, 21_600, 97)):
        data = encode(f"{ONE} {TWO} {THREE} {'.' * at} {token} .")
        assert [value for _start, value in seen(data)] == [ONE, TWO, THREE, token]


def test_of_two_parts_that_see_the_same_the_one_counts_that_sees_its_name():
    for at in range(13_280, 13_320):
        name = "aws_access_key_id = "
        text = f"{ONE}{'.' * (at - len(ONE) - len(name))}{name}{TWO}{'.' * 4_000}"
        assert [(one.start, one.confidence) for one in detect(text.encode("utf-16-le"), Rules())] == [
            (0, "medium"), (2 * at, "high"),
        ]  # fmt: skip


def test_nothing_need_stand_between_two():
    token, key = LOTS.token(), LOTS.appsync()
    assert token.endswith("=")
    assert [value for _start, value in seen((token + ONE).encode())] == [token, ONE]
    assert [value for _start, value in seen((token + key).encode())] == [token, key]


def test_each_secret_in_base64_under_its_name_belongs_to_the_id_before_it():
    first, second, third = LOTS.secret(), LOTS.secret(), LOTS.secret()
    lines = [ONE, first, TWO, second, third]
    text = b"".join(b"secret: " + encoded(line) + b"\n" for line in lines)
    keys = {one.key_id: one.account for one in detect(text, Rules()) if one.kind == "access-key-id"}
    secrets = [one for one in detect(text, Rules()) if one.kind == "secret-access-key"]
    assert [(one.value.reveal(), one.key_id) for one in secrets] == [(first, ONE), (second, TWO)]
    assert [one.account for one in secrets] == [keys[ONE], keys[TWO]]


@pytest.mark.parametrize("before", [[], [ONE], [ONE, TWO]])
def test_a_secret_in_base64_behind_several_ids_belongs_to_the_last(before):
    first, second, fourth = LOTS.secret(), LOTS.secret(), LOTS.key_id()
    for lines, expected in (
        ([*before, THREE, first], [(first, THREE)]),
        ([*before, THREE, first, fourth, second], [(first, THREE), (second, fourth)]),
    ):
        text = b"".join(b"secret: " + encoded(line) + b"\n" for line in lines)
        secrets = [one for one in detect(text, Rules()) if one.kind == "secret-access-key"]
        assert [(one.value.reveal(), one.key_id) for one in secrets] == expected


def test_a_secret_in_base64_beside_what_is_none_belongs_to_nothing():
    secret = b"secret: " + encoded(LOTS.secret()) + b"\n"
    assert seen(f"id: {ONE}\n".encode() + secret) == [(4, ONE)]
    assert len(seen(encoded(LOTS.appsync() + " appsync ") + b"\n" + secret)) == 1


@pytest.mark.parametrize("words", ["", "one", "one two", "one two three"])
def test_words_beside_a_long_text_cut_nothing_off_it(words):
    token = next(token for token in iter(LOTS.token, None) if len(token) > 700)
    data = f"{words} ".encode() + encoded(f"a {token} .") + f" {words}".encode()
    assert [value for _start, value in seen(data)] == [token]
