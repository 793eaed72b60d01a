"""What is left of an ingest that did not come to its end, when another one did."""

from datetime import date

import pytest

from rootward.trail.store.task import Task

BEGUN = Task(
    sources=("logs", "s3://trail"), accounts=("111122223333",), since=date(2026, 11, 1), until=date(2026, 11, 9)
)


@pytest.mark.parametrize(
    "ended",
    [
        BEGUN,
        Task(sources=("s3://trail", "logs", "more")),
        Task(sources=("logs", "s3://trail"), accounts=("444455556666", "111122223333")),
        Task(sources=("logs", "s3://trail"), since=date(2026, 10, 31), until=date(2026, 11, 9)),
    ],
)
def test_nothing_is_left_by_one_that_was_of_as_much_or_more(ended: Task):
    assert BEGUN.left_by(ended) is None


@pytest.mark.parametrize(
    "ended",
    [
        Task(sources=("logs", "s3://trail"), accounts=("444455556666",)),
        Task(sources=("logs", "s3://trail"), regions=("eu-west-1",)),
        Task(sources=("logs", "s3://trail"), since=date(2026, 11, 2)),
        Task(sources=("logs", "s3://trail"), until=date(2026, 11, 8)),
        Task(sources=("other",)),
    ],
)
def test_all_of_it_is_left_by_one_of_less(ended: Task):
    assert BEGUN.left_by(ended) == BEGUN


def test_the_sources_that_the_other_did_not_name_are_left():
    left = BEGUN.left_by(Task(sources=("logs",)))
    assert left is not None
    assert left.sources == ("s3://trail",)
    assert (left.accounts, left.since, left.until) == (BEGUN.accounts, BEGUN.since, BEGUN.until)


def test_one_of_all_days_and_accounts_is_ended_by_such_a_one_alone():
    whole = Task(sources=("logs",))
    assert whole.left_by(Task(sources=("logs",), accounts=("111122223333",))) == whole
    assert whole.left_by(Task(sources=("logs",), since=date(2020, 1, 1))) == whole
    assert whole.left_by(whole) is None


def test_the_sources_that_lead_to_a_place_are_those_by_whose_words_it_begins():
    assert BEGUN.at("s3://trail/AWSLogs/1.json").sources == ("s3://trail",)
    assert BEGUN.at("/somewhere").sources == ("logs", "s3://trail")
    assert BEGUN.at("logs/1.json").accounts == BEGUN.accounts


@pytest.mark.parametrize(
    ("word", "place", "leads"),
    [
        ("/logs", "/logs", True),
        ("/logs", "/logs/1.json", True),
        ("/logs/", "/logs/1.json", True),
        ("/", "/logs/1.json", True),
        ("/logs", "/logs-old", False),
        ("/logs", "/logs-old/1.json", False),
        ("s3://acme", "s3://acme", True),
        ("s3://acme", "s3://acme/AWSLogs/1.json", True),
        ("s3://acme", "s3://acme-old/AWSLogs/1.json", False),
        ("s3://acme/", "s3://acme/AWSLogs/1.json", True),
        ("s3://acme/AWS", "s3://acme/AWSLogs/1.json", True),  # a prefix may end amid a name
        ("s3://acme/logs/", "s3://acme/logs-old/1.json", False),
        ("s3://acme/AWS", "s3://acme-old/AWSLogs/1.json", False),
    ],
)
def test_a_word_leads_to_what_lies_within_and_not_to_what_is_called_alike(word, place, leads):
    assert Task(sources=(word, "/elsewhere")).at(place).sources == ((word,) if leads else (word, "/elsewhere"))


FEW = Task(accounts=("111122223333",), regions=("eu-west-1",), since=date(2026, 11, 1), until=date(2026, 11, 9))


@pytest.mark.parametrize(
    ("told", "left"),
    [
        (("111122223333", "eu-west-1", date(2026, 11, 1)), Task()),
        (("111122223333", "eu-west-1", date(2026, 11, 10)), Task()),  # it is delivered late
        (("", "eu-west-1", date(2026, 11, 5)), Task(accounts=FEW.accounts)),
        (("444455556666", "eu-west-1", date(2026, 11, 5)), Task(accounts=FEW.accounts)),
        (("111122223333", "", date(2026, 11, 5)), Task(regions=FEW.regions)),
        (("111122223333", "eu-west-1", None), Task(since=FEW.since, until=FEW.until)),
        (("111122223333", "eu-west-1", date(2026, 10, 31)), Task(since=FEW.since, until=FEW.until)),
        (("111122223333", "eu-west-1", date(2026, 11, 11)), Task(since=FEW.since, until=FEW.until)),
    ],
)
def test_what_a_name_does_not_tell_is_left_to_the_records(told, left):
    assert FEW.left_to_records(*told) == left


@pytest.mark.parametrize(
    ("event", "is_taken"),
    [
        ((frozenset({"111122223333"}), "eu-west-1", date(2026, 11, 1)), True),
        ((frozenset({"111122223333", "444455556666"}), "eu-west-1", date(2026, 11, 9)), True),
        ((frozenset({"444455556666"}), "eu-west-1", date(2026, 11, 5)), False),
        ((frozenset({"111122223333"}), "us-east-1", date(2026, 11, 5)), False),
        ((frozenset({"111122223333"}), "eu-west-1", date(2026, 10, 31)), False),
        ((frozenset({"111122223333"}), "eu-west-1", date(2026, 11, 10)), False),
    ],
)
def test_an_event_is_asked_for_by_its_account_region_and_day(event, is_taken):
    assert FEW.takes(*event) is is_taken
    assert Task().takes(*event)
