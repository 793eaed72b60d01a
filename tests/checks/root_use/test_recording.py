from __future__ import annotations

import pytest

from rootward.checks.root_use.recording import records
from rootward.checks.root_use.sample_events import SampleEvent
from tests.checks.facts import denied
from tests.checks.root_use.monitoring import selector, trail


def event(region="us-east-1", source="ec2.amazonaws.com", *, read_only=False):
    record = {"awsRegion": region, "eventSource": source, "readOnly": read_only}
    return SampleEvent(what="API calls", detail_type="AWS API Call via CloudTrail", record=record)


def test_a_multi_region_trail_records_every_region():
    assert records(trail(), event("ap-south-1")) is True


def test_a_single_region_trail_records_its_own():
    alone = trail(multi_region=False, home_region="eu-west-1")

    assert records(alone, event("eu-west-1")) is True
    assert records(alone, event("us-east-1")) is False


def test_a_trail_without_global_services_has_no_iam_events():
    local = trail(multi_region=False, home_region="us-east-1", includes_global_services=False)

    assert records(local, event(source="iam.amazonaws.com")) is False
    assert records(local, event(source="ec2.amazonaws.com")) is True


def test_a_trail_that_is_not_logging_records_nothing():
    assert records(trail(logging=False), event()) is False


@pytest.mark.parametrize(
    ("read_write", "reads", "writes"), [("All", True, True), ("ReadOnly", True, False), ("WriteOnly", False, True)]
)
def test_selectors_choose_between_reading_and_writing(read_write, reads, writes):
    chosen = trail(selectors=(selector(read_write=read_write),))

    assert records(chosen, event(read_only=True)) is reads
    assert records(chosen, event(read_only=False)) is writes


def test_data_event_selectors_and_excluded_sources_record_nothing():
    assert records(trail(selectors=(selector(management_events=False),)), event()) is False
    assert records(trail(selectors=()), event()) is False
    without_kms = trail(selectors=(selector(excluded_sources=("kms.amazonaws.com",)),))
    assert records(without_kms, event(source="kms.amazonaws.com")) is False
    assert records(without_kms, event()) is True


def test_what_was_not_read_or_is_narrowed_leaves_it_open():
    for doubtful in (
        trail(logging=denied("cloudtrail:GetTrailStatus")),
        trail(selectors=denied("cloudtrail:GetEventSelectors")),
        trail(selectors=(selector(narrowed=True),)),
    ):
        answer = records(doubtful, event())
        assert isinstance(answer, tuple)
        assert "trail main" in answer[0].detail


def test_a_whole_selector_beside_a_narrow_one_settles_it():
    assert records(trail(selectors=(selector(narrowed=True), selector())), event()) is True
