"""What is seen is told by line, column and the line itself with every secret in it masked, from files of any size."""

from __future__ import annotations

import base64
import io
import tracemalloc

import pytest

from rootward.leaks.fingerprint import fingerprint
from rootward.leaks.look import MARGIN, WINDOW, look, look_through
from rootward.leaks.rules import Rules
from rootward.model.secret import Secret
from tests.leaks.detect.corpus import Lots

LOTS = Lots(5)
KEY, OTHER, SECRET = LOTS.key_id(), LOTS.key_id(), LOTS.secret()
PAIR = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"


def seen(text, rules=None):
    return look(text.encode(), rules or Rules())


def one(text, rules=None):
    (sight,) = seen(text, rules)
    return sight


def test_a_key_and_its_secret_are_told_where_they_stand():
    key, secret = seen("# mine\n" + PAIR)
    assert (key.kind, key.line, key.column) == ("access-key-id", 2, 21)
    assert (secret.kind, secret.line, secret.column) == ("secret-access-key", 3, 25)


def test_columns_are_of_characters_and_lines_of_line_feeds():
    sight = one(f"a\r\n\r\n\U0001f511é = {KEY}\r\n")
    assert (sight.line, sight.column) == (3, 6)
    assert sight.shown == f"\U0001f511é = {KEY}"


def test_several_in_a_line_have_a_column_each():
    assert [(sight.line, sight.column) for sight in seen(f"\né {KEY}, {OTHER}")] == [(2, 3), (2, 25)]


def test_a_key_is_shown_whole_and_a_secret_by_its_last_four_characters():
    key, secret = seen(PAIR)
    assert key.masked == KEY
    assert secret.masked == "…" + SECRET[-4:]
    assert secret.shown == f"aws_secret_access_key = …{SECRET[-4:]}"
    assert secret.text == f"aws_secret_access_key = {SECRET}".encode()


def test_every_secret_of_a_line_is_masked_in_it():
    for sight in seen(f'new C("{KEY}", "{SECRET}");'):
        assert SECRET not in sight.shown
        assert sight.shown == f'new C("{KEY}", "…{SECRET[-4:]}");'


def test_nothing_of_a_consoles_password_is_shown():
    sight = one("User name,Password,Console sign-in URL\n" + "bob,q7-Ghu!sTfm2x,https://x\n")
    assert (sight.masked, sight.shown, sight.fingerprint) == ("…", "bob,…,https://x", None)


def test_of_a_short_text_of_ones_own_pattern_nothing_is_shown():
    assert one("x internal-1234 y", Rules(patterns=("internal-[0-9]{4}",))).shown == "x … y"
    long = one("x internal-1234-5678-9012 y", Rules(patterns=("internal-[0-9-]{14}",)))
    assert long.shown == "x …9012 y"


def test_the_secret_is_in_no_repr():
    for sight in seen(PAIR):
        assert SECRET not in repr(sight)
    assert repr(seen(PAIR)[1]) == "Sight(secret-access-key, line 2)"


def test_a_fingerprint_is_the_same_everywhere_and_tells_kinds_apart():
    _key, secret = seen(PAIR)
    elsewhere = one(f"<add key='AWSSecretKey' value='{SECRET}'/>")
    assert secret.fingerprint == elsewhere.fingerprint == fingerprint("secret-access-key", Secret(SECRET))
    assert secret.fingerprint is not None
    assert len(secret.fingerprint) == 32
    assert fingerprint("session-token", Secret(SECRET)) != secret.fingerprint


def test_a_short_text_of_ones_own_pattern_has_no_fingerprint():
    assert fingerprint("pattern", Secret("x" * 15)) is None
    assert fingerprint("pattern", Secret("x" * 16)) is not None


def test_the_line_is_cut_where_it_is_long():
    sight = one("é" * 5000 + " " + KEY + " " + "ü" * 5000)
    assert KEY in sight.shown
    assert len(sight.shown) < 300
    assert set(sight.shown) == {*"éü ", *KEY}
    assert sight.column == 5002


