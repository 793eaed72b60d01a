from __future__ import annotations

import pytest

from rootward.checks.identities import privilege_escalation_path as module
from rootward.checks.identities.privilege_escalation_path import CHECK
from rootward.model.baseline import Baseline
from rootward.model.monitoring import Organization
from tests.checks.facts import (
    account,
    allow,
    arn,
    denied,
    group,
    identities,
    inline,
    managed,
    policy,
    report,
    role,
    root_row,
    trust,
    user,
    user_row,
)

EVERYTHING = managed("everything", policy(allow("*")))
BOSS = role("boss", attached_policies=(EVERYTHING.arn,), trust_policy=trust({"Service": "lambda.amazonaws.com"}))
ZOE = user("zoe", attached_policies=(EVERYTHING.arn,))
MEMBER = Organization(id="o-abcdefghij", management_account="999999999999", feature_set="ALL")


def may(name, *statements, **fields):
    return user(name, inline_policies=(inline("own", policy(*statements)),), **fields)


def verdicts(*users, roles=(), policies=(), groups=(), **facts):
    """The verdicts by the names of their resources."""
    made = identities(users=users, roles=roles, groups=groups, policies=(EVERYTHING, *policies))
    rows = report(root_row(), *(user_row(each.name) for each in users))
    given = account(**{"identities": made, "credential_report": rows, **facts})
    return {verdict.resource.rpartition("/")[2]: verdict for verdict in CHECK.judge(given, Baseline())}


def test_whoever_can_become_an_administrator_fails_and_the_path_is_told():
    verdict = verdicts(may("maya", allow("s3:*"), allow("iam:PutUserPolicy", arn("user", "maya"))))["maya"]

    assert (verdict.status, verdict.severity, verdict.resource) == ("fail", "high", arn("user", "maya"))
    assert verdict.message == (
        "maya can become an administrator: maya writes itself an inline policy that allows everything"
        " (iam:PutUserPolicy)"
    )
    assert [(one.source, one.fact, one.value) for one in verdict.evidence] == [
        ("authorization-details", "step 1, iam:PutUserPolicy of maya", "own, statement 2")
    ]


def test_each_step_is_told_with_whom_it_reaches():
    builders = group("builders", inline_policies=(inline("b", policy(allow(["iam:PassRole", "lambda:*"]))),))
    ben = may("ben", allow("iam:AddUserToGroup", arn("group", "builders")))

    verdict = verdicts(ben, roles=(BOSS,), groups=(builders,))["ben"]

    assert verdict.message == (
        "ben can become an administrator as boss:"
        " ben adds itself to the group (iam:AddUserToGroup: group builders);"
        " then ben creates a Lambda function of its own code with the role, and invokes it"
        " (iam:PassRole, lambda:CreateFunction, lambda:InvokeFunction: role boss)"
    )
    assert verdict.evidence[1].value == "b of group builders, statement 1"


def test_a_policy_that_is_changed_is_named():
    rules = managed("rules", policy(allow("iam:CreatePolicyVersion", arn("policy", "rules"))), versions=1)

    verdict = verdicts(user("maya", attached_policies=(rules.arn,)), policies=(rules,))["maya"]

    assert "(iam:CreatePolicyVersion: policy rules)" in verdict.message
    assert verdict.evidence[0].value == f"{rules.arn}, statement 1"


def test_of_a_long_path_the_rest_of_the_steps_is_counted():
    chain = [may(f"u{place}", allow("iam:CreateAccessKey", arn("user", f"u{place + 1}"))) for place in range(5)]
    last = may("u5", allow("iam:PutUserPolicy", arn("user", "u5")))

    found = verdicts(*chain, last)

    assert found["u0"].message.endswith("(iam:CreateAccessKey: user u3); and 3 more steps")
    assert found["u2"].message.endswith("(iam:CreateAccessKey: user u5); and 1 more step")
    assert len(found["u0"].evidence) == 3


def test_a_possible_path_weighs_little_and_says_why():
    verdict = verdicts(may("ben", allow("lambda:UpdateFunctionCode")), roles=(BOSS,))["ben"]

    assert (verdict.status, verdict.severity) == ("fail", "low")
    assert verdict.message.startswith("ben can possibly become an administrator as boss: ben puts its own code")
    assert verdict.message.endswith("; possible only: it rests on resources that are not read")


def test_circumstances_are_named():
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}

    verdict = verdicts(may("maya", allow("iam:PutUserPolicy", Condition=condition)))["maya"]

    assert (verdict.status, verdict.severity) == ("fail", "high")
    assert verdict.message.endswith(", where conditions on aws:multifactorauthpresent are met")


def test_whoever_cannot_passes():
    assert verdicts(may("ben", allow("s3:*")), ZOE)["ben"].status == "pass"


def test_administrators_and_roles_of_aws_are_left_out():
    linked = role("linked", path="/aws-service-role/x.amazonaws.com/")
    by_role = may("joe", allow("sts:AssumeRole"))
    open_ = role("open", attached_policies=(EVERYTHING.arn,), trust_policy=trust({"AWS": arn("user", "joe")}))

    found = verdicts(ZOE, by_role, roles=(linked, open_))

    assert {name: verdict.status for name, verdict in found.items()} == dict.fromkeys(
        ("zoe", "joe", "linked", "open"), "not_applicable"
    )


def test_the_platform_that_owns_a_role_is_named():
    own = (inline("own", policy(allow("iam:CreateAccessKey"))),)
    set_ = role("AWSReservedSSO_Help_1", path="/aws-reserved/sso.amazonaws.com/", inline_policies=own)

    verdict = verdicts(ZOE, roles=(set_,))["AWSReservedSSO_Help_1"]

    assert verdict.message.endswith(" (IAM Identity Center owns the role: change it there)")


