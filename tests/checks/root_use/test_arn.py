from __future__ import annotations

from rootward.checks.root_use.arn import read_arn


def test_the_parts_of_a_topic_and_a_log_group():
    topic = read_arn("arn:aws:sns:us-east-1:123456789012:alerts")
    group = read_arn("arn:aws:logs:eu-west-1:123456789012:log-group:/aws/trail")

    assert (topic.service, topic.region, topic.account, topic.name) == ("sns", "us-east-1", "123456789012", "alerts")
    assert (group.resource, group.name) == ("log-group:/aws/trail", "trail")


def test_what_is_no_arn_has_no_service():
    for text in ("", "alerts", "arn:aws:sns", "urn:a:b:c:d:e"):
        assert read_arn(text).service == ""
