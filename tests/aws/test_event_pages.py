"""The pages of the event history: at AWS's pace, patient where it throttles, and never in a circle."""

from __future__ import annotations

import pytest

from rootward.aws.event_pages import PACE, event_pages
from rootward.aws.failure import UnreadError
from tests.aws.fake_aws import js, json_error

EVENT = {"EventId": "1", "CloudTrailEvent": "{}"}


@pytest.fixture
def waited():
    return []


@pytest.fixture
def pages(aws, waited):
    def read(**asked):
        with aws.reading(sleep=waited.append) as reading:
            return list(event_pages(reading, "eu-west-1", **asked))

    return read


def answers(*all_of_them):
    left = list(all_of_them)
    return lambda _asked, _region: left.pop(0)


def test_pages_are_asked_for_no_faster_than_aws_takes_them(aws, pages, waited):
    aws.answers["LookupEvents"] = answers(js({"Events": [EVENT], "NextToken": "a"}), js({"Events": [EVENT]}))

    assert [page.is_last for page in pages(waits=True)] == [False, True]
    assert waited == [PACE, PACE]
    assert PACE >= 0.5
    assert [asked.get("NextToken") for asked in aws.asked("LookupEvents")] == [None, "a"]


def test_a_throttled_lookup_is_asked_again_later_and_later(aws, pages, waited):
    busy = json_error("ThrottlingException", "Rate exceeded")
    aws.answers["LookupEvents"] = answers(*[busy] * 10, js({"Events": [EVENT]}))

    (page,) = pages()  # botocore asked five times itself, twice

    assert page.events == (EVENT,)
    assert waited == [2.0, 4.0]


def test_one_that_stays_throttled_is_given_up(aws, pages, waited):
    aws.answers["LookupEvents"] = json_error("ThrottlingException", "Rate exceeded")

    with pytest.raises(UnreadError, match="throttled"):
        pages()

    assert waited == [2.0, 4.0, 8.0, 16.0, 32.0]


def test_a_circle_of_pages_ends(aws, pages):
    aws.answers["LookupEvents"] = js({"Events": [EVENT], "NextToken": "again"})

    with pytest.raises(UnreadError, match="endless"):
        pages()
