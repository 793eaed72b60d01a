"""An IAM user changes its own password; nobody else is even asked for one."""

from __future__ import annotations

import pytest

from rootward.aws.session import Identity
from rootward.errors import CredentialsError, GuardRefusedError, UsageError
from rootward.model.baseline import Baseline
from rootward.model.secret import Secret
from rootward.sandbox import serve
from rootward.sandbox.faults import Fail
from rootward.workflows.password_change import Changed, change_password, user_of
from rootward.workflows.source import Live
from tests.sandbox.people import iam_of

OLD, NEW = "Correct-Horse-1", "Battery-Staple-2"
USER = "maya.chen"


class Typist:
    """Types these, the present password first, and remembers why it was asked again."""

    def __init__(self, *lines):
        self._lines = [Secret(line) for line in lines]
        self.wrong = []

    def present(self):
        return self._lines.pop(0)

    def chosen(self, wrong):
        self.wrong.append(wrong)
        if not self._lines:
            raise UsageError("nobody chooses again")
        return self._lines.pop(0)


@pytest.fixture(scope="module")
def served():
    with serve("startup") as sandbox:
        with iam_of(sandbox) as iam:
            iam.set_password(iam.users[USER], OLD)
        yield sandbox, sandbox.save()


@pytest.fixture
def sandbox(served, monkeypatch):
    sandbox, start = served
    sandbox.restore(start)
    sandbox.calls.clear()
    for name, value in sandbox.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    yield sandbox
    sandbox.no_faults()


@pytest.fixture
def told():
    return []


def change(typist, told):
    return change_password(Live(), typist, Baseline(), progress=told.append, announce=told.append)


def password_of(sandbox):
    with iam_of(sandbox) as iam:
        return iam.users[USER].password


def operations(sandbox):
    return [call.operation for call in sandbox.calls]


def test_the_policy_is_looked_at_before_the_one_call_that_changes(sandbox, told):
    typist = Typist(OLD, NEW)

    assert change(typist, told) == Changed(USER, "123456789012")

    assert password_of(sandbox) == NEW
    assert operations(sandbox) == ["GetCallerIdentity", "GetAccountPasswordPolicy", "ChangePassword"]
    assert typist.wrong == [()]
    assert told[-1] == "the account asks for at least 8 characters, lowercase, numbers among them"


def test_what_the_policy_forbids_is_sent_nowhere_and_asked_again(sandbox, told):
    typist = Typist(OLD, "Short1", "NOLOWERCASE-1", OLD, NEW)

    change(typist, told)

    assert typist.wrong == [
        (),
        ("it has 6 characters, and at least 8 are asked for",),
        ("it has no lower-case letter (a to z)",),
        ("it is the present one",),
    ]
    assert operations(sandbox).count("ChangePassword") == 1
    assert password_of(sandbox) == NEW


def test_where_nobody_chooses_again_the_password_is_what_it_was(sandbox, told):
    with pytest.raises(UsageError):
        change(Typist(OLD, "short"), told)

    assert "ChangePassword" not in operations(sandbox)
    assert password_of(sandbox) == OLD


def test_where_the_policy_is_denied_it_is_said_and_aws_judges(sandbox, told):
    sandbox.deny("iam:GetAccountPasswordPolicy")

    with pytest.raises(UsageError, match=r"AWS does not take the new password of maya\.chen: Password should have"):
        change(Typist(OLD, "Short1"), told)
    change(Typist(OLD, NEW), told)

    said = "what the account asks of a password could not be read, so the new one is looked at by AWS alone: "
    assert any(line.startswith(f"{said}AccessDenied") for line in told)
    assert password_of(sandbox) == NEW


@pytest.mark.parametrize(
    ("new", "rule"),
    [
        ("x" * 129, "it has 129 characters, and AWS takes at most 128"),
        (
            "Snow-\N{SNOWMAN}-1",
            "one of its characters is none of those that IAM takes in a password; the first is number 6",
        ),
    ],
)
def test_what_no_account_takes_is_never_sent(sandbox, told, new, rule):
    sandbox.deny("iam:GetAccountPasswordPolicy")
    typist = Typist(OLD, new)

    with pytest.raises(UsageError):
        change(typist, told)

    assert typist.wrong[-1] == (rule,)
    assert "ChangePassword" not in operations(sandbox)


def test_without_a_policy_awss_default_holds(sandbox, told):
    with iam_of(sandbox) as iam:
        iam.account_password_policy = None
    typist = Typist(OLD, "onlylowercase", NEW)

    change(typist, told)

    assert typist.wrong[1][0].startswith("it has 1 of the four kinds of character")
    assert told[-1] == "the account has no password policy: AWS asks for 8 characters of three of the four kinds"


