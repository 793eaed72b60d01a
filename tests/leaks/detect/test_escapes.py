"""Texts of which each character is written as its number."""

from __future__ import annotations

import base64
import re

import pytest

from rootward.leaks.detect import detect
from rootward.leaks.detect.escapes import EXPRESSIONS, Unescaped, escaped_in
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
each = pytest.mark.parametrize("escape", STYLES.values(), ids=STYLES)


def escaped(text, escape):
    return "".join(map(escape, text.encode("latin-1")))


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
    assert Unescaped(("\\u0041" * 8 + "\\u3042\\u0042").encode()).text == b"AAAAAAAA\xffB"


def test_each_byte_is_where_it_stood():
    data = b"ab" + b"&#65;&#9;&#100;" + b"&#66;" * 8 + b"cd"
    text = Unescaped(data)
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