@pytest.mark.parametrize(
    ("organization", "said"), [(None, False), (MEMBER, True), (denied("organizations:DescribeOrganization"), True)]
)
def test_service_control_policies_that_were_not_read_are_mentioned(organization, said):
    verdict = verdicts(may("maya", allow("iam:PutUserPolicy")), organization=organization)["maya"]

    assert verdict.status == "fail"
    assert verdict.message.endswith("(before service control policies, which were not read)") == said


def test_policies_that_were_not_read_leave_it_unknown():
    unread = denied("iam:GetPolicyVersion")
    hidden = managed("hidden", unread)

    found = verdicts(
        may("ben", allow("s3:*"), attached_policies=(hidden.arn,)),
        may("ann", allow("iam:CreateAccessKey", arn("user", "ben"))),
        may("joe", allow("s3:*"), attached_policies=(arn("policy", "lost"),)),
        ZOE,
        policies=(hidden,),
    )

    assert [(found[name].status, found[name].unknowns) for name in ("ben", "ann")] == [("unknown", (unread,))] * 2
    assert found["joe"].status == "unknown"
    assert found["joe"].unknowns[0].detail == f"{arn('policy', 'lost')} cannot be read: its document was not read"


def test_what_a_group_that_is_joined_holds_unread_is_the_reason():
    unread = denied("iam:GetPolicyVersion")
    hidden = managed("hidden", unread)
    secret = group("secret", attached_policies=(hidden.arn,))

    found = verdicts(
        may("ben", allow("iam:AddUserToGroup", arn("group", "secret"))), groups=(secret,), policies=(hidden,)
    )

    assert (found["ben"].status, found["ben"].unknowns) == ("unknown", (unread,))


def test_the_reason_is_told_of_helpers_too():
    unread = denied("iam:GetPolicyVersion")
    hidden = managed("hidden", unread)
    helper = role(
        "helper", trust_policy=trust({"Service": "cloudformation.amazonaws.com"}), attached_policies=(hidden.arn,)
    )
    boss = role("boss", attached_policies=(EVERYTHING.arn,), trust_policy=trust({"AWS": helper.arn}))
    ben = may("ben", allow(["iam:PassRole", "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"]))

    found = verdicts(ben, roles=(helper, boss), policies=(hidden,))

    assert (found["ben"].status, found["ben"].unknowns) == ("unknown", (unread,))


def test_the_reason_is_told_of_the_roles_through_which_somebody_may_be_an_administrator():
    unread = denied("iam:GetPolicyVersion")
    hidden = managed("hidden", unread)
    boss = role("boss", attached_policies=(hidden.arn,), trust_policy=trust({"AWS": arn("user", "joe")}))

    found = verdicts(may("joe", allow("sts:AssumeRole")), roles=(boss,), policies=(hidden,))

    assert (found["joe"].status, found["joe"].unknowns) == ("unknown", (unread,))


def test_a_search_that_was_cut_short_leaves_it_unknown():
    groups = [
        group(
            f"g{place}",
            inline_policies=(inline("n", policy(allow("iam:AddUserToGroup", arn("group", f"g{place + 1}")))),),
        )
        for place in range(5)
    ]

    verdict = verdicts(may("ben", allow("iam:AddUserToGroup", arn("group", "g0"))), groups=tuple(groups))["ben"]

    assert verdict.status == "unknown"
    assert verdict.unknowns[0].detail == "the search for ways was cut short: there were too many to follow them all"


def test_a_reason_is_told_even_where_none_is_found(monkeypatch):
    monkeypatch.setattr(module, "unread_policies", lambda *_: ())

    verdict = verdicts(may("joe", allow("s3:*"), attached_policies=(arn("policy", "lost"),)), ZOE)["joe"]

    assert verdict.unknowns[0].detail == "policies on the way could not be read"


def test_what_is_made_anew_is_told_as_such():
    verdict = verdicts(may("maya", allow(["iam:CreateRole", "iam:PutRolePolicy"])))["maya"]

    assert verdict.message == (
        "maya can become an administrator as a new role:"
        " maya creates a role that trusts itself alone, gives it a policy that allows everything, and assumes it"
        " (iam:CreateRole, sts:AssumeRole, iam:PutRolePolicy)"
    )


def test_without_the_report_a_credential_that_could_be_made_is_possible():
    ben = may("ben", allow("iam:CreateLoginProfile"))

    verdict = verdicts(ZOE, ben, credential_report=denied("iam:GetCredentialReport"))["ben"]

    assert (verdict.status, verdict.severity) == ("fail", "low")
    assert "whether zoe has a password is not known" in verdict.message


def test_identities_that_were_not_read_leave_it_unknown():
    unread = denied("iam:GetAccountAuthorizationDetails")

    (verdict,) = CHECK.judge(account(identities=unread), Baseline())

    assert (verdict.status, verdict.unknowns) == ("unknown", (unread,))


def test_a_broken_judgement_leaves_it_unknown(monkeypatch):
    monkeypatch.setattr(module, "canary", lambda: "it is broken")

    (verdict,) = CHECK.judge(account(), Baseline())

    assert (verdict.status, verdict.unknowns[0].detail) == ("unknown", "it is broken")


def test_an_account_without_identities_passes():
    (verdict,) = CHECK.judge(account(), Baseline())

    assert (verdict.status, verdict.message) == ("pass", "there are no IAM users and no IAM roles")
