from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from rootward.aws.looks import objection
from rootward.model.change import AccessKeyChange, GroupChange
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import KEY, xml
from tests.aws.practice import iam_of, reading_of
from tests.checks.facts import NOW, ago, arn


def taken(owner: str, last_used: datetime | None = None, **fields: Any) -> AccessKeyChange:
    """A key that is to be switched off."""
    made = {"key_id": KEY, "before": "Active", "after": "Inactive", **fields}
    return AccessKeyChange(user=owner, user_arn=arn("user", owner), last_used=last_used, **made)


def used(owner: str | None, at: str = "") -> tuple[int, str, str]:
    whose = f"<UserName>{owner}</UserName>" if owner else ""
    date = f"<LastUsedDate>{at}</LastUsedDate>" if at else ""
    return xml(
        "GetAccessKeyLastUsed",
        f"{whose}<AccessKeyLastUsed>{date}<ServiceName>s3</ServiceName><Region>us-east-1</Region></AccessKeyLastUsed>",
    )


def said(aws, answer, change):
    aws.answers["GetAccessKeyLastUsed"] = answer
    with aws.reading() as reading:
        return objection(reading, change)


def test_a_key_used_since_the_plan_is_left_alone(aws):
    assert said(aws, used("ann", "2026-01-31T11:00:00Z"), taken("ann", ago(90))) == (
        "the key was used at 2026-01-31 11:00:00 UTC, and the plan rests on a last use at 2025-11-02 12:00:00 UTC"
    )


def test_a_key_used_for_the_first_time_since_the_plan_is_left_alone(aws):
    assert said(aws, used("ann", "2026-01-31T11:00:00Z"), taken("ann")) == (
        "the key was used at 2026-01-31 11:00:00 UTC, and the plan rests on never having been used"
    )


@pytest.mark.parametrize("after", ["Inactive", None])
def test_a_key_that_was_not_used_since_may_be_taken(aws, after):
    assert said(aws, used("ann", "2026-01-31T12:00:00Z"), taken("ann", NOW, after=after)) is None


def test_a_key_that_was_never_used_may_be_taken(aws):
    assert said(aws, used("ann"), taken("ann")) is None


def test_a_fraction_of_a_second_is_no_later_use(aws):
    assert said(aws, used("ann", "2026-01-31T12:00:00.731Z"), taken("ann", NOW)) is None
    assert said(aws, used("ann", "2026-01-31T12:00:01Z"), taken("ann", NOW)) is not None


def test_a_use_that_aws_has_forgotten_is_no_later_one(aws):
    assert said(aws, used("ann"), taken("ann", NOW)) is None


def test_a_key_of_somebody_else_is_left_alone_and_both_are_named(aws):
    assert said(aws, used("bob"), taken("ann")) == "the key belongs to the user bob, and not to the user ann"


def test_a_key_of_the_root_user_is_left_alone(aws):
    assert said(aws, used(None), taken("ann")) == "the key belongs to the root user, and not to the user ann"


def test_a_key_that_is_switched_on_again_may_be_in_use(aws):
    change = taken("ann", before="Inactive", after="Active")

    assert said(aws, used("bob", "2026-01-31T11:00:00Z"), change) is None
    assert aws.asked("GetAccessKeyLastUsed") == []


def test_other_changes_meet_no_objection(aws):
    change = GroupChange(name="crew", arn=arn("group", "crew"), before=False, after=True)

    with aws.reading() as reading:
        assert objection(reading, change) is None


def test_an_answer_without_a_use_says_nothing(aws):
    unknown = said(aws, xml("GetAccessKeyLastUsed", "<UserName>ann</UserName>"), taken("ann"))

    assert isinstance(unknown, Unknown)
    assert unknown.action == "iam:GetAccessKeyLastUsed"


def test_without_permission_to_ask_nobody_knows_of_a_use(practice):
    key_id = iam_of(practice).list_access_keys(UserName="lukas.weber")["AccessKeyMetadata"][0]["AccessKeyId"]
    with reading_of(practice) as reading:
        practice.deny("iam:GetAccessKeyLastUsed")
        unknown = objection(reading, taken("lukas.weber", key_id=key_id))

    assert isinstance(unknown, Unknown)
    assert unknown.reason == "denied"


def test_the_practice_account_tells_when_a_key_was_used(practice):
    listed = iam_of(practice).list_access_keys(UserName="priya.raman")["AccessKeyMetadata"]
    oldest = min(listed, key=lambda one: one["CreateDate"])["AccessKeyId"]
    last = iam_of(practice).get_access_key_last_used(AccessKeyId=oldest)["AccessKeyLastUsed"]["LastUsedDate"]

    with reading_of(practice) as reading:
        assert objection(reading, taken("priya.raman", last, key_id=oldest)) is None
        assert objection(reading, taken("priya.raman", last - timedelta(days=1), key_id=oldest))
