"""A scenario that contradicts itself says where."""

from __future__ import annotations

import msgspec
import pytest

from rootward.sandbox.scenario.contradiction import contradictions
from rootward.sandbox.scenario.tables import (
    Analyzer,
    Caller,
    Key,
    MetricAlarm,
    Root,
    Rule,
    Scenario,
    User,
)

KEY = Key(created=1)
SOUND = Scenario(
    title="t",
    alias="a",
    regions=("us-east-1",),
    caller=Caller(user="u"),
    root=Root(created=1),
    users=(User(name="u", created=1, keys=(KEY,)),),
)


def user(**fields):
    return (*SOUND.users, User(**{"name": "v", "created": 1, **fields}))


def test_a_sound_scenario_has_none():
    assert list(contradictions(SOUND)) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"users": user(name="U")}, "user u is there 2 times"),
        ({"users": user(groups=("g",))}, "user v is in the group 'g', which is not there"),
        ({"users": user(keys=(KEY, KEY, KEY))}, "user v has 3 of something of which AWS allows 2"),
        ({"caller": Caller()}, "the caller is one of user, role and root"),
        ({"caller": Caller(user="u", root=True)}, "the caller is one of user, role and root"),
        ({"caller": Caller(user="w")}, "the caller is the user 'w', who has no active access key"),
        ({"caller": Caller(role="r")}, "the caller is a session of the role 'r', which is not there"),
        ({"regions": ("eu-west-1",)}, "the regions lack us-east-1, which nobody can disable"),
        (
            {"analyzers": (Analyzer(name="a", regions=("eu-west-1",), created=1),)},
            "analyzer a lies in eu-west-1, which is not enabled",
        ),
        ({"denied_regions": ("eu-west-1",)}, "denied_regions lies in eu-west-1, which is not enabled"),
        (
            {"rules": (Rule(name="e", regions=("us-east-1",), pattern="{}", topic="t"),)},
            "e tells the topic 't', which is not there",
        ),
        (
            {"metric_alarms": (MetricAlarm(name="m", region="us-east-1", log_group="l", pattern="", topic="t"),)},
            "m listens to the log group 'l', which no trail writes",
        ),
    ],
)
def test_each_is_told_with_its_place(changes, told):
    assert told in list(contradictions(msgspec.structs.replace(SOUND, **changes)))
