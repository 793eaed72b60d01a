"""A scenario's file becomes an account, and every mistake in it is named with its place."""

from __future__ import annotations

import re

import pytest

from rootward.errors import InternalError
from rootward.sandbox.scenario.draft import scenario_of

LEAST = {
    "title": "t",
    "alias": "a",
    "regions": ["us-east-1"],
    "caller": {"root": True},
    "root": {"created": 1.0},
}
FAMILY = {"names": ["billing"], "created": [1.0, 2.0], "groups": [{"name": "<name>-team"}]}
CROWD = {"name": "staff", "count": 2, "names": "u<number>", "created": [1.0, 2.0], "groups": {"billing-team": 1.0}}


def test_crowds_and_families_come_beside_what_is_written_out():
    scenario = scenario_of(
        LEAST | {"users": [{"name": "w", "created": 1.0}], "families": [FAMILY], "crowds": [CROWD]}, "n"
    )

    assert [(user.name, user.groups) for user in scenario.users] == [
        ("w", ()),
        ("u01", ("billing-team",)),
        ("u02", ("billing-team",)),
    ]
    assert [group.name for group in scenario.groups] == ["billing-team"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"crowds": [CROWD | {"count": 0}]}, "`int` >= 1 - at `$.crowds[0].count`"),
        ({"crowds": [CROWD | {"groups": {"g": 1.5}}]}, "`float` <= 1.0 - at `$.crowds[0].groups[...]`"),
        ({"crowds": [CROWD | {"shoes": 2}]}, "unknown field `shoes` - at `$.crowds[0]`"),
        ({"crowds": [CROWD]}, "scenario 'n': user u01 is in the group 'billing-team', which is not there"),
        (
            {"crowds": [CROWD | {"groups": {}, "inline": {"p": {"share": 0.1, "document": "{"}}}]},
            "scenario 'n': the inline policy p of crowd staff is no JSON",
        ),
        ({"crowds": [CROWD | {"names": "<first>"}]}, "scenario 'n': crowd staff: 2 users and only 0 names are left"),
    ],
)
def test_a_mistake_is_named_with_its_place(changes, message):
    with pytest.raises(InternalError, match=re.escape(message)):
        scenario_of(LEAST | changes, "n")
