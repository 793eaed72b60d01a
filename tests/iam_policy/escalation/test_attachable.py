"""Which policies do in the place of AdministratorAccess."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.iam_policy.escalation import attachable
from rootward.iam_policy.escalation.choice import SearchCutError
from rootward.iam_policy.escalation.doubt import Certainty
from tests.checks.facts import allow, arn, denied, managed, policy
from tests.iam_policy.escalation.people import EVERYTHING, MFA, among, deny, may, told
from tests.iam_policy.escalation.situation import POWER, path_of

SELF = arn("user", "maya")
IAM_FULL = "arn:aws:iam::aws:policy/IAMFullAccess"


def attaches(named: str, operator: str = "ArnEquals") -> dict[str, Any]:
    return allow("iam:AttachUserPolicy", SELF, Condition={operator: {"iam:PolicyARN": named}})


@pytest.mark.parametrize(
    ("named", "open_"),
    [
        (POWER, True),
        (IAM_FULL, True),
        (EVERYTHING.arn, True),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", False),
        (arn("policy", "harmless"), False),
        (arn("policy", "lost"), False),
        (arn("policy", "broken"), False),
        (arn("policy", "careful"), False),
    ],
)
def test_one_of_those_that_make_an_administrator_does(named, open_):
    policies = (
        managed("harmless", policy(allow("s3:*"))),
        managed("lost", denied("iam:GetPolicyVersion")),
        managed("broken", "{"),
        managed("careful", policy(allow("*", Condition=MFA))),
    )

    path = path_of(among(may("maya", attaches(named)), policies=policies), "maya")

    assert told(path) == ([("maya", "iam-008", "maya")] if open_ else None)
    assert path is None or path.certainty == Certainty.SURE


@pytest.mark.parametrize(
    ("named", "makes", "resource"),
    [
        (arn("policy", "team/*"), "*", "team/"),
        (arn("policy", "*"), arn("policy", "app-*"), "app-"),
        (arn("policy", "x"), "*", "x"),
        (arn("policy", "team/*"), arn("policy", "app-*"), None),
        (IAM_FULL, "*", ""),
    ],
)
def test_one_that_is_made_for_it_does(named, makes, resource):
    statements = (attaches(named, "ArnLike"), allow("iam:CreatePolicy", makes))

    path = path_of(among(may("maya", *statements)), "maya")

    assert told(path) == (None if resource is None else [("maya", "iam-008", "maya")])
    if path is not None and resource:
        made = {grant.need.action: grant.resource for grant in path.steps[0].grants}
        assert made["iam:CreatePolicy"].startswith(arn("policy", resource))


def test_all_policies_of_aws_may_be_denied():
    statements = (
        allow(["iam:AttachUserPolicy", "iam:CreatePolicy"], [SELF, arn("policy", "*")]),
        deny("iam:AttachUserPolicy", Condition={"ArnLike": {"iam:PolicyARN": "arn:aws:iam::aws:policy/*"}}),
    )

    assert told(path_of(among(may("maya", *statements)), "maya")) == [("maya", "iam-008", "maya")]
    own = may(
        "ann",
        *(each for each in statements if each["Effect"] == "Deny"),
        allow("iam:AttachUserPolicy", arn("user", "ann")),
    )
    assert told(path_of(among(own), "ann")) == [("ann", "iam-008", "ann")]  # the account's own: everything


def test_a_policy_for_iam_alone_does_not_do_where_the_boundary_leaves_no_iam():
    limit = managed("limit", policy(allow(["iam:PassRole", "lambda:*", "iam:AttachUserPolicy"])))

    assert path_of(among(may("maya", attaches(IAM_FULL), boundary=limit.arn), policies=(limit,)), "maya") is None


def test_another_is_attached_to_others_too():
    named = {"ArnEquals": {"iam:PolicyARN": IAM_FULL}}
    statements = (allow("iam:AttachUserPolicy", arn("user", "ann"), Condition=named), allow("iam:CreateAccessKey"))

    path = path_of(among(may("ann", allow("s3:*")), may("maya", *statements)), "maya")

    assert told(path) == [("maya", "iam-015", "ann")]


def test_which_policies_may_be_attached_is_not_known_in_a_boundary_that_was_not_read():
    path = path_of(among(may("maya", attaches(IAM_FULL), boundary=arn("policy", "lost"))), "maya")

    assert path is not None
    assert path.certainty == Certainty.UNREAD


def test_a_name_for_which_the_search_takes_too_long_is_left_out(monkeypatch):
    def too_long(*_: Any) -> None:
        raise SearchCutError

    monkeypatch.setattr(attachable, "name", too_long)
    statements = (attaches(arn("policy", "team/*"), "ArnLike"), allow("iam:CreatePolicy"))

    assert path_of(among(may("maya", *statements)), "maya") is None
