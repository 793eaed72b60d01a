"""Going one edge: what is asked of whom, about what, and in which words of the table."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.iam_policy.escalation.attempt import Attempts, Ends
from rootward.iam_policy.escalation.doubt import NONE, Certainty, Doubt
from rootward.iam_policy.escalation.edge import RAISING, Edge, Need
from rootward.iam_policy.policy import UNREAD
from rootward.iam_policy.policy import policy as ready
from tests.checks.facts import ROOT, allow, arn, group, inline, managed, policy, role, trust, user
from tests.iam_policy.escalation.acting import Scene, edge
from tests.iam_policy.escalation.people import MFA, among, deny, may
from tests.iam_policy.escalation.situation import POWER

MAYA, ANN, WEAK, HELPER = arn("user", "maya"), arn("user", "ann"), arn("role", "weak"), arn("role", "helper")
LIMIT = managed("limit", policy(allow("*")))
TIGHT = managed("tight", policy(allow("*")))
NEW_FUNCTION = "arn:{partition}:lambda:{region}:{account}:function:{new}"
UNHEARD_OF = {"StringEquals": {"aws:SomethingNew": "yes"}}
ONE, OTHER = Need(action="glue:GetTable", on="*"), Need(action="glue:GetTables", on="*")


def way(*needs: Need, **fields: Any) -> Edge:
    """An edge that needs just this."""
    made = {"id": "made-001", "why": "Does it.", "reaches": "role", "page": "https://docs.aws.amazon.com/x.html"}
    return Edge(**{**made, "needs": needs, **fields})


def passing(**context: str) -> Need:
    return Need(
        action="iam:PassRole", on="target-role", context={key.replace("_", ":"): context[key] for key in context}
    )


def scene_of(*statements: dict[str, Any], weak: dict[str, Any] | None = None, **fields: Any) -> Scene:
    """Maya may do this; weak and helper are roles, ann is a user."""
    return Scene(
        among(
            may("maya", *statements, **fields),
            user("ann"),
            role("weak", **(weak or {})),
            role("helper"),
            policies=(LIMIT, TIGHT),
        )
    )


def ends_of(scene: Scene, **fields: Any) -> Ends:
    """To weak, which acts for a service, by helper."""
    made = {
        "to": scene.holder("weak"),
        "acting": scene.acting("weak", "session"),
        "helper": scene.acting("helper", "session"),
        "group": arn("group", "admins"),
        "policy": arn("policy", "rules"),
    }
    return Ends(**{**made, **fields})


def gone(scene: Scene, edge_: Edge, ends: Ends | None = None, doubt: Doubt = NONE) -> Any:
    """What Maya finds who goes the edge to weak."""
    return scene.attempts.go(scene.acting("maya"), edge_, ends_of(scene) if ends is None else ends, doubt)


def asked(scene: Scene, edge_: Edge, ends: Ends | None = None) -> list[tuple[str, str]] | None:
    """The actions that were asked, each with its resource."""
    found = gone(scene, edge_, ends)
    return None if found is None else [(met.need.action, met.resource) for met in found.met]


# --- on what


@pytest.mark.parametrize(
    ("on", "resource"),
    [
        ("self-user", WEAK),  # the ends' words are taken as they come
        ("self-role", WEAK),
        ("target-user", WEAK),
        ("target-role", WEAK),
        ("helper-role", HELPER),
        ("self-group", arn("group", "admins")),
        ("target-group", arn("group", "admins")),
        ("self-policy", arn("policy", "rules")),
        ("self-boundary", arn("policy", "rules")),
        ("target-policy", arn("policy", "rules")),
        ("*", "*"),
        ("arn:{partition}:iam::{account}:role/there", arn("role", "there")),
        ("arn:{partition}:glue:{region}:{account}:catalog", "arn:aws:glue:us-east-1:123456789012:catalog"),
    ],
)
def test_a_word_of_the_table_means_a_resource(on, resource):
    asking = way(Need(action="glue:GetTable", on=on))

    assert asked(scene_of(allow("glue:GetTable", resource)), asking) == [("glue:GetTable", resource)]
    elsewhere = "arn:aws:glue:us-east-1:123456789012:another"
    assert asked(scene_of(allow("glue:GetTable", elsewhere)), asking) is None


@pytest.mark.parametrize(
    "on",
    [
        *("self-user", "self-role", "target-user", "target-role", "helper-role", "self-group", "target-group"),
        *("self-policy", "self-boundary", "target-policy"),
    ],
)
def test_what_is_not_chosen_yet_is_not_asked(on):
    asking = way(Need(action="glue:GetTable", on=on), Need(action="glue:GetTables", on="*"))

    assert asked(scene_of(allow("glue:GetTables")), asking, Ends()) == [("glue:GetTables", "*")]


# --- by whom


@pytest.mark.parametrize(("by", "name"), [("target-role", "weak"), ("helper-role", "helper")])
def test_what_a_role_needs_is_asked_of_that_role(by, name):
    asking = way(Need(action="glue:GetTable", on="*", by=by))
    own = {"inline_policies": (inline("own", policy(allow("glue:GetTable"))),)}
    able = Scene(among(may("maya", allow("s3:*")), role("weak", **own), role("helper", **own)))
    unable = Scene(among(may("maya", allow("glue:GetTable")), role("weak"), role("helper")))

    (met,) = gone(able, asking).met
    assert (met.actor.holder.name, met.resource) == (name, "*")
    assert met.decision.deciding == ready(policy(allow("glue:GetTable"))).document.statements[0]
    assert gone(unable, asking) is None
    assert asked(unable, asking, Ends(unable.holder("weak"))) == []  # which one is not chosen yet


def test_what_the_caller_needs_is_its_own():
    (met,) = gone(scene_of(allow("glue:GetTable")), way(Need(action="glue:GetTable", on="*"))).met

    assert met.actor is None


def test_every_need_must_be_met():
    both = way(Need(action="glue:GetTable", on="*"), Need(action="glue:GetTables", on="*"))

    assert asked(scene_of(allow(["glue:GetTable", "glue:GetTables"])), both) == [
        ("glue:GetTable", "*"),
        ("glue:GetTables", "*"),
    ]
    assert asked(scene_of(allow("glue:GetTable")), both) is None
    assert asked(scene_of(allow("glue:GetTables")), both) is None


# --- with what


def where(**values: str) -> dict[str, Any]:
    """A condition on the condition keys of those values."""
    return {"StringEquals": {key.replace("_", ":"): value for key, value in values.items()}}


def on_pass(condition: dict[str, Any]) -> dict[str, Any]:
    return allow("iam:PassRole", Condition=condition)


@pytest.mark.parametrize(
    ("value", "carried"),
    [
        ("lambda.amazonaws.com", "lambda.amazonaws.com"),
        ("{target-role}", WEAK),
        ("{helper-role}", HELPER),
        ("{target-role},{helper-role}", f"{WEAK},{HELPER}"),
        ("{denial}", arn("policy", "rules")),
        ("{power}", POWER),
        ("arn:{partition}:ecs:{region}:{account}:cluster/x", "arn:aws:ecs:us-east-1:123456789012:cluster/x"),
    ],
)
def test_a_request_carries_what_the_table_says(value, carried):
    asking = way(Need(action="ecs:RunTask", on="*", context={"ecs:thing": value}))

    assert gone(scene_of(allow("ecs:RunTask", Condition=where(ecs_thing=carried))), asking).doubt == NONE
    assert gone(scene_of(allow("ecs:RunTask", Condition=where(ecs_thing="another"))), asking) is None


@pytest.mark.parametrize("value", ["{target-role}", "{helper-role}", "{denial}", "{boundary}"])
def test_what_is_not_chosen_yet_is_left_open(value):
    asking = way(Need(action="glue:GetTable", on="*", context={"aws:Thing": value, "aws:Other": "fixed"}))

    found = gone(scene_of(allow("glue:GetTable", Condition=where(aws_Thing="x", aws_Other="fixed"))), asking, Ends())

    assert found.doubt.reasons == ("glue:GetTable depends on aws:thing",)
    assert gone(scene_of(allow("glue:GetTable", Condition=where(aws_Other="x"))), asking, Ends()) is None


def test_every_key_of_a_request_is_carried():
    context = {"aws:A": "{boundary}", "aws:B": "{denial}", "aws:C": "{power}", "aws:D": "{target-role}", "aws:E": "e"}
    asking = way(Need(action="glue:GetTable", on="*", context=context))
    carried = where(aws_A=LIMIT.arn, aws_B=arn("policy", "rules"), aws_C=POWER, aws_D=WEAK, aws_E="e")
    scene = scene_of(allow("glue:GetTable", Condition=carried), weak={"boundary": LIMIT.arn})

    assert gone(scene, asking).doubt == NONE


BOUNDED = way(Need(action="iam:PutRolePolicy", on="target-role", context={"iam:PermissionsBoundary": "{boundary}"}))
IN_LIMIT, IN_NONE = where(iam_PermissionsBoundary=LIMIT.arn), {"Null": {"iam:PermissionsBoundary": "true"}}


@pytest.mark.parametrize(
    ("boundary", "condition", "open_"),
    [
        (LIMIT.arn, IN_LIMIT, True),
        (TIGHT.arn, IN_LIMIT, False),
        (None, IN_LIMIT, False),
        (LIMIT.arn, IN_NONE, False),
        (None, IN_NONE, True),
    ],
)
def test_a_request_names_the_boundary_of_whom_it_changes(boundary, condition, open_):
    statement = allow("iam:PutRolePolicy", Condition=condition)
    other = scene_of(statement, weak={"boundary": boundary}, boundary=TIGHT.arn)
    oneself = scene_of(statement, boundary=boundary)

    assert (gone(other, BOUNDED) is not None) == open_
    assert (gone(oneself, BOUNDED, Ends(oneself.holder("maya"))) is not None) == open_


def test_a_boundary_that_was_taken_off_is_named_no_more():
    scene = scene_of(allow("iam:PutRolePolicy", Condition=IN_NONE), boundary=LIMIT.arn)
    maya = scene.acting("maya")
    to_herself = Ends(scene.holder("maya"))

    assert scene.attempts.go(maya, BOUNDED, to_herself, NONE) is None
    assert scene.attempts.go(scene.variants.unbounded(maya), BOUNDED, to_herself, NONE) is not None


@pytest.mark.parametrize(("tags", "open_"), [({"team": "blue"}, True), ({"team": "red"}, False), ({}, False)])
def test_tags_of_users_and_roles_are_read(tags, open_):
    statement = allow("iam:TagRole", Condition={"StringEquals": {"aws:ResourceTag/team": "blue"}})
    asking = way(Need(action="iam:TagRole", on="target-role"))
    scene = Scene(among(may("maya", statement), user("ann", tags=tags), role("weak", tags=tags)))

    for name in ("ann", "weak"):
        found = gone(scene, asking, Ends(scene.holder(name)))
        assert (None if found is None else found.doubt) == (NONE if open_ else None)


def test_tags_of_what_was_not_read_are_not_known():
    statement = allow("iam:TagPolicy", Condition={"StringEquals": {"aws:ResourceTag/team": "blue"}})

    found = gone(scene_of(statement), way(Need(action="iam:TagPolicy", on="target-policy")))

    assert found.doubt.certainty == Certainty.POSSIBLE


def test_what_is_made_is_as_its_maker_likes():
    statement = allow(["glue:CreateJob", "glue:StartJob"], Condition={"StringEquals": {"glue:Colour": "blue"}})
    scene = scene_of(statement)

    assert gone(scene, way(Need(action="glue:CreateJob", on="*"))).doubt == NONE
    assert gone(scene, way(Need(action="glue:StartJob", on="*"))).doubt.reasons == (
        "glue:StartJob depends on glue:colour",
    )


# --- where


def resources(scene: Scene, *actions: str, helper: bool = True) -> Any:
    """Where Maya makes a function and does the rest with it."""
    needs = (Need(action=action, on=NEW_FUNCTION) for action in ("lambda:CreateFunction", *actions))
    found = gone(scene, way(*needs), None if helper else Ends())
    return None if found is None else {met.resource.split(":")[3] for met in found.met}


MAKING = allow(["lambda:CreateFunction", "lambda:InvokeFunction"])


def region(name: str | list[str], operator: str = "StringEquals", **more: Any) -> dict[str, Any]:
    return {operator: {"aws:RequestedRegion": name, **more}}


def test_at_home_unless_that_will_not_do():
    assert resources(scene_of(MAKING), "lambda:InvokeFunction") == {"us-east-1"}
    assert resources(scene_of(MAKING, deny("lambda:*", Condition=region("us-west-2")))) == {"us-east-1"}


@pytest.mark.parametrize(
    ("statements", "where_"),
    [
        ([MAKING, deny("lambda:*", Condition=region("us-east-1"))], "us-east-2"),
        ([MAKING, deny("lambda:*", Condition=region(["us-east-*", "us-west-1"], "StringLike"))], "us-west-2"),
        ([MAKING, deny("lambda:*", Condition=region(["eu-west-1", "sa-east-1"], "StringNotEquals"))], "eu-west-1"),
        ([allow("lambda:*", "arn:aws:lambda:eu-west-3:*:*")], "eu-west-3"),
        ([allow("lambda:*", ["arn:aws:lambda:eu-west-3:*:*", "arn:aws:lambda:eu-north-1:*:*"])], "eu-west-3"),
        # The key must be there, and always is; and an account is no region.
        (
            [
                allow("lambda:*", Condition={"Null": {"aws:RequestedRegion": "false"}}),
                deny("lambda:*", Condition=region("us-east-1")),
            ],
            "us-east-2",
        ),
        (
            [MAKING, deny("lambda:*", Condition=region("us-east-1", **{"aws:PrincipalAccount": "123456789012"}))],
            "us-east-2",
        ),
        # What is said of other actions, or by another service, singles nothing out.
        (
            [MAKING, allow("glue:*", Condition=region("ap-south-1")), deny("lambda:*", Condition=region("us-east-1"))],
            "us-east-2",
        ),
    ],
)
def test_in_the_first_region_that_does(statements, where_):
    assert resources(scene_of(*statements), "lambda:InvokeFunction") == {where_}


def test_in_the_region_that_a_boundary_or_the_organisation_leaves():
    only = policy({**allow("*"), "Condition": region("eu-west-1")})
    limit = managed("here", only)
    bounded = Scene(among(may("maya", MAKING, boundary=limit.arn), policies=(limit,)))
    bound = Scene(among(may("maya", MAKING)), [[only]])

    for scene in (bounded, bound):
        assert resources(scene, "lambda:InvokeFunction", helper=False) == {"eu-west-1"}


def test_in_the_region_that_the_one_who_needs_it_may_use():
    own = {"inline_policies": (inline("own", policy(allow("glue:*", Condition=region("eu-west-1")))),)}
    scene = Scene(among(may("maya", allow("lambda:*")), role("weak", **own), role("helper")))
    asking = way(
        Need(action="lambda:CreateFunction", on=NEW_FUNCTION),
        Need(action="glue:GetTable", on="arn:{partition}:glue:{region}:{account}:x", by="target-role"),
    )

    assert [met.resource.split(":")[3] for met in gone(scene, asking).met] == ["eu-west-1", "eu-west-1"]
    # As long as nobody acts for the service, its region is not asked for.
    assert [met.resource.split(":")[3] for met in gone(scene, asking, Ends()).met] == ["us-east-1"]


def test_policies_that_were_not_read_single_out_no_region():
    statements = (MAKING, deny("lambda:*", Condition=region("us-east-1")))
    bound = Scene(among(may("maya", *statements)), UNREAD)
    holding = Scene(among(may("maya", *statements, attached_policies=(arn("policy", "lost"),))))

    for scene in (bound, holding):
        assert resources(scene, helper=False) == {"us-east-2"}


@pytest.mark.parametrize(
    ("action", "on"),
    [("iam:PassRole", "target-role"), ("sts:AssumeRole", "target-role"), ("sts:GetFederationToken", "*")],
)
def test_a_pass_and_a_session_are_asked_in_whatever_region_lets_them(action, on):
    """AWS STS answers in every region. In which one a pass is asked AWS does not say: that stops nobody."""
    scene = scene_of(
        allow(action, Condition=region("eu-west-1")),
        allow("glue:GetTable", Condition=region("us-east-1")),
        weak={"trust_policy": trust({"AWS": ROOT})},
    )

    found = gone(scene, way(ONE, Need(action=action, on=on)))

    assert found is not None
    assert found.doubt == NONE


def test_another_service_is_asked_in_the_region_of_the_edge():
    asking = way(Need(action="glue:GetTable", on="*"), Need(action="iam:GetRole", on="target-role"))
    here = [allow("glue:GetTable", Condition=region(name)) for name in ("us-east-1", "eu-west-1")]

    assert gone(scene_of(here[0], allow("iam:GetRole")), asking).doubt == NONE
    # IAM is asked at home whatever the region of the rest.
    at_home = allow("iam:GetRole", Condition=region("us-east-1"))
    assert gone(scene_of(here[1], at_home), asking).doubt == NONE
    elsewhere = allow("iam:GetRole", Condition=region("eu-west-1"))
    assert gone(scene_of(here[1], elsewhere), asking) is None


# --- one of several


@pytest.mark.parametrize(
    ("statements", "actions", "certainty"),
    [
        ([allow("glue:*")], ["glue:GetTable"], Certainty.SURE),
        ([allow("glue:GetTables")], ["glue:GetTables"], Certainty.SURE),
        ([allow("glue:GetTable", Condition=UNHEARD_OF), allow("glue:GetTables")], ["glue:GetTables"], Certainty.SURE),
        ([allow("glue:*", Condition=UNHEARD_OF)], ["glue:GetTable"], Certainty.POSSIBLE),
        ([allow("glue:GetTables", Condition=UNHEARD_OF)], ["glue:GetTables"], Certainty.POSSIBLE),
    ],
)
def test_of_several_needs_the_first_that_is_surely_met_is_taken(statements, actions, certainty):
    found = gone(scene_of(*statements), way(any_of=(ONE, OTHER)))

    assert [met.need.action for met in found.met] == actions
    assert found.doubt.certainty == certainty


def test_without_one_of_several_an_edge_is_closed():
    assert gone(scene_of(allow("s3:*")), way(any_of=(ONE, OTHER))) is None


def test_one_of_each_lot_is_needed():
    asking = way(Need(action="glue:GetJob", on="*"), any_of=(ONE, OTHER), raises_by=RAISING)

    assert asked(scene_of(allow(["glue:GetJob", "glue:GetTables", "iam:AttachRolePolicy"])), asking) == [
        ("glue:GetJob", "*"),
        ("glue:GetTables", "*"),
        ("iam:AttachRolePolicy", WEAK),
    ]
    assert asked(scene_of(allow(["glue:GetJob", "glue:GetTables"])), asking) is None
    assert asked(scene_of(allow(["glue:GetJob", "iam:PutRolePolicy"])), asking) is None
    assert asked(scene_of(allow(["glue:GetTable", "iam:PutRolePolicy"])), asking) is None


# --- a policy that is attached

ATTACHING = way(Need(action="iam:AttachRolePolicy", on="target-role", context={"iam:PolicyARN": "{power}"}))
IAM_FULL = "arn:aws:iam::aws:policy/IAMFullAccess"


def attaches(named: str) -> dict[str, Any]:
    return allow("iam:AttachRolePolicy", Condition={"ArnLike": {"iam:PolicyARN": named}})


def test_a_policy_is_made_where_one_of_its_name_alone_may_be_attached():
    making = allow("iam:CreatePolicy", arn("policy", "team/*"))
    scene = scene_of(attaches(arn("policy", "team/*")), making)

    assert asked(scene, ATTACHING) == [("iam:AttachRolePolicy", WEAK), ("iam:CreatePolicy", arn("policy", "team/7"))]
    assert asked(scene_of(attaches(arn("policy", "team/*"))), ATTACHING) is None
    assert asked(scene_of(attaches(POWER), making), ATTACHING) == [("iam:AttachRolePolicy", WEAK)]


def test_a_lesser_policy_will_do_only_where_it_is_said():
    scene = scene_of(attaches(IAM_FULL))

    assert gone(scene, ATTACHING) is None
    assert asked(scene, ATTACHING, ends_of(scene, lesser=True)) == [("iam:AttachRolePolicy", WEAK)]


def test_what_a_role_would_attach_is_open_until_it_is_chosen():
    needs = (Need(action="iam:AttachRolePolicy", on="*", context={"iam:PolicyARN": "{power}"}, by="target-role"),)
    scene = scene_of(allow("s3:*"))

    assert asked(scene, way(*needs), Ends()) == []
    assert asked(scene, way(*needs)) is None
    unsure = scene_of(allow("glue:GetTable", Condition=UNHEARD_OF))
    assert asked(unsure, way(ONE, *needs), Ends()) == [("glue:GetTable", "*")]


def test_a_role_attaches_what_its_own_policies_let_it():
    need = Need(action="iam:AttachRolePolicy", on="*", context={"iam:PolicyARN": "{power}"}, by="target-role")
    own = {"inline_policies": (inline("own", policy(attaches(IAM_FULL))),)}
    scene = scene_of(allow("s3:*"), weak=own)

    assert asked(scene, way(need), ends_of(scene, lesser=True)) == [("iam:AttachRolePolicy", "*")]


# --- a name that is chosen


def test_what_is_made_has_one_name_for_all_that_is_done_with_it():
    function = "arn:aws:lambda:*:*:function:"
    scene = scene_of(allow("lambda:CreateFunction", f"{function}a*"), allow("lambda:InvokeFunction", f"{function}*b"))
    making = way(*(Need(action=f"lambda:{verb}Function", on=NEW_FUNCTION) for verb in ("Create", "Invoke")))

    name = "arn:aws:lambda:us-east-1:123456789012:function:ab"
    assert asked(scene, making) == [("lambda:CreateFunction", name), ("lambda:InvokeFunction", name)]


def test_what_is_made_of_another_that_is_made_names_it():
    cluster, task = (
        "arn:{partition}:ecs:{region}:{account}:cluster/{new}",
        "arn:{partition}:ecs:{region}:{account}:t/{new}",
    )
    making = way(
        Need(action="ecs:CreateCluster", on=cluster),
        Need(action="ecs:RunTask", on=task, context={"ecs:cluster": cluster}),
    )
    mine = "arn:aws:ecs:us-east-1:123456789012:cluster/mine"
    scene = scene_of(
        allow("ecs:CreateCluster", mine), allow("ecs:RunTask", Condition={"ArnEquals": {"ecs:cluster": mine}})
    )

    found = gone(scene, making)

    assert (found.doubt, found.met[0].resource) == (NONE, mine)


def test_where_no_name_will_do_an_edge_is_closed():
    scene = scene_of(allow("lambda:CreateFunction", "arn:aws:lambda:*:*:function:a/b"))

    assert gone(scene, way(Need(action="lambda:CreateFunction", on=NEW_FUNCTION))) is None


def test_what_a_name_depends_on_is_told():
    scene = scene_of(allow("lambda:CreateFunction", Condition=UNHEARD_OF), allow("glue:GetTable", Condition=UNHEARD_OF))
    asking = way(ONE, Need(action="lambda:CreateFunction", on=NEW_FUNCTION))

    assert gone(scene, asking).doubt.reasons == (
        "glue:GetTable depends on aws:somethingnew",
        "lambda:CreateFunction depends on aws:somethingnew",
    )


def test_a_name_that_was_not_found_in_time_leaves_it_unknown():
    patterns = [f"arn:aws:lambda:*:*:function:*{letter}*{letter}*{letter}*" for letter in "abcdefgh"]
    denials = [{"Effect": "Deny", "Action": "lambda:*", "NotResource": each} for each in patterns]
    making = way(*(Need(action=f"lambda:{verb}Function", on=NEW_FUNCTION) for verb in ("Create", "Invoke")), ONE)

    found = gone(scene_of(MAKING, allow("glue:GetTable"), *denials), making)

    assert found.doubt.cut
    assert [met.need for met in found.met] == [ONE]


def test_a_role_that_is_made_lets_its_maker_in():
    new_role = "arn:{partition}:iam::{account}:role/{any}{new}"
    making = way(
        Need(action="iam:CreateRole", on=new_role),
        Need(action="sts:AssumeRole", on=new_role),
        rewrites_trust=True,
    )

    assert [action for action, _ in asked(scene_of(allow("iam:CreateRole")), making) or ()] == [
        "iam:CreateRole",
        "sts:AssumeRole",
    ]
    assert asked(scene_of(allow("iam:CreateRole"), deny("sts:AssumeRole")), making) is None
    by_another = way(Need(action="sts:AssumeRole", on=new_role, by="target-role"))
    assert asked(scene_of(allow("sts:AssumeRole")), by_another) is None


# --- what depends on more than the needs


def test_what_its_target_depends_on_an_edge_depends_on():
    doubt = Doubt(reasons=("how many access keys zoe has is not known",))
    scene = scene_of(allow("glue:GetTable", Condition=MFA))
    of_mfa = frozenset({"aws:multifactorauthpresent"})

    assert gone(scene, way(ONE), doubt=doubt).doubt == Doubt(of_mfa, doubt.reasons)
    assert gone(scene, way(ONE, possible=True), doubt=doubt).doubt == Doubt(
        of_mfa, (*doubt.reasons, "it rests on resources that are not read")
    )


def test_what_was_found_names_the_edge_and_its_ends():
    scene = scene_of(allow("glue:GetTable"))
    going, ends = way(ONE), ends_of(scene)

    found = gone(scene, going, ends)

    assert (found.edge, found.ends, found.doubt) == (going, ends, NONE)


@pytest.mark.parametrize(("path", "open_"), [("aws-service-role/x/", True), ("", False)])
def test_what_makes_a_role_that_is_there_falls_away(path, open_):
    on = "arn:{partition}:iam::{account}:role/aws-service-role/x/there"
    asking = way(ONE, Need(action="iam:CreateServiceLinkedRole", on=on, unless="exists"))
    there = role("there", arn=arn("role", f"{path}there"))
    scene = Scene(among(may("maya", allow("glue:GetTable")), there))

    assert asked(scene, asking, Ends()) == ([("glue:GetTable", "*")] if open_ else None)


@pytest.mark.parametrize(("name", "open_"), [("AWSCloudFormationStackSetAdministrationRole", True), ("another", False)])
def test_the_helper_of_the_default_name_need_not_be_passed(name, open_):
    asking = way(ONE, Need(action="iam:PassRole", on="helper-role", unless="default-helper"))
    scene = Scene(among(may("maya", allow("glue:GetTable")), role(name)))

    assert asked(scene, asking, Ends(helper=scene.acting(name))) == ([("glue:GetTable", "*")] if open_ else None)


def test_a_pass_that_must_be_made_is_asked_for():
    asking = way(ONE, Need(action="iam:PassRole", on="*", unless="default-helper"))

    assert asked(scene_of(allow("glue:GetTable")), asking, Ends()) is None
    assert asked(scene_of(allow(["glue:GetTable", "iam:PassRole"])), asking, Ends()) == [
        ("glue:GetTable", "*"),
        ("iam:PassRole", "*"),
    ]


# --- whether it is worth while to look for a target


def could(scene: Scene, path_id: str, helper: str | None = None) -> bool:
    return scene.attempts.could(
        scene.acting("maya"), edge(path_id), None if helper is None else scene.acting(helper, "session")
    )


LAMBDA = ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]


@pytest.mark.parametrize(
    ("statements", "able"),
    [
        ([allow(LAMBDA)], True),
        ([allow(LAMBDA[1:])], True),  # which role may be passed is asked of each
        ([allow(LAMBDA[:2])], False),
        ([allow(LAMBDA), deny("lambda:InvokeFunction")], False),
        ([allow(LAMBDA), deny("iam:PassRole")], False),
        ([allow(LAMBDA), deny("iam:PassRole", WEAK)], True),
        ([allow(LAMBDA), deny("iam:PassRole", Condition=where(iam_PassedToService="lambda.amazonaws.com"))], False),
        ([allow(LAMBDA), deny("iam:PassRole", Condition=where(iam_PassedToService="glue.amazonaws.com"))], True),
    ],
)
def test_no_target_is_asked_about_where_none_can_be_reached(statements, able):
    assert could(scene_of(*statements), "lambda-001") is able


@pytest.mark.parametrize(
    ("actions", "plain", "raised"),
    [
        (LAMBDA, True, False),
        ([*LAMBDA, "iam:PutRolePolicy"], True, True),
        ([*LAMBDA, "iam:AttachRolePolicy"], True, True),
        (["iam:PassRole", "iam:PutRolePolicy"], False, False),
    ],
)
def test_whoever_cannot_run_a_service_need_not_give_its_role_power(actions, plain, raised):
    scene = scene_of(allow(actions))

    assert could(scene, "lambda-001") is plain
    if not plain:
        assert could(scene, "lambda-001-raised") is raised


def test_any_policy_that_makes_an_administrator_may_be_the_one():
    for named, able in ((IAM_FULL, True), (arn("policy", "x"), False)):
        attaching = allow("iam:AttachRolePolicy", Condition=where(iam_PolicyARN=named))
        assert could(scene_of(allow("iam:CreateRole"), attaching), "rootward-001") is able


def test_who_may_attach_a_policy_to_somebody_may_be_worth_while():
    assert could(scene_of(allow("iam:AttachUserPolicy")), "iam-008")
    assert not could(scene_of(allow("iam:AttachUserPolicy"), deny("iam:AttachUserPolicy")), "iam-008")


def test_each_is_asked_for_itself():
    scene = Scene(among(may("maya", allow(LAMBDA)), may("ann", allow("glue:*"))))
    maya, ann = scene.acting("maya"), scene.acting("ann")

    for _ in range(2):
        assert scene.attempts.could(maya, edge("lambda-001"))
        assert not scene.attempts.could(ann, edge("lambda-001"))
        assert not scene.attempts.could(maya, edge("glue-001"))


STACK_SETS = ["cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"]


def stack_sets(*statements: dict[str, Any]) -> Scene:
    """Maya may do this; three roles that CloudFormation may act as, one of the name that it takes unasked."""
    own = {"inline_policies": (inline("own", policy(allow("sts:AssumeRole"))),)}
    trusting = trust({"Service": "cloudformation.amazonaws.com"})
    names = ("AWSCloudFormationStackSetAdministrationRole", "helper", "other")
    return Scene(among(may("maya", *statements), *(role(name, trust_policy=trusting, **own) for name in names)))


def test_a_helper_is_asked_about_by_itself():
    scene = stack_sets(allow(STACK_SETS), allow("iam:PassRole", HELPER))

    for _ in range(2):
        assert could(scene, "cloudformation-003", "helper")
        assert not could(scene, "cloudformation-003", "other")
        assert could(scene, "cloudformation-003", "AWSCloudFormationStackSetAdministrationRole")  # it is not passed
        assert could(scene, "cloudformation-003")


def test_a_helper_is_asked_about_where_its_target_is_given_power_too():
    scene = stack_sets(allow([*STACK_SETS, "iam:PutRolePolicy"]), allow("iam:PassRole", HELPER))

    assert could(scene, "cloudformation-003-raised", "helper")
    assert not could(scene, "cloudformation-003-raised", "other")


def test_what_the_caller_is_denied_and_does_not_need_does_not_matter():
    own = stack_sets(allow([*STACK_SETS, "iam:PassRole"]), deny("sts:AssumeRole"))
    assert could(own, "cloudformation-003", "helper")

    linked = "aws-service-role/apprunner.amazonaws.com/AWSServiceRoleForAppRunner"
    there = role("AWSServiceRoleForAppRunner", arn=arn("role", linked))
    statements = (allow(["iam:PassRole", "apprunner:CreateService"]), deny("iam:CreateServiceLinkedRole"))
    assert could(Scene(among(may("maya", *statements), there)), "apprunner-001")
    assert not could(Scene(among(may("maya", *statements))), "apprunner-001")


# --- assuming a role


def assumes(attempts: Attempts, scene: Scene, names: tuple[str, ...], role_: str = "boss") -> list[str]:
    """Who of them may assume the role."""
    return [name for name in names if attempts.assume(scene.acting(name), scene.holder(role_)) is not None]


def shared(*names: str, trust_policy: str, tags: dict[str, str] | None = None) -> Scene:
    """Users and roles (those of capital letters) who hold one policy that lets them ask for all roles."""
    asks = managed("asks", policy(allow("sts:AssumeRole"), allow("sts:TagSession")))
    people = ((role if name[0].isupper() else user)(name, attached_policies=(asks.arn,)) for name in names)
    return Scene(among(*people, role("boss", trust_policy=trust_policy, tags=tags or {}), policies=(asks,)))


def statement(principal: Any, effect: str = "Allow", **rest: Any) -> dict[str, Any]:
    return {"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole", **rest}


def session(name: str) -> dict[str, str]:
    return {"AWS": f"arn:aws:sts::123456789012:assumed-role/{name}/run"}


IN_THE_ACCOUNT = statement({"AWS": ROOT})
NAMES = ("ann", "ben", "eve", "maya")
ALL_ROLES = ("Build", "Deploy", "Test")


@pytest.mark.parametrize(
    ("statements", "names", "entrants"),
    [
        ([IN_THE_ACCOUNT], NAMES, ["ann", "ben", "eve", "maya"]),
        ([statement({"Service": "ec2.amazonaws.com"})], NAMES, []),
        ([statement({"AWS": arn("user", "ben")})], NAMES, ["ben"]),
        ([IN_THE_ACCOUNT, statement({"AWS": arn("user", "ben")}, "Deny")], NAMES, ["ann", "eve", "maya"]),
        (
            [statement({"AWS": arn("user", "ben")}), statement({"AWS": arn("user", "eve")}, "Deny")],
            NAMES,
            ["ben"],
        ),
        (
            [
                IN_THE_ACCOUNT,
                {
                    "Effect": "Deny",
                    "NotPrincipal": {"AWS": [arn("user", "ben"), ROOT]},
                    "Action": "sts:AssumeRole",
                },
            ],
            NAMES,
            ["ben"],
        ),
        ([statement({"AWS": ROOT}, Condition={"StringEquals": {"aws:username": "eve"}})], NAMES, ["eve"]),
        (
            [statement({"AWS": ROOT}, Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/m*"}})],
            NAMES,
            ["maya"],
        ),
        ([statement(session("Build"))], ALL_ROLES, ["Build"]),
        ([statement(session("Build")), statement(session("Deploy"), "Deny")], ALL_ROLES, ["Build"]),
        ([statement({"AWS": arn("role", "Deploy")})], ALL_ROLES, ["Deploy"]),
    ],
)
def test_those_who_share_policies_are_told_apart_where_a_trust_policy_does(statements, names, entrants):
    scene = shared(*names, trust_policy=policy(*statements))

    for order in (names, names[::-1]):
        attempts = Attempts(scene.inquiry, scene.powers, scene.identities)
        assert sorted(assumes(attempts, scene, order)) == entrants


def test_a_role_whose_trust_policy_was_not_read_may_be_open():
    scene = shared("ann", trust_policy="{")

    answer = scene.attempts.assume(scene.acting("ann"), scene.holder("boss"))

    assert answer is not None
    assert answer.doubt.unread == frozenset({"resource"})


def test_nobody_assumes_a_user_nor_what_is_denied_on_everything():
    trusting = policy(IN_THE_ACCOUNT, statement({"AWS": MAYA}))
    scene = scene_of(allow("sts:AssumeRole"), weak={"trust_policy": trusting})
    denied = scene_of(deny("sts:AssumeRole"), weak={"trust_policy": trusting})

    assert scene.attempts.assume(scene.acting("maya"), scene.holder("weak")) is not None
    assert scene.attempts.assume(scene.acting("maya"), scene.holder("ann")) is None
    assert denied.attempts.assume(denied.acting("maya"), denied.holder("weak")) is None


@pytest.mark.parametrize(("tags", "open_"), [({"team": "blue"}, True), ({"team": "red"}, False), ({}, False)])
def test_the_tags_of_a_role_are_read(tags, open_):
    tagged = statement({"AWS": ROOT}, Condition={"StringEquals": {"aws:ResourceTag/team": "blue"}})
    scene = shared("ann", trust_policy=policy(tagged), tags=tags)

    answer = scene.attempts.assume(scene.acting("ann"), scene.holder("boss"))

    assert (None if answer is None else answer.doubt) == (NONE if open_ else None)


def test_each_role_and_each_trust_policy_is_asked_about_by_itself():
    to_ann, to_others = trust({"AWS": ANN}), policy(IN_THE_ACCOUNT, statement({"AWS": ANN}, "Deny"))
    scene = Scene(among(user("ann"), role("open", trust_policy=to_ann), role("shut", trust_policy=to_others)))
    ann, shut = scene.acting("ann"), scene.holder("shut")

    for _ in range(2):
        assert assumes(scene.attempts, scene, ("ann",), "open") == ["ann"]
        assert assumes(scene.attempts, scene, ("ann",), "shut") == []
        assert scene.attempts.assume(ann, shut, ready(to_ann)) is not None


ASSUMING = Need(action="sts:AssumeRole", on="target-role")


def test_an_edge_assumes_its_target_by_the_trust_policy_unless_it_rewrites_it():
    scene = scene_of(allow("s3:*"))

    assert gone(scene_of(allow("sts:AssumeRole")), way(ASSUMING)) is None
    assert gone(scene, way(ASSUMING)) is None
    (met,) = gone(scene, way(ASSUMING, rewrites_trust=True)).met  # its own policies need not let it
    assert (met.resource, met.decision.layer) == (WEAK, "resource")


def test_a_helper_assumes_the_target_by_its_own_trust_policy():
    by_helper = Need(action="sts:AssumeRole", on="target-role", by="helper-role")
    letting_in = {"trust_policy": trust({"AWS": HELPER})}

    (met,) = gone(scene_of(allow("s3:*"), weak=letting_in), way(by_helper)).met
    assert met.actor.holder.name == "helper"
    for rewrites in (True, False):
        assert gone(scene_of(allow("sts:AssumeRole")), way(by_helper, rewrites_trust=rewrites)) is None


def test_a_group_is_no_role():
    """It is asked about as anything else."""
    scene = Scene(among(may("maya", allow("iam:AddUserToGroup", arn("group", "admins"))), groups=(group("admins"),)))
    joining = way(Need(action="iam:AddUserToGroup", on="target-group"))

    assert asked(scene, joining, Ends(group=arn("group", "admins"))) == [("iam:AddUserToGroup", arn("group", "admins"))]
    assert asked(scene, joining, Ends(group=arn("group", "others"))) is None
