"""Whether the logs tell of the accounts and regions that are asked for."""

from __future__ import annotations

import gzip

import pytest

from rootward.model.scan import Unread
from rootward.trail.log import Log
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.trail.answered import Answered
from tests.cli.trail.trails import by_user, log, text
from tests.trail.classify.events import ACCOUNT, event

ASKED = Wanted(accounts=frozenset({ACCOUNT}))
OPEN = [Unread(path=f"--account {ACCOUNT}", reason=f"no record of account {ACCOUNT} was read")]


def left(wanted, *logs):
    answered = Answered(wanted)
    for one in logs:
        answered.opened(one)
    return list(answered.unread())


def of(data, **facts):
    return Log(name="log", data=data, **facts)


@pytest.mark.parametrize(
    "data",
    [
        text(by_user()),
        log(by_user()),
        b"\xff\xfe" + text(by_user()).decode().encode("utf-16-le"),
        gzip.compress(b" " * ((1 << 20) - 8) + text(by_user())),
        b'{"Events": [{"CloudTrailEvent": "{\\"recipientAccountId\\": \\"' + ACCOUNT.encode() + b'\\"}"}]}',
    ],
    ids=["plain", "gzip", "UTF-16", "across two pieces", "LookupEvents"],
)
def test_a_record_that_names_the_account_answers_for_it(data):
    assert left(ASKED, of(data)) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b'{"arn": "arn:aws:iam::' + ACCOUNT.encode() + b':role/theirs"}',
        b'{"accountId": "1' + ACCOUNT.encode() + b'"}',
        gzip.compress(b"cut off")[:-9],
    ],
    ids=["empty", "an ARN", "a longer number", "damaged"],
)
def test_what_only_mentions_it_does_not(data):
    assert left(ASKED, of(data)) == OPEN


def test_a_log_is_not_taken_at_the_word_of_its_name(tmp_path):
    gone = str(tmp_path / "gone")

    assert left(ASKED, of(text(by_user()), account=ACCOUNT)) == []
    assert left(ASKED, of(text(by_user(recipientAccountId="999988887777", userIdentity={})), account=ACCOUNT)) == OPEN
    assert left(ASKED, Log(name=gone, path=gone, account=ACCOUNT)) == OPEN
    assert left(ASKED, Log(name=gone, path=gone)) == OPEN
    assert left(ASKED, of(text(by_user()), account="999988887777")) == OPEN


def test_a_record_that_was_found_answers_too():
    answered = Answered(ASKED)
    answered.judged([event("s3", "CreateBucket")])

    assert list(answered.unread()) == []


def test_of_regions_one_is_enough_for_quiet_ones_have_no_log():
    two = Wanted(regions=frozenset({"us-east-1", "eu-west-1"}))

    assert left(two, of(b"", region="us-east-1")) == []
    assert left(two, of(b'{"awsRegion": "eu-west-1"}')) == []
    assert [one.path for one in left(two, of(b'"s3.us-east-1.amazonaws.com"'))] == [
        "--region eu-west-1",
        "--region us-east-1",
    ]


def test_where_nothing_is_asked_for_nothing_is_missing():
    assert left(Wanted()) == []
