"""Metric filters."""

from __future__ import annotations


def test_metric_filters_come_in_pages_that_end(hardened, client):
    logs = client(hardened, "logs")
    paginate = logs.get_paginator("describe_metric_filters").paginate
    pages = list(paginate(logGroupName="acme-trail", PaginationConfig={"PageSize": 2}))
    assert [len(page["metricFilters"]) for page in pages] == [2, 2, 1]
    filters = {item["filterName"]: item for page in pages for item in page["metricFilters"]}
    assert "StopLogging" in filters["cloudtrail-changed"]["filterPattern"]
    (transformation,) = filters["cloudtrail-changed"]["metricTransformations"]
    assert (transformation["metricNamespace"], transformation["metricName"]) == (
        "CloudTrailMetrics",
        "cloudtrail-changed",
    )
