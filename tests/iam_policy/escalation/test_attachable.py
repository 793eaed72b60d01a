"""Which policies do in the place of AdministratorAccess."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.iam_policy.escalation import attachable
from rootward.iam_policy.escalation.attachable import Attachable, Attached
from rootward.iam_policy.escalation.choice import SearchCutError, name
from rootward.iam_policy.escalation.doubt import Certainty
from rootward.iam_policy.escalation.edge import Need
from tests.checks.facts import allow, arn, denied, managed, policy
from tests.iam_policy.escalation.acting import Scene
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


# --- which policies are tried

ATTACHING = Need(action="iam:AttachUserPolicy", on="self-user", context={"iam:PolicyARN": "{power}"})
MAKES = allow("iam:CreatePolicy")


def tried(
    *statements: dict[str, Any], lesser: bool = False, policies: tuple[Any, ...] = (), **fields: Any
) -> list[str]:
    """The ARNs that Maya tries, those that she makes in brackets."""
    scene = Scene(among(may("maya", *statements, **fields), policies=policies))
    found = Attachable(scene.inquiry, scene.powers, scene.identities).by(scene.acting("maya"), ATTACHING, lesser=lesser)
    return [f"[{each.arn}]" if each.is_made else each.arn for each in found]


def test_where_no_policy_asks_which_one_is_attached_one_is_tried():
    others = allow("iam:AttachRolePolicy", Condition={"ArnEquals": {"iam:PolicyARN": IAM_FULL}})

    assert tried(allow("iam:AttachUserPolicy"), MAKES, others, lesser=True) == [POWER]


def test_where_one_asks_all_that_make_an_administrator_are_tried_in_the_order_in_which_they_were_read():
    policies = (
        managed("broken", "{"),
        managed("lost", denied("iam:GetPolicyVersion")),
        managed("harmless", policy(allow("s3:*"))),
        managed("careful", policy(allow("*", Condition=MFA))),
        managed("also", policy(allow("*"))),
        managed("iam", policy(allow("iam:*"))),
    )

    assert tried(attaches(POWER), lesser=True, policies=policies) == [
        POWER,
        IAM_FULL,
        EVERYTHING.arn,
        arn("policy", "also"),
        arn("policy", "iam"),
    ]


def test_those_that_do_not_allow_everything_are_tried_only_where_an_administrator_is_enough():
    assert tried(attaches(POWER)) == [POWER]
    assert tried(attaches(POWER), MAKES) == [POWER, f"[{arn('policy', 'fresh-7qfresh-7q')}]", f"[{arn('policy', '7')}]"]


@pytest.mark.parametrize(
    ("condition", "made"),
    [
        ({"ArnLike": {"iam:PolicyARN": arn("policy", "team/*")}}, ["team/7"]),
        ({"ArnLike": {"iam:PolicyARN": arn("policy", "${aws:username}/*")}}, ["maya/7"]),
        ({"ArnEquals": {"iam:PolicyARN": [arn("policy", "a"), arn("policy", "b")]}}, ["a", "b"]),
        ({"Null": {"iam:PolicyARN": "false"}}, []),
        ({"ArnLike": {"iam:PolicyARN": "*", "aws:PrincipalArn": arn("policy", "x")}}, ["7"]),
    ],
)
def test_a_policy_is_made_under_each_name_that_a_condition_asks_for(condition, made):
    found = tried(allow("iam:AttachUserPolicy", Condition=condition), MAKES)

    always = ["fresh-7qfresh-7q", "7"]
    assert found == [POWER, *(f"[{arn('policy', each)}]" for each in (*always, *made))]


def test_a_policy_is_made_only_under_a_name_that_may_be_given():
    where = allow("iam:CreatePolicy", arn("policy", "app-*"))

    assert tried(attaches(arn("policy", "*-x"), "ArnLike"), where) == [
        POWER,
        f"[{arn('policy', 'fresh-7qfresh-7q')}]",
        f"[{arn('policy', 'app-')}]",
        f"[{arn('policy', 'app-x')}]",
    ]


def test_what_a_boundary_says_of_names_counts_where_it_was_read():
    limit = managed("limit", policy(attaches(arn("policy", "team/*"), "ArnLike"), allow("iam:CreatePolicy")))

    read = tried(attaches(POWER), MAKES, boundary=limit.arn, policies=(limit,))
    unread = tried(attaches(POWER), MAKES, boundary=arn("policy", "lost"))

    assert f"[{arn('policy', 'team/7')}]" in read
    assert unread == [POWER, f"[{arn('policy', 'fresh-7qfresh-7q')}]", f"[{arn('policy', '7')}]"]


def test_after_a_name_for_which_the_search_takes_too_long_the_others_are_tried(monkeypatch):
    searches: list[Any] = []

    def too_long_at_first(shape: str, wanted: Any) -> str | None:
        searches.append(wanted)
        if len(searches) == 1:
            raise SearchCutError
        return name(shape, wanted)

    monkeypatch.setattr(attachable, "name", too_long_at_first)

    assert tried(attaches(arn("policy", "team/*"), "ArnLike"), MAKES) == [
        POWER,
        f"[{arn('policy', 'fresh-7qfresh-7q')}]",
        f"[{arn('policy', 'team/7')}]",
    ]


def test_one_of_another_partition_is_of_that_partition():
    scene = Scene(among(may("maya", attaches(IAM_FULL)), partition="aws-cn"))

    found = Attachable(scene.inquiry, scene.powers, scene.identities).by(scene.acting("maya"), ATTACHING, lesser=True)

    assert list(found) == [
        Attached("arn:aws-cn:iam::aws:policy/AdministratorAccess"),
        Attached("arn:aws-cn:iam::aws:policy/IAMFullAccess"),
        Attached(EVERYTHING.arn),
    ]
