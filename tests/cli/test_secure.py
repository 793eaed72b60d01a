"""`rootward secure`: what is shown and asked, what each key does, and how it ends."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import boto3
import msgspec
import pytest

from rootward.cli.main import main
from rootward.errors import CredentialsError, GuardRefusedError
from rootward.local.sightings import note_unassigned
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.console import RegisterDevice
from rootward.sandbox.state import State
from tests.cli.conftest import Shown, Terminal
from tests.workflows.acting import administrator
from tests.workflows.new_account import EMAIL, NEW, password_of, written

CHAPTERS = ["1 of 5: Identities", "2 of 5: MFA", "3 of 5: Access keys", "4 of 5: Passwords", "5 of 5: Root use"]
LEAVE_ALL = ("mark", *["s"] * 4, "", "", "s")
"""A name; then every plan and step is left for later, and nobody is named for alarms."""

ACCOUNT = msgspec.structs.replace(NEW, regions=("us-east-1",))


class Newcomer:
    """Somebody at a terminal, with the credentials of root."""

    def __init__(self, sandbox: Sandbox, run: Callable[..., Shown], type_: Callable[..., None]) -> None:
        self.sandbox = sandbox
        self.run = run
        self.type = type_


@pytest.fixture(scope="module")
def new_account() -> Iterator[tuple[Sandbox, State]]:
    with serve(ACCOUNT) as sandbox:
        yield sandbox, sandbox.save()


@pytest.fixture
def newcomer(
    new_account: tuple[Sandbox, State],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Newcomer]:
    sandbox, start = new_account
    sandbox.restore(start)
    sandbox.calls.clear()
    for name, value in sandbox.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_args, **_kwargs: tmp_path / "state")
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_args, **_kwargs: tmp_path / "config")
    monkeypatch.setattr(sys, "stdin", StringIO())
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Shown:
        code = main(["secure", *words])
        shown = Shown(code, *capsys.readouterr())
        assert "internal error" not in shown.err
        return shown

    def type_(*lines: str, interrupts: bool = False) -> None:
        monkeypatch.setattr(sys, "stdin", Terminal(*lines, interrupts=interrupts))
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    yield Newcomer(sandbox, run, type_)
    sandbox.no_faults()


def chapters(shown: Shown) -> list[str]:
    return re.findall(r"^\d of 5: [A-Z][A-Za-z ]*[a-zA-Z]", shown.out, re.MULTILINE)


# --- who sits there


def test_without_a_terminal_it_says_what_to_run_instead(newcomer):
    shown = newcomer.run()

    assert shown.code == 2
    assert shown.err.splitlines() == [
        "rootward: error: this leads a person through, and nobody is at a terminal here",
        "rootward: without one: rootward bootstrap --auto-approve, then rootward audit and rootward plan",
    ]
    assert newcomer.sandbox.calls == []


def test_an_address_that_is_none(newcomer):
    newcomer.type()

    shown = newcomer.run("--alarm-email", "nobody")

    assert (shown.code, newcomer.sandbox.calls) == (2, [])
    assert "--alarm-email: 'nobody' is no e-mail address" in shown.err


# --- the keys


def test_whoever_leaves_everything_for_later_has_seen_all_five_chapters_and_changed_nothing(newcomer):
    newcomer.type(*LEAVE_ALL)

    shown = newcomer.run()

    assert shown.code == 0, shown.err
    assert chapters(shown) == CHAPTERS
    assert written(newcomer.sandbox) == set()
    assert "Where you are" in shown.out
    assert "Left for root" in shown.out
    assert "Left for an administrator" in shown.out
    assert "rootward undo" not in shown.out


def test_q_leaves_and_says_how_to_go_on(newcomer):
    newcomer.type("mark", "q")

    shown = newcomer.run()

    assert shown.code == 130
    assert chapters(shown) == CHAPTERS[:1]
    assert "Where you left" in shown.out
    assert "rootward secure goes on: what is done is not asked again" in shown.out
    assert written(newcomer.sandbox) == set()


@pytest.mark.parametrize(
    "before", [(), ("mark", *["s"] * 4), ("mark", *["s"] * 4, "")], ids=["a name", "an address", "a contact"]
)
def test_q_leaves_at_a_question_that_takes_any_text_too(newcomer, before):
    newcomer.type(*before, "Q")

    shown = newcomer.run()

    assert shown.code == 130
    assert "Where you left" in shown.out
    assert "is no e-mail address" not in shown.err
    assert written(newcomer.sandbox) == set()


@pytest.mark.parametrize("interrupts", [True, False], ids=["Ctrl-C", "the end of the input"])
def test_so_does_ctrl_c_even_at_a_name(newcomer, interrupts):
    newcomer.type(interrupts=interrupts)

    shown = newcomer.run()

    assert shown.code == 130
    assert "Where you left" in shown.out
    assert "this run changed nothing" not in shown.err  # nor would it be true later on


def test_p_shows_the_whole_plan_and_asks_again_and_what_is_no_key_is_asked_again_too(newcomer):
    newcomer.type("mark", "", "ja", "p", "q")

    shown = newcomer.run()

    assert shown.err.count("yes · p: show all of it · s: leave for later · q: stop: ") == 4
    assert "Call:   iam:CreateUser UserName=mark" in shown.out
    before, _, _ = shown.out.partition("Call:   iam:CreateUser UserName=mark")
    assert "+ User mark\n" in before
    assert written(newcomer.sandbox) == set()


def test_yes_makes_it_and_the_password_is_shown_once(newcomer):
    newcomer.type("yes", "q")

    shown = newcomer.run("--user", "mark")

    password = password_of(newcomer.sandbox, "mark")
    assert password is not None
    assert (shown.err.count(password), shown.out.count(password)) == (1, 0)
    assert "\rmade 8 of 8\n" in shown.err
    assert "closed  admin-identity-missing: administrators: user mark (a console password)" in shown.out
    words = " ".join(shown.err.split())  # a terminal has it wrapped
    assert "the one-time password of mark stands above, before the report: it is not shown again" in words
    assert "For you: root has a password and no MFA device" in shown.out
    assert "1 run changed the account: rootward undo takes it back" in shown.out
    assert shown.code == 130


def test_quietly_nobody_counts(newcomer):
    newcomer.type("yes", "q")

    shown = newcomer.run("--user", "mark", "--quiet")

    assert "made 8 of 8" not in shown.err
    assert "looking at" not in shown.err


def test_enter_looks_and_a_step_that_is_not_done_is_asked_again(newcomer):
    newcomer.type("s", "", "?", "q")

    shown = newcomer.run("--user", "mark")

    assert "Not yet: root has a password and no MFA device.\n" in shown.out
    assert shown.out.count("More: rootward explain root-mfa-missing") == 1
    assert shown.err.count("Enter when it is done · s: leave for later · q: stop: ") == 3


def test_where_the_terminal_has_no_such_signs_the_questions_have_none(newcomer, monkeypatch):
    monkeypatch.setattr("rootward.cli.terminal._can_show", lambda _stream: False)
    newcomer.type("s", "q")

    shown = newcomer.run("--user", "mark")

    assert "Enter when it is done, s: leave for later, q: stop: " in shown.err
    assert shown.out.isascii()


def test_an_app_is_registered_where_the_step_asks_for_it(newcomer, monkeypatch):
    asked: list[str] = []

    def enroll_here(_session: object, wish: object, _person: object, **_more: object) -> None:
        asked.append(wish.user)  # type: ignore[attr-defined]
        newcomer.sandbox.do(RegisterDevice(user="mark", name="mark-key", device="passkey"))

    monkeypatch.setattr("rootward.workflows.enroll.enroll_here", enroll_here)
    newcomer.type("yes", "s", "e", "q")

    shown = newcomer.run("--user", "mark")

    assert asked == ["mark"]
    assert "Done: user-mfa-missing passes now.\n" in shown.out


@pytest.mark.parametrize("stop", [KeyboardInterrupt, None])
def test_an_app_that_is_not_registered_leaves_the_step_as_it_was(newcomer, monkeypatch, stop):
    def enroll_here(*_given: object, **_more: object) -> None:
        if stop is not None:
            raise stop
        raise GuardRefusedError("mark has eight devices", advice="take one away")

    monkeypatch.setattr("rootward.workflows.enroll.enroll_here", enroll_here)
    newcomer.type("yes", "s", "e", "q")

    shown = newcomer.run("--user", "mark")

    assert "Not yet: mark" in shown.out
    told = "Not registered.\n" if stop else "Not registered: mark has eight devices.\ntake one away\n"
    assert told in shown.out
    assert "Where you left" in shown.out


def test_a_run_that_stops_is_reported_whole_and_ends_the_way(newcomer):
    newcomer.sandbox.deny("iam:AddUserToGroup")
    newcomer.type("yes")

    shown = newcomer.run("--user", "mark")

    assert shown.code == 3
    assert re.search(r"^ 8\. failed +\+ User mark in group administrators$", shown.out, re.MULTILINE)
    assert "stopped: step 8: " in shown.out
    assert "Where you left" in shown.out
    assert chapters(shown) == CHAPTERS[:1]
    assert shown.out.count("rootward secure goes on: first it offers to take up the run") == 1
    assert "--resume" not in shown.out
    assert "rootward undo" not in shown.out


@pytest.fixture
def cut_off(newcomer: Newcomer) -> Newcomer:
    """Somebody whose run stopped before the last of its eight changes."""
    newcomer.sandbox.deny("iam:AddUserToGroup")
    newcomer.type("yes")
    newcomer.run("--user", "mark")
    newcomer.sandbox.no_faults()
    newcomer.sandbox.calls.clear()
    return newcomer


def test_whoever_comes_back_takes_up_the_run_that_stopped(cut_off):
    cut_off.type("p", "yes", "q")

    shown = cut_off.run("--user", "mark")

    told, _, after = shown.out.partition("1 of 5: Identities")
    assert "An earlier run did not come to its end: 7 of 8 changes made (journal " in " ".join(told.split())
    assert shown.err.count("Take it up? What is done is not done again. yes · p: show all of it · s: ") == 2
    assert "closed  admin-identity-missing: administrators: user mark" in told
    assert written(cut_off.sandbox) == {"iam:AddUserToGroup"}
    assert "rootward secure goes on: what is done is not asked again" in after


def test_whoever_leaves_it_is_told_how_it_is_taken_back(cut_off):
    cut_off.type("s", "q")

    shown = cut_off.run("--user", "mark")

    assert re.search(
        r"^It stays as it is\. To take back what it made:\n  rootward undo \d{8}T", shown.out, re.MULTILINE
    )
    assert chapters(shown) == CHAPTERS[:1]
    assert written(cut_off.sandbox) == set()


def test_one_that_cannot_be_taken_up_is_told_why_and_the_way_goes_on(cut_off):
    iam = own(cut_off)
    iam.delete_login_profile(UserName="mark")
    iam.delete_user(UserName="mark")
    cut_off.type("yes", "q")

    shown = cut_off.run("--user", "mark")

    assert "It cannot be taken up: " in shown.out
    assert chapters(shown) == CHAPTERS[:1]


def test_credentials_that_end_on_the_way_are_told_after_what_was_done(newcomer, monkeypatch):
    def ended(*_given: object) -> None:
        raise CredentialsError("the session has ended", advice="sign in again: aws login")

    monkeypatch.setattr("rootward.workflows.secure.look_again", ended)
    newcomer.type("s", "")

    shown = newcomer.run("--user", "mark")

    assert shown.code == 4
    assert "Where you left" in shown.out
    assert shown.err.endswith("rootward: error: the session has ended\nrootward: sign in again: aws login\n")


def test_a_file_that_merely_lies_there_is_told_of(newcomer, tmp_path):
    (tmp_path / "rootward.toml").write_text('[[user]]\nname = "stranger"\n')
    newcomer.type("mark", "q")

    assert "rootward: warning: rootward.toml: user left out" in newcomer.run().err


def test_an_administrator_is_told_that_root_does_its_own_steps_in_the_console(newcomer, monkeypatch):
    administrator(newcomer.sandbox, monkeypatch)
    newcomer.type("q")

    assert "You administer this account. What only root can do is explained" in newcomer.run().out


# --- root's access key


def own(newcomer: Newcomer) -> Any:
    """IAM, in root's own session."""
    key_id, secret, token = newcomer.sandbox.credentials
    return boto3.client(
        "iam",
        region_name=newcomer.sandbox.region,
        endpoint_url=newcomer.sandbox.endpoint_url,
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        aws_session_token=token or None,
    )


