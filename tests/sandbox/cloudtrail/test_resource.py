"""The resources of an event."""

from __future__ import annotations

from rootward.sandbox.cloudtrail.resource import resources_of


def test_what_parameters_and_answer_name_is_listed_once():
    record = {
        "eventSource": "iam.amazonaws.com",
        "requestParameters": {"userName": "eve"},
        "responseElements": {"accessKey": {"userName": "eve", "accessKeyId": "AKIDNEW"}},
    }
    assert resources_of(record) == [
        {"ResourceType": "AWS::IAM::User", "ResourceName": "eve"},
        {"ResourceType": "AWS::IAM::AccessKey", "ResourceName": "AKIDNEW"},
    ]


def test_a_trail_is_called_by_name():
    record = {
        "eventSource": "cloudtrail.amazonaws.com",
        "requestParameters": {"name": "all"},
        "responseElements": None,
    }
    assert resources_of(record) == [{"ResourceType": "AWS::CloudTrail::Trail", "ResourceName": "all"}]


def test_a_name_of_something_else_is_no_trail():
    record = {"eventSource": "sns.amazonaws.com", "requestParameters": {"name": "news"}, "responseElements": None}
    assert resources_of(record) == []
