"""Approval: what is asked, which answers are taken, and what is said where nobody can answer."""

from __future__ import annotations

import sys
from io import StringIO

import click
import pytest

from rootward.cli.approval import TYPED, Asking, refuse_nobody, somebody_is_there
from rootward.cli.ending import Declined
from rootward.errors import GuardRefusedError, UsageError
from tests.cli.conftest import Terminal
from tests.model.plans import plan, switched_off

KEY = switched_off("key-1")
GONE = switched_off("key-2", before="Inactive", after=None)

TWO = plan(KEY, GONE)
"""A change that can be undone, and one that cannot."""


def asking(**how):
    made = {"auto_approve": False, "irreversible": None, "show_cli": False}
    return Asking(**{**made, **how})


@pytest.fixture
def types(monkeypatch):
    """Lets somebody sit at the terminal and type these lines."""

    def sit(*lines, interrupts=False):
        monkeypatch.setattr(sys, "stdin", Terminal(*lines, interrupts=interrupts))

    return sit


@pytest.fixture
def nobody(monkeypatch):
    monkeypatch.setattr(sys, "stdin", StringIO("yes\n"))


def test_the_plan_is_shown_on_stdout_and_the_question_asked_on_stderr(types, capsys):
    types("yes")

    approval = asking()(plan(KEY))

    shown = capsys.readouterr()
    assert approval.digest == plan(KEY).digest
    assert "Access key key-1 of ann" in shown.out
    assert shown.out.endswith("\n")
    assert shown.err == "Make 1 change in account acme? Only 'yes' is taken: "


@pytest.mark.parametrize("answer", ["no", "", "y", "Yes", "YES", "yes please", "acme"])
def test_whatever_is_not_yes_is_no(types, capsys, answer):
    types(answer)

    with pytest.raises(Declined):
        asking()(plan(KEY))
    assert capsys.readouterr().err.endswith("rootward: not approved: this run changed nothing\n")


def test_blanks_around_an_answer_are_not_part_of_it(types):
    types("  yes ")

    assert asking()(plan(KEY)) is not None


@pytest.mark.parametrize("interrupts", [True, False])
def test_ctrl_c_and_the_end_of_the_input_are_no(types, capsys, interrupts):
    types(interrupts=interrupts)

    with pytest.raises(click.Abort) as left:
        asking()(plan(KEY))
    assert not isinstance(left.value, Declined)
    assert capsys.readouterr().err.endswith("is taken: \nrootward: this run changed nothing\n")


def test_an_account_without_an_alias_is_named_by_its_number(types, capsys):
    types("yes")
    made = plan(KEY)
    unnamed = plan(KEY, account=type(made.account)(id="123456789012", alias=None, partition="aws", caller="ann"))

    asking()(unnamed)

    assert "in account 123456789012?" in capsys.readouterr().err


def test_an_undo_asks_to_take_back(types, capsys):
    types("yes")

    asking()(plan(KEY, undoes="20260130T090000Z-0000abcd"))

    assert capsys.readouterr().err == "Take back 1 change in account acme? Only 'yes' is taken: "


def test_a_run_that_is_taken_up_does_not_count_what_is_done(types, capsys):
    types("yes")

    asking(resuming=True)(plan(KEY))

    assert capsys.readouterr().err == (
        "Go on with these changes in account acme? What is done is not done again. Only 'yes' is taken: "
    )


def test_a_plan_of_nothing_is_shown_and_not_asked_about(types, capsys):
    types()

    approval = asking()(plan())

    shown = capsys.readouterr()
    assert approval.digest == plan().digest
    assert "Nothing to change" in shown.out
    assert shown.err == ""


@pytest.mark.usefixtures("nobody")
def test_auto_approve_shows_the_plan_and_asks_nothing(capsys):
    approval = asking(auto_approve=True)(plan(KEY))

    shown = capsys.readouterr()
    assert approval.digest == plan(KEY).digest
    assert "Access key key-1 of ann" in shown.out
    assert shown.err == ""


@pytest.mark.usefixtures("nobody")
def test_auto_approve_with_quiet_shows_nothing(capsys):
    asking(auto_approve=True, quiet=True)(plan(KEY))

    assert capsys.readouterr() == ("", "")


def test_quiet_alone_still_shows_what_is_asked_for(types, capsys):
    types("yes")

    asking(quiet=True)(plan(KEY))

    assert "Access key key-1 of ann" in capsys.readouterr().out


@pytest.mark.usefixtures("nobody")
def test_the_lines_of_the_aws_cli_are_shown_where_asked_for(capsys):
    asking(auto_approve=True, show_cli=True)(plan(KEY))

    assert "aws iam update-access-key --user-name ann" in capsys.readouterr().out


