from __future__ import annotations

import pytest

from rootward.iam_policy.escalation.doubt import NONE, Certainty, Doubt
from rootward.iam_policy.escalation.nodes import Nodes
from rootward.iam_policy.escalation.wave import Frontier
from rootward.iam_policy.policy import UNREAD
from tests.checks.facts import allow, arn, managed, policy, role, user
from tests.iam_policy.escalation.acting import Scene
from tests.iam_policy.escalation.people import MFA, admin, among, deny, may

EVERYTHING = allow("*")
ALL_BUT_ROLES = {
    "Effect": "Allow",
    "NotAction": ["iam:CreateRole", "iam:UpdateAssumeRolePolicy"],
    "Resource": "*",
}
TAGS = {"StringEquals": {"aws:RequestTag/team": "blue", "aws:RequestTag/cost": "none"}}


def nodes_of(scene: Scene) -> tuple[Nodes, Frontier]:
    frontier = Frontier()
    return Nodes(scene.powers, frontier), frontier


def test_everybody_is_met_once():
    scene = Scene(among(admin("zoe"), may("ann", allow("s3:*"), deny("*", Condition=MFA))))
    nodes, _ = nodes_of(scene)

    zoe, ann, by_key = (
        nodes.of(scene.acting("zoe")),
        nodes.of(scene.acting("ann")),
        nodes.of(scene.acting("ann", "key")),
    )
    grown = nodes.of(scene.grown("ann"))

    assert nodes.of(scene.acting("zoe")) is zoe
    assert nodes.of(scene.acting("ann", "key")) is by_key
    assert list(nodes) == [zoe, ann, by_key, grown]
    assert [each.actor for each in nodes] == [
        scene.acting("zoe"),
        scene.acting("ann"),
        scene.acting("ann", "key"),
        scene.grown("ann"),
    ]


def test_an_administrator_is_where_the_search_begins():
    scene = Scene(among(admin("zoe"), may("ann", allow("s3:*"))))
    nodes, frontier = nodes_of(scene)

    ann = nodes.of(scene.acting("ann"))
    assert (ann.control, ann.offer, bool(frontier)) == (None, None, False)

    zoe = nodes.of(scene.acting("zoe"))
    assert (zoe.control, zoe.offer) == (NONE, (Certainty.SURE, 0))
    assert frontier.next().nodes == [zoe]


@pytest.mark.parametrize(
    ("statements", "control"),
    [
        ((EVERYTHING,), NONE),
        ((allow("s3:*"),), None),
        ((allow("*", Condition=MFA),), Doubt(circumstances=frozenset({"aws:multifactorauthpresent"}))),
        (
            (ALL_BUT_ROLES, allow("iam:CreateRole", Condition={**MFA, **TAGS})),
            Doubt(
                circumstances=frozenset({"aws:multifactorauthpresent"}),
                reasons=("its power depends on aws:requesttag/cost, aws:requesttag/team",),
            ),
        ),
    ],
)
def test_who_is_an_administrator_and_what_that_depends_on(statements, control):
    scene = Scene(among(may("maya", *statements)))
    nodes, _ = nodes_of(scene)

    node = nodes.of(scene.acting("maya"))

    assert node.control == control
    assert node.offer == (None if control is None else (control.certainty, 0))
    assert nodes.may_control(scene.acting("maya")) is (control is not None)


def test_whether_somebody_of_unread_policies_is_an_administrator_is_not_known():
    scene = Scene(among(user("maya", attached_policies=(arn("policy", "lost"),)), admin("zoe")), UNREAD)
    nodes, _ = nodes_of(scene)

    assert nodes.of(scene.acting("maya")).control == Doubt(unread=frozenset({"identity", "scp"}))
    assert nodes.of(scene.acting("zoe")).control == Doubt(unread=frozenset({"scp"}))


def test_an_administrator_with_mfa_is_none_for_whoever_got_hold_of_its_key():
    scene = Scene(among(may("maya", allow("*", Condition=MFA))))
    nodes, _ = nodes_of(scene)

    assert nodes.may_control(scene.acting("maya"))
    assert not nodes.may_control(scene.acting("maya", "key"))
    assert not nodes.may_control(scene.acting("maya", "session"))


def test_whoever_may_only_be_kept_out_without_mfa_is_one_by_a_key():
    without = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}  # of a key it says nothing
    scene = Scene(among(may("maya", EVERYTHING, deny("*", Condition=without))))
    nodes, _ = nodes_of(scene)

    assert nodes.of(scene.acting("maya", "key")).control == NONE
    assert nodes.of(scene.acting("maya", "session")).control is None


def test_whoever_has_grown_is_what_its_policies_make_it_by_then():
    limit = managed("limit", policy(allow("s3:*")))
    scene = Scene(among(may("ann", allow("s3:*")), may("ben", allow("s3:*"), boundary=limit.arn), policies=(limit,)))
    nodes, _ = nodes_of(scene)

    assert [nodes.may_control(scene.acting(name)) for name in ("ann", "ben")] == [False, False]
    assert [nodes.may_control(scene.grown(name)) for name in ("ann", "ben")] == [True, False]


@pytest.mark.parametrize(
    "of_maya", [{"StringEquals": {"aws:username": "maya"}}, {"StringEquals": {"aws:PrincipalTag/team": "red"}}]
)
def test_those_who_share_policies_are_told_apart_where_these_ask_who_they_are(of_maya):
    shared = managed("shared", policy(allow("*", Condition=of_maya), allow("s3:*", Condition=MFA)))
    scene = Scene(
        among(
            *(
                user(name, attached_policies=(shared.arn,), tags=tags)
                for name, tags in (("ann", {}), ("maya", {"team": "red"}), ("zoe", {"team": "blue"}))
            ),
            policies=(shared,),
        )
    )
    nodes, _ = nodes_of(scene)

    for mode in ("own", "key", "session"):
        assert [nodes.may_control(scene.acting(name, mode)) for name in ("ann", "maya", "zoe")] == [False, True, False]


def test_those_who_share_policies_get_one_answer_where_these_ask_nothing():
    shared = managed("shared", policy(allow("*", Condition=MFA)))
    scene = Scene(
        among(
            user("ann", attached_policies=(shared.arn,)),
            user("maya", attached_policies=(shared.arn,)),
            role("deploy", attached_policies=(shared.arn,)),
            policies=(shared,),
        )
    )
    nodes, _ = nodes_of(scene)

    assert [nodes.may_control(scene.acting(name, "session")) for name in ("ann", "maya", "deploy")] == [False] * 3
    assert [nodes.may_control(scene.grown(name, "session")) for name in ("ann", "maya", "deploy")] == [True] * 3


def test_where_the_search_is_cut_it_is_not_known_whether_somebody_could_become_an_administrator():
    scene = Scene(among(may("ann", allow("s3:*"))))
    nodes, frontier = nodes_of(scene)
    ann = nodes.of(scene.acting("ann"))

    nodes.cut(ann)

    assert ann.control == Doubt(cut=True)
    assert ann.offer == (Certainty.UNREAD, 0)
    assert frontier.next().nodes == [ann]


def test_a_cut_takes_nothing_from_an_administrator():
    scene = Scene(among(admin("zoe")))
    nodes, _ = nodes_of(scene)
    zoe = nodes.of(scene.acting("zoe"))

    nodes.cut(zoe)

    assert (zoe.control, zoe.offer) == (NONE, (Certainty.SURE, 0))
