from __future__ import annotations

import pytest

from tests.checks.asking import only
from tests.checks.facts import account, denied
from tests.checks.root_use.monitoring import selector, trail

CHECK = "trail-missing"


def verdict(*trails):
    return only(CHECK, account(trails=trails))


def test_a_whole_trail_passes():
    answer = verdict(trail())

    assert answer.status == "pass"
    assert "trail main" in answer.message


def test_an_organisation_trail_counts():
    assert verdict(trail(organization=True)).status == "pass"


def test_two_selectors_may_share_the_work():
    both = (selector(read_write="ReadOnly"), selector(read_write="WriteOnly"))

    assert verdict(trail(selectors=both)).status == "pass"


def test_no_trail_fails():
    assert verdict().status == "fail"
    assert verdict().message == "there is no trail"


@pytest.mark.parametrize(
    ("fields", "lack"),
    [
        ({"multi_region": False}, "covers eu-west-1 only"),
        ({"logging": False}, "is not logging"),
        ({"validates_files": False}, "does not validate its log files"),
        ({"selectors": ()}, "records no management events"),
        ({"selectors": (selector(management_events=False),)}, "records no management events"),
        ({"selectors": (selector(read_write="ReadOnly"),)}, "records only management events that read"),
        ({"selectors": (selector(read_write="WriteOnly"),)}, "records only management events that change something"),
        ({"selectors": (selector(narrowed=True),)}, "records a narrow choice of management events only"),
        ({"latest_delivery_error": "AccessDenied"}, "could not deliver its last log file (AccessDenied)"),
    ],
)
def test_each_thing_that_a_trail_lacks_fails_and_is_named(fields, lack):
    answer = verdict(trail(**fields))

    assert answer.status == "fail"
    assert answer.message == f"trail main {lack}"
    assert answer.severity == "high"


def test_a_trail_that_leaves_out_kms_fails_low():
    answer = verdict(trail(selectors=(selector(excluded_sources=("kms.amazonaws.com",)),)))

    assert answer.status == "fail"
    assert answer.severity == "low"
    assert answer.message == "trail main leaves out the management events of kms.amazonaws.com"


def test_what_a_trail_leaves_out_is_named_beside_what_it_lacks():
    answer = verdict(trail(multi_region=False, selectors=(selector(excluded_sources=("kms.amazonaws.com",)),)))

    assert answer.severity == "high"
    assert (
        answer.message == "trail main covers eu-west-1 only and leaves out the management events of kms.amazonaws.com"
    )


def test_what_one_selector_leaves_out_another_may_record():
    both = (selector(excluded_sources=("kms.amazonaws.com",)), selector())

    assert verdict(trail(selectors=both)).status == "pass"


def test_the_best_of_several_is_named():
    answer = verdict(trail("poor", logging=False, validates_files=False), trail("better", validates_files=False))

    assert answer.status == "fail"
    assert answer.message == "trail better does not validate its log files, and 1 other trail lacks no less"


def test_one_whole_trail_among_others_passes():
    assert verdict(trail("poor", logging=False), trail("whole")).status == "pass"


def test_two_halves_make_no_whole():
    halves = (trail("local", multi_region=False), trail("unvalidated", validates_files=False))

    assert verdict(*halves).status == "fail"


def test_a_candidate_whose_state_was_not_read_is_unknown():
    for doubtful in (
        trail(logging=denied("cloudtrail:GetTrailStatus")),
        trail(selectors=denied("cloudtrail:GetEventSelectors")),
    ):
        answer = verdict(trail("poor", logging=False), doubtful)
        assert answer.status == "unknown"
        assert answer.unknowns[0].reason == "denied"
        assert "trail main" in answer.unknowns[0].detail


def test_a_known_lack_fails_whatever_else_was_not_read():
    assert verdict(trail(logging=denied("cloudtrail:GetTrailStatus"), validates_files=False)).status == "fail"


def test_denied_trails_are_unknown():
    assert only(CHECK, account(trails=denied("cloudtrail:DescribeTrails"))).status == "unknown"
