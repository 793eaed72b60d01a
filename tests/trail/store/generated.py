"""Records of any shape that CloudTrail's may have, and of some that they may not."""

from __future__ import annotations

import json
from typing import Any

import hypothesis.strategies as st
from hypothesis import Phase, settings

from tests.trail.classify.events import ACCOUNT, at, by_key, central, in_console, raw, root

USER = {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/anna", "accountId": ACCOUNT, "userName": "anna"}
ROLE = {
    "type": "AssumedRole",
    "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/ops/bob",
    "accountId": ACCOUNT,
    "accessKeyId": "ASIA" + "B" * 16,
    "sessionContext": {
        "sessionIssuer": {"type": "Role", "arn": f"arn:aws:iam::{ACCOUNT}:role/ops"},
        "attributes": {"mfaAuthenticated": "true", "creationDate": at()},
    },
}
IDENTITIES = [
    *(root(), by_key(), central(), in_console(), USER, ROLE, None, {}, "anna", {"type": None, "arn": "a:root"}),
    {"type": "Root", "invokedBy": "support.amazonaws.com"},
    {"type": "AWSService", "invokedBy": "ec2.amazonaws.com"},
    {**root(), "sessionContext": {"assumedRoot": ""}},
    {**USER, "type": 7},
    {**root(), "type": 7},
]
CALLS = [
    *(("s3", "CreateBucket"), ("iam", "CreateUser"), ("iam", "DeleteAccessKey"), ("sts", "AssumeRoot")),
    *(("signin", "ConsoleLogin"), ("ec2", "RunInstances"), ("nowhere", "DoThat"), ("cloudtrail", "StopLogging")),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text("aß\u2028\0", max_size=4),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["userName", "MFAUsed", "ConsoleLogin", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)


FEW = settings(max_examples=20, deadline=None, phases=[Phase.generate])
"""Each makes a set: there is no time to make failing ones smaller."""


@st.composite
def records(draw):
    source, name = draw(st.sampled_from(CALLS))
    members = draw(
        st.fixed_dictionaries(
            {
                "userIdentity": st.sampled_from(IDENTITIES),
                "eventID": st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "h", "", None]),
                "eventTime": st.sampled_from(
                    [at(1), at(2), at(2000), "2026-05-04T14:00:00.123456+02:00", "2026-05-04T12:00:00", 1777896000]
                ),
            },
            optional={
                "errorCode": st.sampled_from(["AccessDenied", "NoSuchEntity", "ThrottlingException", None, 3]),
                "errorMessage": st.text(max_size=5),
                "userAgent": st.text(max_size=5) | st.none(),
                "readOnly": st.sampled_from([True, False, "true", "no", None]),
                "eventType": st.sampled_from(["AwsApiCall", "AwsServiceEvent", "AwsConsoleSignIn", None]),
                "recipientAccountId": st.sampled_from([ACCOUNT, "999988887777", "", None, 4]),
                "managementEvent": st.booleans() | st.none(),
                "eventCategory": st.sampled_from(["Management", "Data", None]),
                "sessionCredentialFromConsole": st.sampled_from(["true", True, None]),
                "requestParameters": JSON,
                "responseElements": JSON,
                "additionalEventData": JSON,
                "serviceEventDetails": JSON,
            },
        )
    )
    return raw(source, name, **members)


def first_of_each(listed):
    """Whole records, of which those of one id are alike: what differs in two deliveries is nobody's to say."""
    known: dict[str, Any] = {}
    for one in listed:
        known.setdefault(one["eventID"] or json.dumps(one, sort_keys=True), one)
    return list(known.values())
