"""What decides, beside the verdict: the layer, the policy and the statement. Conformance cases have the verdicts."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.iam_policy import UNREAD, Complete, Partial, Policies, Request, Verdict, decide
from tests.iam_policy.identities import ACCOUNT_ID, EVERYTHING, allow, arn, deny, text

ZOE = arn("user/zoe")
MAYA = arn("user/maya")
DEPLOY = arn("role/app/deploy")
SESSION = f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/deploy/zoe"
ABROAD = "999999999999"
NOTES = f"arn:aws:sns:us-east-1:{ACCOUNT_ID}:notes"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
OFFICE = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
BOTH = {"aws:multifactorauthpresent", "aws:sourceip"}


def to(principal, when=None, effect="Allow", element="Principal"):
    named = principal if principal == "*" else {"AWS": principal}
    return {"Effect": effect, element: named, "Action": "*", "Resource": "*"} | ({"Condition": when} if when else {})


def judged(principal=ZOE, *, action="sns:Publish", on=NOTES, known=None, account=None, **layers):
    """`layers`: the statements of each; of control policies those of each level."""
    made: dict[str, Any] = {
        "identity": [text(*layers["identity"])] if "identity" in layers else [],
        "boundary": text(*layers["boundary"]) if "boundary" in layers else None,
        "session": [text(*layers["session"])] if "session" in layers else [],
        "resource": [text(*layers["resource"])] if "resource" in layers else [],
        "scps": [[text(*level)] for level in layers.get("scps", [])],
        "rcps": [[text(*level)] for level in layers.get("rcps", [])],
    }
    context = Complete() if known is None else Partial(known)
    request = Request(action=action, resource=on, principal=principal, context=context, resource_account=account)
    return decide(request, Policies(**made))


def number(decision):
    return None if decision.deciding is None else decision.deciding.number


def place(decision):
    return decision.layer, decision.index, decision.level, number(decision)


def test_the_first_statement_that_surely_applies_is_named():
    decision = judged(identity=[allow("s3:*"), allow("*", when=MFA), allow("sns:*"), EVERYTHING], known={})

    assert decision.verdict is Verdict.ALLOW
    assert place(decision) == ("identity", 0, None, 3)
    assert not decision.explicit
    assert decision.depends_on == frozenset()
    assert decision.unread == frozenset()


def test_the_policy_is_named_by_its_place():
    request = Request(action="sns:Publish", resource=NOTES, principal=ZOE)
    sure = decide(request, Policies([text(allow("s3:*")), text(EVERYTHING)]))
    unsure = decide(
        Request(action="sns:Publish", resource=NOTES, principal=ZOE, context=Partial()),
        Policies([text(allow("s3:*")), text(allow("*", when=MFA)), text(allow("*", when=OFFICE))]),
    )

    assert place(sure) == ("identity", 1, None, 1)
    assert place(unsure) == ("identity", 1, None, 1)
    assert unsure.verdict is Verdict.DEPENDS
    assert unsure.depends_on == BOTH


def test_the_level_of_a_control_policy_is_named():
    denied = judged(identity=[EVERYTHING], scps=[[EVERYTHING], [EVERYTHING, deny("sns:*")]])
    unsure = judged(identity=[EVERYTHING], scps=[[EVERYTHING], [allow("*", when=MFA)]], known={})
    refused = judged(identity=[EVERYTHING], scps=[[EVERYTHING], [allow("s3:*")]])

    assert (denied.verdict, denied.explicit, place(denied)) == (Verdict.DENY, True, ("scp", 0, 1, 2))
    assert (unsure.verdict, place(unsure)) == (Verdict.DEPENDS, ("scp", 0, 1, 1))
    assert (refused.verdict, refused.explicit, place(refused)) == (Verdict.DENY, False, ("scp", None, 1, None))


def test_what_surely_denies_is_named_before_what_may():
    decision = judged(identity=[EVERYTHING, deny("*", when=MFA), deny("sns:*")], known={})

    assert (decision.verdict, decision.explicit, place(decision)) == (Verdict.DENY, True, ("identity", 0, None, 3))


def test_a_denial_and_an_allowance_that_may_be_depend_on_both():
    decision = judged(identity=[allow("*", when=MFA), deny("*", when=OFFICE)], known={})

    assert (decision.verdict, decision.depends_on) == (Verdict.DEPENDS, BOTH)
    assert place(decision) == ("identity", 0, None, 2)
    assert not decision.explicit


def test_of_layers_that_must_all_allow_the_unsure_one_is_named():
    one = judged(identity=[EVERYTHING], boundary=[allow("*", when=MFA)], known={})
    two = judged(identity=[allow("*", when=OFFICE)], boundary=[allow("*", when=MFA)], known={})

    assert (one.verdict, one.depends_on, place(one)) == (
        Verdict.DEPENDS,
        {"aws:multifactorauthpresent"},
        ("boundary", 0, None, 1),
    )
    assert (two.verdict, two.depends_on, two.layer) == (Verdict.DEPENDS, BOTH, "identity")


def test_of_layers_of_which_one_is_enough_the_sure_one_is_named():
    decision = judged(identity=[allow("*", when=MFA)], resource=[to(ZOE)], known={})

    assert (decision.verdict, place(decision)) == (Verdict.ALLOW, ("resource", 0, None, 1))


def test_of_layers_of_which_one_is_enough_the_unsure_one_is_named():
    decision = judged(identity=[allow("s3:*")], resource=[to(ZOE, MFA)], known={})

    assert (decision.verdict, place(decision)) == (Verdict.DEPENDS, ("resource", 0, None, 1))


def test_two_layers_of_which_one_is_enough_depend_on_both():
    decision = judged(identity=[allow("*", when=OFFICE)], resource=[to(ZOE, MFA)], known={})

    assert (decision.verdict, decision.depends_on) == (Verdict.DEPENDS, BOTH)


def test_a_resource_policy_for_everybody_is_enough_where_the_identity_policy_may_be():
    decision = judged(identity=[allow("*", when=OFFICE)], resource=[to("*")], known={})

    assert (decision.verdict, decision.layer) == (Verdict.ALLOW, "resource")


def test_an_identity_policy_is_enough_where_the_resource_policy_may_be():
    decision = judged(identity=[EVERYTHING], resource=[to("*", MFA)], known={})

    assert (decision.verdict, decision.layer) == (Verdict.ALLOW, "identity")


def test_where_the_resource_policy_makes_up_for_the_identity_policy_the_limit_is_in_the_way():
    decision = judged(identity=[allow("s3:*")], boundary=[allow("s3:*")], resource=[to("*")])
    alone = judged(identity=[allow("s3:*")], boundary=[allow("s3:*")], resource=[to(MAYA)])

    assert (decision.verdict, decision.layer) == (Verdict.DENY, "boundary")
    assert (alone.verdict, alone.layer) == (Verdict.DENY, "identity")


def test_root_is_allowed_without_a_statement():
    decision = judged(arn("root"))

    assert (decision.verdict, place(decision)) == (Verdict.ALLOW, ("identity", None, None, None))


def test_root_of_another_account_needs_the_resource_policy():
    abroad = arn("root", ABROAD)
    unsure = judged(abroad, resource=[to(ABROAD, MFA)], known={})

    assert (unsure.verdict, place(unsure)) == (Verdict.DEPENDS, ("resource", 0, None, 1))
    assert judged(abroad, resource=[to(ABROAD)]).verdict is Verdict.ALLOW
    assert judged(abroad).verdict is Verdict.DENY


@pytest.mark.parametrize(
    ("resource", "given", "verdict"),
    [
        (NOTES, None, Verdict.ALLOW),
        (f"arn:aws:sns:us-east-1:{ABROAD}:notes", None, Verdict.DENY),
        (f"arn:aws:logs:us-east-1:{ABROAD}:log-group:a:log-stream:b", None, Verdict.DENY),
        (f"arn:aws:logs:us-east-1:{ACCOUNT_ID}:log-group:{ABROAD}:{ABROAD}:", None, Verdict.ALLOW),
        (f"arn:aws:sns:us-east-1:{ABROAD}:notes", ACCOUNT_ID, Verdict.ALLOW),
        (NOTES, ABROAD, Verdict.DENY),
        ("arn:aws:s3:::notes", None, Verdict.ALLOW),
        ("arn:aws:s3:::notes", ABROAD, Verdict.DENY),
        ("arn:aws:sns:us-east-1:99999:notes", None, Verdict.ALLOW),
        ("arn:aws:sns:us-east-1:aws-managed1:notes", None, Verdict.ALLOW),
        ("*", None, Verdict.ALLOW),
    ],
)
def test_an_identity_policy_is_enough_for_resources_of_the_same_account(resource, given, verdict):
    assert judged(identity=[EVERYTHING], on=resource, account=given).verdict is verdict


@pytest.mark.parametrize(
    ("action", "resource", "verdict"),
    [
        ("sts:AssumeRole", DEPLOY, Verdict.DENY),
        ("sts:AssumeRole", "*", Verdict.DENY),
        ("STS:AssumeRoleWithSAML", DEPLOY, Verdict.DENY),
        ("sts:TagSession", DEPLOY, Verdict.DENY),
        ("sts:SetSourceIdentity", DEPLOY, Verdict.DENY),
        ("sts:TagSession", ZOE, Verdict.ALLOW),
        ("sts:GetFederationToken", arn("federated-user/guest"), Verdict.ALLOW),
        ("sts:GetCallerIdentity", "*", Verdict.ALLOW),
        ("iam:DeleteRole", DEPLOY, Verdict.ALLOW),
        ("kms:Decrypt", f"arn:aws:kms:us-east-1:{ACCOUNT_ID}:key/1", Verdict.DENY),
        ("kms:CreateKey", "*", Verdict.ALLOW),
        ("kms:DeleteAlias", f"arn:aws:kms:us-east-1:{ACCOUNT_ID}:alias/a", Verdict.ALLOW),
        ("cloudhsm:Tag", f"arn:aws:cloudhsm:us-east-1:{ACCOUNT_ID}:key/1", Verdict.ALLOW),
    ],
)
def test_roles_and_keys_need_their_own_policy_even_within_the_account(action, resource, verdict):
    assert judged(action=action, on=resource, identity=[EVERYTHING]).verdict is verdict


def test_a_deny_of_somebody_else_denies_nobody():
    denied = to(MAYA, effect="Deny")

    assert judged(identity=[EVERYTHING], resource=[denied]).verdict is Verdict.ALLOW
    assert judged(MAYA, identity=[EVERYTHING], resource=[denied]).explicit


def test_allow_of_all_but_one_allows_the_others_within_their_limits():
    all_but_maya = to(MAYA, element="NotPrincipal")

    assert judged(resource=[all_but_maya]).verdict is Verdict.ALLOW
    assert judged(MAYA, resource=[all_but_maya]).verdict is Verdict.DENY
    assert judged(resource=[all_but_maya], boundary=[allow("s3:*")]).layer == "boundary"
    assert judged("ec2.amazonaws.com", resource=[all_but_maya]).verdict is Verdict.ALLOW


def test_a_resource_control_policy_may_let_in_all_but_one():
    levels = [[to(MAYA, element="NotPrincipal")]]

    assert judged(identity=[EVERYTHING], rcps=levels).verdict is Verdict.ALLOW
    assert judged(MAYA, identity=[EVERYTHING], rcps=levels).verdict is Verdict.DENY


def test_a_role_named_by_its_arn_and_by_the_key_of_it_is_named_as_a_role():
    by_key = to(DEPLOY, {"ArnLike": {"aws:PrincipalArn": arn("role/*")}})

    assert judged(SESSION, resource=[by_key], session=[EVERYTHING]).verdict is Verdict.ALLOW
    assert judged(SESSION, resource=[by_key], session=[allow("s3:*")]).layer == "session"


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ({"ArnLike": {"aws:PrincipalArn": arn("role/*")}}, Verdict.ALLOW),
        ({"Null": {"aws:PrincipalArn": "false"}}, Verdict.DENY),
        ({"ArnNotLike": {"aws:PrincipalArn": arn("user/*")}}, Verdict.DENY),
        ({"StringEquals": {"aws:PrincipalAccount": ACCOUNT_ID}}, Verdict.DENY),
    ],
)
def test_everybody_of_an_arn_is_named_as_by_the_arn(condition, verdict):
    assert judged(SESSION, resource=[to("*", condition)], session=[allow("s3:*")]).verdict is verdict


def test_unread_control_policies_are_named_by_their_layer():
    request = Request(action="sns:Publish", resource=NOTES, principal=ZOE)
    scps = decide(request, Policies([text(EVERYTHING)], scps=UNREAD))
    rcps = decide(request, Policies([text(EVERYTHING)], rcps=UNREAD))

    assert scps.verdict is rcps.verdict is Verdict.DEPENDS
    assert (scps.unread, rcps.unread) == (frozenset({"scp"}), frozenset({"rcp"}))
    assert (place(scps), place(rcps)) == (("scp", None, None, None), ("rcp", None, None, None))


def test_unread_service_control_policies_hide_no_denial_of_another_layer():
    denied = text(to("*", effect="Deny"))
    request = Request(action="sns:Publish", resource=NOTES, principal=ZOE)

    rcp = decide(request, Policies([text(EVERYTHING)], scps=UNREAD, rcps=[[denied]]))

    assert (rcp.layer, rcp.explicit) == ("rcp", True)
    assert decide(request, Policies([text(EVERYTHING, deny("*"))], scps=UNREAD, rcps=UNREAD)).explicit


@pytest.mark.parametrize(
    ("principal", "key", "value"),
    [
        (ZOE, "aws:PrincipalArn", ZOE),
        (SESSION, "aws:PrincipalArn", arn("role/deploy")),
        (ZOE, "aws:PrincipalAccount", ACCOUNT_ID),
        (ZOE, "aws:PrincipalType", "User"),
        (ZOE, "aws:PrincipalIsAWSService", "false"),
        ("ec2.amazonaws.com", "aws:PrincipalIsAWSService", "true"),
        (ZOE, "aws:username", "zoe"),
        (arn("user/team/zoe"), "aws:username", "zoe"),
        (ZOE, "aws:ResourceAccount", ACCOUNT_ID),
        ("*", "aws:PrincipalType", "Anonymous"),
    ],
)
def test_the_request_itself_tells_some_keys(principal, key, value):
    assert judged(principal, resource=[to("*", {"StringEquals": {key: value}})]).verdict is Verdict.ALLOW


@pytest.mark.parametrize(
    ("principal", "key"),
    [
        ("ec2.amazonaws.com", "aws:PrincipalArn"),
        ("ec2.amazonaws.com", "aws:PrincipalAccount"),
        ("ec2.amazonaws.com", "aws:PrincipalType"),
        (SESSION, "aws:username"),
        (arn("root"), "aws:username"),
    ],
)
def test_the_request_itself_lacks_some_keys(principal, key):
    assert judged(principal, resource=[to("*", {"Null": {key: "true"}})], known={}).verdict is Verdict.ALLOW


def test_the_account_of_a_bucket_is_not_known_of_somebody_of_no_account():
    in_account = to("*", {"StringEquals": {"aws:ResourceAccount": ACCOUNT_ID}})

    assert judged("*", on="arn:aws:s3:::notes", resource=[in_account], known={}).depends_on == {"aws:resourceaccount"}
    assert judged("*", resource=[in_account], known={}).verdict is Verdict.ALLOW


@pytest.mark.parametrize("principal", [ZOE, arn("role/deploy"), arn("root")])
def test_nobody_can_be_kept_from_asking_who_they_are(principal):
    decision = judged(principal, action="STS:GetCallerIdentity", on="*", identity=[deny("*")], scps=[[]])

    assert (decision.verdict, decision.layer, decision.deciding) == (Verdict.ALLOW, "identity", None)


def test_a_user_needs_no_permission_for_a_session_of_its_own():
    without = judged(ZOE, action="sts:GetSessionToken", on="*")
    bounded = judged(ZOE, action="sts:GetSessionToken", on="*", boundary=[allow("s3:*")])
    denied = judged(ZOE, action="sts:GetSessionToken", on="*", identity=[deny("sts:*")])
    of_a_role = judged(arn("role/deploy"), action="sts:GetSessionToken", on="*")

    assert [each.verdict for each in (without, bounded, denied, of_a_role)] == [
        Verdict.ALLOW,
        Verdict.ALLOW,
        Verdict.DENY,
        Verdict.DENY,
    ]
    assert (without.layer, without.deciding, without.explicit) == ("identity", None, False)


def test_root_needs_no_control_policy_that_allows_a_session_of_its_own():
    decision = judged(arn("root"), action="sts:GetSessionToken", on="*", scps=[[allow("s3:*")]])

    assert (decision.verdict, decision.layer) == (Verdict.ALLOW, "identity")


def test_the_path_of_a_sessions_role_is_not_known():
    session = f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/AWSReservedSSO_Admin/zoe"
    reserved = {"ArnLike": {"aws:PrincipalArn": arn("role/aws-reserved/sso.amazonaws.com/*")}}
    policies = Policies([text(EVERYTHING, deny("*", when=reserved))])

    def verdict(context):
        return decide(Request(action="s3:GetObject", principal=session, context=context), policies)

    whole = arn("role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin")
    assert verdict(Partial({})).depends_on == {"aws:principalarn"}
    assert verdict(Partial({"aws:PrincipalArn": whole})).verdict is Verdict.DENY
