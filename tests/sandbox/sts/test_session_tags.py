"""Tags of sessions, along a chain of roles."""

from __future__ import annotations

import pytest

from rootward.sandbox.error import PracticeError
from rootward.sandbox.sts.session_tags import SessionTags

TEAM = [{"Key": "Team", "Value": "ops"}]


def test_a_transitive_tag_goes_on_and_any_other_stays():
    first = SessionTags.passed([*TEAM, {"Key": "Shift", "Value": "night"}], ["Team"])
    second = SessionTags.passed([{"Key": "Task", "Value": "audit"}], chained=first)
    assert second.tags == {"Team": "ops", "Task": "audit"}
    assert SessionTags.passed(None, chained=second).tags == {"Team": "ops"}


@pytest.mark.parametrize(
    ("tags", "transitive", "message"),
    [
        ([*TEAM, {"Key": "team", "Value": "dev"}], [], "Duplicate tag keys found"),
        (TEAM, ["Shift"], "must be included in the requested tags"),
    ],
)
def test_keys_are_compared_without_regard_to_case(tags, transitive, message):
    with pytest.raises(PracticeError, match=message) as refused:
        SessionTags.passed(tags, transitive)
    assert refused.value.code == "InvalidParameterValue"


def test_a_transitive_tag_cannot_be_set_anew():
    chained = SessionTags.passed(TEAM, ["Team"])
    with pytest.raises(PracticeError, match="conflicts with a transitive tag key from the calling session"):
        SessionTags.passed([{"Key": "TEAM", "Value": "dev"}], chained=chained)
