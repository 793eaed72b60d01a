"""Each detection has records that fire it and records that all but do, and the search looks for what fires it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from rootward.model.root_event import Detection
from rootward.trail.classify.detections import NEEDS, RULES, find
from rootward.trail.record import Record, parse_record
from tests.trail.classify.detections.cases.every import CASES, FIRING
from tests.trail.classify.detections.events import Raw, root

ANY_SERVICES = {"root-key-used", "assume-root-outside-task", "access-denied-burst"}
NEAR = [
    pytest.param(case.rule, records, id=f"{case.rule}: {why}") for case in CASES for why, records in case.near.items()
]


def detected(raw: Iterable[Raw]) -> tuple[Detection, ...]:
    return tuple(one.detection for one in find([parse_record(one) for one in raw]))


def is_wanted(record: Record) -> bool:
    return any(need.takes(record) for need in NEEDS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.severity}")
def test_it_fires(case):
    (found,) = [one for one in detected(case.fires) if one.id == case.rule]
    assert found.severity == case.severity
    assert found.count == len(case.fires)
    assert {event.event_id for event in found.events} <= {raw["eventID"] for raw in case.fires}


@pytest.mark.parametrize(("rule", "near"), NEAR)
def test_a_near_miss_does_not(rule, near):
    assert rule not in {one.id for one in detected(near)}


@pytest.mark.parametrize("case", [case for case in CASES if case.rule not in ANY_SERVICES], ids=lambda case: case.rule)
def test_an_event_of_that_name_of_another_service_does_not(case):
    elsewhere = [{**raw, "eventSource": "example.amazonaws.com"} for raw in case.fires]
    assert case.rule not in {one.id for one in detected(elsewhere)}


def test_every_rule_has_both():
    assert {case.rule for case in CASES} == {rule.id for rule in RULES}
    assert {case.rule for case in CASES if case.near} == {rule.id for rule in RULES}


def test_every_severity_that_a_rule_can_have_is_shown():
    shown = {(case.rule, case.severity) for case in CASES}
    said = {(rule.id, severity) for rule in RULES for severity in (rule.severity, rule.refused) if severity}
    assert said <= shown


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.by_root], ids=lambda rule: rule.id)
def test_it_is_graver_by_root(rule):
    case = next(case for case in CASES if case.rule == rule.id and case.severity == rule.severity)
    by_root = [{**raw, "userIdentity": root()} for raw in case.fires]
    (found,) = [one for one in detected(by_root) if one.id == rule.id]
    assert found.severity == rule.by_root


@pytest.mark.parametrize("raw", FIRING, ids=lambda raw: raw["eventName"])
def test_what_fires_a_detection_is_wanted(raw):
    assert is_wanted(parse_record(raw))


def test_a_read_that_went_well_is_not_wanted():
    (plain,) = [
        raw for case in CASES for raw in case.near.get("it only looks", ()) if raw["eventName"] == "GetPolicyVersion"
    ]
    assert not is_wanted(parse_record(plain))


def test_no_need_takes_everything():
    assert all(need.names or need.errors or need.by_root for need in NEEDS)


def test_rules_are_told_apart_and_say_what_they_are():
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.fires.endswith(".")
        assert not rule.title.endswith(".")
        assert rule.source.startswith("https://docs.aws.amazon.com/")
