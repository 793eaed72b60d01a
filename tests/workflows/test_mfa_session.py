"""Work with MFA: one question, a session that is kept, renewed early and used to its end."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from rootward.errors import CredentialsError, GuardRefusedError, JournalError, RootwardError, UsageError
from rootward.local.controlling_terminal import NOBODY
from rootward.local.credential_store.kept_sessions import FOLDER
from rootward.sandbox import Sandbox, serve
from rootward.workflows.mfa_session import NESTED, Given, Wish, mfa_session
from rootward.workflows.permissions import policy_for_session
from tests.local.credential_store.safes import use
from tests.sandbox.people import ACCOUNT
from tests.workflows.mfa_people import PEOPLE, PHONE, asked_for, files, next_code

KIM = Wish(profile="kim")
SECOND = timedelta(seconds=1)


class Person:
    """Answers each question with the next of these; then nobody does."""

    def __init__(self, *answers: str | Callable[[], str], place: str = "session 1") -> None:
        self.place = place
        self.where = f"at the terminal of {place}"
        self.questions: list[str] = []
        self.told: list[str] = []
        self._answers = list(answers)

    def code(self, question: str) -> str:
        self.questions.append(question)
        if not self._answers:
            raise CredentialsError("nobody typed a code", advice="be there")
        one = self._answers.pop(0)
        return one() if callable(one) else one

    def tell(self, line: str) -> None:
        self.told.append(line)


def interrupt() -> str:
    raise KeyboardInterrupt


NOBODY_THERE = Person(place=NOBODY)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve(PEOPLE) as served:
        yield served


class Machine:
    """A home, rootward's folder, and a clock."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.sandbox = sandbox
        self.folder = folder / "state"
        self.now = sandbox.now.replace(tzinfo=UTC)
        self.told: list[str] = []

    def gives(self, wish: Wish, person: Person) -> Given:
        return mfa_session(
            wish, person, announce=self.told.append, folder=self.folder, now=lambda: self.now + timedelta()
        )

    def refuses(self, wish: Wish, person: Person, kind: type[BaseException] = CredentialsError) -> Any:
        with pytest.raises(kind) as caught:
            self.gives(wish, person)
        return caught.value

    def with_code(self, wish: Wish = KIM) -> Given:
        return self.gives(wish, Person(self.code))

    def code(self) -> str:
        return next_code(self.sandbox)

    def goes_to(self, given: Given, before_end: timedelta) -> None:
        self.now = given.session.expires - before_end


@pytest.fixture
def machine(sandbox, tmp_path, monkeypatch) -> Machine:
    use(monkeypatch, None)
    for name, value in files(sandbox, tmp_path, "kim", "pat").items():
        monkeypatch.setenv(name, value)
    return Machine(sandbox, tmp_path)


def users_seen_with(given: Given, sandbox: Sandbox) -> int:
    signed = given.session.credentials
    iam: Any = boto3.Session(region_name="us-east-1").client(
        "iam",
        endpoint_url=sandbox.endpoint_url,
        aws_access_key_id=signed.key_id,
        aws_secret_access_key=signed.secret.reveal(),
        aws_session_token=signed.token.reveal(),
    )
    return len(iam.list_users()["Users"])


def test_a_session_for_a_code_lifts_what_is_denied_without_mfa(machine, sandbox):
    iam: Any = boto3.Session(profile_name="kim").client("iam")
    with pytest.raises(ClientError, match="AccessDenied"):
        iam.list_users()

    given = machine.with_code()

    assert users_seen_with(given, sandbox) > 0
    assert (given.session.account, given.session.serial) == (ACCOUNT, PHONE)
    assert given.session.asked == timedelta(hours=1)
    assert not given.was_kept


def test_the_question_says_whose_account_which_device_and_what_lies_between(machine, sandbox):
    person = Person(machine.code)
    machine.gives(KIM, person)

    (question,) = person.questions
    assert f"account {ACCOUNT} as arn:aws:iam::{ACCOUNT}:user/kim" in question
    assert f"through {sandbox.endpoint_url}" in question
    assert question.endswith(f"MFA code of {PHONE}: ")


