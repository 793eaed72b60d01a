"""The time by AWS's clock, as its answers tell it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rootward.aws.aws_clock import AwsClock

HERE = datetime(2030, 1, 1, 12, tzinfo=UTC)
THERE = datetime(2026, 3, 1, 12, tzinfo=UTC)


def dated(text: str) -> dict[str, object]:
    return {"ResponseMetadata": {"HTTPHeaders": {"date": text}}}


@pytest.mark.parametrize("text", ["Sun, 01 Mar 2026 12:00:00 GMT", "Sun, 01 Mar 2026 12:00:00 -0000"])
def test_it_goes_on_from_the_newest_answer(text):
    seconds = [7.0]
    clock = AwsClock(lambda: HERE, lambda: seconds[0])

    clock.learn(dated(text))
    seconds[0] += 300

    assert clock.now() == THERE + timedelta(minutes=5)


def test_whoever_sets_the_machines_clock_does_not_set_it():
    here = [HERE]
    clock = AwsClock(lambda: here[0], lambda: 7.0)
    clock.learn(dated("Sun, 01 Mar 2026 12:00:00 GMT"))

    here[0] += timedelta(hours=1)

    assert clock.now() == THERE


@pytest.mark.parametrize("answer", [{}, dated(""), dated("yesterday")])
def test_without_a_date_it_is_this_machines(answer):
    clock = AwsClock(lambda: HERE, lambda: 7.0)

    clock.learn(answer)

    assert clock.now() == HERE


@pytest.mark.parametrize(("late", "whole"), [(0.4, 0), (1.0, 1), (3.9, 3)])
def test_an_answer_tells_whole_seconds_and_takes_its_time_and_sets_nothing_back(late, whole):
    seconds = [7.0]
    clock = AwsClock(lambda: HERE, lambda: seconds[0])
    clock.learn(dated("Sun, 01 Mar 2026 12:00:00 GMT"))
    seconds[0] += 5 + late

    clock.learn(dated("Sun, 01 Mar 2026 12:00:05 GMT"))

    assert clock.now() == THERE + timedelta(seconds=5 + whole)


def test_a_clock_that_was_hours_ahead_is_set_right():
    clock = AwsClock(lambda: HERE, lambda: 7.0)
    clock.learn(dated("Sun, 01 Mar 2026 15:00:00 GMT"))

    clock.learn(dated("Sun, 01 Mar 2026 12:00:00 GMT"))

    assert clock.now() == THERE
