"""What a row says of an error, and that the record which is made of it is that of the log."""

import json

import pytest

from rootward.trail.record import parse_record
from rootward.trail.store.row import damaged_row_of, record_of, row_of
from rootward.trail.store.schema import NAMES
from tests.trail.classify.events import raw

FAILED = {"ConsoleLogin": "Failure"}


def signed_in(**members):
    """A sign-in, as it stands in a log."""
    return raw("signin", "ConsoleLogin", eventID="e1", eventType="AwsConsoleSignIn", **members)


def rows_of(record):
    """As a usual record and as a damaged one."""
    text = json.dumps(record).encode()
    return (
        row_of(text, log="a", account="", event_id=str),
        damaged_row_of(json.loads(text), log="a", account="", event_id=str),
    )


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"responseElements": FAILED, "errorMessage": "Failed authentication"}, "Failed authentication"),
        ({"responseElements": FAILED}, "Failure"),
        ({"responseElements": FAILED, "errorCode": "AccessDenied", "errorMessage": "no"}, "AccessDenied"),
        ({"responseElements": {"ConsoleLogin": "Success"}}, ""),
        ({"responseElements": {"ConsoleLogin": "Success", "why": "Failure"}}, ""),
        ({"responseElements": [FAILED]}, ""),
        ({"responseElements": None, "errorMessage": "Failure"}, ""),
    ],
)
def test_a_sign_in_that_failed_has_its_message_for_an_error(members, error):
    record = signed_in(**members)
    for row in rows_of(record):
        assert row[NAMES.index("error")] == error
        assert record_of(row) == parse_record(record)
        assert record_of(row).failed is bool(error)


def test_so_it_has_where_letters_are_written_as_escapes():
    text = json.dumps(signed_in(responseElements=FAILED)).encode()
    for plain, escaped in ((b"Failure", rb"F\u0061ilure"), (b'{"ConsoleLogin', rb'{"C\u006fnsoleLogin')):
        row = row_of(text.replace(plain, escaped), log="a", account="", event_id=str)
        assert row[NAMES.index("error")] == "Failure"


def test_a_secret_in_its_message_is_in_neither():
    secret = "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY"
    for row in rows_of(signed_in(responseElements=FAILED, errorMessage=f"no {secret}")):
        assert secret not in str(row)
        assert record_of(row).error == ""
