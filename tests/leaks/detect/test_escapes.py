"""Texts of which each character is written as its number."""

from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rootward.leaks.detect.escapes
from rootward.leaks.detect import detect
from rootward.leaks.detect.escapes import EXPRESSIONS, Unescaped, escaped_in, runs_in
from rootward.leaks.gate.plain import PlainGate
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import Lots

LOTS = Lots(41)
KEY, SECRET = LOTS.key_id(), LOTS.secret()
STYLES = {
    "JSON": lambda byte: f"\\u{byte:04x}",
    "JSON, upper case": lambda byte: f"\\u{byte:04X}",
    "JSON in JSON": lambda byte: f"\\\\u{byte:04x}",
    "Rust": lambda byte: f"\\u{{{byte:x}}}",
    "Swift": lambda byte: f"\\u{{{byte:06x}}}",
    "Python": lambda byte: f"\\U{byte:08x}",
    "hexadecimal": lambda byte: f"\\x{byte:02x}",
    "Perl": lambda byte: f"\\x{{{byte:x}}}",
    "octal": lambda byte: f"\\{byte:03o}",
    "old URLs": lambda byte: f"%u{byte:04x}",
    "Unicode": lambda byte: f"U+{byte:04X} ",
    "HTML": lambda byte: f"&#{byte};",
    "HTML, filled": lambda byte: f"&#{byte:04};",
    "HTML, hexadecimal": lambda byte: f"&#x{byte:x};",
}
ONE = {
    r"\\{1,4}u([0-9A-Fa-f]{4})": (16, range(32, 128)),
    r"\\{1,4}u\{([0-9A-Fa-f]{1,6})\}": (16, range(32, 128)),
    r"\\{1,4}U([0-9A-Fa-f]{8})": (16, range(32, 128)),
    r"\\{1,4}x([0-9A-Fa-f]{2})": (16, range(32, 128)),
    r"\\{1,4}x\{([0-9A-Fa-f]{1,6})\}": (16, range(32, 128)),
    r"\\{1,4}([0-3][0-7]{2})": (8, range(32, 128)),
    r"%u([0-9A-Fa-f]{4})": (16, range(32, 128)),
    r"U\+([0-9A-Fa-f]{4}) ?": (16, range(32, 128)),
    r"&#([0-9]{1,7});": (10, range(33, 130)),
    r"&#[xX]([0-9A-Fa-f]{1,6});": (16, range(32, 128)),
}
"""One escape of each style, its number's base, and the numbers that are looked for."""
each = pytest.mark.parametrize("escape", STYLES.values(), ids=STYLES)


@pytest.fixture(autouse=True)
def _as_at_first():
    """What is made once and kept is made again."""
    rootward.leaks.detect.escapes._glances.cache_clear()


def escaped(text, escape):
    return "".join(map(escape, text.encode("latin-1")))


def undone(data):
    return Unescaped(data, runs_in(data))


def values(text):
    return {(one.kind, one.value.reveal()) for one in detect(text.encode(), Rules())}


@each
def test_a_whole_text(escape):
    text = escaped(f"[x]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n", escape)
    assert values(text) == {("access-key-id", KEY), ("secret-access-key", SECRET)}
    assert PlainGate(Rules()).admits(text.encode())


@each
def test_a_value_where_it_stands(escape):
    written = escaped(KEY, escape).strip()
    text = f"a é line\nkey = '{written}';\n"
    (one,) = detect(text.encode(), Rules())
    assert (one.kind, one.value.reveal(), one.encoding) == ("access-key-id", KEY, ("escaped",))
    assert text.encode()[one.start : one.end].strip() == written.encode()
    (one,) = detect(f'aws_secret_access_key = "{escaped(SECRET, escape)}"'.encode(), Rules())
    assert (one.value.reveal(), one.confidence) == (SECRET, "high")


@each
def test_two_values_and_what_stands_between(escape):
    other = LOTS.key_id()
    text = f"{escaped(KEY, escape)}, {escaped(other, escape)} and {KEY[:-1]}"
    assert [one.value.reveal() for one in detect(text.encode(), Rules())] == [KEY, other]


def test_fewer_than_eight_in_a_row_are_no_text():
    assert escaped_in(b"\\x41" * 8)
    assert not escaped_in(b"\\x41" * 7)
    assert not escaped_in(b"\\x41" * 7 + b" " + b"\\x41" * 7)
    assert not escaped_in(b"\\u0041" * 4 + b"\\x41" * 4)
    assert not escaped_in(b"\\u3042" * 20 + b"\\xe9" * 20)


def test_characters_of_other_languages_are_none_of_a_credentials():
    text = "\\u3042" + escaped(KEY, STYLES["JSON"]) + "\\u3042"
    assert values(text) == {("access-key-id", KEY)}
    assert undone(("\\u0041" * 8 + "\\u3042\\u0042").encode()).text == b"AAAAAAAA\xffB"


def test_a_character_that_is_no_byte_is_none_of_a_credentials():
    assert undone(b"\\u0041" * 8 + b"\\u00ff\\u0100\\u00fe").text == b"AAAAAAAA\xff\xff\xfe"
    assert undone(b"&#65;" * 8 + b"&#256;&#254;").text == b"AAAAAAAA\xff\xfe"