def test_the_next_command_gets_the_same_without_a_question_and_without_aws(machine, sandbox):
    first = machine.with_code()
    sandbox.calls.clear()

    second = machine.gives(KIM, NOBODY_THERE)

    assert second.session == first.session
    assert second.was_kept
    assert sandbox.calls == []


def test_a_wrong_code_is_asked_for_again_and_said(machine):
    person = Person("12 34", "000000", lambda: spaced(machine.code()))
    machine.gives(KIM, person)

    assert [question.splitlines()[0] for question in person.questions[1:]] == [
        "rootward: a code is six digits",
        "rootward: AWS does not take that code: it is wrong, or was used already; wait for the next one",
    ]


def spaced(code: str) -> str:
    """As many apps show it."""
    return f" {code[:3]} {code[3:]} "


def test_after_three_codes_it_is_given_up(machine, sandbox):
    before = asked_for(sandbox)
    person = Person("000000", "000000", "000000", machine.code)
    error = machine.refuses(KIM, person)

    assert "none of 3 codes" in str(error)
    assert len(person.questions) == 3
    assert asked_for(sandbox) - before == 3


def test_what_is_no_code_uses_up_none_of_the_three(machine):
    person = Person("1", "", "12345", "abcdef", machine.code)
    machine.gives(KIM, person)

    assert person.questions[1:] == [f"rootward: a code is six digits\nMFA code of {PHONE}: "] * 4


def test_who_types_no_code_on_and_on_is_not_asked_for_ever(machine):
    error = machine.refuses(KIM, Person(*["1"] * 12, machine.code))

    assert "none of 12 answers was one that AWS takes" in str(error)


def test_a_code_that_was_used_gives_no_second_session(machine):
    used = machine.code()
    machine.gives(KIM, Person(used))

    error = machine.refuses(Wish(profile="kim", anew=True), Person(used, used, used))
    assert "none of 3 codes" in str(error)


def test_with_nobody_to_ask_it_is_said_what_to_do(machine):
    error = machine.refuses(KIM, NOBODY_THERE)

    assert "no terminal" in str(error)
    assert "rootward mfa session" in error.advice
    assert error.exit_code == 4


@pytest.mark.parametrize(
    ("wish", "command"),
    [
        (KIM, "--profile kim"),
        (Wish(profile="kim", lasting=timedelta(hours=1, minutes=30)), "--profile kim --duration 1h30m"),
        (
            Wish(profile="kim", serial=PHONE, lasting=timedelta(hours=12)),
            f"--profile kim --serial {PHONE} --duration 12h",
        ),
        (Wish(profile="kim", region="eu-west-3"), "--profile kim --region eu-west-3"),
    ],
)
def test_what_is_said_to_do_gets_the_very_session_that_is_wanted(machine, wish, command):
    error = machine.refuses(wish, NOBODY_THERE)
    assert error.advice == f"at a terminal first: rootward mfa session {command} -- aws sts get-caller-identity"

    machine.with_code(wish)
    assert machine.gives(wish, NOBODY_THERE).was_kept


def test_the_profile_that_the_environment_names_is_said_too(machine, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "kim")

    assert "session --profile kim -- aws" in machine.refuses(Wish(), NOBODY_THERE).advice


def test_where_nobody_is_there_new_can_only_be_left_out(machine):
    advice = machine.refuses(Wish(profile="kim", anew=True), NOBODY_THERE).advice

    assert advice.endswith("; then here without --new, which asks each time")


def test_in_the_last_quarter_hour_the_next_is_asked_for(machine):
    first = machine.with_code()
    machine.goes_to(first, timedelta(minutes=15) + SECOND)
    assert machine.gives(KIM, Person()).session == first.session

    machine.goes_to(first, timedelta(minutes=15))
    second = machine.with_code()
    assert second.session != first.session
    assert machine.gives(KIM, NOBODY_THERE).session == second.session


