"""Which events a trail keeps."""

from __future__ import annotations

import pytest

from rootward.sandbox.cloudtrail.selector import checked_advanced, checked_basic, keeps
from rootward.sandbox.error import PracticeError

READ = {
    "readOnly": True,
    "eventSource": "kms.amazonaws.com",
    "eventCategory": "Management",
    "eventName": "Decrypt",
    "userIdentity": {"arn": "arn:aws:iam::123456789012:user/alice"},
}
WRITE = {**READ, "readOnly": False, "eventSource": "iam.amazonaws.com", "eventName": "CreateUser"}


def advanced(*fields):
    return [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}, *fields]}]


def test_without_selectors_everything_is_kept():
    assert keeps(READ, [], []) is keeps(WRITE, [], []) is True


@pytest.mark.parametrize(
    ("selector", "read", "write"),
    [
        ({"ReadWriteType": "ReadOnly"}, True, False),
        ({"ReadWriteType": "WriteOnly"}, False, True),
        ({"IncludeManagementEvents": False}, False, False),
        ({"ExcludeManagementEventSources": ["kms.amazonaws.com"]}, False, True),
    ],
)
def test_a_basic_selector_chooses(selector, read, write):
    assert (keeps(READ, [selector], []), keeps(WRITE, [selector], [])) == (read, write)


def test_one_selector_that_takes_an_event_is_enough():
    assert keeps(WRITE, [{"ReadWriteType": "ReadOnly"}, {"ReadWriteType": "WriteOnly"}], [])


@pytest.mark.parametrize(
    ("field", "read", "write"),
    [
        ({"Field": "readOnly", "Equals": ["false"]}, False, True),
        ({"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}, False, True),
        ({"Field": "eventName", "StartsWith": ["Create", "Delete"]}, False, True),
        ({"Field": "userIdentity.arn", "EndsWith": ["user/alice"]}, True, True),
        ({"Field": "userIdentity.arn", "NotEndsWith": ["user/alice"]}, False, False),
    ],
)
def test_an_advanced_selector_chooses_by_fields(field, read, write):
    assert (keeps(READ, [], advanced(field)), keeps(WRITE, [], advanced(field))) == (read, write)


def test_a_selector_of_data_events_takes_no_management_event():
    assert not keeps(WRITE, [], [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}])


def test_basic_selectors_are_completed():
    assert checked_basic([{"ReadWriteType": "WriteOnly"}]) == [
        {
            "ReadWriteType": "WriteOnly",
            "IncludeManagementEvents": True,
            "DataResources": [],
            "ExcludeManagementEventSources": [],
        }
    ]


@pytest.mark.parametrize("selectors", [[{}] * 6, [{"ReadWriteType": "Sometimes"}]])
def test_basic_selectors_that_are_none_are_refused(selectors):
    with pytest.raises(PracticeError, match="event selectors are not valid"):
        checked_basic(selectors)


def test_an_advanced_selector_must_name_its_category():
    with pytest.raises(PracticeError, match="eventCategory"):
        checked_advanced([{"FieldSelectors": [{"Field": "readOnly", "Equals": ["true"]}]}])