def test_fewer_than_eight_beside_more_are_left():
    assert undone(
        b"\\x41" * 8 + b" " + b"\\x42" * 7 + b" " + b"\\xe9" * 8
    ).text == b"AAAAAAAA \\x42\\x42\\x42\\x42\\x42\\x42\\x42 " + (b"\xe9" * 8)


def test_what_stands_between_two_is_where_it_stood():
    text = undone(b"ab" + b"\\x41" * 8 + b" = " + b"\\x42" * 8 + b"c")
    assert text.text == b"abAAAAAAAA = BBBBBBBBc"
    assert [text.start(at) for at in (0, 1, 2, 9, 10, 11, 12, 13, 20, 21)] == [0, 1, 2, 30, 34, 35, 36, 37, 65, 69]
    assert [text.end(at) for at in (1, 2, 3, 10, 11, 12, 13, 14, 21, 22)] == [1, 2, 6, 34, 35, 36, 37, 41, 69, 70]


def test_each_byte_is_where_it_stood():
    data = b"ab" + b"&#65;&#9;&#100;" + b"&#66;" * 8 + b"cd"
    text = undone(data)
    assert text.text == b"abA\tdBBBBBBBBcd"
    at = text.text.index(b"B")
    assert (data[text.start(at) : text.end(at + 1)], data[text.start(at) : text.end(at + 8)]) == (
        b"&#66;",
        b"&#66;" * 8,
    )
    assert data[text.start(len(text.text) - 2) : text.end(len(text.text))] == b"cd"


def test_escapes_in_base64_and_base64_in_escapes():
    inner = base64.b64encode(f"aws_access_key_id = {KEY}".encode()).decode()
    assert values(escaped(inner, STYLES["JSON"])) == {("access-key-id", KEY)}


def test_an_expression_is_narrow_enough_for_the_gate():
    longest = max(
        len(match[0])
        for text in (b"\\\\\\\\u{000041}" * 9, b"\\\\\\\\U00000041" * 9, b"&#000065;" * 9)
        for pattern in EXPRESSIONS
        if (match := re.search(pattern, text))
    )
    assert longest <= 256


def is_told(one, run):
    base, ascii_ = ONE[one]
    return "a" * 8 in "".join("a" if int(number, base) in ascii_ else "-" for number in re.findall(one, run))


def plainly(text):
    """One escape after the other: what each says, where it begins and where it ends."""
    runs = {one: [run[0] for run in re.finditer(f"(?:{one}){{8,}}", text)] for one in ONE}
    told = [one for one in ONE if any(is_told(one, run) for run in runs[one])]
    said, at = [], 0
    while at < len(text):
        for one in told:
            if run := re.compile(f"(?:{one}){{8,}}").match(text, at):
                found = re.compile(one).finditer(text, at, run.end())
                said += [(min(int(escape[1], ONE[one][0]), 255), *escape.span()) for escape in found]
                at = run.end()
                break
        else:
            said.append((ord(text[at]), at, at + 1))
            at += 1
    return said


SAID = st.binary(max_size=3) | st.text("kE/+9", min_size=6, max_size=12).map(str.encode)
RUNS = st.tuples(st.sampled_from([*STYLES.values()]), SAID).map(lambda one: "".join(map(one[0], one[1])))
OTHERS = st.text("\\\\\\ux&#%U+0041{};k \n", max_size=6) | st.just("\\u3042") | st.just("&#12354;") | st.just("U+3042 ")
TEXTS = st.lists(st.tuples(RUNS | OTHERS, st.integers(1, 4)).map(lambda one: one[0] * one[1]), max_size=6).map("".join)


@given(TEXTS)
def test_however_it_is_written_it_is_undone_one_escape_after_the_other(text):
    found = undone(text.encode("latin-1"))
    bytes_ = plainly(text)
    assert found.text == bytes(byte for byte, _first, _last in bytes_)
    assert [found.start(at) for at in range(len(bytes_))] == [first for _byte, first, _last in bytes_]
    assert [found.end(at + 1) for at in range(len(bytes_))] == [last for _byte, _first, last in bytes_]
    assert escaped_in(text.encode("latin-1")) == (len(bytes_) < len(text))


@pytest.mark.parametrize("style", ["JSON", "JSON in JSON", "hexadecimal", "HTML", "octal"])
def test_a_text_of_any_length(style):
    said = bytes(range(64, 104)) * 1_700
    text = "".join(map(STYLES[style], said))
    found = undone(b"key = " + text.encode() + b";")
    assert found.text == b"key = " + said + b";"
    ends = [len("".join(map(STYLES[style], said[:at]))) + 6 for at in (0, 1, 32_767, 32_768, 32_769, len(said))]
    assert [found.start(6 + at) for at in (0, 1, 32_767, 32_768, 32_769, len(said))] == ends
    assert [found.end(6 + at) for at in (0, 1, 32_767, 32_768, 32_769, len(said))] == ends


def test_escapes_of_escapes_are_not_undone_but_those_in_base64_are():
    once = escaped(KEY, STYLES["hexadecimal"])
    assert values(once) == {("access-key-id", KEY)}
    assert values(escaped(once, STYLES["hexadecimal"])) == set()
    inner = base64.b64encode(f"a secret: {once}".encode()).decode()
    assert values(escaped(inner, STYLES["hexadecimal"])) == {("access-key-id", KEY)}
