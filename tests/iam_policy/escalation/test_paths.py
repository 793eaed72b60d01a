"""Path by path of the extract: the account in which it is open, and those in which one thing is missing."""

from __future__ import annotations

import pytest

from rootward.iam_policy.escalation import repertoire
from rootward.iam_policy.escalation.doubt import Certainty
from rootward.iam_policy.escalation.edge import Edge, table
from tests.iam_policy.escalation.situation import Situation, context, path_of, situation_of

EDGES = tuple(edge for edge in table() if not edge.id.startswith("rootward-"))
"""Those of rootward's own start from limits, or end at somebody new: `test_growth.py` has them."""
SHADOWED = {"lambda-004": "lambda-003", "lambda-005": "lambda-003"}
"""Paths that need all that a shorter one needs, and more."""

EACH_EDGE = pytest.mark.parametrize("edge", EDGES, ids=[edge.id for edge in EDGES])


EACH_NEED = pytest.mark.parametrize(
    ("edge", "need"),
    [pytest.param(edge, need, id=f"{edge.id}-{place}") for edge in EDGES for place, need in enumerate(edge.needs)],
)


@pytest.fixture
def alone(monkeypatch):
    """Leave one edge in the table."""

    def leave(edge: Edge) -> None:
        monkeypatch.setattr(repertoire, "edges", lambda: (edge,))

    return leave


@EACH_EDGE
def test_with_all_that_it_needs_the_path_leads_to_administration(edge):
    path = path_of(situation_of(edge), "caller")

    assert path is not None
    assert [step.edge.id for step in path.steps] == [SHADOWED.get(edge.id, edge.id)]
    assert path.certainty == (Certainty.POSSIBLE if edge.possible else Certainty.SURE)
    assert path.target.name == ("caller" if edge.reaches in {"self", "group"} else "target")


@EACH_EDGE
def test_the_path_names_each_need_and_the_statement_that_meets_it(edge, alone):
    alone(edge)
    path = path_of(situation_of(edge), "caller")

    assert path is not None
    (step,) = path.steps
    assert step.edge is edge
    granted = [grant.need for grant in step.grants]
    assert all(need in granted for need in edge.needs)
    for grant in step.grants:
        if grant.need.by == "caller" and not (edge.rewrites_trust and grant.need.action == "sts:AssumeRole"):
            assert (grant.policy, grant.group, grant.holder.name) == ("caller", None, "caller")
            assert grant.statement is not None


@EACH_NEED
def test_without_one_need_the_path_is_closed(edge, need, alone):
    alone(edge)

    assert path_of(situation_of(edge, Situation(without=need)), "caller") is None or (
        edge.rewrites_trust and need.action == "sts:AssumeRole"
    )


@EACH_NEED
def test_a_need_on_another_resource_does_not_do(edge, need, alone):
    alone(edge)

    assert path_of(situation_of(edge, Situation(misplaced=need)), "caller") is None or (
        edge.rewrites_trust and need.action == "sts:AssumeRole"
    )


@EACH_NEED
def test_a_denied_need_closes_the_path(edge, need, alone):
    alone(edge)

    assert path_of(situation_of(edge, Situation(denied=need)), "caller") is None


@EACH_NEED
def test_a_boundary_without_a_need_closes_the_path(edge, need, alone):
    alone(edge)

    assert path_of(situation_of(edge, Situation(bounded=need)), "caller") is None or (
        # A trust policy that names a user is enough, whatever its boundary says.
        edge.rewrites_trust and need.action == "sts:AssumeRole"
    )


@pytest.mark.parametrize(
    ("edge", "need"),
    [
        pytest.param(edge, need, id=f"{edge.id}-{place}")
        for edge in EDGES
        for place, need in enumerate(edge.needs)
        if context(need)
    ],
)
def test_a_need_under_another_condition_does_not_do(edge, need, alone):
    alone(edge)

    assert path_of(situation_of(edge, Situation(mismatched=need)), "caller") is None


@pytest.mark.parametrize(
    ("edge", "alternative"),
    [pytest.param(edge, need, id=f"{edge.id}-{place}") for edge in EDGES for place, need in enumerate(edge.any_of)],
)
def test_each_alternative_is_enough_and_none_is_not(edge, alternative, alone):
    alone(edge)

    assert path_of(situation_of(edge, Situation(alternative=alternative)), "caller") is not None
    none = Situation(alternative=alternative, without=alternative)
    assert path_of(situation_of(edge, none), "caller") is None


@pytest.mark.parametrize(
    "edge",
    [pytest.param(edge, id=edge.id) for edge in EDGES if edge.services or edge.helper_services],
)
def test_a_trust_policy_without_the_service_closes_the_path(edge, alone):
    alone(edge)

    assert path_of(situation_of(edge, Situation(untrusted=True)), "caller") is None
