"""What the detector has to bear: texts of every format that holds keys, changed, and the laws of looking."""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import quote

from msgspec.structs import replace

from rootward.leaks import look as looking
from rootward.leaks.detect import detect
from rootward.leaks.gate import Gate, open_gate
from rootward.leaks.look import look, look_through
from rootward.leaks.rules import Rules
from rootward.leaks.sight import Sight
from tests.leaks.fuzzing.changing import Target, changed

BASE32 = string.ascii_uppercase + "234567"
BASE64 = string.ascii_letters + string.digits + "+/"
EVERYTHING = Rules(account_numbers=True, patterns=("internal-[0-9]{4}",))
SMALL_WINDOW = 1 << 18
"""Larger than the margin, as any window has to be."""
LONG = 900_000
"""Bytes of the few cases that go over several small windows."""


def key_id(draw: random.Random) -> str:
    """An access key's id."""
    return draw.choice(("AKIA", "ASIA", "ABIA", "ACCA")) + "".join(draw.choices(BASE32, k=16))


def secret(draw: random.Random) -> str:
    """A secret key."""
    return "".join(draw.choices(BASE64, k=40))


def texts(draw: random.Random) -> list[bytes]:
    """A key pair in many formats, and what looks like one and is none."""
    identity, hidden = key_id(draw), secret(draw)
    token = "".join(draw.choices(BASE64, k=draw.choice((120, 356, 900))))
    pair = {"AccessKeyId": identity, "SecretAccessKey": hidden, "SessionToken": token}
    ini = f"[default]\naws_access_key_id = {identity}\naws_secret_access_key = {hidden}\naws_session_token={token}\n"
    pair_row, password = f"{identity},{hidden}", secret(draw)[:20]
    login = f"https://{draw.randrange(10**12):012}.signin.aws.amazon.com/console"
    scope = f"{identity}%2F20260101%2Feu-west-1%2Fs3%2Faws4_request"
    signature = f"&X-Amz-Security-Token={quote(token, safe='')}&X-Amz-Signature={draw.getrandbits(256):064x}"
    plain = [
        ini,
        json.dumps({"Credentials": pair}, indent=draw.choice((None, 2))),
        json.dumps(json.dumps(pair)),
        f"export AWS_ACCESS_KEY_ID='{identity}'\nexport AWS_SECRET_ACCESS_KEY=\"{hidden}\"\n",
        f"$env:AWS_SECRET_ACCESS_KEY = '{hidden}'\r\n",
        f"accessKey: {identity}\nsecretKey: >-\n  {hidden}\naccount_id: '{draw.randrange(10**12):012}'\n",
        f"<key id='{identity}'><secret>{hidden}</secret></key>",
        f'provider "aws" {{\n  access_key = "{identity}"\n  secret_key = "{hidden}"\n}}\n',
        f"Access key ID,Secret access key\n{pair_row}\n",
        f"User name,Password,Access key ID,Secret access key,Console login link\nann,{password},{pair_row},{login}\n",
        f"https://b.s3.amazonaws.com/k?X-Amz-Credential={scope}{signature}",
        f"AWS_KEY={quote(identity)}&secret={quote(hidden, safe='')}",
        f'integrity="sha512-{base64.b64encode(draw.randbytes(64)).decode()}" {draw.getrandbits(160):040x}\n',
        f"data:image/png;base64,{base64.b64encode(draw.randbytes(3000)).decode()}\n",
        f"secret = ${{var.secret}} {{{{ secret }}}} internal-{draw.randrange(10**4):04} # rootward:allow\n",
        f"ABSK{base64.b64encode(draw.randbytes(96)).decode()}\n",
        f"da2-{''.join(draw.choices(string.ascii_lowercase, k=26))}\n",
    ]
    encoded = [text.encode() for text in plain]
    once = base64.b64encode(ini.encode())
    return [
        *encoded,
        ini.encode("utf-16"),
        ini.encode("utf-16-le"),
        ini.encode("utf-16-be"),
        b"data:\n  credentials: " + once + b"\n",
        base64.b64encode(b"x " + once),
        base64.b64encode(base64.b64encode(once)),
        ini.replace("\n", "\\n").encode(),
        b"".join(f"\\u{ord(letter):04x}".encode() for letter in identity + " " + hidden),
        " ".join(key_id(draw) for _ in range(200)).encode(),
    ]


def make(draw: random.Random) -> bytes:
    """Some of them together, changed; now and then long."""
    every = texts(draw)
    parts = draw.choices(every, k=draw.randint(1, 4))
    if not draw.randrange(25):
        filler = draw.choice((b"lorem ipsum dolor\n", b"x", b"\0", b"A" * 50, b"Zm9v", "ä€".encode()))
        size = 0
        while size < LONG:
            gap = filler * (draw.randrange(1, 60_000) // len(filler) + 1)
            parts += [gap, draw.choice(every)]
            size += len(gap)
    return changed(draw.choice((b"", b"\n", b" ")).join(parts), every, draw)


def check(data: bytes) -> None:
    """The laws of looking, for rules with everything and for those without."""
    for rules in (Rules(), EVERYTHING):
        sightings = detect(data, rules)
        assert detect(data, rules) == sightings
        assert [one.start for one in sightings] == sorted(one.start for one in sightings)
        assert all(0 <= one.start < one.end <= len(data) for one in sightings)
        sights = look(data, rules)
        assert len(sights) == len(sightings)
        quick, plain = (gate.admits(data) for gate in _gates(rules))
        assert quick == plain
        assert quick or not sights
        for sighting, sight in zip(sightings, sights, strict=True):
            assert sight.line >= 1
            assert sight.column >= 1
            hidden = sighting.value.reveal()
            if sighting.kind not in {"access-key-id", "account-id"}:
                assert hidden not in sight.shown
                assert hidden not in repr(sight) + repr(sighting) + sight.masked + sight.reason
    at_once = look(data, Rules())
    with small_windows():
        in_windows = tuple(look_through(_in_pieces(data), Rules()))
    assert list(map(_compared(data), in_windows)) == list(map(_compared(data), at_once))


def _compared(data: bytes) -> Callable[[Sight], Sight]:
    """What has to be the same, whatever the windows. Damaged UTF-16 has no lines to count."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return lambda sight: replace(sight, line=1, column=1)
    return lambda sight: sight


@cache
def _gates(rules: Rules) -> tuple[Gate, Gate]:
    return open_gate(rules), open_gate(rules, expected=0)


@contextmanager
def small_windows() -> Iterator[None]:
    """Windows that the longer cases do not fit into."""
    before = looking.WINDOW
    looking.WINDOW = SMALL_WINDOW
    try:
        yield
    finally:
        looking.WINDOW = before


def _in_pieces(data: bytes) -> Callable[[int], bytes]:
    """A file that gives fewer bytes than it is asked for."""
    draw = random.Random(len(data))  # noqa: S311 - the same pieces each time
    at = 0

    def read(size: int) -> bytes:
        nonlocal at
        found = data[at : at + draw.randint(1, min(size, 40_000))]
        at += len(found)
        return found

    return read


TARGET = Target("texts", make, check)
