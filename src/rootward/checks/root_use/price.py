"""What a trail costs, in words.

https://aws.amazon.com/cloudtrail/pricing/
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-manage-costs.html
"""

from __future__ import annotations

from collections.abc import Iterable

FIRST_COPY = "the first copy of management events is free of charge, its storage in S3 is not"


def second_copy(others: Iterable[str]) -> str:
    """What it costs that the trails of these names record the same events."""
    return (
        f"trail {', '.join(others)} records management events too: AWS charges the second copy, USD 2.00 for 100,000 "
        "events, and its storage in S3"
    )