@pytest.fixture
def with_key(newcomer: Newcomer, monkeypatch: pytest.MonkeyPatch) -> Newcomer:
    key = own(newcomer).create_access_key()["AccessKey"]
    newcomer.sandbox.advance_clock(60)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    newcomer.sandbox.calls.clear()
    return newcomer


def test_root_by_an_access_key_is_warned_and_told_how_to_come_without(with_key):
    with_key.type("no")

    shown = with_key.run()

    assert shown.code == 130
    assert shown.out.splitlines() == [
        "",
        "WARNING: these credentials are an access key of the root user.",
        "No policy holds it back, it does not end by itself, and whoever copies it has",
        "the whole account.",
        "",
        "Replace it first. Sign in without a key, and come back; the key can be deleted",
        "from there:",
        "  aws login --profile root-session",
        "  rootward secure --profile root-session",
        "",
    ]
    assert {call.action for call in with_key.sandbox.calls} == {"sts:GetCallerIdentity"}


def test_only_yes_goes_on_with_it(with_key):
    with_key.type("yes", "q")

    shown = with_key.run("--user", "mark")

    assert "You are root by an access key, which is what to get rid of first." in shown.out
    assert chapters(shown) == CHAPTERS[:1]


# --- what cannot be undone


@pytest.fixture
def leftover(newcomer: Newcomer, tmp_path: Path) -> Newcomer:
    """There is an MFA device that belongs to nobody, as there was two days ago."""
    device = own(newcomer).create_virtual_mfa_device(VirtualMFADeviceName="left-over")["VirtualMFADevice"]
    note_unassigned(
        newcomer.sandbox.account_id,
        newcomer.sandbox.endpoint_url,
        {device["SerialNumber"]},
        datetime.now(UTC) - timedelta(days=2),
        tmp_path / "state",
    )
    newcomer.sandbox.calls.clear()
    return newcomer


