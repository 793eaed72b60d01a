"""The own password changed: each of AWS's answers means one thing, and none of them shows a password."""

from __future__ import annotations

import logging
import traceback

import pytest

from rootward.aws.own_password import change_own_password
from rootward.errors import CredentialsError, IncompleteError, RootwardError, UsageError
from rootward.model.secret import Secret
from rootward.model.secret_text import masked
from rootward.sandbox.faults import Cut, Deny, Fail, Throttle
from tests.aws.practice import iam_of, session_of
from tests.sandbox.people import iam_of as backend_of

OLD, NEW = "Correct-Horse-1", "Battery-Staple-2"
USER = "maya.chen"

FAULTY = ("iam:ChangePassword",)


@pytest.fixture
def maya(practice):
    """The caller of the practice account, an administrator, whose password is OLD."""
    iam_of(practice).update_login_profile(UserName=USER, Password=OLD)
    return practice


def change(sandbox, old=OLD, new=NEW):
    change_own_password(session_of(sandbox), USER, Secret(old), Secret(new))


def password_of(sandbox):
    with backend_of(sandbox) as iam:
        return iam.users[USER].password


def refusal(sandbox, old=OLD, new=NEW, error=RootwardError):
    """What is said, of which no part is a password: neither the error, nor its advice, nor its traceback."""
    with pytest.raises(error) as caught:
        change(sandbox, old, new)
    shown = "".join(traceback.format_exception(caught.value))
    assert not [one for one in (old, new) if one in f"{shown} {caught.value!r} {caught.value.advice}"]
    return caught.value


def test_the_password_is_changed_by_one_call(maya):
    maya.calls.clear()

    change(maya)

    assert password_of(maya) == NEW
    assert [call.operation for call in maya.calls if call.service == "iam"] == ["ChangePassword"]


def test_a_password_beyond_ascii_arrives_as_it_was_typed(maya):
    change(maya, new="Bätterie-Stäple 2 +&%=;ÿ")

    assert password_of(maya) == "Bätterie-Stäple 2 +&%=;ÿ"


def test_a_wrong_present_password_is_told_from_a_missing_permission(maya):
    wrong = refusal(maya, old="Wrong-Horse-1", error=UsageError)
    maya.fault(Deny(actions=FAULTY))
    denied = refusal(maya, error=IncompleteError)

    assert str(wrong) == "that is not the present password of maya.chen; the password is what it was"
    assert str(denied) == (
        "maya.chen is not allowed to change the own password (AccessDenied: because no identity-based policy allows the"
        " iam:ChangePassword action); the password is what it was"
    )
    assert masked(str(denied)) == str(denied)
    assert "rootward mfa session -- rootward password change" in denied.advice
    assert password_of(maya) == OLD


@pytest.mark.parametrize(
    "words",
    [
        "User: maya.chen is not authorized to perform: iam:ChangePassword on resource: user maya.chen",
        "User: x is not authorized to perform: y with an explicit deny in an identity-based policy",
    ],
)
def test_whatever_speaks_of_policies_is_no_wrong_password(maya, words):
    maya.fault(Fail(actions=FAULTY, status=403, code="AccessDenied", message=words))

    assert "not allowed to change" in str(refusal(maya, error=IncompleteError))


def test_what_the_policy_does_not_take_is_told_in_awss_words(maya):
    short = refusal(maya, new="Ab1", error=UsageError)

    assert str(short) == (
        "AWS does not take the new password of maya.chen: Password should have a minimum length of 8; "
        "the password is what it was"
    )
    assert password_of(maya) == OLD


def test_a_password_that_was_used_before_is_told_so(maya):
    iam_of(maya).update_account_password_policy(PasswordReusePrevention=5, AllowUsersToChangePassword=True)
    change(maya)

    assert "reuse prevention" in str(refusal(maya, old=NEW, new=OLD, error=UsageError))


def test_whoever_has_no_password_is_told_so(practice):
    iam_of(practice).delete_login_profile(UserName=USER)

    assert str(refusal(practice, error=UsageError)) == ("maya.chen has no console password, so there is none to change")


@pytest.mark.parametrize(
    ("code", "status", "error", "said"),
    [
        ("EntityTemporarilyUnmodifiable", 409, IncompleteError, "AWS cannot change the password of maya.chen now: "),
        ("LimitExceeded", 409, IncompleteError, "AWS cannot change the password of maya.chen now: "),
        ("InvalidUserType", 400, UsageError, "these credentials are no IAM user's"),
        ("SomethingNew", 400, IncompleteError, "AWS did not change the password of maya.chen: SomethingNew;"),
    ],
)
def test_other_refusals_are_one_line_each(maya, code, status, error, said):
    maya.fault(Fail(actions=FAULTY, status=status, code=code, message=f"no: {OLD} and {NEW}"))

    assert str(refusal(maya, error=error)).startswith(said)
    assert password_of(maya) == OLD


def test_what_the_api_takes_for_no_password_is_told_by_the_rule(maya):
    refused = refusal(maya, new="snow-\N{SNOWMAN}-Man-1", error=UsageError)
    maya.fault(Fail(actions=FAULTY, status=400, code="ValidationError", message=f"Value '{NEW}' at 'newPassword'"))
    again = refusal(maya, error=UsageError)

    assert "form of one of the two passwords" in str(again)
    assert "AWS does not take" in str(refused)


def test_a_throttled_call_changed_nothing(maya):
    maya.fault(Throttle(actions=FAULTY))

    assert "throttled" in str(refusal(maya, error=IncompleteError)).lower()
    assert password_of(maya) == OLD


@pytest.mark.parametrize("fault", [Cut(actions=FAULTY, moment="after"), Fail(actions=FAULTY, moment="after")])
def test_a_lost_answer_is_not_taken_for_a_wrong_password(maya, fault):
    """The call came through: a second try would meet the new password, and call the old one wrong."""
    maya.fault(fault)
    maya.calls.clear()

    lost = refusal(maya, error=IncompleteError)

    assert str(lost).startswith("whether the password of maya.chen was changed is not known: ")
    assert lost.advice == "sign in with the new one first; if it is not taken, the old one holds"
    assert [call.operation for call in maya.calls].count("ChangePassword") == 1
    assert password_of(maya) == NEW


def test_credentials_that_are_not_taken_change_nothing(maya):
    maya.fault(Fail(actions=FAULTY, status=403, code="InvalidClientTokenId", message="The security token is invalid"))

    assert isinstance(refusal(maya), CredentialsError)
    assert password_of(maya) == OLD


def test_rootwards_own_log_holds_no_password(maya, caplog):
    caplog.set_level(logging.DEBUG, logger="rootward")

    change(maya)

    assert OLD not in caplog.text
    assert NEW not in caplog.text
