from __future__ import annotations

import pytest

from rootward.model.finding import Evidence
from tests.checks.asking import only, verdicts
from tests.checks.facts import NOW, account, allow, arn, denied, group, identities, inline, policy, user

CHECK = "policy-attached-to-user"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def test_a_user_with_attached_and_inline_policies_fails() -> None:
    mark = user("mark", attached_policies=(READ_ONLY,), inline_policies=(inline("extra", policy(allow("s3:*"))),))
    verdict = only(CHECK, account(identities=identities(users=(mark,))))
    assert (verdict.status, verdict.resource) == ("fail", arn("user", "mark"))
    assert verdict.message == "mark holds 2 policies directly: ReadOnlyAccess, extra (inline)"
    assert verdict.evidence == (Evidence("authorization-details", NOW, "policies", 2),)


def test_one_policy_is_one_policy() -> None:
    mark = user("mark", attached_policies=(READ_ONLY,))
    assert only(CHECK, account(identities=identities(users=(mark,)))).message == (
        "mark holds 1 policy directly: ReadOnlyAccess"
    )


def test_a_user_whose_policies_come_through_groups_passes() -> None:
    people = group("people", attached_policies=(READ_ONLY,), inline_policies=(inline("own", policy(allow("s3:*"))),))
    mark = user("mark", groups=("people",), boundary=READ_ONLY)
    verdict = only(CHECK, account(identities=identities(users=(mark,), groups=(people,))))
    assert (verdict.status, verdict.resource) == ("pass", arn("user", "mark"))


def test_an_account_without_users_passes() -> None:
    verdict = only(CHECK, account())
    assert (verdict.status, verdict.message) == ("pass", "there are no IAM users")


@pytest.mark.parametrize(
    ("name", "service"),
    [("ses-smtp-user.20250101-120000", "Amazon SES"), ("BedrockAPIKey-a1b2", "Amazon Bedrock")],
)
def test_users_that_a_service_made_with_their_policy_are_left_out(name: str, service: str) -> None:
    made = user(name, inline_policies=(inline("AmazonSesSendingAccess", policy(allow("ses:SendRawEmail"))),))
    verdict = only(CHECK, account(identities=identities(users=(made,))))
    assert (verdict.status, verdict.message) == ("not_applicable", f"{service} made {name} with its policy")


def test_a_name_that_only_contains_a_services_is_no_exception() -> None:
    made = user("my-ses-smtp-user", attached_policies=(READ_ONLY,))
    assert only(CHECK, account(identities=identities(users=(made,)))).status == "fail"


def test_each_user_has_an_answer() -> None:
    two = (user("mark", attached_policies=(READ_ONLY,)), user("ada"))
    answers = verdicts(CHECK, account(identities=identities(users=two)))
    assert [(answer.resource, answer.status) for answer in answers] == [
        (arn("user", "mark"), "fail"),
        (arn("user", "ada"), "pass"),
    ]


def test_unread_identities_are_one_unknown_of_the_account() -> None:
    unread = denied("iam:GetAccountAuthorizationDetails")
    read = account(identities=unread)
    verdict = only(CHECK, read)
    assert (verdict.status, verdict.resource, verdict.unknowns) == ("unknown", read.resource, (unread,))
