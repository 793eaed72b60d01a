from __future__ import annotations

from typing import Any

import msgspec

from rootward.model.change import ApiCall, Missing
from rootward.model.monitoring import Trail
from tests.checks.facts import account, denied
from tests.model.change import kinds
from tests.model.change.kinds import EU, TRAIL_ARN

SILENT = Trail(name="rootward", arn=TRAIL_ARN, home_region=EU, multi_region=True, logging=False, selectors=())
OTHER = msgspec.structs.replace(SILENT, arn=TRAIL_ARN.replace("rootward", "other"))
LOUD = msgspec.structs.replace(SILENT, logging=True)

started: Any = kinds.logging


def test_it_is_started_and_stopped_in_the_trail_s_home():
    assert [change.calls() for change in (started(), started().inverse())] == [
        (
            ApiCall(
                service="cloudtrail",
                operation=operation,
                parameters={"Name": "rootward"},
                resource=TRAIL_ARN,
                region=EU,
            ),
        )
        for operation in ("StartLogging", "StopLogging")
    ]


def test_what_is_done_while_it_is_stopped_is_not_recorded():
    assert (started().risk, started().inverse().risk) == ("safe", "disruptive")


def test_its_state_is_whether_it_records():
    assert started().state(account(trails=(OTHER, LOUD))) is True
    assert started().state(account(trails=(OTHER, SILENT))) is False
    assert started().state(account(trails=(OTHER,))) == Missing(TRAIL_ARN)


def test_what_was_not_read_stays_unread():
    unread = denied("cloudtrail:DescribeTrails")
    deaf = account(trails=(msgspec.structs.replace(SILENT, logging=denied("cloudtrail:GetTrailStatus")),))

    assert started().state(account(trails=unread)) == unread
    assert started().state(deaf) == denied("cloudtrail:GetTrailStatus")
    for facts in (account(trails=unread), deaf):
        assert started().effect(facts) == facts


def test_only_the_one_is_started():
    assert started().effect(account(trails=(OTHER, SILENT))).trails == (OTHER, LOUD)


def test_a_trail_and_its_logging_are_two_targets():
    assert started().target != kinds.trail().target
    assert (started().resource, started().makes) == (TRAIL_ARN, None)