def test_where_nobody_can_be_asked_it_serves_to_its_end(machine):
    first = machine.with_code()
    machine.goes_to(first, timedelta(minutes=2))
    assert machine.gives(KIM, NOBODY_THERE).session == first.session

    machine.goes_to(first, timedelta(minutes=1))
    machine.refuses(KIM, NOBODY_THERE)


@pytest.mark.parametrize("answers", [(), ("000000",) * 3], ids=["nobody answers", "wrong codes"])
def test_where_the_early_question_comes_to_nothing_it_is_asked_once_and_the_old_one_serves(machine, answers):
    first = machine.with_code()
    machine.goes_to(first, timedelta(minutes=14))

    assert machine.gives(KIM, Person(*answers)).session == first.session
    again = Person(machine.code)
    assert machine.gives(KIM, again).session == first.session
    assert again.questions == []


def test_one_that_ends_while_a_person_is_asked_is_not_given(machine):
    first = machine.with_code()
    machine.goes_to(first, timedelta(seconds=90))

    def in_vain() -> str:
        machine.goes_to(first, timedelta(seconds=-30))
        raise CredentialsError("nobody typed a code")

    assert str(machine.refuses(KIM, Person(in_vain))) == "nobody typed a code"


def test_at_another_terminal_the_early_question_is_asked_there(machine):
    first = machine.with_code()
    machine.goes_to(first, timedelta(minutes=14))
    machine.gives(KIM, Person())

    assert machine.gives(KIM, Person(machine.code, place="session 2")).session != first.session


def test_at_its_end_it_is_asked_again_whatever_came_of_the_early_question(machine):
    first = machine.with_code()
    machine.goes_to(first, timedelta(minutes=14))
    machine.gives(KIM, Person())
    machine.goes_to(first, timedelta())

    assert machine.with_code().session != first.session


def test_who_interrupts_the_question_is_heeded_and_the_next_command_asks_anew(machine):
    machine.refuses(KIM, Person(interrupt), KeyboardInterrupt)

    assert not machine.with_code().was_kept


def test_who_cannot_ask_waits_for_who_is_asked_just_now(machine):
    asked, answer = threading.Event(), threading.Event()

    def waits() -> str:
        asked.set()
        answer.wait(60)
        code: str = machine.code()
        return code

    with ThreadPoolExecutor(2) as both:
        first = both.submit(machine.gives, KIM, Person(waits))
        assert asked.wait(60)
        second = both.submit(machine.gives, KIM, NOBODY_THERE)
        answer.set()

        assert second.result(60).session == first.result(60).session
        assert second.result().was_kept


def test_who_waits_at_another_terminal_is_told_where_the_question_stands(machine):
    asked, answer = threading.Event(), threading.Event()

    def waits() -> str:
        asked.set()
        answer.wait(60)
        return str(machine.code())

    class Waiting(Person):
        def tell(self, line: str) -> None:
            super().tell(line)
            answer.set()

    elsewhere = Waiting(place="session 2")
    with ThreadPoolExecutor(2) as both:
        first = both.submit(machine.gives, KIM, Person(waits))
        assert asked.wait(60)
        second = both.submit(machine.gives, KIM, elsewhere)

        assert second.result(60).session == first.result(60).session
    assert elsewhere.questions == []
    (line,) = elsewhere.told
    assert line.startswith("waiting for the code that another rootward asks for, at the terminal of session 1: ")


def test_with_new_a_code_is_asked_for_although_one_is_kept(machine):
    first = machine.with_code()
    second = machine.with_code(Wish(profile="kim", anew=True))

    assert second.session != first.session
    assert machine.gives(KIM, NOBODY_THERE).session == second.session


def test_a_longer_time_than_the_kept_one_was_asked_for_is_asked_for(machine):
    hour = machine.with_code()
    long = Wish(profile="kim", lasting=timedelta(hours=12))
    day = machine.with_code(long)

    assert day.session.expires - hour.session.expires > timedelta(hours=10)
    assert machine.gives(long, NOBODY_THERE).session == day.session
    assert machine.gives(KIM, NOBODY_THERE).session == day.session


