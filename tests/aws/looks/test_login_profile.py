from __future__ import annotations

import pytest

from rootward.aws.looks import look, objection
from rootward.model.change import LoginProfileChange, Missing
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import error, xml
from tests.aws.practice import iam_of, reading_of
from tests.checks.facts import NOW, ago, arn
from tests.model.change import kinds


def taken(last_used=None) -> LoginProfileChange:
    return kinds.login("ann", after=False, chosen_by="owner", last_used=last_used)


def ann(used: str = "") -> tuple[int, str, str]:
    date = f"<PasswordLastUsed>{used}</PasswordLastUsed>" if used else ""
    return xml("GetUser", f"<User><UserName>ann</UserName><UserId>A</UserId><Arn>a</Arn>{date}</User>")


def said(aws, answer, change):
    aws.answers["GetUser"] = answer
    with aws.reading() as reading:
        return objection(reading, change)


def test_a_password_comes_and_goes(practice):
    iam = iam_of(practice)
    with reading_of(practice) as reading:
        assert look(reading, kinds.login("ci-deploy")) is False
        iam.create_login_profile(UserName="ci-deploy", Password="Wd7!kfe0" * 3, PasswordResetRequired=True)
        assert look(reading, kinds.login("ci-deploy")) is True
        iam.delete_login_profile(UserName="ci-deploy")
        assert look(reading, kinds.login("ci-deploy")) is False


def test_somebody_without_a_password_is_told_from_somebody_who_is_not_there(practice):
    with reading_of(practice) as reading:
        assert look(reading, kinds.login("nobody")) == Missing(arn("user", "nobody"))


def test_where_it_cannot_be_said_whether_the_user_is_there_it_is_not_known(practice):
    with reading_of(practice) as reading:
        practice.deny("iam:GetUser")
        seen = look(reading, kinds.login("nobody"))

    assert isinstance(seen, Unknown)
    assert (seen.reason, seen.action) == ("denied", "iam:GetUser")


@pytest.mark.parametrize("last", [None, ago(90), ago(1 / 86400)])
def test_a_password_used_since_the_plan_is_left_alone(aws, last):
    assert said(aws, ann("2026-01-31T12:00:00Z"), taken(last)) == (
        "the console password of ann was used since the plan was made"
    )


@pytest.mark.parametrize("used", ["", "2026-01-31T12:00:00Z", "2026-01-31T12:00:00.9Z"])
def test_one_that_was_not_used_since_may_be_taken(aws, used):
    assert said(aws, ann(used), taken(NOW)) is None


def test_one_that_was_never_used_may_be_taken(aws):
    assert said(aws, ann(), taken()) is None


@pytest.mark.parametrize("change", [kinds.login("ann"), kinds.login("ann", after=False)], ids=["given", "taken back"])
def test_one_that_rootward_chose_is_not_asked_for_its_use(aws, change):
    assert said(aws, ann("2026-01-31T12:00:00Z"), change) is None
    assert aws.asked("GetUser") == []


def test_without_permission_to_ask_nobody_knows_of_a_use(aws):
    seen = said(aws, error("AccessDenied", "no", 403), taken())

    assert isinstance(seen, Unknown)
    assert (seen.reason, seen.action) == ("denied", "iam:GetUser")


def test_the_practice_account_tells_when_a_password_was_used(practice):
    used = iam_of(practice).get_user(UserName="maya.chen")["User"]["PasswordLastUsed"]
    with reading_of(practice) as reading:
        for last, objects in ((used, False), (None, True)):
            change = kinds.login("maya.chen", after=False, chosen_by="owner", last_used=last)
            assert bool(objection(reading, change)) is objects
