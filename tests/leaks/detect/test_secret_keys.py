"""Which texts are a secret access key, by what stands beside them."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from rootward.leaks.detect import detect
from rootward.leaks.detect.key_ids import key_ids
from rootward.leaks.detect.lots import is_drawn, is_secret
from rootward.leaks.detect.secret_keys import paired_secrets
from rootward.leaks.detect.text import Text
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import Lots

LOTS = Lots(22)
SECRET = "/" + LOTS.secret()[2:] + "+"
KEY = LOTS.key_id()
LOWER = LOTS.text("ghijklmnopqrstuvwxyz0123456789", 40)
HEXADECIMAL = LOTS.text("0123456789abcdef", 40)


def found(text):
    return [one for one in detect(text.encode(), Rules()) if one.kind == "secret-access-key"]


def seen(text):
    return [one.value.reveal() for one in found(text)]


@pytest.mark.parametrize(
    "name",
    [
        "aws_secret_access_key",
        "AWS_SECRET_ACCESS_KEY",
        "secretAccessKey",
        "SecretAccessKey",
        "AWSSecretKey",
        "aws-secret-key",
        "secret access key",
        "access_secret",
        "aws.secretkey",
        "s3_secret",
        "secret_aws",
    ],
)
def test_a_name_of_awss_own_asks_little_of_the_value(name):
    (one,) = found(f"{name} = {LOWER}")
    assert (one.value.reveal(), one.confidence) == (LOWER, "high")
    assert one.reason == "under the name of a secret access key"


@pytest.mark.parametrize("name", ["secret", "secretKey", "my_secret"])
def test_a_secret_in_a_place_of_awss_must_look_drawn_by_lot(name):
    (one,) = found(f"# aws\n{name} = {SECRET}")
    assert (one.value.reveal(), one.confidence) == (SECRET, "medium")
    assert seen(f"# aws\n{name} = {LOWER}") == []
    assert seen(f"{name} = {SECRET}") == []
    assert seen(f"# aws{' ' * 200}\n{name} = {SECRET}") == []


@pytest.mark.parametrize("name", ["client_secret", "github.secret", "oauth_secret", "webhookSecret", "cookie_secret"])
def test_another_services_secret_is_none_even_there(name):
    assert seen(f"aws\n{name} = {SECRET}") == []


@pytest.mark.parametrize(
    "between",
    [
        " = ", "=", ":", '": "', " => '", "\n  ", ": >-\n    ", '\\":\\"', "%3D", "%22%3A%22", "&quot;:&quot;",
        "\\u003d",
        '" value="', "</name>\n<value>", ' {\n  type = string\n  default = "', " || '", "', '", "|",
        "\t", '" : @"', "\x1b[0m=\x1b[32m",
    ],
)  # fmt: skip
def test_what_may_stand_between_a_name_and_its_value(between):
    assert seen(f"aws_secret_access_key{between}{SECRET}\n") == [SECRET]


@pytest.mark.parametrize(
    "between",
    [
        " = ${X}\nother = ",
        "_sha1 = ",
        " = x # digest ",
        ": x\n\n\n\n\n",
        " = ${",
        " = $(",
        ": {{ ",
        ": <",
        " = " + "x " * 60,
    ],
)
def test_what_may_not(between):
    assert seen(f"aws_secret_access_key{between}{SECRET}\n") == []


@pytest.mark.parametrize("around", ["{}a", "{}/", "a{}", "{}=", "{}_", "{}-x", "-{}", "_{}", "{}.py"])
def test_a_part_of_something_longer_is_none(around):
    assert seen("aws_secret_access_key: " + around.format(SECRET)) == []


@pytest.mark.parametrize("around", ["{}.", "{};", "({})", "{},x", "{}@host", "'{}'", "{}\\n", "{}%0A", ".{}"])
def test_a_sign_beside_it_is_none_of_it(around):
    assert seen("aws_secret_access_key: " + around.format(SECRET)) == [SECRET]


def test_escapes_in_the_value_are_undone():
    as_php = json.dumps({"aws_secret_key": SECRET}).replace("/", "\\/")
    (one,) = found(as_php)
    assert (one.value.reveal(), one.encoding) == (SECRET, ("escaped",))
    (one,) = found("aws_secret_key=" + quote(SECRET, safe=""))
    assert (one.value.reveal(), one.encoding) == (SECRET, ("url",))
    assert seen("aws_secret_key=" + SECRET.replace("+", "\\u002b").replace("/", "\\u002F")) == [SECRET]
    assert seen("aws_secret_key=" + SECRET.replace("+", "&#43;").replace("/", "&#x2F;")) == [SECRET]


def test_kubernetes_holds_it_in_base64():
    for end in ("", "\n"):
        encoded = base64.b64encode((SECRET + end).encode()).decode()
        (one,) = found(f"  aws_secret_access_key: {encoded}\n")
        assert (one.value.reveal(), one.encoding) == (SECRET, ("base64",))
    assert seen(f"  aws_secret_access_key: {base64.b64encode(bytes(range(100, 141))).decode()}\n") == []


@pytest.mark.parametrize(
    "text", [HEXADECIMAL, HEXADECIMAL.upper(), "x" * 40, "aB" * 20, "wJalrXUtnFEMI/" + "K7MDENG/bPxRfiCYEXAMPLEKEY"]
)
def test_hexadecimal_and_placeholders_are_none(text):
    assert seen(f"aws_secret_access_key = {text}") == []


@pytest.mark.parametrize("name", ["aws_key", "AWS_ACCESS_KEY", "s3.key", "amazon-key"])
def test_under_the_name_of_an_aws_key_it_must_look_drawn(name):
    (one,) = found(f"{name} = {SECRET}")
    assert (one.value.reveal(), one.confidence) == (SECRET, "medium")
    assert one.reason == "drawn by lot, as a secret key is, under the name of an AWS key"
    assert seen(f"commit\n{name} = {SECRET}") == [SECRET]
    assert seen(f"{name} = {LOWER}") == []
    assert seen(f"key = {SECRET}") == []


def test_beside_an_id_it_needs_no_name():
    (one,) = found(f"{KEY}, {SECRET}")
    assert (one.value.reveal(), one.key_id, one.confidence) == (SECRET, KEY, "high")
    assert one.reason == "beside the id of its key"
    assert seen(f"{SECRET} {KEY}") == [SECRET]
    assert seen(f"{KEY}{' ' * 290}{SECRET}") == [SECRET]
    assert seen(f"{KEY}{' ' * 310}{SECRET}") == []
    assert seen(f"{SECRET}{' ' * 150}{KEY}") == [SECRET]
    assert seen(f"{SECRET}{' ' * 170}{KEY}") == []
    assert seen(f"{KEY} commit {SECRET}") == []
    assert seen(f"{KEY} {LOWER}") == []
    assert seen(f"{KEY} {HEXADECIMAL}") == []


def test_beside_an_id_that_is_public_it_is_none():
    assert seen(f"{KEY}/20260101/us-east-1/s3/aws4_request {SECRET}") == []


@pytest.mark.parametrize(
    ("text", "secret", "drawn"),
    [
        (SECRET, True, True),
        (LOWER, True, False),
        (SECRET[:-1], False, False),
        (HEXADECIMAL, False, False),
        ("exchangeAuthorizationAccessTokenWithPerm", False, False),
        ("src/main/java/com/acme/app1/SecretThing2", False, False),
        ("aB3d" * 10, False, False),
        ("abcdefg" + SECRET[7:], False, False),
        ("xxxx" + SECRET[4:], False, False),
    ],
)
def test_what_looks_drawn_by_lot(text, secret, drawn):
    assert (is_secret(text), is_drawn(text)) == (secret, drawn)


def test_a_secret_in_a_place_of_awss_says_why_it_is_one():
    (one,) = found(f"secret = {SECRET} # aws")
    assert one.reason == "drawn by lot, as a secret key is, and called a secret in a place of AWS's"
    assert seen(f"aws secret: {SECRET}\n") == [SECRET]
    assert seen(f"secret = {SECRET}{' ' * 160}aws") == []
    assert seen(f"secret = {SECRET}{' ' * 140}aws") == [SECRET]


def test_several_names_and_several_values():
    other = LOTS.secret()
    assert seen(f"aws_secret_access_key = {SECRET}\naws_secret_access_key = {other}\n") == [SECRET, other]
    assert seen(f"github_secret = x\naws_secret_access_key = {SECRET}\n") == [SECRET]
    assert seen(f"aws_secret_key secret = {SECRET}\n") == [SECRET]


def test_a_value_stands_within_three_line_ends_of_its_name():
    assert seen(f"aws_secret_access_key:\n\n\n{SECRET}") == [SECRET]
    assert seen(f"aws_secret_access_key:\n\n\n\n{SECRET}") == []


def test_the_value_in_base64_is_known_by_its_place_too():
    encoded = base64.b64encode(SECRET.encode()).decode()
    (one,) = found(f"aws_secret_access_key: {encoded}\n")
    assert (one.start, one.end) == (23, 23 + 54)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("aaaaaBBBBB0000011111+++++2222233333CCCCC", False),
        ("aB" * 20, False),
        ("a1" * 20, False),
        ("B1" * 20, False),
    ],
)
def test_what_has_too_few_kinds_or_characters_is_not_drawn(text, drawn):
    assert is_drawn(text) == drawn


ONE, TWO, THREE = LOTS.secret(), LOTS.secret(), LOTS.secret()


@pytest.mark.parametrize(
    "lines",
    [
        [ONE, TWO, THREE, "", KEY],
        [KEY, "", ONE, TWO, THREE],
        [ONE, TWO, THREE[:20], "", KEY],
        [ONE, TWO, THREE[:37] + "=", "", KEY],
        [f"  {ONE}", f"  {TWO}", f"  {THREE}\r", KEY],
        [ONE, TWO, THREE, LOTS.secret(), LOTS.secret(), KEY],
    ],
)
def test_a_line_of_three_or_more_as_wide_is_none(lines):
    assert seen("\n".join(lines)) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([ONE, TWO, "", KEY], [ONE, TWO]),
        ([ONE, TWO, THREE[:7], KEY], [ONE, TWO]),
        ([ONE, TWO, KEY], [ONE, TWO]),
        ([ONE, f"secret {TWO}", THREE, KEY], [ONE, TWO, THREE]),
        ([ONE, f"{TWO} secret", THREE, KEY], [ONE, TWO, THREE]),
        ([ONE, "", TWO, "", THREE, KEY], [ONE, TWO, THREE]),
        ([ONE, THREE[:20], TWO, KEY], [ONE, TWO]),
    ],
)
def test_fewer_are_no_block(lines, expected):
    assert seen("\n".join(lines)) == expected


def test_in_base64_it_must_look_drawn():
    for value in (LOWER, HEXADECIMAL, SECRET[:39], SECRET + "a"):
        assert seen(f"aws_secret_access_key: {base64.b64encode(value.encode()).decode()}\n") == []


def test_another_maker_counts_before_the_name_and_not_behind_it():
    assert [one.confidence for one in found(f"minio: aws_secret_access_key = {SECRET}")] == ["low"]
    assert [one.confidence for one in found(f"aws_secret_access_key = {SECRET} # minio")] == ["high"]
    assert [one.confidence for one in found(f"minio{'-' * 50} aws_secret_access_key = {SECRET}")] == ["high"]


def test_what_stands_at_the_beginning_of_a_text_counts():
    assert seen(f"aws\nmy_secret = {SECRET}") == [SECRET]
    assert seen("${aws_secret." + SECRET + "}") == []
    assert seen("{aws_secret." + SECRET + "}") == [SECRET]


def in_base64(value):
    return base64.b64encode(value.encode()).decode()


def test_another_services_name_before_it_changes_nothing():
    assert seen(f"client_secret = {ONE}{' ' * 100}\naws_secret_access_key = {SECRET}") == [SECRET]
    assert seen(f"secret_name = {ONE}{' ' * 100}\naws_secret_access_key = {SECRET}") == [SECRET]


def test_what_stands_before_the_name_gives_the_value_to_nothing_else():
    assert seen(f"commit:\n\n\n\n\naws_secret_access_key = {SECRET}") == [SECRET]
    assert seen(f"my_port:\nx\naws_secret_access_key = {SECRET}") == [SECRET]


def test_two_names_have_a_value_each():
    assert seen(f"aws_secret_key secret = {ONE} {TWO}") == [ONE, TWO]
    assert seen(f"aws_secret_key: {in_base64(ONE)}\naws_secret_key: {in_base64(TWO)}\n") == [ONE, TWO]
    assert seen(f"aws_secret_key secret: {in_base64(ONE)}\n") == [ONE]


def test_in_base64_it_is_seen_before_one_that_is_not():
    assert seen(f"aws_secret_key: {in_base64(ONE)}\naws_secret_access_key: {TWO}\n") == [ONE, TWO]
    assert seen(f"aws_secret_key: {in_base64(ONE)}\n{TWO}\n") == [ONE, TWO]
    assert seen(f"aws_secret_key:{in_base64(ONE)[:56]}\n{TWO}\n") == [ONE, TWO]
    assert seen(f"aws_secret_key: {ONE}\n{in_base64(TWO)}\n") == [ONE]


def test_in_base64_it_stands_under_a_name_of_awss_own():
    assert seen(f"# aws\nsecret = {in_base64(SECRET)}\n") == []
    assert seen(f"commit\n\n\n\n\naws_secret_key = {in_base64(SECRET)}\n") == [SECRET]
    assert seen(f"aws_secret_key_sha1 = {in_base64(SECRET)}\n") == []


def test_before_its_name_it_is_found_whatever_other_names_there_are():
    assert seen(f"# aws_secret = x\n{SECRET}  # aws secret access key\n") == [SECRET]
    assert seen(f"# aws_secret = x\n{'-' * 120}\n{SECRET}  # aws secret access key\n") == [SECRET]
    named = json.dumps({"value": SECRET, "name": "AWS_SECRET_ACCESS_KEY"})
    assert seen(json.dumps({"name": "secretKey"}) + " " * 100 + named) == [SECRET]
    assert seen(named + " " * 100 + json.dumps({"name": "secretKey"}) + named.replace(SECRET, ONE)) == [SECRET, ONE]


def test_before_its_name_it_is_none_behind_a_word_that_says_something_else():
    (one,) = found(f"{SECRET}  # aws secret access key\n commit x")
    assert (one.confidence, one.reason) == ("medium", "drawn by lot, as a secret key is, before the name of one")
    assert seen(f"commit{' ' * 18}{SECRET}  # aws secret access key") == []
    assert seen(f"commit{' ' * 19}{SECRET}  # aws secret access key") == [SECRET]
    assert seen(f"{SECRET} commit # aws secret access key") == []
    assert seen(f"{LOWER}  # aws secret access key") == []


@pytest.mark.parametrize(
    ("before", "is_named"),
    [
        ("secret: ", True),
        ("data:\n  SECRET = ", True),
        ("token: ", False),
        ("secret: x\ntoken: ", False),
        ("secret:\n", True),
        ("secret:\n ", True),
        ("secret:\n  ", False),
        ("secret:" + " " * 53, True),
        ("secret:" + " " * 54, False),
    ],
)
def test_in_base64_beside_an_id_that_is_it_stands_behind_a_secrets_name(before, is_named):
    secrets = found(f"id: {in_base64(KEY)}\n{before}{in_base64(SECRET)}\n")
    assert [one.value.reveal() for one in secrets] == [SECRET] * is_named
    assert {(one.confidence, one.reason) for one in secrets} <= {("high", "beside the id of its key")}
    assert seen(f"{before}{in_base64(SECRET)}\nid: {in_base64(KEY)}\n") == [SECRET] * is_named


def test_behind_an_id_and_a_slash_it_must_look_drawn():
    assert seen(f"{KEY}/{ONE}") == [ONE]
    assert seen(f"{KEY}/{LOWER}") == []
    assert seen(f"{KEY}/{ONE[:39]}") == []


@pytest.mark.parametrize(("between", "where"), [("/", "behind"), (" ", "near")])
def test_beside_an_id_it_says_why_it_is_one(between, where):
    text = f"{KEY}{between}{ONE}".encode()
    (one,) = paired_secrets(text, [*key_ids(Text(text))])
    assert (one.text, one.confidence) == (ONE, "medium")
    assert one.reason == f"drawn by lot, as a secret key is, {where} a key's id"


def test_beside_an_id_it_is_none_behind_a_word_that_says_something_else():
    assert seen(f"sha1 {ONE} {KEY}") == []
    assert seen(f"commit{' ' * 18}{ONE} {KEY}") == []
    assert seen(f"commit{' ' * 19}{ONE} {KEY}") == [ONE]


def test_what_an_aws_key_has_beside_itself_is_none():
    assert seen(f"= aws_key_name = {ONE}") == []
    assert seen(f"aws_key_name = {ONE}\naws_key = {SECRET}") == [SECRET]
    assert seen(f"aws_key = {ONE}\naws_key_id = {SECRET}") == [ONE]
    assert seen(f"aws_key = {ONE}\naws_key = {TWO}") == [ONE, TWO]
    assert seen(f"aws_key = {LOWER}\naws_key = {TWO}") == [TWO]