@pytest.mark.parametrize("auto_approve", [True, False])
def test_what_cannot_be_undone_is_left_out_and_said_to_be(types, capsys, auto_approve):
    types("yes")

    approval = asking(auto_approve=auto_approve)(TWO)

    told = capsys.readouterr().err
    assert not approval.irreversible
    assert told.startswith("rootward: 1 step that cannot be undone: left out without --allow-irreversible\n")
    assert ("Make 1 change in" in told) is not auto_approve


@pytest.mark.parametrize("typed", ["acme", "123456789012", " acme "])
def test_the_alias_or_the_number_typed_allows_it(types, capsys, typed):
    types(typed, "yes")

    approval = asking(irreversible=TYPED)(TWO)

    told = capsys.readouterr().err
    assert approval.irreversible
    assert told.startswith("1 step that cannot be undone. Type acme or 123456789012 to allow, Enter to leave out: ")
    assert "Make 2 changes in account acme?" in told


def test_enter_leaves_it_out(types, capsys):
    types("", "yes")

    approval = asking(irreversible=TYPED)(TWO)

    assert not approval.irreversible
    assert "Make 1 change in account acme?" in capsys.readouterr().err


def test_ctrl_c_in_place_of_the_name_is_no(types):
    types(interrupts=True)

    with pytest.raises(click.Abort):
        asking(irreversible=TYPED)(TWO)


@pytest.mark.parametrize("answer", ["yes", "Y", "no"])
def test_what_answers_another_question_is_asked_again(types, capsys, answer):
    types(answer, "acme", "yes")

    approval = asking(irreversible=TYPED)(TWO)

    assert approval.irreversible
    assert f"'{answer}' is no account: type acme or 123456789012" in capsys.readouterr().err


def test_a_plan_that_asks_for_the_account_speaks_of_no_option(types, capsys):
    types("acme", "yes")

    asking(irreversible=TYPED)(TWO)

    shown = capsys.readouterr().out
    assert "left out unless the account's name is typed." in shown
    assert "--allow-irreversible" not in shown


@pytest.mark.usefixtures("nobody")
def test_what_no_other_command_shows_is_shown_before_nobody_is_asked(capsys):
    with pytest.raises(UsageError, match="nobody can answer here") as refused:
        asking(previews=True)(plan(KEY))

    assert "Access key key-1 of ann" in capsys.readouterr().out
    assert refused.value.advice == "that is the plan: to make it, say --auto-approve"


@pytest.mark.usefixtures("nobody")
def test_and_what_cannot_be_undone_asks_for_both_options(capsys):
    with pytest.raises(UsageError, match="nobody can type it here") as refused:
        asking(previews=True, irreversible=TYPED)(TWO)

    assert "Access key key-1 of ann" in capsys.readouterr().out
    assert "--allow-irreversible=ACCOUNT" in refused.value.advice
    assert "--auto-approve" in refused.value.advice


@pytest.mark.parametrize("typed", ["ACME", "999999999999", "acme 123456789012"])
def test_another_name_is_refused_whether_typed_or_given(types, typed):
    types(typed, "yes")

    with pytest.raises(GuardRefusedError, match="neither the alias nor the number of this account"):
        asking(irreversible=TYPED)(TWO)
    with pytest.raises(GuardRefusedError, match="neither the alias nor the number of this account"):
        asking(auto_approve=True, irreversible=typed)(TWO)


@pytest.mark.usefixtures("nobody")
def test_the_name_of_another_account_is_refused_where_there_is_nothing_to_allow(capsys):
    with pytest.raises(GuardRefusedError, match="'production' is neither"):
        asking(auto_approve=True, irreversible="production")(plan(KEY))
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("nobody")
@pytest.mark.parametrize("given", ["acme", "123456789012"])
def test_the_alias_or_the_number_given_allows_it_without_a_question(capsys, given):
    approval = asking(auto_approve=True, irreversible=given)(TWO)

    assert approval.irreversible
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("nobody")
def test_nobody_is_asked_where_nobody_can_answer():
    with pytest.raises(UsageError, match="this asks before it changes anything, and nobody can answer here"):
        refuse_nobody(auto_approve=False, irreversible=None)
    with pytest.raises(UsageError, match="nobody can type it here"):
        refuse_nobody(auto_approve=True, irreversible=TYPED)
    refuse_nobody(auto_approve=True, irreversible=None)
    refuse_nobody(auto_approve=True, irreversible="acme")


def test_somebody_at_the_terminal_can_be_asked(types):
    types()

    refuse_nobody(auto_approve=False, irreversible=TYPED)


def test_where_there_is_no_standard_input_nobody_is_there(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)

    assert not somebody_is_there()
