"""Real logs of attacks: every call that AWS's reference knows is mapped, and the policy that is proposed allows it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rootward.iam_policy.document import parse
from rootward.trail.actions.proposal import LONGEST, propose
from rootward.trail.log import Log
from rootward.trail.sources.listing import listing
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.trail.counting import count

DATA = Path(__file__).parents[4] / "shared/data"
FOLDERS = ("cloudtrail_invictus", "cloudtrail_stratus")

pytestmark = pytest.mark.skipif(
    not (DATA / FOLDERS[0]).is_dir(), reason="the real logs lie in ../shared, which is not here"
)


@pytest.fixture(scope="module")
def used():
    """What the principals of both did."""
    logs = [
        one
        for one in listing([str(DATA / name) for name in FOLDERS], Wanted(), lambda _place: None)
        if isinstance(one, Log)
    ]
    counted = count(logs, Wanted(), workers=1)
    assert counted.unread == ()
    found = counted.tally.used()
    assert found is not None
    return found


def test_all_but_one_call_is_mapped(used):
    unmapped = {(one.source, one.name): one.count for use in used.principals for one in use.unmapped}

    assert unmapped == {("s3.amazonaws.com", "GetStorageLensDashboardDataInternal"): 2}
    assert sum(one.count for use in used.principals for one in use.unmapped) == 4


def test_every_proposal_is_a_policy_that_aws_takes(used):
    for use in used.principals:
        for document in propose(use, used).documents:
            text = json.dumps(document, separators=(",", ":"))
            assert len(text) <= LONGEST
            assert parse(text).statements


def test_the_attacker_s_refused_calls_are_told_apart(used):
    found = {use.principal: use for use in used.principals}
    leaving = found["arn:aws:iam::123837392027:role/stratus-red-team-leave-org-role"]

    assert leaving.used == ()
    assert [one.action for one in leaving.denied] == ["organizations:LeaveOrganization"]
