"""What a scenario says."""

from __future__ import annotations

from rootward.sandbox.scenario.tables import Caller, Group, Policy, Role, Root, Rule, Scenario, User

SCENARIO = Scenario(
    title="t",
    alias="a",
    regions=("us-east-1",),
    caller=Caller(user="u"),
    root=Root(created=1),
    users=(User(name="u", created=1, inline={"a": "{}"}),),
    groups=(Group(name="g", created=1, inline={"b": "{}"}),),
    roles=(Role(name="r", created=1, trust="{}", inline={"c": "{}"}),),
    policies=(Policy(name="p", created=1, document="{}"),),
    rules=(Rule(name="e", regions=(), pattern="{}", topic="t"),),
)


def test_every_document_is_found_with_its_place():
    assert set(SCENARIO.documents()) == {
        "policy p",
        "trust of role r",
        "rule e",
        "inline policy a of u",
        "inline policy b of g",
        "inline policy c of r",
    }
