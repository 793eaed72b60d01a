"""CloudWatch Logs' answers: moto's, with pages of metric filters, and patterns that are tried.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html
"""

from __future__ import annotations

import json
from typing import Any

from moto.logs.responses import LogsResponse

from rootward.checks.root_use.filter_pattern import read_filter_pattern
from rootward.checks.root_use.pattern import UnreadablePatternError
from rootward.sandbox.error import PracticeError
from rootward.sandbox.paging import page

_PAGE = 50
_LONGEST_PATTERN = 1024
_MOST_MESSAGES = 50


class PracticeLogs(LogsResponse):
    """The CloudWatch Logs API of a practice account."""

    def describe_metric_filters(self) -> str:
        """A page of metric filters, where moto gives all, and the token of the request back as the next one."""
        everything = json.loads(super().describe_metric_filters())["metricFilters"]
        filters, token = page(everything, self._get_param("nextToken"), int(self._get_param("limit") or _PAGE))
        return json.dumps({"metricFilters": filters, "nextToken": token})

    def test_metric_filter(self) -> str:
        """The messages that a pattern for JSON events matches."""
        pattern: str = self._get_param("filterPattern") or ""
        messages: list[str] = self._get_param("logEventMessages") or []
        if len(pattern) > _LONGEST_PATTERN or not 1 <= len(messages) <= _MOST_MESSAGES or not all(messages):
            raise PracticeError("InvalidParameterException", "1 validation error detected")
        try:
            read = read_filter_pattern(pattern)
        except UnreadablePatternError as error:
            raise PracticeError("InvalidParameterException", "Invalid filter pattern") from error
        matches = [
            {"eventNumber": number, "eventMessage": message, "extractedValues": {}}
            for number, message in enumerate(messages, 1)
            if not pattern.strip() or (isinstance(record := _record(message), dict) and read.matches(record))
        ]
        return json.dumps({"matches": matches})


def _record(message: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(message)
    except ValueError:
        return None
