"""`rootward bootstrap`: who is asked what, where passwords go, and what is refused before anything is changed."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import boto3
import pytest

from rootward.cli.main import main
from rootward.errors import OutputError
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.state import State
from tests.cli.conftest import Shown, Terminal
from tests.workflows.new_account import EMAIL, NEW, password_of, written

NAME = "Who administers the account in place of root? A name, for example mark: "
ADDRESS = "Who is told when root is used? An e-mail address, or Enter for nobody yet: "
CONTACT = "Whom does AWS write to about security? An address, or Enter for nobody yet: "

_BEGINS = "rootward: this sets up an account so that root may sleep; nothing is changed before"
_ABOVE = "the one-time password of mark stands above, before the report: it is not shown again"


def _flowing(text: str) -> str:
    """As it reads, however wide the terminal is that it was wrapped for."""
    return " ".join(text.split())


class Newcomer:
    """Somebody who signed up an hour ago, with the credentials of root and a machine of their own."""

    def __init__(self, sandbox: Sandbox, folder: Path, run: Callable[..., Shown], type_: Callable[..., None]) -> None:
        self.sandbox = sandbox
        self.folder = folder
        self.run = run
        self.type = type_
        """Sits down at the terminal, and types these lines when asked."""
        self.passwords = folder / "passwords.txt"

    def auto(self, *words: str) -> Shown:
        """Runs it without anybody who could be asked."""
        return self.run("bootstrap", "--auto-approve", "--password-file", str(self.passwords), *words)

    def configure(self, text: str) -> tuple[str, str]:
        """The option that names a configuration file of this text."""
        (self.folder / "own.toml").write_text(text)
        return "--config", str(self.folder / "own.toml")


@pytest.fixture(scope="module")
def new_account() -> Iterator[tuple[Sandbox, State]]:
    with serve(NEW) as sandbox:
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
        code = main(list(words))
        shown = Shown(code, *capsys.readouterr())
        assert "internal error" not in shown.err
        return shown

    def type_(*lines: str, **more: Any) -> None:
        monkeypatch.setattr(sys, "stdin", Terminal(*lines, **more))
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    yield Newcomer(sandbox, tmp_path, run, type_)
    sandbox.no_faults()


def refused(newcomer: Newcomer, shown: Shown, *told: str) -> None:
    """Exit code 2, one clear line and what to do, and nothing changed."""
    assert shown.code == 2
    assert shown.err.splitlines()[-len(told) :] == [f"rootward: {line}" for line in told]
    assert written(newcomer.sandbox) == set()
    assert not newcomer.passwords.exists()


# --- without anybody at the terminal


def test_it_sets_up_the_account_and_keeps_the_password_in_a_file_of_its_owners(newcomer):
    shown = newcomer.auto("--user", "mark", "--alarm-email", EMAIL)

    assert shown.code == 0
    assert "closed  admin-identity-missing: administrators: user mark (a console password)" in shown.out
    assert newcomer.passwords.read_text().splitlines()[2:] == [
        "user: mark",
        f"password: {password_of(newcomer.sandbox, 'mark')}",
        "sign-in: https://123456789012.signin.aws.amazon.com/console",
    ]
    told = f"rootward: the one-time password of mark is in {newcomer.passwords}: give it to its owner\n"
    assert told in shown.err
    assert (
        "rootward: once that is done, run it again: it binds to MFA whoever has registered a device by then"
        in shown.err.splitlines()
    )
    if sys.platform != "win32":
        assert stat.S_IMODE(newcomer.passwords.stat().st_mode) == 0o600


def test_run_again_without_a_name_it_changes_nothing(newcomer):
    newcomer.auto("--user", "mark", "--alarm-email", EMAIL)
    newcomer.sandbox.calls.clear()

    shown = newcomer.run("bootstrap", "--auto-approve")

    assert shown.code == 0
    assert "Nothing to change" in shown.out
    assert written(newcomer.sandbox) == set()


def test_nobody_can_approve(newcomer):
    refused(
        newcomer,
        newcomer.run("bootstrap", "--user", "mark"),
        "error: this asks before it changes anything, and nobody can answer here",
        "look at the plan (rootward plan), and say --auto-approve",
    )
    assert newcomer.sandbox.calls == []


def test_nobody_was_named(newcomer):
    refused(
        newcomer,
        newcomer.auto(),
        "error: nobody was named who is to administer the account",
        "name one (--user mark), or describe in rootward.toml a [[user]] without groups, or a [[role]] with "
        "AdministratorAccess",
    )


DEVELOPERS = '[[group]]\nname = "developers"\n[[user]]\nname = "ann"\ngroups = ["developers"]\n'


def test_users_for_tasks_are_nobody_who_could_administer_the_account(newcomer):
    shown = newcomer.auto(*newcomer.configure(DEVELOPERS))

    assert shown.code == 2
    assert "rootward: error: nobody was named who is to administer the account" in shown.err.splitlines()
    assert written(newcomer.sandbox) == set()


SAML = "arn:aws:iam::123456789012:saml-provider/company"
WITHHELD = {
    f'[[role]]\nname = "company"\nprovider = "{SAML}"\npolicies = ["PowerUserAccess"]\n': "no identity provider",
    f'[[role]]\nname = "company"\nprovider = "{SAML}"\npolicies = ["AdministratorAccess"]\n': "no identity provider",
    '[[user]]\nname = "ann"\ngroups = ["night-shift"]\n': "neither there nor described",
}


@pytest.mark.parametrize("described", WITHHELD)
def test_what_was_wanted_and_is_not_made_is_no_success(newcomer, described):
    shown = newcomer.auto("--user", "mark", *newcomer.configure(described))

    assert shown.code == 5
    assert WITHHELD[described] in " ".join(shown.out.split())
    assert password_of(newcomer.sandbox, "mark")


def test_nor_is_it_in_a_plan(newcomer):
    (described, *_) = WITHHELD

    planned = newcomer.run("bootstrap", "--user", "mark", *newcomer.configure(described), "-o", "plan.json")

    assert planned.code == 5


def test_the_user_of_a_pipeline_is_not_made_administrator(newcomer):
    key_id, secret, token = newcomer.sandbox.credentials
    iam = boto3.client(
        "iam",
        region_name=newcomer.sandbox.region,
        endpoint_url=newcomer.sandbox.endpoint_url,
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        aws_session_token=token or None,
    )
    iam.create_user(UserName="deploy")
    iam.create_access_key(UserName="deploy")

    shown = newcomer.auto("--user", "deploy")

    assert shown.code == 5
    assert "user deploy is there already with an active access key" in " ".join(shown.out.split())
    assert iam.list_groups_for_user(UserName="deploy")["Groups"] == []
    assert password_of(newcomer.sandbox, "deploy") is None


def test_nobody_could_be_told_the_password(newcomer):
    shown = newcomer.run("bootstrap", "--user", "mark", "--auto-approve")

    (told, advice) = shown.err.splitlines()[-2:]
    assert told.startswith("rootward: error: step ")
    assert told.endswith(" gives mark a console password, and nobody is at a terminal to be told")
    assert advice == "rootward: name a file that only you can read: --password-file FILE"
    assert (shown.code, written(newcomer.sandbox)) == (2, set())


@pytest.mark.parametrize("name", ["mark smith", "", "märk"])
def test_a_name_that_iam_does_not_take(newcomer, name):
    refused(
        newcomer,
        newcomer.auto("--user", name),
        f"error: --user: '{name}' must be letters, digits and +=,.@_- , without spaces",
    )
    assert newcomer.sandbox.calls == []


def test_a_name_that_is_too_long_and_one_that_stands_there_twice(newcomer):
    refused(
        newcomer,
        newcomer.auto("--user", "a" * 65),
        f"error: --user: '{'a' * 32}…' has 65 characters, and a user 64 at most",
    )
    refused(
        newcomer,
        newcomer.auto("--user", "mark", "--user", "mark", "--user", "Mark"),
        "error: --user mark and --user Mark are one name to IAM",
        "give it once",
    )
    assert newcomer.sandbox.calls == []


@pytest.mark.parametrize("address", ["nobody", "ann@example", "ann bell@example.com", "a" * 250 + "@example.com"])
def test_an_address_that_is_none(newcomer, address):
    refused(
        newcomer,
        newcomer.auto("--user", "mark", "--alarm-email", address),
        f"error: --alarm-email: '{address}' is no e-mail address",
        "as security@example.com",
    )
    assert newcomer.sandbox.calls == []


def test_a_password_file_that_is_something_else_is_left_alone(newcomer):
    (newcomer.folder / "notes.txt").write_text("notes of mine\n")

    shown = newcomer.run(
        "bootstrap", "--user", "mark", "--auto-approve", "--password-file", str(newcomer.folder / "notes.txt")
    )

    refused(
        newcomer,
        shown,
        f"error: {newcomer.folder / 'notes.txt'} is there already, and is no file of one-time passwords",
        "name another file: --password-file FILE",
    )
    assert newcomer.sandbox.calls == []


def test_a_policy_that_is_not_there(newcomer):
    config = newcomer.configure('[[group]]\nname = "readers"\npolicies = ["ReadOnlyAcces"]\n')

    refused(
        newcomer,
        newcomer.auto("--user", "mark", *config),
        "error: there is no managed policy 'ReadOnlyAcces'; nothing was changed",
        "AWS's own are listed by: aws iam list-policies --scope AWS --query Policies[].Arn",
    )


# --- the plan alone


def test_a_plan_is_written_and_applied_later(newcomer):
    planned = newcomer.run("bootstrap", "--user", "mark", "--alarm-email", EMAIL, "-o", "plan.json")

    assert planned.code == 0
    assert written(newcomer.sandbox) == set()
    assert planned.out == ""
    assert "apply it until" in planned.err
    assert planned.err.rstrip().endswith("UTC: rootward apply plan.json")

    applied = newcomer.run("apply", "plan.json", "--auto-approve", "--password-file", str(newcomer.passwords))

    assert applied.code == 0
    assert f"password: {password_of(newcomer.sandbox, 'mark')}\n" in newcomer.passwords.read_text()


# --- at a terminal


def test_name_and_address_are_asked_the_plan_is_shown_and_the_password_once(newcomer):
    newcomer.type("mark smith", "mark", "no address", EMAIL, "", "yes")

    shown = newcomer.run("bootstrap", "--no-wait")

    assert shown.code == 0
    password = password_of(newcomer.sandbox, "mark")
    assert f"{NAME}rootward: a user's name: 'mark smith' must be letters, digits and +=,.@_- " in shown.err
    assert f"{ADDRESS}rootward: an address: 'no address' is no e-mail address\n{ADDRESS}" in shown.err
    assert (
        "rootward: the one-time password of mark, shown this once; it is to be changed at the first sign-in:\n"
        f"  {password}\n"
        "  at https://123456789012.signin.aws.amazon.com/console\n"
    ) in shown.err
    assert str(password) not in shown.out
    assert _flowing(shown.err).count(_ABOVE) == 1
    assert _flowing(shown.err).startswith(_BEGINS)
    newcomer.sandbox.confirm_subscription(EMAIL)


def test_where_only_tasks_are_described_the_administrator_is_asked_for(newcomer):
    newcomer.type("mark", "", "", "yes")

    shown = newcomer.run("bootstrap", "--no-wait", *newcomer.configure(DEVELOPERS))

    assert shown.code == 0
    assert NAME in shown.err
    assert "+ User mark in group administrators" in shown.out
    assert "+ User ann in group developers" in shown.out


def test_a_report_that_cannot_be_written_does_not_hide_that_a_password_was_shown(newcomer, monkeypatch):
    def no_room(*_args: object) -> None:
        raise OutputError("the disk is full")

    monkeypatch.setattr("rootward.cli.running.write_report", no_room)
    newcomer.type("", "", "yes")

    shown = newcomer.run("bootstrap", "--user", "mark", "--no-wait")

    assert shown.code != 0
    assert _flowing(shown.err).count(_ABOVE) == 1
    assert str(password_of(newcomer.sandbox, "mark")) in shown.err


def test_an_address_may_be_left_out(newcomer):
    newcomer.type("", "", "yes")

    shown = newcomer.run("bootstrap", "--user", "mark", "--no-wait")

    assert shown.code == 0
    assert NAME not in shown.err
    assert "root-use-alarm-missing" in shown.out
    with pytest.raises(LookupError):
        newcomer.sandbox.confirm_subscription(EMAIL)


def test_the_security_contact_is_asked_for_and_what_aws_would_not_take_is_asked_again(newcomer):
    newcomer.type("", EMAIL, "a" * 65, "Ann Bell", "Security", "by mail", "+1 555 0100", "yes")

    shown = newcomer.run("bootstrap", "--user", "mark", "--no-wait")

    assert shown.code == 0
    assert f"{CONTACT}Their name, or that of the team: rootward: AWS takes as name: 1 to 64 characters" in shown.err
    assert "rootward: AWS takes as phone: 1 to 25 digits, spaces and ()+-\nTheir phone number, for" in shown.err
    assert "closed  security-contact-missing" in shown.out


def test_what_is_told_already_is_not_asked(newcomer):
    newcomer.type("", "yes")
    config = newcomer.configure(f'[alarms]\nemail = "{EMAIL}"\n[[user]]\nname = "mark"\n')

    shown = newcomer.run("bootstrap", "--no-wait", *config)

    assert shown.code == 0
    assert NAME not in shown.err
    assert ADDRESS not in shown.err


@pytest.mark.parametrize(
    "lines", [(), ("mark",), ("mark", EMAIL), ("mark", EMAIL, EMAIL, "Ann"), ("mark", EMAIL, "", "no")]
)
def test_whoever_goes_away_at_a_question_has_changed_nothing(newcomer, lines):
    newcomer.type(*lines)

    shown = newcomer.run("bootstrap", "--no-wait")

    assert shown.code == 130
    assert "this run changed nothing\n" in shown.err
    assert written(newcomer.sandbox) == set()


# --- what files say


def test_a_file_that_merely_lies_there_names_nobody(newcomer):
    (newcomer.folder / "rootward.toml").write_text('[[user]]\nname = "stranger"\n')

    shown = newcomer.auto()

    assert shown.code == 2
    assert "rootward: warning: rootward.toml: user left out: a file that merely lies in the working dir" in shown.err
    assert "nobody was named who is to administer the account" in shown.err


def test_users_and_groups_of_a_file_are_made_and_the_command_line_adds_administrators(newcomer):
    config = newcomer.configure(
        '[[group]]\nname = "developers"\npolicies = ["PowerUserAccess"]\n'
        '[[user]]\nname = "Ann"\ngroups = ["developers"]\n'
    )

    shown = newcomer.auto("--user", "mark", "--user", "ann", *config)

    assert shown.code == 0
    assert "+ User Ann in group developers" in shown.out
    assert "+ User mark in group administrators" in shown.out
    assert "ann in group administrators" not in shown.out


def test_identity_center_lets_nobody_into_an_account_by_itself_and_no_user_is_made(newcomer):
    shown = newcomer.auto("--identity-center")

    assert shown.code == 5
    assert "the account belongs to no organisation" in " ".join(shown.out.split())
    assert "+ User" not in shown.out
    assert not newcomer.passwords.exists()


# --- on a practice account of its own


def test_in_the_sandbox_nobody_is_waited_for_and_it_is_gone_in_the_end(newcomer):
    newcomer.type("", "", "yes")

    shown = newcomer.run("bootstrap", "--user", "mark", "--sandbox", "fresh-account")

    assert shown.code == 0
    assert shown.err.count("rootward: this practice account is gone now") == 1
    assert _flowing(shown.err).endswith(
        "rootward: this practice account is gone now; 'rootward sandbox serve' keeps one between commands"
    )
    assert "waiting until it is done" not in shown.err
    assert "run it again" not in shown.err


def test_everything_that_is_shown_fits_into_80_columns(newcomer):
    shown = newcomer.auto("--user", "mark", "--alarm-email", EMAIL)
    helped = newcomer.run("bootstrap", "--help")

    assert max(len(line) for line in (*shown.out.splitlines(), *helped.out.splitlines())) <= 80
