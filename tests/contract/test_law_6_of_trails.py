"""Law 6, of CloudTrail: reading logs changes nothing, and a watch changes nothing but its own queue."""

from __future__ import annotations

import pytest

from rootward.aws import event_lookup, public_keys, trail_bucket, trail_queue
from tests.contract.test_law_6_read_only import READING, access_levels

READS = (
    *event_lookup.READS,
    *trail_bucket.READS,
    public_keys.LIST_PUBLIC_KEYS,
    trail_queue.GET_QUEUE_URL,
    trail_queue.RECEIVE,
)


@pytest.mark.parametrize("call", READS, ids=lambda call: call.action)
def test_every_call_by_which_logs_are_got_only_reads(call):
    assert access_levels(call.action) <= READING


def test_what_was_told_is_deleted_from_the_queue_and_that_is_all():
    assert {action for action in trail_queue.ACTIONS if not access_levels(action) <= READING} == {
        trail_queue.DELETE.action
    }
