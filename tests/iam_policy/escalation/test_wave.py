from __future__ import annotations

import pytest

from rootward.iam_policy.escalation.attempt import Ends, Found
from rootward.iam_policy.escalation.doubt import NONE, Certainty, Doubt
from rootward.iam_policy.escalation.wave import Frontier, Node, Wave
from tests.checks.facts import allow, role
from tests.iam_policy.escalation.acting import Scene, edge
from tests.iam_policy.escalation.people import admin, among, may

SURE, POSSIBLE, UNREAD = Certainty.SURE, Certainty.POSSIBLE, Certainty.UNREAD
SCENE = Scene(among(admin("zoe"), may("ann", allow("s3:*")), may("ben", allow("ec2:*")), role("deploy")))
MAKING_A_KEY = Found(edge("iam-002"), Ends(), NONE, ())


def node(name: str = "ann", control: Doubt | None = None) -> Node:
    return Node(SCENE.acting(name), control)


def settled(name: str = "ann") -> Node:
    made = node(name)
    made.is_settled = True
    return made


def test_of_a_new_node_nothing_is_known_but_whether_it_is_an_administrator():
    control = Doubt(cut=True)
    made = node("ann", control)

    assert made.actor is SCENE.acting("ann")
    assert made.control is control
    assert (made.offer, made.found, made.onward) == (None, None, None)
    assert (made.is_followed, made.is_settled) == (False, False)
    assert (made.coming, made.reached, made.raised) == ([], set(), set())


@pytest.mark.parametrize(
    ("control", "is_administrator"),
    [
        (NONE, True),
        (Doubt(circumstances=frozenset({"aws:sourceip"})), True),
        (Doubt(reasons=("its power depends on aws:x",)), False),
        (Doubt(cut=True), False),
        (None, False),
    ],
)
def test_only_a_sure_administrator_is_one(control, is_administrator):
    assert node("ann", control).is_administrator is is_administrator


def test_whoever_holds_other_policies_than_its_own_is_grown():
    assert not node("ann").is_grown
    assert Node(SCENE.grown("ann"), NONE).is_grown


# --- the frontier


def test_an_empty_frontier_is_done():
    frontier = Frontier()
    assert not frontier

    frontier.offer(node(), (SURE, 0))
    assert frontier

    frontier.next()
    assert not frontier


def test_those_who_are_as_sure_and_as_far_away_come_together_in_the_order_in_which_they_were_found():
    ann, ben, zoe = node("ann"), node("ben"), node("zoe")
    frontier = Frontier()
    for each, distance in ((zoe, 1), (ben, 2), (ann, 1)):
        frontier.offer(each, (SURE, distance))

    wave = frontier.next()
    assert (wave.certainty, wave.distance, wave.nodes) == (SURE, 1, [zoe, ann])
    assert (zoe.is_settled, ann.is_settled, ben.is_settled) == (True, True, False)
    wave = frontier.next()
    assert (wave.certainty, wave.distance, wave.nodes) == (SURE, 2, [ben])


def test_a_sure_way_of_many_steps_comes_before_a_possible_one_of_none():
    ann, ben = node("ann"), node("ben")
    frontier = Frontier()
    frontier.offer(ann, (POSSIBLE, 0))
    frontier.offer(ben, (SURE, 3))

    assert frontier.next().nodes == [ben]
    assert frontier.next().nodes == [ann]


def test_the_best_way_on_is_kept_and_of_two_alike_the_first():
    ann, ben, zoe = node("ann"), node("ben"), node("zoe")
    other = Found(edge("iam-003"), Ends(), NONE, ())
    frontier = Frontier()
    frontier.offer(ann, (SURE, 3), other, ben)
    frontier.offer(ann, (SURE, 2), MAKING_A_KEY, zoe)
    frontier.offer(ann, (SURE, 2), other, ben)
    frontier.offer(ann, (SURE, 4), other, ben)

    assert (ann.offer, ann.found, ann.onward) == ((SURE, 2), MAKING_A_KEY, zoe)
    assert frontier.next().nodes == [ann]


def test_whoever_was_handed_out_is_settled():
    ann = node("ann")
    frontier = Frontier()
    frontier.offer(ann, (SURE, 3))
    frontier.offer(ann, (SURE, 2))

    assert frontier.next().nodes == [ann]
    frontier.offer(ann, (SURE, 1), MAKING_A_KEY, node("zoe"))
    assert (ann.offer, ann.found) == ((SURE, 2), None)
    assert frontier.next().nodes == []  # its first offer: it was handed out by a better one


# --- a wave


@pytest.mark.parametrize(
    ("offer", "certainty", "gains"),
    [
        (None, SURE, True),
        (None, UNREAD, True),
        ((SURE, 2), SURE, False),  # two steps away as well
        ((SURE, 3), SURE, True),
        ((SURE, 1), SURE, False),
        ((SURE, 9), POSSIBLE, False),
        ((POSSIBLE, 3), SURE, True),
        ((POSSIBLE, 3), POSSIBLE, True),
        ((POSSIBLE, 2), POSSIBLE, False),
        ((UNREAD, 1), POSSIBLE, True),
    ],
)
def test_a_way_into_a_wave_gains_where_it_is_surer_or_shorter(offer, certainty, gains):
    ann = node("ann")
    ann.offer = offer

    assert Wave((SURE, 1), []).gains(ann, certainty) is gains


def test_a_sure_way_into_a_possible_wave_is_a_possible_one():
    ann = node("ann")
    ann.offer = (SURE, 5)

    assert not Wave((POSSIBLE, 1), []).gains(ann)
    ann.offer = (POSSIBLE, 5)
    assert Wave((POSSIBLE, 1), []).gains(ann)


def test_whoever_is_settled_gains_nothing():
    assert not Wave((SURE, 1), []).gains(settled())


def test_a_way_is_taken_for_sure_unless_it_is_said():
    ann = node("ann")
    ann.offer = (POSSIBLE, 1)

    assert Wave((SURE, 1), []).gains(ann)
    assert not Wave((SURE, 1), []).gains(ann, POSSIBLE)


def test_a_wave_tells_as_whom_its_nodes_are_reached_and_made():
    zoe, ann, deploy = node("zoe"), node("ann"), node("deploy")
    zoe.reached = {("zoe", "key"), ("zoe", "session")}
    deploy.reached = {("deploy", "session")}
    ann.raised = {"arn:b", "", "arn:a"}
    deploy.raised = {"arn:a"}

    wave = Wave((SURE, 0), [zoe, ann, deploy])

    assert wave.reached == {("zoe", "key"): zoe, ("zoe", "session"): zoe, ("deploy", "session"): deploy}
    assert wave.raised == {
        ("user", False): [(ann, None)],
        ("user", True): [(ann, "arn:a"), (ann, "arn:b")],
        ("role", True): [(deploy, "arn:a")],
    }