@pytest.mark.parametrize("lasting", [timedelta(minutes=15), timedelta(hours=36)])
def test_fifteen_minutes_to_thirty_six_hours_are_given(machine, lasting):
    given = machine.with_code(Wish(profile="kim", lasting=lasting))

    assert abs(given.session.expires - machine.sandbox.now.replace(tzinfo=UTC) - lasting) < timedelta(minutes=1)


@pytest.mark.parametrize("lasting", [timedelta(), timedelta(minutes=15) - SECOND, timedelta(hours=36) + SECOND])
def test_less_or_more_is_refused_before_anybody_is_asked(machine, lasting):
    person = Person(machine.code)
    machine.refuses(Wish(profile="kim", lasting=lasting), person, UsageError)

    assert person.questions == []


def test_with_a_new_access_key_the_kept_one_does_not_count(machine, tmp_path):
    machine.with_code()
    path = tmp_path / ".aws" / "credentials"
    path.write_text(path.read_text().replace("[kim]", "[before]").replace("[pat]", "[kim]"))

    assert "no terminal" in str(machine.refuses(KIM, NOBODY_THERE))


def test_with_another_endpoint_the_kept_one_does_not_count(machine, monkeypatch):
    machine.with_code()
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", machine.sandbox.endpoint_url)

    machine.refuses(KIM, NOBODY_THERE)


def test_the_profile_s_mfa_serial_is_the_device(machine, tmp_path):
    tablet = f"arn:aws:iam::{ACCOUNT}:mfa/pat-tablet"
    (tmp_path / ".aws" / "config").write_text(f"[profile pat]\nmfa_serial = {tablet}\n")
    given = machine.gives(Wish(profile="pat"), Person(lambda: next_code(machine.sandbox, tablet)))

    assert given.session.serial == tablet


def test_a_device_that_is_named_outright_comes_before_it(machine, tmp_path):
    phone, tablet = (f"arn:aws:iam::{ACCOUNT}:mfa/pat-{name}" for name in ("phone", "tablet"))
    (tmp_path / ".aws" / "config").write_text(f"[profile pat]\nmfa_serial = {tablet}\n")
    wish = Wish(profile="pat", serial=phone)

    assert machine.gives(wish, Person(lambda: next_code(machine.sandbox, phone))).session.serial == phone
    assert machine.gives(wish, NOBODY_THERE).session.serial == phone
    machine.refuses(Wish(profile="pat"), NOBODY_THERE)


def test_another_s_device_is_refused_at_once(machine):
    person = Person(machine.code, machine.code)
    error = machine.refuses(Wish(profile="pat", serial=PHONE), person, UsageError)

    assert "does not know" in str(error)
    assert len(person.questions) == 1


@pytest.mark.parametrize(
    ("config", "kind", "words"),
    [
        ("role_arn = arn:aws:iam::123456789012:role/ops\nsource_profile = kim", CredentialsError, "assumes a role"),
        ("sso_session = x\nsso_account_id = 1\nsso_role_name = a", CredentialsError, "Identity Center"),
        ("login_session = x", CredentialsError, "aws login"),
        (
            "credential_process = rootward mfa session --credential-process --profile kim",
            UsageError,
            "from this very command",
        ),
    ],
)
def test_a_profile_of_another_kind_is_refused_before_aws_is_asked(machine, tmp_path, config, kind, words):
    (tmp_path / ".aws" / "config").write_text(f"[profile odd]\n{config}\n")
    machine.sandbox.calls.clear()
    error = machine.refuses(Wish(profile="odd"), Person(machine.code), kind)

    assert words in str(error)
    assert error.advice
    assert machine.sandbox.calls == []


