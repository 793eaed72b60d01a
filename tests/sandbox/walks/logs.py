"""CloudWatch Logs: log groups and metric filters."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

METRIC = {"metricName": "root-use", "metricNamespace": "CloudTrailMetrics", "metricValue": "1"}


def walk(sandbox: Any, client: Any) -> None:
    logs = client(sandbox, "logs")
    logs.create_log_group(logGroupName="trail")
    with pytest.raises(ClientError, match="ResourceAlreadyExistsException"):
        logs.create_log_group(logGroupName="trail")
    assert [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]] == ["trail"]
    for name in ("root-use", "root-use-again"):
        logs.put_metric_filter(
            logGroupName="trail",
            filterName=name,
            filterPattern='{ $.userIdentity.type = "Root" }',
            metricTransformations=[METRIC],
        )
    first = logs.describe_metric_filters(logGroupName="trail", limit=1)
    second = logs.describe_metric_filters(logGroupName="trail", limit=1, nextToken=first["nextToken"])
    assert [one["filterName"] for one in first["metricFilters"] + second["metricFilters"]] == [
        "root-use",
        "root-use-again",
    ]
    messages = ['{"userIdentity": {"type": "IAMUser"}}', '{"userIdentity": {"type": "Root"}}']
    tried = logs.test_metric_filter(filterPattern='{ $.userIdentity.type = "Root" }', logEventMessages=messages)
    assert [match["eventNumber"] for match in tried["matches"]] == [2]
    with pytest.raises(ClientError, match="InvalidParameterException"):
        logs.test_metric_filter(filterPattern="{ $.a = }", logEventMessages=messages)
    logs.delete_metric_filter(logGroupName="trail", filterName="root-use")
    logs.delete_log_group(logGroupName="trail")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        logs.delete_log_group(logGroupName="trail")