def test_an_encoded_secret_is_masked_as_it_is_encoded():
    encoded = base64.b64encode(PAIR.encode()).decode()
    key, secret = seen(f"data: {encoded} end\n")
    assert (key.encoding, secret.encoding) == (("base64",), ("base64",))
    assert secret.column > key.column > 7
    assert secret.shown.endswith(" end")
    hidden = base64.b64encode(SECRET.encode()).decode()[:40]
    assert hidden not in secret.shown
    assert encoded[-24:-4] not in secret.shown


@pytest.mark.parametrize(
    ("mark", "codec"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"", "utf-16-le")]
)
def test_utf_16_is_told_by_its_own_lines_and_characters(mark, codec):
    text = "上海\n" if mark else "two\n"
    key, secret = look(mark + (text + PAIR).encode(codec), Rules())
    assert (key.line, key.column, secret.line, secret.column) == (2, 21, 3, 25)
    assert secret.shown == f"aws_secret_access_key = …{SECRET[-4:]}"
    assert key.encoding == ("utf-16",)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("k = {key} # rootward:allow", "rootward:allow"),
        ("k = {key} // gitleaks:allow\n", "gitleaks:allow"),
        ("k = {key}  # pragma: allowlist secret", "pragma: allowlist secret"),
        ("# pragma: allowlist nextline secret\nk = {key}\n", "pragma: allowlist nextline secret"),
        ("# rootward:allow\nk = {key}\n", None),
        ("k = {key}\n# rootward:allow\n", None),
        ("# pragma: allowlist nextline secret\n\nk = {key}\n", None),
    ],
)
def test_a_mark_counts_on_its_line_or_the_next(text, mark):
    assert one(text.format(key=KEY)).mark == mark


def test_a_mark_counts_in_utf_16_too():
    (sight,) = look(b"\xff\xfe" + f"a\nk = {KEY} # rootward:allow\nb".encode("utf-16-le"), Rules())
    assert sight.mark == "rootward:allow"


STEP = WINDOW - MARGIN


@pytest.mark.parametrize(
    "before",
    [WINDOW - 30, WINDOW - MARGIN - 30, WINDOW - 1, WINDOW, WINDOW + 10, STEP - 60, STEP - 21, STEP, 2 * WINDOW - 25],
)
def test_what_stands_over_the_border_of_two_windows_is_seen_once(before):
    line = b"nothing\n"
    data = line * (before // len(line)) + PAIR.encode() + line * 40_000
    key, secret = look_through(io.BytesIO(data).read, Rules())
    assert (key.line, key.column) == (before // len(line) + 1, 21)
    assert (secret.line, secret.column, secret.key_id) == (before // len(line) + 2, 25, KEY)


def test_a_stream_that_gives_little_at_a_time_is_seen_whole():
    data = io.BytesIO((b"x" * 60_000 + b"\n") * 200 + PAIR.encode())
    sights = tuple(look_through(lambda size: data.read(min(size, 70_001)), Rules()))
    assert [(sight.line, sight.column) for sight in sights] == [(201, 21), (202, 25)]
    assert sights == look(data.getvalue(), Rules())


def test_a_line_of_many_windows_takes_the_memory_of_a_few(monkeypatch):
    window = 1 << 20
    monkeypatch.setattr("rootward.leaks.look.WINDOW", window)
    left = 8 * window
    behind = [b" " + KEY.encode() + b" "]

    def read(size):
        nonlocal left
        part = b"z" * min(size, left)
        left -= len(part)
        return part or (behind.pop() if behind else b"")

    tracemalloc.start()
    (sight,) = look_through(read, Rules())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sight.column == 8 * window + 2
    assert most < 6 * (window + 2 * MARGIN)


def test_what_the_reader_raises_goes_through():
    def read(_size):
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        next(look_through(read, Rules()))


def test_nothing_is_in_nothing():
    assert look(b"", Rules()) == ()
    assert tuple(look_through(io.BytesIO(b"").read, Rules())) == ()
