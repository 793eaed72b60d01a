"""What could not be opened counts until it was opened, or until nobody tells it any more who was asked for as much."""

from datetime import date

import pytest

from rootward.trail.store.task import Task
from rootward.trail.store.unopened import Change, Remembered, Unopened

LOGS = Task(sources=("/logs",))
FIRST = Unopened("/logs/1.json", "1.json", "Permission denied")
SECOND = Unopened("/logs/2.json", "2.json", "Permission denied")


def remembered(*told, task=LOGS):
    """What an ingest told that came to its end."""
    found = Remembered()
    ended(found, *told, task=task)
    return found


def ended(found, *told, task=LOGS):
    """Another one came to its end."""
    change = found.change(told, task)
    found.take(change.added, change.opened, task)
    return change


def test_what_is_told_again_is_nothing_new():
    found = remembered(FIRST, SECOND)
    assert found.change([SECOND, FIRST], LOGS) == Change()
    assert found.all == (FIRST, SECOND)


def test_what_is_told_no_more_counts_no_more():
    found = remembered(FIRST, SECOND)
    assert ended(found, SECOND) == Change(opened=(FIRST.place,))
    assert found.all == (SECOND,)


def test_what_was_opened_counts_no_more_whoever_was_asked_for_it():
    found = remembered(FIRST, SECOND)
    found.take((), [FIRST.place], None)
    assert found.all == (SECOND,)
    assert (FIRST.place in found, SECOND.place in found) == (False, True)


@pytest.mark.parametrize(
    "other",
    [
        Task(sources=("/others",)),
        Task(sources=("/logs",), accounts=("111122223333",)),
        Task(sources=("/logs",), since=date(2026, 5, 4)),
        Task(sources=("/logs/1.json",)),
    ],
)
def test_an_ingest_of_less_or_of_another_place_ends_nothing(other):
    found = remembered(FIRST)
    assert ended(found, task=other) == Change()
    assert found.all == (FIRST,)


def test_one_of_more_ends_what_one_of_less_told():
    found = remembered(FIRST, task=Task(sources=("/logs",), accounts=("111122223333",)))
    assert ended(found) == Change(opened=(FIRST.place,))
    assert found.all == ()


def test_of_several_sources_that_counts_which_leads_there():
    found = remembered(FIRST, task=Task(sources=("/logs", "/others")))
    ended(found, task=Task(sources=("/others",)))
    assert found.all == (FIRST,)
    ended(found)
    assert found.all == ()


@pytest.mark.parametrize(
    ("place", "its", "alike"),
    [("/logs-old/1.json", "/logs-old", "/logs"), ("s3://acme-old/1", "s3://acme-old", "s3://acme")],
)
def test_a_source_whose_name_begins_alike_need_not_end(place, its, alike):
    found = remembered(Unopened(place, place, "denied"), task=Task(sources=(alike, its)))
    ended(found, task=Task(sources=(its,)))
    assert found.all == ()


def test_where_no_word_tells_which_it_is_all_of_them_must_end():
    elsewhere = Unopened("s3://trail/x", "s3://trail/x", "denied")
    found = remembered(elsewhere, task=Task(sources=("/logs", "S3://trail")))
    ended(found)
    assert found.all == (elsewhere,)
    ended(found, task=Task(sources=("/logs", "S3://trail")))
    assert found.all == ()


def test_each_of_two_that_were_asked_for_different_things_must_end():
    one, other = (Task(sources=("/logs",), accounts=(number,)) for number in ("111122223333", "444455556666"))
    found = remembered(FIRST, task=one)
    assert ended(found, FIRST, task=other).added == (FIRST,)
    ended(found, task=one)
    assert found.all == (FIRST,)
    ended(found, task=other)
    assert found.all == ()


def test_one_that_is_asked_for_more_tells_it_anew_and_one_of_less_does_not():
    found = remembered(FIRST, task=Task(sources=("/logs",), since=date(2026, 5, 4)))
    assert ended(found, FIRST, task=Task(sources=("/logs",), since=date(2026, 5, 5))) == Change()
    assert ended(found, FIRST).added == (FIRST,)
    assert ended(found, task=Task(sources=("/logs",), since=date(2026, 5, 4))) == Change()
    assert found.all == (FIRST,)


def test_another_reason_is_told_in_place_of_the_first():
    found = remembered(FIRST)
    other = FIRST._replace(reason="Input/output error")
    assert ended(found, other) == Change(added=(other,))
    assert found.all == (other,)
