"""Where a secret key stands beside its name: behind it in every syntax, before it, in a table of base64 or in none."""

from __future__ import annotations

import base64

import pytest

from rootward.leaks.detect import detect
from rootward.leaks.detect.placeholders import is_placeholder_id
from rootward.leaks.gate.plain import PlainGate
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import BASE64, Lots

LOTS = Lots(47)
KEY, SECRET = LOTS.key_id(), LOTS.text(BASE64[:-2], 40)
SIGNS = SECRET[:10] + "/" + SECRET[11:20] + "+" + SECRET[21:]


def found(text):
    assert PlainGate(Rules()).admits(text.encode()) or not detect(text.encode(), Rules())
    return [one for one in detect(text.encode(), Rules()) if one.kind == "secret-access-key"]


def seen(text):
    return [one.value.reveal() for one in found(text)]


@pytest.mark.parametrize(
    "form",
    [
        "${{AWS_SECRET_ACCESS_KEY:-{}}}\n",
        "${{AWS_SECRET_ACCESS_KEY-{}}}\n",
        "AWS_SECRET_ACCESS_KEY: ${{AWS_SECRET_ACCESS_KEY:-{}}}\n",
        "SECRET=${{AWS_SECRET_ACCESS_KEY:={}}}\n",
        "AWS_SECRET_ACCESS_KEY=<{}>\n",
        "aws secret __{}__\n",
        '{{"value": "{}", "name": "AWS_SECRET_ACCESS_KEY"}}',
        '{{\n  "value": "{}",\n  "name": "AWS_SECRET_ACCESS_KEY"\n}}',
        '<input value="{}" name="aws_secret_access_key">',
        "{}  # aws secret access key\n",
        "echo {} | docker login # AWS_SECRET_ACCESS_KEY\n",
        "AWSSecretAccessKey:\n  Type: String\n  NoEcho: true\n  Default: {}\n",
        "aws_sec_key={}\n",
        "EC2_SECRET_KEY={}\n",
        "AWS_SECERT_ACCESS_KEY={}\n",
        "aws_secret_access_key+%3D+{}%0A",
        "AWS_SECRET_ACCESS_KEY=3D{}\n",
    ],
)
def test_a_secret_in_its_place(form):
    text = form.format(SECRET)
    (one,) = found(text)
    assert (one.value.reveal(), text[one.start : one.end]) == (SECRET, SECRET)
    assert seen(form.format(SECRET[:39])) == seen(form.format(SECRET + "a")) == []


@pytest.mark.parametrize(
    "text",
    [
        f'{{"value": "{SECRET}"}}, {{"name": "AWS_SECRET_ACCESS_KEY"}}',
        f'<a b="{SECRET}"><c name="aws_secret_access_key">',
        f"{SECRET}\n# aws secret access key\n",
        f"{SECRET} # aws secret access key = none\n",
        f"commit {SECRET} # aws secret access key\n",
        f'{{"value": "{SECRET}", "name": "CLIENT_SECRET"}}',
        "AWS_SECRET_ACCESS_KEY=<your-secret-access-key-goes-right-here-ok>",
        f"-{SECRET}",
        f"aws_secret_access_key = -{SECRET}}}",
        f"aws secret _{SECRET}_",
    ],
)
def test_what_belongs_to_something_else(text):
    assert seen(text) == []


def test_entities_of_html_are_undone():
    written = SIGNS.replace("/", "&sol;").replace("+", "&plus;")
    assert seen(f"aws_secret_access_key = {written}\n") == [SIGNS]


def test_an_id_and_its_secret_parted_by_a_slash():
    key, secret = detect(f"creds {KEY}/{SIGNS} x".encode(), Rules())
    assert (key.value.reveal(), secret.value.reveal(), secret.key_id) == (KEY, SIGNS, KEY)
    assert seen(f"creds {KEY}/{SIGNS[:39]}") == seen(f"creds {KEY}/{SIGNS}a") == []


def test_an_id_in_quoted_printable():
    assert [one.value.reveal() for one in detect(f"k=3D{KEY}=0A".encode(), Rules())] == [KEY]


def test_a_block_of_base64_as_wide_as_a_secret_is_none():
    lines = [LOTS.secret() for _ in range(4)]
    assert seen("aws secret\n" + "\n".join(lines) + "\n") == []
    assert seen("aws secret\r\n" + "\r\n".join(f"  {line}" for line in lines) + "\r\n") == []
    assert seen("aws secret\n" + "\n".join([*lines[:2], lines[2][:19] + "="]) + "\n") == []
    assert seen(f"aws secret\n{lines[0]}\n") == lines[:1]
    assert seen(f"aws secret\n{lines[0]}\nregion\n") == lines[:1]
    assert seen(f"aws secret\n{lines[0]}\n{KEY}\n") == lines[:1]
    assert seen(f"{KEY}\n{LOTS.key_id()}\n\n{lines[0]}\n{lines[1]}\n") == lines[:2]


@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("name", ["secretkey", "SECRET_KEY", "client-secret"])
def test_a_kubernetes_secret_with_any_name_beside_an_id(name, end):
    key, secret = (base64.b64encode((one + end).encode()).decode() for one in (KEY, SIGNS))
    text = f"data:\n  accesskey: {key}\n  {name}: {secret}\n"
    (one,) = found(text)
    assert (one.value.reveal(), one.key_id, one.confidence) == (SIGNS, KEY, "high")
    assert one.encoding == ("base64",)
    assert text[one.start : one.end] == secret.rstrip("=")
    assert seen(text.replace(name, "password")) == seen(text.replace("accesskey: " + key, "accesskey: none")) == []


@pytest.mark.parametrize("name", ["R2_SECRET_ACCESS_KEY", "cloudflare_secret_access_key", "minio_secret_access_key",
                                  "gcs_secret_access_key", "aws_cognito_client_secret"])  # fmt: skip
def test_another_makers_is_less_sure(name):
    (one,) = found(f"{name} = {SECRET}")
    assert (one.confidence, one.reason) == ("low", "under the name of a secret that another maker has too")


def test_a_short_word_in_the_middle_of_an_id_is_by_chance():
    assert not is_placeholder_id("Q4TESTWZ7RX2MBCV")
    assert is_placeholder_id("TEST7RX2MBCVQ4WZ")
    assert is_placeholder_id("7RX2MBCVQ4WZFAKE")
    assert is_placeholder_id("Q4TESTWZFAKEMBCV")
    assert is_placeholder_id("Q4EXAMPLE7RX2MBC")
