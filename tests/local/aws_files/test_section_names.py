from __future__ import annotations

import pytest
from botocore.configloader import build_profile_map
from hypothesis import assume, example, given
from hypothesis import strategies as st

from rootward.errors import AwsFileError, UsageError
from rootward.local.aws_files.document import read_document
from rootward.local.aws_files.editing import with_values
from rootward.local.aws_files.section_names import in_config, in_credentials, profile_in_config, sections_of
from rootward.model.secret import Secret

NAMES = st.text(st.sampled_from("ab é'\"\\#;:=$profile"), min_size=1, max_size=9)


def read(text):
    return read_document(text.encode(), "config")


@given(NAMES)
def test_a_new_section_of_the_configuration_is_the_profiles_for_botocore_too(name):
    assume(name == name.strip())
    section = in_config(read(""), name)

    profiles = build_profile_map({section: {"region": "x"}})["profiles"]

    assert profiles == {name: {"region": "x"}}
    assert profile_in_config(section) == name
    assert in_config(with_values(read(""), section, {"region": Secret("x")}), name) == section


@given(st.one_of(NAMES, NAMES.map("profile {}".format), NAMES.map("profile{}".format)))
@example("profilex a")
@example("profile\ta")
@example("profile 'a")
@example("profile a b")
def test_a_section_is_the_profiles_that_botocore_takes_it_for(section):
    assert profile_in_config(section) == next(iter(build_profile_map({section: {}})["profiles"]), None)


def test_the_default_profile_has_its_own_name_in_both_files():
    assert in_credentials("default") == "default"
    assert in_config(read(""), "default") == "default"


def test_the_section_that_is_there_is_taken_however_it_is_written():
    assert in_config(read('[profile  "team x"]\n'), "team x") == 'profile  "team x"'
    assert in_config(read("[profile default]\n"), "default") == "profile default"


def test_two_sections_of_one_profile_are_refused_with_their_lines():
    document = read("[profile a]\n\n[profile 'a']\n")

    with pytest.raises(
        AwsFileError, match=r"^config: lines 1 and 3 both begin profile a: \[profile a\] and"
    ) as refused:
        in_config(document, "a")

    assert refused.value.advice == "make one of the two"
    assert [section.line for section in sections_of(document, "a")] == [1, 3]


@pytest.mark.parametrize("name", ["", " a", "a ", "a\nb", "a\x1b", "a]", "[a", "DEFAULT"])
def test_a_name_that_no_profile_can_have_is_refused_on_one_line(name):
    with pytest.raises(UsageError) as refused:
        in_credentials(name)

    assert str(refused.value).isprintable()
    assert refused.value.advice
