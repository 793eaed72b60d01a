"""CloudWatch's answers: moto's, paged.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
"""

from __future__ import annotations

from moto.cloudwatch.responses import CloudWatchResponse

from rootward.sandbox.paging import PagedResponse


class PracticeCloudWatch(PagedResponse, CloudWatchResponse):
    """The CloudWatch API of a practice account."""

    PAGE_DEFAULT = 50
    PAGE_MAXIMUM = 100
