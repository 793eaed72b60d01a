from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rootward.errors import AwsFileError, UsageError
from rootward.local.aws_files.document import DEFAULTS, read_document
from rootward.local.aws_files.editing import has_comment, with_changes, with_values, without_keys, without_section
from rootward.model.secret import Secret
from tests.local.aws_files.generated import ANY, CREDENTIALS, old


def read(text):
    return read_document(text.encode(), "credentials")


def with_(text, section, values):
    return with_values(read(text), section, {key: Secret(value) for key, value in values.items()}).text


def reading(document):
    return {
        section.name: {entry.key: entry.value.reveal() for entry in section.entries} for section in document.sections
    }


@settings(max_examples=1000)
@given(CREDENTIALS, st.data())
def test_every_byte_that_was_not_the_key_is_unchanged(text, data):
    document = read(text)
    section = data.draw(st.sampled_from([section.name for section in document.sections]))
    old_id, old_secret = (old(key, section) for key in ("aws_access_key_id", "aws_secret_access_key"))

    after = with_values(
        document, section, {"aws_access_key_id": Secret("NEWID"), "aws_secret_access_key": Secret("NEW/SECRET")}
    )

    assert text.count(old_id) == text.count(old_secret) == 1
    assert after.data == text.replace(old_id, "NEWID").replace(old_secret, "NEW/SECRET").encode()


@settings(max_examples=300)
@given(ANY, st.data())
def test_whatever_the_file_changes_change_only_what_they_are_about(text, data):
    try:
        document = read(text)
    except AwsFileError:
        return
    keys = [entry.key for section in document.sections for entry in section.entries]
    names = [section.name for section in document.sections if section.name != DEFAULTS]
    values = st.dictionaries(
        st.sampled_from([*keys, "fresh", "newer"]).filter(str.isascii),
        st.sampled_from([None, Secret("NEW")]),
        max_size=3,
    )
    changes = data.draw(st.dictionaries(st.sampled_from([*names, "made"]), values, max_size=2))
    try:
        after = with_changes(document, changes)
    except AwsFileError as error:
        if "goes on from line" not in str(error):
            raise
        return
    expected = reading(document)
    now = reading(after)
    for section, wanted in changes.items():
        entries = expected.setdefault(section, {})
        for key, value in wanted.items():
            assert (key in now[section]) == (value is not None)
            if value is None:
                entries.pop(key, None)
            else:
                assert now[section][key].startswith("NEW")
                entries[key] = now[section][key]
    assert now == expected
    assert other_lines(after, changes, made="made" not in names) == other_lines(document, changes, made=False)


def other_lines(document, changes, *, made):
    """All lines but those of the entries that the changes are about, and those of a section that they make."""
    lines = [line for line, _ in re.findall(r"([^\r\n]*)(\r\n|\r|\n|\Z)", document.text)]
    if made and "made" in changes:
        lines = lines[: document.section("made").line - 1]
    about = {
        line
        for section in document.sections
        for entry in section.entries
        if entry.key in changes.get(section.name, {})
        for line in range(entry.line, entry.last_line + 1)
    }
    found = [line for number, line in enumerate(lines, start=1) if number not in about]
    while found and not found[-1]:
        found.pop()
    return found


@settings(max_examples=300)
@given(ANY, st.data())
def test_a_section_or_a_key_taken_out_takes_nothing_else_along(text, data):
    try:
        document = read(text)
    except AwsFileError:
        return
    names = [section.name for section in document.sections if section.name != DEFAULTS]
    assume(names)
    section = data.draw(st.sampled_from(names))
    key = data.draw(st.sampled_from(["aws_access_key_id", "region", "s3"]))
    without_key = without_keys(document, section, [key])
    expected = reading(document)
    expected[section].pop(key, None)
    assert reading(without_key) == expected
    try:
        without = without_section(document, section)
    except AwsFileError as error:
        if "cannot be taken out" not in str(error) or not re.search(r"[\r\n][ \t]+\[", text):
            raise
        return
    expected.pop(section)
    assert reading(without) == expected
    assert text.encode() == document.data


@given(CREDENTIALS)
def test_a_section_made_and_taken_out_again_leaves_the_file_as_it_was_but_for_its_last_line(text):
    document = read(text)

    made = with_values(document, "made", {"aws_access_key_id": Secret("NEW")})

    assert made.text.startswith(text)
    assert without_section(made, "made").text.rstrip() == text.rstrip()


def test_made_and_taken_out_over_and_over_it_does_not_grow():
    document = read("[a]\nregion = x\n")
    for _ in range(3):
        document = without_section(with_values(document, "made", {"region": Secret("y")}), "made")

    assert document.text == "[a]\nregion = x\n"


def test_only_the_credential_is_replaced_and_the_comment_behind_it_stays():
    text = "[a]\r\naws_access_key_id\t=  OLD   # mine\r\naws_secret_access_key=old;old ; x"

    assert with_(text, "a", {"aws_access_key_id": "NEW", "aws_secret_access_key": "new"}) == (
        "[a]\r\naws_access_key_id\t=  NEW   # mine\r\naws_secret_access_key=new ; x"
    )


def test_a_credential_with_a_comment_behind_it_can_be_told():
    section = read("[a]\naws_access_key_id = OLD # mine\naws_secret_access_key = old#er\nregion = x # y\n").section("a")

    assert section is not None
    assert [has_comment(entry) for entry in section.entries] == [True, False, False]


def test_a_value_that_is_no_credential_is_replaced_as_a_whole():
    text = "[a]\ncredential_process = old ; x\n"

    assert with_(text, "a", {"credential_process": "new --flag"}) == "[a]\ncredential_process = new --flag\n"


