"""The resources that LookupEvents says an event is about.

Which resources AWS lists for which event is documented by examples only; here they come from the parameters that name
one. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-supported-resource-types.html
"""

from __future__ import annotations

from typing import Any

_NAMED = {
    "accessKeyId": "AWS::IAM::AccessKey",
    "analyzerName": "AWS::AccessAnalyzer::Analyzer",
    "bucketName": "AWS::S3::Bucket",
    "groupName": "AWS::IAM::Group",
    "instanceProfileName": "AWS::IAM::InstanceProfile",
    "logGroupName": "AWS::Logs::LogGroup",
    "policyArn": "AWS::IAM::Policy",
    "roleArn": "AWS::IAM::Role",
    "roleName": "AWS::IAM::Role",
    "s3BucketName": "AWS::S3::Bucket",
    "serialNumber": "AWS::IAM::MFADevice",
    "topicArn": "AWS::SNS::Topic",
    "trailARN": "AWS::CloudTrail::Trail",
    "trailName": "AWS::CloudTrail::Trail",
    "userName": "AWS::IAM::User",
}
"""Name of a parameter, or of a member of the answer → the type of what it names."""


def resources_of(record: dict[str, Any]) -> list[dict[str, str]]:
    """ResourceType and ResourceName of everything that the record names, each once."""
    found: dict[tuple[str, str], None] = {}
    for part in (record.get("requestParameters"), record.get("responseElements")):
        _collect(part, found)
    if record["eventSource"] == "cloudtrail.amazonaws.com":
        name = (record.get("requestParameters") or {}).get("name")
        if name:
            found["AWS::CloudTrail::Trail", str(name)] = None
    return [{"ResourceType": kind, "ResourceName": name} for kind, name in found]


def _collect(part: Any, found: dict[tuple[str, str], None]) -> None:  # noqa: ANN401 - parameters as deep as they are
    if isinstance(part, list):
        for inner in part:
            _collect(inner, found)
    if isinstance(part, dict):
        for name, value in part.items():
            if name in _NAMED and isinstance(value, str) and value:
                found[_NAMED[name], value] = None
            else:
                _collect(value, found)
