"""What AWS says of parameters that are wrong."""

from __future__ import annotations

import pytest

from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam.constraint import Constraints, require_name


def test_everything_that_is_wrong_is_in_one_message():
    constraints = Constraints()
    constraints.number("minimumPasswordLength", 129, 6, 128)
    constraints.number("maxPasswordAge", 0, 1, 1095)
    constraints.text("authenticationCode1", "12x", least=6, most=6, pattern=r"[\d]+")
    constraints.text("serialNumber", None, most=256)
    constraints.one_of("status", "Lost", ("Active", "Inactive"))
    with pytest.raises(PracticeError) as caught:
        constraints.enforce()
    assert caught.value.code == "ValidationError"
    assert caught.value.message == (
        "6 validation errors detected: "
        "Value at 'minimumPasswordLength' failed to satisfy constraint: "
        "Member must have value less than or equal to 128; "
        "Value at 'maxPasswordAge' failed to satisfy constraint: Member must have value greater than or equal to 1; "
        "Value at 'authenticationCode1' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\d]+; "
        "Value at 'authenticationCode1' failed to satisfy constraint: "
        "Member must have length greater than or equal to 6; "
        "Value at 'serialNumber' failed to satisfy constraint: Member must not be null; "
        "Value at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]"
    )


def test_one_error_is_spoken_of_in_the_singular():
    constraints = Constraints()
    constraints.text("userName", "", most=64)
    with pytest.raises(PracticeError, match="1 validation error detected: "):
        constraints.enforce()


def test_what_is_right_is_not_spoken_of():
    constraints = Constraints()
    constraints.number("maxPasswordAge", None, 1, 1095)
    constraints.number("maxPasswordAge", 90, 1, 1095)
    constraints.text("userName", "zoe", most=64)
    constraints.one_of("status", "Active", ("Active", "Inactive"))
    constraints.enforce()
    require_name("userName", "zoe+1@acme.example")
    require_name("userName", None)
    require_name("path", "/a//b!/")


@pytest.mark.parametrize(
    ("parameter", "value", "words"),
    [
        ("userName", "<root_account>", "contain only alphanumeric characters and/or the following: "),
        ("userName", "zoë", "contain only alphanumeric characters"),
        ("path", "/people", "begin and end with / and"),
    ],
)
def test_names_and_paths_have_words_of_their_own(parameter, value, words):
    with pytest.raises(PracticeError) as caught:
        require_name(parameter, value)
    assert caught.value.message.startswith(f"The specified value for {parameter} is invalid. It must {words}")