ASKED = "1 step that cannot be undone. Type 123456789012 to allow, Enter to leave out: "


def test_what_cannot_be_undone_needs_the_accounts_number_and_a_wrong_one_is_asked_again(leftover):
    leftover.type("s", "prod", "123456789012", "yes", "q")

    shown = leftover.run("--user", "mark")

    assert shown.err.count(ASKED) == 2
    assert "'prod' is neither the alias nor the number of this account" in shown.err
    assert written(leftover.sandbox) == {"iam:DeleteVirtualMFADevice"}


def test_left_out_there_is_nothing_to_ask_for(leftover):
    leftover.type("s", "", "q")

    shown = leftover.run("--user", "mark")

    assert shown.err.count(ASKED) == 1
    assert "1 step that cannot be undone: left out" in shown.err
    assert "Make 1 change?" not in shown.err
    assert written(leftover.sandbox) == set()


# --- for practice


def test_a_practice_account_in_the_same_process_says_that_nobody_can_do_the_steps(newcomer):
    newcomer.type("yes", "s", "s", "s", "yes", EMAIL, "", "yes", "s", "s", "s")

    shown = newcomer.run("--sandbox", "fresh-account", "--user", "mark")

    assert shown.code == 0, shown.err
    assert "Nobody can do this on a practice account inside this command: s goes on." in shown.out
    assert "this practice account is gone now" in shown.err
    assert not [line for line in ("From here", "rootward undo", "goes on:") if line in shown.out]
    assert chapters(shown) == CHAPTERS
