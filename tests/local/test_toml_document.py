"""A TOML file with something wrong gives one clear line."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import ConfigurationError
from rootward.local.toml_document import LARGEST, parse_toml, read_toml


def refusal(path, shown="rootward.toml"):
    with pytest.raises(ConfigurationError) as caught:
        read_toml(path, shown)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def written(tmp_path, content):
    path = tmp_path / "rootward.toml"
    path.write_bytes(content)
    return path


def test_a_document_is_read_with_its_byte_order_mark_and_its_line_ends(tmp_path):
    path = written(tmp_path, b"\xef\xbb\xbf[thresholds]\r\nunused_days = 30\r\n")

    assert read_toml(path, "rootward.toml") == {"thresholds": {"unused_days": 30}}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[thresholds]\nunused_days 30\n", "line 2, column 13"),
        ("a = 1 2", "line 1, column 7"),
        ("a = 1\nb = ", "line 2, column 4"),
        ("[thresholds", "line 1, column 12"),
    ],
)
def test_bad_toml_is_told_with_line_and_column(text, place):
    with pytest.raises(ConfigurationError) as caught:
        parse_toml(text, "rootward.toml")

    assert str(caught.value).startswith(f"rootward.toml: {place}: ")


def test_a_file_that_is_not_there(tmp_path):
    assert refusal(tmp_path / "other.toml", "other.toml") == "other.toml: there is no such file"


def test_a_folder(tmp_path):
    assert refusal(tmp_path) == "rootward.toml: this is a folder, not a file"


def test_what_is_not_utf_8_is_told_by_its_line(tmp_path):
    assert refusal(written(tmp_path, b"[thresholds]\n# caf\xe9\n")) == "rootward.toml: line 2 is not UTF-8"


def test_a_file_too_large_to_be_a_configuration(tmp_path):
    assert "no configuration" in refusal(written(tmp_path, b"#" * (LARGEST + 1)))


def test_a_file_nested_too_deeply(tmp_path):
    assert "rootward.toml: " in refusal(written(tmp_path, b"a = " + b"[" * 100_000))


def test_a_path_that_no_file_can_have(tmp_path):
    assert "cannot be read" in refusal(tmp_path / "a\0b")


def refused(read):
    """The line with which `read` refuses its text; empty if it is a document."""
    try:
        document = read()
    except ConfigurationError as error:
        return str(error)
    assert isinstance(document, dict)
    return ""


@given(st.binary(max_size=80))
def test_any_bytes_are_a_document_or_one_clear_line(tmp_path_factory, content):
    path = written(tmp_path_factory.mktemp("toml"), content)

    line = refused(lambda: read_toml(path, "rootward.toml"))

    assert line.startswith("rootward.toml: line ") or not line


@given(st.text(max_size=80))
def test_any_text_is_a_document_or_one_clear_line(text):
    line = refused(lambda: parse_toml(text, "rootward.toml"))

    assert line.startswith("rootward.toml: line ") or not line
    assert "\n" not in line


def test_a_number_of_thousands_of_digits(tmp_path):
    said = refusal(written(tmp_path, b"[thresholds]\nunused_days = " + b"1" * 5000))

    assert said.startswith("rootward.toml: a value cannot be read: Exceeds the limit")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes")
def test_a_pipe_that_nobody_writes_to_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "rootward.toml")

    assert refusal(tmp_path / "rootward.toml").endswith("cannot be read: it is a pipe, and no program writes to it")