def test_temporary_credentials_in_the_environment_are_refused(machine, monkeypatch):
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN"):
        monkeypatch.setenv(f"AWS_{name}", "x")

    assert "the environment has temporary credentials" in str(machine.refuses(Wish(), Person()))


def test_a_program_may_give_the_access_key_but_may_not_be_this_command(machine, tmp_path, monkeypatch):
    signed = boto3.Session(profile_name="kim").get_credentials()
    assert signed is not None
    answer = f'{{"Version": 1, "AccessKeyId": "{signed.access_key}", "SecretAccessKey": "{signed.secret_key}"}}'
    (tmp_path / "answer").write_text(answer)
    program = f"cat {tmp_path}/answer" if os.name != "nt" else f"cmd /c type {tmp_path}\\answer"
    (tmp_path / ".aws" / "config").write_text(f"[profile vault]\ncredential_process = {program}\n")
    given = machine.with_code(Wish(profile="vault"))

    assert machine.gives(Wish(profile="vault"), NOBODY_THERE).session == given.session
    assert machine.gives(KIM, NOBODY_THERE).session == given.session
    assert NESTED not in os.environ
    monkeypatch.setenv(NESTED, "vault")
    assert "very command" in str(machine.refuses(Wish(profile="vault"), Person(), UsageError))


def test_as_root_it_is_refused(tmp_path, monkeypatch):
    from rootward.sandbox.iam.root_user import ROOT

    use(monkeypatch, None)
    with serve("startup") as sandbox:
        for name, value in files(sandbox, tmp_path, ROOT).items():
            monkeypatch.setenv(name, value)
        error = Machine(sandbox, tmp_path).refuses(Wish(profile=ROOT), Person(), GuardRefusedError)
    assert "root's" in str(error)
    assert error.exit_code == 5


def test_where_it_cannot_be_kept_it_is_given_all_the_same_and_said(machine):
    def full(*_: object) -> None:
        from rootward.errors import JournalError

        raise JournalError("no space left")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rootward.local.credential_store.kept_sessions.KeptSessions.keep", full)
        given = machine.with_code()

    assert given.session.serial == PHONE
    assert any("not kept for other commands: no space left" in line for line in machine.told)


def test_one_command_alone_gets_one_where_no_file_can_be_written(machine):
    machine.folder.write_text("in the way")
    alone = Wish(profile="kim", alone=True)

    assert not machine.with_code(alone).was_kept
    assert "this session is not kept for other commands: the session cannot be kept in" in machine.told[-1]
    assert not machine.with_code(alone).was_kept


def test_where_others_may_wait_and_no_file_can_be_written_it_is_said_and_nobody_is_asked(machine):
    machine.folder.write_text("in the way")
    person = Person(machine.code)
    error = machine.refuses(KIM, person, JournalError)

    assert str(error).startswith(f"sessions are kept in {machine.folder / FOLDER}, which cannot be used: ")
    assert error.advice.endswith("one command needs no file: rootward mfa session -- COMMAND")
    assert person.questions == []


def test_where_aws_denies_it_that_is_told_and_nothing_is_kept(machine):
    machine.sandbox.deny("sts:GetSessionToken")
    try:
        error = machine.refuses(KIM, Person(machine.code), RootwardError)
    finally:
        machine.sandbox.allow_all()
    assert error.advice
    assert list((machine.folder / FOLDER).glob("*.json")) == []


def test_no_secret_is_in_what_is_given_or_told(machine):
    given = machine.with_code()
    signed = given.session.credentials

    shown = f"{given!r} {machine.told}"
    assert signed.secret.reveal() not in shown
    assert signed.token.reveal() not in shown


def test_it_takes_no_more_than_the_permissions_that_are_told(machine):
    machine.sandbox.calls.clear()
    machine.with_code()
    made = [call.action for call in machine.sandbox.calls]

    assert made == ["sts:GetCallerIdentity", "iam:ListMFADevices", "sts:GetSessionToken"]
    assert json.loads(policy_for_session())["Statement"][0]["Action"] == ["iam:ListMFADevices"]
