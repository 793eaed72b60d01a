"""Metric filters."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError


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


def tried(logs, pattern, *messages):
    answer = logs.test_metric_filter(filterPattern=pattern, logEventMessages=list(messages))
    return [match["eventNumber"] for match in answer["matches"]]


ROOT = json.dumps({"userIdentity": {"type": "Root"}, "eventType": "AwsApiCall"})
ROOT_BY_AWS = json.dumps({"userIdentity": {"type": "Root", "invokedBy": "AWS Internal"}, "eventType": "AwsApiCall"})
USER = json.dumps({"userIdentity": {"type": "IAMUser"}, "eventType": "AwsApiCall"})
CIS = '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'


def test_a_pattern_is_tried_on_messages(startup, client):
    logs = client(startup, "logs")
    assert tried(logs, CIS, USER, ROOT, ROOT_BY_AWS) == [2]
    assert tried(logs, '{ $.userIdentity.type = "*" }', USER, "no JSON", "[1]", ROOT) == [1, 4]


def test_an_empty_pattern_matches_every_message(startup, client):
    assert tried(client(startup, "logs"), "", "anything", USER) == [1, 2]


def test_a_match_comes_with_its_message(startup, client):
    answer = client(startup, "logs").test_metric_filter(filterPattern=CIS, logEventMessages=[ROOT])
    assert answer["matches"] == [{"eventNumber": 1, "eventMessage": ROOT, "extractedValues": {}}]


@pytest.mark.parametrize(
    ("pattern", "messages"),
    [("{ $.a = }", ["{}"]), ("{ $.a = 1 }" + " " * 1024, ["{}"]), ("", ["{}"] * 51)],
)
def test_what_cannot_be_tried_is_refused(startup, client, pattern, messages):
    with pytest.raises(ClientError, match="InvalidParameterException"):
        client(startup, "logs").test_metric_filter(filterPattern=pattern, logEventMessages=messages)
