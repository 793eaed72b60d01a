from __future__ import annotations

import pytest

from rootward.aws.readers.event_selectors import read_selectors
from rootward.model.monitoring import EventSelector

MANAGEMENT = {"Field": "eventCategory", "Equals": ["Management"]}


def advanced(*fields):
    return {"AdvancedEventSelectors": [{"Name": "a", "FieldSelectors": list(fields)}]}


@pytest.mark.parametrize(
    ("answer", "selectors"),
    [
        ({}, (EventSelector(management_events=True),)),
        ({"EventSelectors": []}, (EventSelector(management_events=True),)),
        (
            {"EventSelectors": [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]},
            (EventSelector(management_events=True, read_write="WriteOnly"),),
        ),
        (
            {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": False, "DataResources": [{}]}]},
            (EventSelector(management_events=False, other_events=True),),
        ),
        (
            {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": [{}]}]},
            (EventSelector(management_events=True, other_events=True),),
        ),
        (
            {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}]},
            (EventSelector(management_events=True),),
        ),
        (
            {"EventSelectors": [{"ExcludeManagementEventSources": ["kms.amazonaws.com"]}]},
            (EventSelector(management_events=True, excluded_sources=("kms.amazonaws.com",)),),
        ),
        (advanced(MANAGEMENT), (EventSelector(management_events=True),)),
        (
            advanced({"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": ["x"]}),
            (EventSelector(management_events=False, other_events=True),),
        ),
        (
            advanced(MANAGEMENT, {"Field": "readOnly", "Equals": ["false"]}),
            (EventSelector(management_events=True, read_write="WriteOnly"),),
        ),
        (
            advanced(MANAGEMENT, {"Field": "readOnly", "Equals": ["true"]}),
            (EventSelector(management_events=True, read_write="ReadOnly"),),
        ),
        (
            advanced(MANAGEMENT, {"Field": "readOnly", "NotEquals": ["true"]}),
            (EventSelector(management_events=True, narrowed=True),),
        ),
        (
            advanced(MANAGEMENT, {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}),
            (EventSelector(management_events=True, excluded_sources=("kms.amazonaws.com",)),),
        ),
        (
            advanced(MANAGEMENT, {"Field": "eventSource", "Equals": ["iam.amazonaws.com"]}),
            (EventSelector(management_events=True, narrowed=True),),
        ),
        (
            advanced(MANAGEMENT, {"Field": "eventSource", "NotEquals": ["a"], "NotStartsWith": ["b"]}),
            (EventSelector(management_events=True, narrowed=True),),
        ),
        (
            advanced(MANAGEMENT, {"Field": "userIdentity.arn", "NotStartsWith": ["arn:aws:sts"]}),
            (EventSelector(management_events=True, narrowed=True),),
        ),
    ],
)
def test_basic_and_advanced_selectors_are_put_in_the_same_words(answer, selectors):
    assert read_selectors(answer) == selectors