def test_of_a_weak_one_that_the_policy_takes_it_is_warned_and_aws_takes_it(sandbox, told):
    change(Typist(OLD, "password1"), told)

    assert told[-1] == (
        "note, about the new one: its strength is 0 of 4, and 4 is asked for. This is a very common password. Add"
        " another word or two. Uncommon words are better."
    )
    assert password_of(sandbox) == "password1"


def test_so_it_is_of_one_that_the_own_name_makes_weak(sandbox, told):
    change(Typist(OLD, "maya.chen-1"), told)

    assert "It is made of the account's, the user's or the address's own name." in told[-1]
    assert password_of(sandbox) == "maya.chen-1"


def test_where_the_policy_is_denied_it_is_warned_of_what_the_default_and_the_baseline_ask_for(sandbox, told):
    sandbox.deny("iam:GetAccountPasswordPolicy")

    change(Typist(OLD, "password1"), told)

    notes = [line.removeprefix("note, about the new one: ") for line in told if line.startswith("note, ")]
    assert notes[0].startswith("AWS's default asks for more: it has 2 of the four kinds of character")
    assert notes[1] == "the baseline asks for more: it has 9 characters, and at least 14 are asked for"
    assert notes[-1].startswith("its strength is 0 of 4")
    assert password_of(sandbox) == "password1"


def test_what_keeps_people_from_signing_in_is_said_and_not_forbidden(sandbox, told):
    change(Typist(OLD, f"{NEW} "), told)

    assert told[-1].startswith("note, about the new one: it begins or ends with a space")
    assert password_of(sandbox) == f"{NEW} "


@pytest.mark.usefixtures("sandbox")
def test_nothing_that_is_said_holds_a_password(told):
    change(Typist(OLD, "Short1", NEW), told)

    assert not [word for word in (OLD, "Short1", NEW) if word in " ".join(told)]


@pytest.mark.parametrize(
    ("arn", "said", "advice"),
    [
        ("root", "root's, whose password no API changes", "Update email address and password"),
        ("assumed-role/deploy/ann", "those of role deploy, and a role has no password", "--profile"),
        ("assumed-role/AWSReservedSSO_Admin_0123/ann", "IAM Identity Center", "access portal"),
        ("federated-user/ann", "may not call IAM", "--profile"),
    ],
)
def test_whoever_is_no_iam_user_is_told_where_theirs_is_changed(arn, said, advice):
    service = "iam" if arn == "root" else "sts"
    who = Identity(account="1" * 12, arn=f"arn:aws:{service}::{'1' * 12}:{arn}", partition="aws", key_id="ASIA")

    with pytest.raises(UsageError) as caught:
        user_of(who)

    assert said in str(caught.value)
    assert advice in caught.value.advice


def test_a_users_name_is_the_last_part_of_its_path():
    who = Identity(account="1" * 12, arn=f"arn:aws:iam::{'1' * 12}:user/team/a/ann", partition="aws", key_id="AKIA")

    assert user_of(who) == "ann"


def test_root_is_not_asked_for_a_password(told, monkeypatch):
    with serve("fresh-account") as sandbox:
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        typist = Typist(OLD, NEW)

        with pytest.raises(UsageError, match="root's"):
            change(typist, told)

        assert typist.present() == Secret(OLD)
        assert operations(sandbox) == ["GetCallerIdentity"]


def test_no_password_goes_through_a_foreign_endpoint_unasked(sandbox, told, monkeypatch):
    monkeypatch.setattr("rootward.aws.endpoint.is_loopback", lambda _: False)
    typist = Typist(OLD, NEW)

    with pytest.raises(GuardRefusedError, match="not AWS's own endpoint"):
        change(typist, told)

    assert typist.present() == Secret(OLD)
    assert password_of(sandbox) == OLD


def test_a_session_that_iam_does_not_take_is_told_to_get_mfa(sandbox, told, monkeypatch):
    """STS takes it, and IAM does not: so AWS treats sessions of GetSessionToken without a code.

    The practice account's caller has a key that is none of a session's.
    """
    monkeypatch.setattr("rootward.workflows.password_change.is_temporary", lambda _: True)
    sandbox.fault(Fail(actions=("iam:*",), status=403, code="InvalidClientTokenId", message="The token is invalid"))

    with pytest.raises(CredentialsError) as caught:
        change(Typist(OLD, NEW), told)

    assert "made without MFA" in str(caught.value)
    assert caught.value.advice == "work with MFA: rootward mfa session -- rootward password change"


def test_keys_that_are_not_taken_stay_what_they_are(sandbox, told):
    sandbox.fault(Fail(actions=("iam:*",), status=403, code="InvalidClientTokenId", message="The token is invalid"))

    with pytest.raises(CredentialsError) as caught:
        change(Typist(OLD, NEW), told)

    assert "MFA" not in str(caught.value)
