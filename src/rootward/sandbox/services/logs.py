"""CloudWatch Logs' answers: moto's, with pages of metric filters.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html
"""

from __future__ import annotations

import json

from moto.logs.responses import LogsResponse

from rootward.sandbox.paging import page

_PAGE = 50


class PracticeLogs(LogsResponse):
    """The CloudWatch Logs API of a practice account."""

    def describe_metric_filters(self) -> str:
        """A page of metric filters, where moto gives all, and the token of the request back as the next one."""
        everything = json.loads(super().describe_metric_filters())["metricFilters"]
        filters, token = page(everything, self._get_param("nextToken"), int(self._get_param("limit") or _PAGE))
        return json.dumps({"metricFilters": filters, "nextToken": token})
