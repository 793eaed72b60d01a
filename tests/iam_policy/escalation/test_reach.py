"""Whom edges reach, and by which of them somebody's policies may mean it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from rootward.iam_policy.escalation.doubt import NONE, Certainty, Doubt
from rootward.iam_policy.escalation.edge import Edge
from rootward.iam_policy.escalation.reach import Goal
from rootward.iam_policy.escalation.wave import Node, Wave
from rootward.model.account import Account
from rootward.model.identity import Role, User
from tests.checks.facts import (
    ROOT,
    active_key,
    allow,
    arn,
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
from tests.iam_policy.escalation.parts import Parts, edge, parts
from tests.iam_policy.escalation.people import MFA, admin_role, among, deny, may

TEMPLATE = Doubt(reasons=("a template cannot ask for everything",))
LET_IN = trust({"Service": "lambda.amazonaws.com"})
SOMETHING_NEW = {"StringEquals": {"aws:SomethingNew": "yes"}}


def found(made: Parts, *names: str, distance: int = 0, certainty: Certainty = Certainty.SURE) -> Wave:
    """A wave of these, as others get hold of them and as others make them."""
    nodes: dict[int, Node] = {}

    def note(node: Node) -> Node:
        return nodes.setdefault(id(node), node)

    for name in names:
        holder = made.holder(name)
        for mode in ("key", "session") if holder.kind == "user" else ("session",):
            own = made.variants.own(holder, mode)
            note(made.nodes.of(own)).reached.add((holder.arn, mode))
            note(made.nodes.of(made.variants.raised(own, mode))).raised.add("")
            for each in made.variants.changeable(own):
                note(made.nodes.of(made.variants.raised(own, mode, without=each))).raised.add(each)
    return Wave((certainty, distance), list(nodes.values()))


def told(goals: Mapping[str, list[Goal]]) -> dict[str, list[tuple[str, str | None, Doubt]]]:
    """By the names of those reached: how they act, the policy that is changed, what that depends on."""
    return {
        each.rpartition("/")[2]: [(goal.node.actor.mode, goal.policy, goal.doubt) for goal in listed]
        for each, listed in goals.items()
    }


# --- whom an edge reaches


def test_users_are_reached_by_keys_and_by_passwords():
    zoe, ben = may("zoe", allow("s3:*", Condition=MFA)), may("ben", allow("s3:*", Condition=MFA))
    rows = report(
        root_row(),
        user_row("zoe", keys=(active_key(1), active_key(1))),
        user_row("ben", password_enabled=True),
    )
    made = parts(among(zoe, ben, role("machine"), credential_report=rows))
    wave = found(made, "zoe", "ben", "machine")

    assert told(made.reach.goals(edge("iam-002"), wave)) == {"ben": [("key", None, NONE)]}
    assert told(made.reach.goals(edge("iam-003"), wave)) == {
        "zoe": [("key", None, NONE)],
        "ben": [("key", None, NONE)],
    }
    assert told(made.reach.goals(edge("iam-004"), wave)) == {"zoe": [("session", None, NONE)]}
    assert told(made.reach.goals(edge("iam-006"), wave)) == {"ben": [("session", None, NONE)]}


def test_roles_are_reached_by_services_that_they_trust():
    unsure = trust({"Service": "lambda.amazonaws.com"}, Condition=SOMETHING_NEW)
    made = parts(among(role("a", trust_policy=unsure), role("b", trust_policy=LET_IN), role("c"), user("zoe")))

    goals = made.reach.goals(edge("lambda-001"), found(made, "a", "b", "c", "zoe"))

    assert list(told(goals)) == ["b", "a"]  # the surest first
    assert told(goals) == {
        "b": [("own", None, NONE)],
        "a": [("own", None, Doubt(reasons=("the trust policy of a depends on aws:somethingnew",)))],
    }


def test_roles_are_raised_by_a_policy_that_is_written_or_by_one_that_is_changed():
    full, free, unknown = (
        managed(name, policy(allow("s3:*")), versions=versions)
        for name, versions in (("full", 5), ("free", 1), ("unknown", None))
    )
    weak = role("weak", attached_policies=(full.arn, unknown.arn, free.arn), trust_policy=LET_IN)
    made = parts(among(weak, user("zoe"), policies=(full, free, unknown)))
    wave = found(made, "weak", "zoe")

    assert told(made.reach.goals(edge("lambda-001-raised"), wave)) == {"weak": [("own", None, NONE)]}
    assert told(made.reach.goals(edge("lambda-001-rewritten"), wave)) == {
        "weak": [
            ("own", free.arn, NONE),
            ("own", unknown.arn, Doubt(reasons=("how many versions unknown has is not known",))),
        ]
    }
    assert told(made.reach.goals(edge("iam-018"), wave)) == {"zoe": [("own", None, NONE)]}


def test_a_template_asks_an_administrator_for_everything_but_nobody_else():
    made = parts(among(role("deploy", trust_policy=trust({"Service": "cloudformation.amazonaws.com"}))))
    by_template, by_function = edge("cloudformation-001"), edge("lambda-001")

    def doubts(by: Edge, distance: int) -> list[Doubt]:
        goals = made.reach.goals(by, found(made, "deploy", distance=distance))
        return [goal.doubt for listed in goals.values() for goal in listed]

    assert [doubts(by_template, distance) for distance in (0, 1)] == [[NONE], [TEMPLATE]]
    assert doubts(by_function, 1) == []
    trusting = parts(among(role("deploy", trust_policy=LET_IN)))
    (goal,) = trusting.reach.goals(by_function, found(trusting, "deploy", distance=1))[arn("role", "deploy")]
    assert goal.doubt == NONE


# --- by which way


def ways(given: Account, caller: str, target: str, by: str) -> list[tuple[str | None, Doubt]]:
    """The helpers by which the caller goes the edge to the target, each with what that depends on."""
    made = parts(given)
    wave = found(made, target)
    goals = made.reach.goals(edge(by), wave).get(made.holder(target).arn, [])
    return [
        (None if way.ends.helper is None else way.ends.helper.holder.name, way.doubt)
        for goal in goals
        for way in made.reach.ways(made.attempts, made.own(caller), edge(by), goal)
    ]


def test_a_role_is_passed_where_that_is_allowed():
    actions = ["lambda:CreateFunction", "lambda:InvokeFunction"]
    unsure = trust({"Service": "lambda.amazonaws.com"}, Condition=SOMETHING_NEW)
    given = among(
        admin_role("boss"),
        admin_role("other", trust_policy=unsure),
        may("ben", allow("iam:PassRole", arn("role", "boss")), allow(actions)),
        may("ann", allow(["iam:PassRole", *actions])),
    )

    assert ways(given, "ben", "boss", "lambda-001") == [(None, NONE)]
    assert ways(given, "ben", "other", "lambda-001") == []
    assert ways(given, "ann", "other", "lambda-001") == [
        (None, Doubt(reasons=("the trust policy of other depends on aws:somethingnew",)))
    ]


def test_of_a_role_that_is_passed_its_own_rights_count():
    actions = ["iam:PassRole", "glue:CreateJob", "glue:StartJobRun"]
    glue = {"Service": "glue.amazonaws.com"}
    reads = (inline("own", policy(allow("s3:GetObject"))),)
    given = among(
        role("reads", trust_policy=trust(glue), inline_policies=reads),
        role("idle", trust_policy=trust(glue)),
        may("ben", allow([*actions, "iam:PutRolePolicy"])),
    )

    assert ways(given, "ben", "reads", "glue-003") == [(None, NONE)]
    assert ways(given, "ben", "idle", "glue-003") == []
    assert ways(given, "ben", "idle", "glue-003-raised") == [(None, NONE)]


def test_any_policy_that_makes_an_administrator_does_where_that_is_enough():
    condition = {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/IAMFullAccess"}}
    limit = managed("limit", policy(allow(["lambda:*", "iam:PassRole"])))
    ben = may(
        "ben", allow(["iam:PassRole", "lambda:*"]), allow("iam:AttachRolePolicy", arn("role", "*"), Condition=condition)
    )
    given = among(
        role("weak", trust_policy=LET_IN),
        role("bound", trust_policy=LET_IN, boundary=limit.arn),
        ben,
        policies=(limit,),
    )

    assert ways(given, "ben", "weak", "lambda-001-raised") == [(None, NONE)]
    assert ways(given, "ben", "bound", "lambda-001-raised") == []


def stack_sets(*helpers: Role, ben: User | None = None) -> Account:
    trusted = {"AWS": [helper.arn for helper in helpers if helper.name != "stranger"]}
    actions = ["iam:PassRole", "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"]
    return among(
        admin_role("target", trust_policy=trust(trusted)),
        *helpers,
        ben or may("ben", allow(actions)),
    )


def helper(name: str, service: str = "cloudformation.amazonaws.com", **rest: Any) -> Role:
    own = (inline("own", policy(allow("sts:AssumeRole"))),)
    return role(name, **{"trust_policy": trust({"Service": service}), "inline_policies": own, **rest})


def test_each_helper_is_a_way():
    unsure = trust({"Service": "cloudformation.amazonaws.com"}, Condition=SOMETHING_NEW)
    given = stack_sets(
        helper("a"),
        helper("b", trust_policy=unsure),
        helper("c", "lambda.amazonaws.com"),
        helper("d", inline_policies=(inline("own", policy(deny("sts:AssumeRole"))),)),
        helper("stranger"),
    )

    assert ways(given, "ben", "target", "cloudformation-003") == [
        ("a", NONE),
        ("b", Doubt(reasons=("the trust policy of b depends on aws:somethingnew",))),
    ]


def test_the_helper_is_the_one_that_may_be_passed():
    actions = ["cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"]
    ben = may("ben", allow("iam:PassRole", arn("role", "b")), allow(actions))

    assert ways(stack_sets(helper("a"), helper("b"), ben=ben), "ben", "target", "cloudformation-003") == [("b", NONE)]


BUILDING = ["codebuild:CreateProject", "codebuild:StartBuildBatch"]


@pytest.mark.parametrize(
    ("statements", "helpers"),
    [
        ((allow("iam:PassRole"),), ["a", "b"]),
        ((allow("iam:PassRole", [arn("role", "target"), arn("role", "b")]),), ["b"]),
        ((allow("iam:PassRole", arn("role", "?")),), []),
        ((allow("iam:PassRole", arn("role", "target")),), []),
        ((allow("iam:PassRole"), deny("iam:PassRole", arn("role", "a"))), ["b"]),
        ((allow("iam:PassRole"), deny("codebuild:CreateProject")), []),
    ],
)
def test_both_roles_are_passed_to_a_batch_of_builds(statements, helpers):
    no_builds = inline("no-builds", policy(deny("codebuild:StartBuild")))
    builds = {"inline_policies": (inline("own", policy(allow("codebuild:StartBuild"))),)}
    given = among(
        admin_role("target", "codebuild.amazonaws.com", inline_policies=(no_builds,)),
        helper("a", "codebuild.amazonaws.com", **builds),
        helper("b", "codebuild.amazonaws.com", **builds),
        may("ben", allow(BUILDING), *statements),
    )

    assert ways(given, "ben", "target", "codebuild-004") == [(name, NONE) for name in helpers]


def test_the_policy_that_is_changed_is_the_one_that_may_be():
    rules, others = (managed(name, policy(allow("s3:*")), versions=1) for name in ("rules", "others"))
    roles = (
        role("one", attached_policies=(rules.arn,), trust_policy=LET_IN),
        role("other", attached_policies=(others.arn,), trust_policy=LET_IN),
    )
    ben = may("ben", allow(["iam:PassRole", "lambda:*"]), allow("iam:CreatePolicyVersion", rules.arn))
    given = among(*roles, ben, policies=(rules, others))

    assert ways(given, "ben", "one", "lambda-001-rewritten") == [(None, NONE)]
    assert ways(given, "ben", "other", "lambda-001-rewritten") == []


def test_a_wave_of_nobody_is_reached_by_nothing():
    made = parts(among(user("zoe")))

    for by in ("iam-002", "lambda-001", "lambda-001-raised", "iam-016"):
        assert made.reach.goals(edge(by), found(made)) == {}


def test_a_helper_acts_as_the_service_makes_it():
    own = (inline("own", policy(allow("sts:AssumeRole", Condition=MFA))),)
    given = stack_sets(helper("a", inline_policies=own), helper("b"))

    assert ways(given, "ben", "target", "cloudformation-003") == [("a", NONE), ("b", NONE)]


def test_who_may_assume_a_role_is_known_by_their_arns():
    boss = admin_role("boss", trust_policy=trust({"AWS": ROOT}))
    asks = role("asks", trust_policy=trust({"AWS": arn("user", "ben")}, Condition=MFA))
    made = parts(among(boss, asks, may("ann", allow("sts:AssumeRole")), may("ben", allow("s3:*"))))

    coming = made.reach.coming(made.holder("boss"))

    assert coming == {arn("user", "ann"): True}
    assert made.reach.coming(made.holder("boss")) is coming
    assert list(made.reach.coming(made.holder("asks"))) == [arn("user", "ben")]


# --- whom policies may mean

PEOPLE = {arn("user", "ann"): 1, arn("user", "zoe"): 2, arn("user", "team/zed"): 3}


@pytest.mark.parametrize(
    ("statements", "meant"),
    [
        ((allow("iam:CreateAccessKey"),), ["ann", "zoe", "zed"]),
        ((allow("iam:CreateAccessKey", arn("user", "z*")),), ["zoe"]),
        ((allow("iam:CreateAccessKey", [arn("user", "z*"), arn("user", "team/*")]),), ["zoe", "zed"]),
        ((allow("iam:CreateAccessKey", arn("role", "*")),), []),
        ((allow("iam:CreateAccessKey", Condition={"Bool": {"aws:ViaAWSService": "true"}}),), []),
        ((allow("iam:DeleteAccessKey"),), []),
    ],
)
def test_whom_somebodys_own_policies_may_mean(statements, meant):
    made = parts(among(may("ben", *statements)))
    ben = made.own("ben")

    for _ in range(2):
        assert [each.rpartition("/")[2] for each in made.reach.meant(ben, edge("iam-002"), PEOPLE)] == meant


def test_whom_policies_may_mean_is_told_apart_by_who_asks_about_whom_by_which_edge():
    given = among(
        may("ben", allow("iam:CreateAccessKey", arn("user", "a*")), allow("iam:CreateLoginProfile", arn("user", "z*"))),
        may("ann", allow("iam:CreateAccessKey", arn("user", "z*"))),
    )
    made = parts(given)
    ben, ann = made.own("ben"), made.own("ann")
    others = {arn("user", "adam"): 1, arn("user", "zack"): 2}

    def meant(actor: Any, by: str, whom: Mapping[str, object]) -> list[str]:
        return [each.rpartition("/")[2] for each in made.reach.meant(actor, edge(by), whom)]

    assert meant(ben, "iam-002", PEOPLE) == ["ann"]
    assert meant(ben, "iam-004", PEOPLE) == ["zoe"]
    assert meant(ann, "iam-002", PEOPLE) == ["zoe"]
    assert meant(ben, "iam-002", others) == ["adam"]


def test_after_a_wave_it_is_asked_anew_whom_patterns_take_in():
    made = parts(among(may("ben", allow("iam:CreateAccessKey", arn("user", "z*")))))
    people: dict[str, object] = {arn("user", "zoe"): 1}
    ben = made.own("ben")

    before = list(made.reach.meant(ben, edge("iam-002"), people))
    people[arn("user", "zack")] = 2
    kept = list(made.reach.meant(ben, edge("iam-002"), people))
    made.reach.forget()
    after = list(made.reach.meant(ben, edge("iam-002"), people))

    assert (before, kept, after) == (
        [arn("user", "zoe")],
        [arn("user", "zoe")],
        [arn("user", "zoe"), arn("user", "zack")],
    )


def test_a_role_is_meant_by_the_action_that_passes_it_to_the_service():
    roles = {arn("role", "a"): 1, arn("role", "b"): 2}
    to_glue = {"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}}
    made = parts(
        among(
            may(
                "ben",
                allow("iam:PassRole", arn("role", "a")),
                allow("iam:PassRole", arn("role", "b"), Condition=to_glue),
            )
        )
    )
    ben = made.own("ben")

    assert list(made.reach.meant(ben, edge("lambda-001"), roles)) == [arn("role", "a")]
    assert list(made.reach.meant(ben, edge("glue-001"), roles)) == [arn("role", "a"), arn("role", "b")]


def test_neither_assuming_a_role_nor_rewriting_a_policy_says_whom_it_means():
    roles = {arn("role", "a"): 1, arn("role", "b"): 2}
    own = allow(["sts:AssumeRole", "iam:CreatePolicyVersion"], [arn("role", "a"), arn("policy", "x")])
    made = parts(among(may("ben", own, allow("iam:PutRolePolicy", arn("role", "b")))))
    ben = made.own("ben")

    assert list(made.reach.meant(ben, edge("iam-016"), roles)) == list(roles)
    assert list(made.reach.meant(ben, edge("iam-017"), roles)) == [arn("role", "b")]


def test_whom_the_caller_need_not_name_is_meant_in_any_case():
    roles = {arn("role", "a"): 1, arn("role", "b"): 2}
    made = parts(among(may("ben", allow("iam:PassRole", arn("role", "a")))))
    ben = made.own("ben")

    # Without the right to pass it, the administration role of the default name does.
    assert list(made.reach.meant(ben, edge("cloudformation-003"), roles, "helper-")) == list(roles)
    # What the helper must be allowed says nothing of whom the caller means.
    assert list(made.reach.meant(ben, edge("cloudformation-003"), roles)) == list(roles)
