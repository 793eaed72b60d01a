from __future__ import annotations

import locale
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from botocore.configloader import raw_config_parse
from botocore.exceptions import ConfigParseError
from hypothesis import given, settings

from rootward.errors import AwsFileError
from rootward.local.aws_files.document import DEFAULTS, read_document
from tests.local.aws_files.generated import ANY, CREDENTIALS

utf8 = pytest.mark.skipif(
    locale.getencoding().lower() not in {"utf-8", "utf8"}, reason="botocore opens files in the system's own encoding"
)


def read(text):
    return read_document(text.encode(), "credentials")


def value(text, section, key):
    entry = read(text).entry(section, key)
    return entry and entry.value.reveal()


def as_botocore_reads(data: bytes) -> Mapping[str, Mapping[str, str]] | None:
    """What botocore finds in the file; None where it refuses it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "credentials"
        path.write_bytes(data)
        try:
            raw_config_parse(str(path))
            return raw_config_parse(str(path), parse_subsections=False)
        except ConfigParseError:
            return None


def as_we_read(data: bytes) -> Mapping[str, Mapping[str, str]] | None:
    try:
        document = read_document(data, "credentials")
    except AwsFileError:
        return None
    return {
        section.name: {key: found.reveal() for key, found in document.values(section.name).items()}
        for section in document.sections
        if section.name != DEFAULTS
    }


@utf8
@settings(max_examples=300)
@given(ANY)
def test_it_reads_and_refuses_what_botocore_reads_and_refuses(text):
    # A profile below, so that botocore looks into the blocks of [DEFAULT] too.
    data = f"{text}\n[below]\n".encode()

    assert as_we_read(data) == as_botocore_reads(data)
    if as_botocore_reads(data) is not None:
        assert as_we_read(text.encode()) == as_botocore_reads(text.encode())


@utf8
@given(CREDENTIALS)
def test_it_reads_the_files_of_people_as_botocore_reads_them_but_for_the_byte_order_mark(text):
    data = text.encode()

    assert as_we_read(data) == as_botocore_reads(text.removeprefix("\ufeff").encode())
    assert as_we_read(data) is not None


@given(ANY)
def test_the_places_are_where_the_values_stand(text):
    try:
        document = read(text)
    except AwsFileError:
        return
    assert document.data == text.encode()
    for section in document.sections:
        assert text[section.header.start : section.header.end].strip().startswith(f"[{section.name}]")
        for entry in section.entries:
            if entry.line == entry.last_line:
                assert text[entry.at.start : entry.at.end] == entry.value.reveal()
            assert text[entry.whole.start : entry.whole.end].lstrip().lower().startswith(entry.key)


def test_an_empty_file_has_no_sections():
    assert read("").sections == ()


def test_lines_are_counted_from_one_whatever_ends_them():
    document = read("# first\r\n[default]\rregion = x\n\n[b]\nregion = y")

    assert [(section.name, section.line) for section in document.sections] == [("default", 2), ("b", 5)]
    assert [entry.line for section in document.sections for entry in section.entries] == [3, 6]


def test_a_comment_that_follows_a_value_is_a_part_of_it_as_for_botocore():
    assert value("[default]\nregion = eu-west-1 # home\n", "default", "region") == "eu-west-1 # home"


def test_a_nested_block_is_one_value_of_several_lines():
    entry = read("[default]\ns3 =\n  max = 1\n  # why\n  min = 0\n\nregion = x\n").entry("default", "s3")

    assert entry is not None
    assert entry.value.reveal() == "\nmax = 1\nmin = 0"
    assert (entry.line, entry.last_line) == (2, 5)


def test_what_stands_in_the_defaults_stands_in_every_section_that_has_no_such_key():
    text = "[DEFAULT]\nregion = x\noutput = json\n[a]\nregion = y\n"

    assert value(text, "a", "region") == "y"
    assert value(text, "a", "output") == "json"
    assert value(text, "b", "output") is None


def test_what_is_for_all_sections_may_stand_in_several_places():
    text = "[DEFAULT]\nregion = x\n[a]\n[DEFAULT]\noutput = json\n"

    assert value(text, "a", "region") == "x"
    assert value(text, "a", "output") == "json"
    assert as_botocore_reads(text.encode()) == {"a": {"region": "x", "output": "json"}}


def test_a_byte_order_mark_is_passed_over_and_kept():
    document = read_document(b"\xef\xbb\xbf[default]\r\nregion = x\r\n", "credentials")

    assert document.entry("default", "region") is not None
    assert document.has_byte_order_mark
    assert document.data == b"\xef\xbb\xbf[default]\r\nregion = x\r\n"


def test_botocore_refuses_a_byte_order_mark():
    assert as_botocore_reads(b"\xef\xbb\xbf[default]\n") is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[a]\n[b]\n\n[a]\n", r"lines 1 and 4 both begin \[a\]"),
        ("[a]\nregion = x\nRegion: y\n", r"\[a\] has two entries of one key, in lines 2 and 3"),
        ("[a]\nregion = x\n  \nnothing\n", "line 4 is neither a \\[section\\] nor a key with its value"),
        ("[a]\n= x\n", "line 2 is neither"),
        ("# comment\nregion = x\n[a]\n", r"line 2 stands above the first \[section\]"),
        ("[a]\ns3 =\n  max = 1\n  min\n", "the block in lines 2 to 4 has a line without '='"),
    ],
)
def test_what_botocore_refuses_is_refused_with_its_lines(text, what):
    with pytest.raises(AwsFileError, match=f"^credentials: {what}") as refused:
        read(text)

    assert refused.value.advice
    assert as_botocore_reads(text.encode()) is None


@pytest.mark.skipif(sys.platform == "win32", reason="there every byte is a character of the code page")
def test_bytes_that_are_no_text_are_refused_with_their_line():
    with pytest.raises(AwsFileError, match=r"^credentials: line 2 is not UTF-8$") as refused:
        read_document(b"[a]\n# caf\xe9\n", "credentials")

    assert refused.value.advice == "save the file as UTF-8"


def test_a_code_page_is_read_where_the_system_writes_in_it(monkeypatch):
    monkeypatch.setattr("locale.getencoding", lambda: "cp1252")

    document = read_document(b"[caf\xe9]\nregion = x\n", "credentials")

    assert document.section("café") is not None
    assert document.data == b"[caf\xe9]\nregion = x\n"


def test_no_message_shows_a_line_that_may_be_a_secret():
    with pytest.raises(AwsFileError) as refused:
        read("[a]\naws_secret_access_key hidden\n")

    assert "hidden" not in f"{refused.value} {refused.value.advice}"


def test_a_name_with_controls_stays_on_the_line_of_its_message():
    with pytest.raises(AwsFileError) as refused:
        read("[a\x1b\x85]\n[a\x1b\x85]\n")

    assert str(refused.value).isprintable()


def test_no_repr_shows_a_value():
    document = read("[a]\naws_secret_access_key = hidden\n")

    assert "hidden" not in repr(document)
    assert "hidden" not in repr(document.sections)