@pytest.mark.parametrize("blank", ["", " ", "\t "])
def test_a_key_without_a_value_gets_one_behind_its_blanks(blank):
    text = f"[a]\nregion ={blank}\noutput = json\n"

    assert with_(text, "a", {"region": "x"}) == f"[a]\nregion ={blank}x\noutput = json\n"


def test_a_new_key_stands_below_the_last_entry_and_as_deep():
    text = "[a]\n  region = x\n  s3 =\n    max = 1\n\n# about b\n[b]\n"

    assert (
        with_(text, "a", {"output": "json"})
        == "[a]\n  region = x\n  s3 =\n    max = 1\n  output = json\n\n# about b\n[b]\n"
    )


def test_a_new_key_at_the_end_of_a_file_without_a_last_line_feed():
    assert with_("[a]\r\nregion = x", "a", {"output": "json"}) == "[a]\r\nregion = x\r\noutput = json"


def test_blanks_behind_the_last_value_stay_behind_it():
    assert with_("[a]\nregion = x  \n", "a", {"output": "json"}) == "[a]\nregion = x  \noutput = json\n"


def test_a_new_key_at_the_end_stands_above_the_section_that_is_made_with_it():
    after = with_changes(read("[a]"), {"b": {"region": Secret("x")}, "a": {"region": Secret("y")}})

    assert after.text == "[a]\nregion = y\n\n[b]\nregion = x\n"


def test_one_entry_goes_and_another_comes():
    changes = {"a": {"region": None, "aws_access_key_id": Secret("NEW"), "credential_process": None}}

    assert with_changes(read("[a]\n  region = x\n\n[b]\n"), changes).text == "[a]\naws_access_key_id = NEW\n\n[b]\n"


def test_a_new_key_in_an_empty_section_leaves_an_indented_header_below_it_a_header():
    assert with_("[a]\n  [b]\nregion = x\n", "a", {"region": "y"}) == "[a]\n  region = y\n  [b]\nregion = x\n"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("", "[new]\nregion = x\n"),
        ("\ufeff", "\ufeff[new]\nregion = x\n"),
        ("[a]\noutput = json\n", "[a]\noutput = json\n\n[new]\nregion = x\n"),
        ("[a]\noutput = json\n\n", "[a]\noutput = json\n\n[new]\nregion = x\n"),
        ("[a]\r\noutput = json", "[a]\r\noutput = json\r\n\r\n[new]\r\nregion = x\r\n"),
        ("# mine\n", "# mine\n\n[new]\nregion = x\n"),
    ],
)
def test_a_new_section_stands_at_the_end_below_a_blank_line(text, after):
    assert with_(text, "new", {"region": "x"}) == after


def test_a_section_goes_with_its_entries_and_the_comments_below_them_stay():
    text = "[a]\nregion = x\n\n[b]\n# in b\nregion = y\n\n# about c\n[c]\nregion = z\n"

    assert without_section(read(text), "b").text == "[a]\nregion = x\n\n# about c\n[c]\nregion = z\n"


def test_a_section_is_not_taken_out_where_an_indented_header_would_go_on_with_the_value_above_it():
    with pytest.raises(AwsFileError, match=r"\[b\] cannot be taken out"):
        without_section(read("[a]\nregion = x\n[b]\n  [c]\n"), "b")


def test_taking_out_what_is_not_there_changes_nothing():
    document = read("[a]\nregion = x\n")

    assert without_section(document, "b") is document
    assert without_keys(document, "b", ["region"]) is document
    assert without_keys(document, "a", ["output"]) is document


def test_an_entry_goes_with_its_line():
    text = "[a]\nregion = x\ns3 =\n  max = 1\noutput = json"

    assert without_keys(read(text), "a", ["s3", "region"]).text == "[a]\noutput = json"


def test_a_value_of_several_lines_is_not_replaced():
    with pytest.raises(AwsFileError, match="the value of aws_session_token goes on from line 2 to line 3") as refused:
        with_("[a]\naws_session_token = first\n  second\n", "a", {"aws_session_token": "NEW"})

    assert "first" not in str(refused.value)


@pytest.mark.parametrize("value", ["", "two\nlines", " x", "x ", "a\x00b", "a\u2028b"])
def test_a_value_that_a_line_cannot_hold_is_refused_and_not_shown(value):
    with pytest.raises(UsageError, match="what aws_secret_access_key is to be is no single line of text"):
        with_("[a]\n", "a", {"aws_secret_access_key": value})


@pytest.mark.parametrize("key", ["", "two words", "a=b", "#x", "[x]", "Region"])
def test_a_key_that_no_entry_has_is_refused(key):
    with pytest.raises(UsageError, match="cannot be the key of an entry"):
        with_values(read("[a]\n"), "a", {key: Secret("x")})


@pytest.mark.parametrize("section", ["", " ", "DEFAULT", "a\nb", "a\x1b"])
def test_a_section_that_no_profile_can_have_is_not_made(section):
    with pytest.raises(UsageError, match="cannot be the section of a profile") as refused:
        with_("[a]\n", section, {"region": "x"})

    assert str(refused.value).isprintable()


def test_what_the_files_code_page_has_no_byte_for_is_refused(monkeypatch):
    monkeypatch.setattr("locale.getencoding", lambda: "cp1252")
    document = read_document(b"[caf\xe9]\n", "credentials")

    with pytest.raises(AwsFileError, match="cannot be changed"):
        with_values(document, "café", {"region": Secret("\u0142")})


def test_what_all_profiles_share_can_be_replaced_where_it_stands():
    text = "[DEFAULT]\naws_access_key_id = OLD\n[a]\n"

    assert with_(text, "DEFAULT", {"aws_access_key_id": "NEW"}) == "[DEFAULT]\naws_access_key_id = NEW\n[a]\n"
