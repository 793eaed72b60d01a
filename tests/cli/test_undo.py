"""`rootward undo`: what is taken back, what stands against it, and the exit code."""

from __future__ import annotations

import pytest

from rootward.local.journals import journals_of
from tests.acceptance.house import ALIAS, switched_off_long_ago
from tests.cli.conftest import Office
from tests.local.journal_files import file_of

AUTO = ("undo", "--auto-approve")


@pytest.fixture
def applied(office: Office) -> Office:
    """The password policy was mended."""
    assert office.run("apply", "--auto-approve", "--only", "passwords").code == 0
    office.sandbox.calls.clear()
    return office


def runs(office):
    return journals_of(office.sandbox.account_id, office.folder)


def test_the_last_run_is_shown_asked_about_and_taken_back(applied):
    applied.type("yes")

    shown = applied.run("undo")

    assert shown.code == 0
    assert shown.out.startswith("Undo ")
    assert "Password minimum length: 14 → 8" in shown.out
    assert f"Take back 1 change in account {ALIAS}? Only 'yes' is taken: " in shown.err
    assert "taken back: 1 of 1 step" in shown.out
    assert "rootward: " not in shown.out
    assert applied.minimum_length == 8


@pytest.mark.parametrize("answer", ["no", ""])
def test_a_no_leaves_it_as_it_is(applied, answer):
    applied.type(answer)

    shown = applied.run("undo")

    assert shown.code == 130
    assert "this run changed nothing" in shown.err
    assert applied.minimum_length == 14
    assert len(runs(applied)) == 1


def test_where_nobody_can_be_asked_nothing_is_even_read(applied):
    shown = applied.run("undo")

    assert (shown.code, shown.out, applied.sandbox.calls) == (2, "", [])
    assert "nobody can answer here" in shown.err


def test_a_run_is_taken_back_by_its_name(applied):
    (done,) = runs(applied)

    assert applied.run(*AUTO, done.id).code == 0
    assert applied.minimum_length == 8


def test_a_run_is_taken_back_by_its_file_on_another_machine(applied, tmp_path_factory, monkeypatch):
    (done,) = runs(applied)
    path = file_of(done, applied.folder)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_args, **_kwargs: elsewhere)

    assert applied.run(*AUTO).code == 2
    assert applied.run(*AUTO, str(path)).code == 0
    assert applied.minimum_length == 8


def test_without_a_run_there_is_nothing_to_take_back(office):
    shown = office.run(*AUTO)

    assert (shown.code, shown.out) == (2, "")
    assert "there is nothing to undo in account 123456789012" in shown.err


def test_a_run_is_taken_back_once(applied):
    (done,) = runs(applied)
    applied.run(*AUTO)

    assert "there is nothing to undo" in applied.run(*AUTO).err
    again = applied.run(*AUTO, done.id)

    assert again.code == 2
    assert f"the run {done.id} was undone already" in again.err


def test_an_undo_can_be_taken_back_by_its_name(applied):
    applied.run(*AUTO)
    _, undo = runs(applied)

    shown = applied.run(*AUTO, undo.id)

    assert shown.code == 0
    assert applied.minimum_length == 14


def test_a_name_that_is_not_there_gets_a_suggestion(applied):
    (done,) = runs(applied)

    shown = applied.run(*AUTO, done.id[:-1])

    assert (shown.code, shown.out) == (2, "")
    assert f"did you mean {done.id}?" in shown.err


def test_what_somebody_changed_meanwhile_stays_as_they_left_it(applied):
    applied.iam.update_account_password_policy(MinimumPasswordLength=20)

    shown = applied.run(*AUTO)

    assert shown.code == 5
    assert "this run changed nothing: the account is not as the plan says" in shown.err
    assert applied.minimum_length == 20


def test_what_cannot_be_taken_back_is_said_and_the_rest_is(office):
    switched_off_long_ago(office.sandbox, office.folder)
    office.run("apply", "--auto-approve", f"--allow-irreversible={ALIAS}", "--only", "access-key-unused")

    shown = office.run(*AUTO)

    (key,) = office.iam.list_access_keys(UserName="idle")["AccessKeyMetadata"]
    assert shown.code == 0
    assert "step 2 cannot be undone" in shown.out
    assert key["Status"] == "Active"


def test_the_lines_of_the_aws_cli_are_shown_where_asked_for(applied):
    assert "aws iam update-account-password-policy" in applied.run(*AUTO, "--show", "cli").out


def test_quiet_says_where_it_goes_and_nothing_else(applied):
    shown = applied.run(*AUTO, "--quiet")

    (endpoint,) = shown.err.splitlines()
    assert "which is not AWS's own endpoint" in endpoint
    assert "taken back: 1 of 1 step" in shown.out


def test_everything_that_is_shown_fits_into_80_columns(office):
    office.run("apply", "--auto-approve")

    shown = office.run(*AUTO)

    assert shown.code == 0
    assert max(len(line) for line in shown.out.splitlines()) <= 80


def test_changes_do_not_go_to_a_foreign_endpoint_unless_allowed(applied, monkeypatch):
    monkeypatch.setattr("rootward.aws.endpoint.is_loopback", lambda _url: False)

    assert applied.run(*AUTO).code == 5
    assert applied.minimum_length == 14
    assert applied.run(*AUTO, "--allow-endpoint").code == 0


def test_a_practice_account_of_this_command_alone_has_nothing_to_undo(applied):
    shown = applied.run(*AUTO, "--sandbox", "password-too-short.fail")

    assert shown.code == 2
    assert "there is nothing to undo" in shown.err
    assert applied.minimum_length == 14
