"""Somebody at the terminal is asked what no file says, until an answer will do."""

from __future__ import annotations

import pytest

from rootward.cli.hosting import TerminalHost, address, with_administrators
from rootward.errors import UsageError
from rootward.model.baseline import Contact
from rootward.model.blueprint import Blueprint, WantedUser

EMAIL = "security@example.com"


class Person:
    """Gives these answers, and remembers the questions."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, question: str) -> str:
        self.asked.append(question)
        return self._answers.pop(0)


def test_nobody_to_ask_names_no_administrator_and_no_address():
    host = TerminalHost(None)

    with pytest.raises(UsageError, match="nobody was named who is to administer the account"):
        host.administrator()
    assert (host.alarm_email(), host.security_contact()) == (None, None)


def test_a_name_that_iam_does_not_take_is_asked_again(capsys):
    person = Person("mark smith", "", "mark")

    assert TerminalHost(person).administrator() == WantedUser(name="mark")
    assert len(person.asked) == 3
    assert "a user's name: 'mark smith' must be letters, digits" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["s", "p", "yes", "no", "No", "quit", "y", "q"])
def test_a_word_that_answers_other_questions_is_no_name(word, capsys):
    person = Person(word, "mark")

    assert TerminalHost(person).administrator() == WantedUser(name="mark")
    assert f"'{word}' answers other questions, and a user of that name would be made" in capsys.readouterr().err


def test_nor_is_root(capsys):
    assert TerminalHost(Person("root", "mark")).administrator() == WantedUser(name="mark")
    assert "root is whom this one stands in for" in capsys.readouterr().err


def test_a_name_that_only_begins_so_is_one():
    assert TerminalHost(Person("noel")).administrator() == WantedUser(name="noel")


def test_an_address_may_be_left_out():
    assert TerminalHost(Person("")).alarm_email() is None


def test_an_address_that_is_none_is_asked_again(capsys):
    assert TerminalHost(Person("nobody", EMAIL)).alarm_email() == EMAIL
    assert "'nobody' is no e-mail address" in capsys.readouterr().err


def test_without_an_address_nothing_else_is_asked_of_a_contact():
    person = Person("")

    assert TerminalHost(person).security_contact() is None
    assert len(person.asked) == 1


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (("", "Ann Bell", "Security", "+1 555 0100"), "AWS takes as name: 1 to 64 characters on one line"),
        (("Ann Bell", "x" * 51, "Security", "+1 555 0100"), "AWS takes as title: 1 to 50 characters on one line"),
        (("Ann Bell", "Security", "by mail", "+1 555 0100"), "AWS takes as phone: 1 to 25 digits, spaces and ()+-"),
    ],
)
def test_what_aws_would_not_take_of_a_contact_is_asked_again_alone(answers, told, capsys):
    contact = TerminalHost(Person(EMAIL, *answers)).security_contact()

    assert contact == Contact(name="Ann Bell", title="Security", email=EMAIL, phone="+1 555 0100")
    assert capsys.readouterr().err == f"rootward: {told}\n"


def test_an_address_has_254_characters_at_most():
    longest = f"{'a' * (254 - len('@example.com'))}@example.com"

    assert address(longest, "--alarm-email") == longest
    with pytest.raises(UsageError, match=r"--alarm-email: 'a+@example\.com' is no e-mail address"):
        address(f"a{longest}", "--alarm-email")


def test_administrators_of_the_command_line_join_those_of_the_file_each_once():
    described = Blueprint(users=(WantedUser(name="Ann"),))

    assert [one.name for one in with_administrators(described, ("mark", "ann", "mark")).users] == ["mark", "Ann"]


def test_two_spellings_of_one_name_are_told():
    with pytest.raises(UsageError, match="--user mark and --user Mark are one name to IAM"):
        with_administrators(Blueprint(), ("mark", "Mark"))
