"""What was asked and what was answered, in CloudTrail's names."""

from __future__ import annotations

from datetime import datetime

import pytest

from rootward.sandbox.cloudtrail.wire import answered, asked, error, written_date, xml_parameters
from tests.sandbox.cloudtrail.literals import call


@pytest.mark.parametrize(
    ("moment", "service", "written"),
    [
        ("2026-03-01T00:04:05", "iam", "Mar 1, 2026 12:04:05 AM"),
        ("2026-12-31T12:00:00", "iam", "Dec 31, 2026 12:00:00 PM"),
        ("2026-03-01T13:04:05", "sts", "Mar 1, 2026, 1:04:05 PM"),
    ],
)
def test_a_date_is_written_as_java_prints_it(moment, service, written):
    assert written_date(datetime.fromisoformat(moment), service) == written


def test_lists_of_the_query_protocol_are_lists():
    parameters = asked(call("iam:CreateUser", "UserName=eve&Tags.member.1.Key=team&Tags.member.1.Value=ops"))
    assert parameters == {"userName": "eve", "tags": [{"key": "team", "value": "ops"}]}


def test_a_date_that_is_asked_for_is_written_as_java_prints_it():
    body = '{"StartTime": 1772370245, "MaxResults": 5}'
    parameters = asked(call("cloudtrail:LookupEvents", body, protocol="json"))
    assert parameters == {"startTime": "Mar 1, 2026, 1:04:05 PM", "maxResults": 5}


def test_lists_numbers_and_flags_of_an_xml_answer_keep_their_kind():
    answer = """<CreatePolicyResponse><CreatePolicyResult><Policy><PolicyName>p</PolicyName>
    <AttachmentCount>0</AttachmentCount><IsAttachable>true</IsAttachable>
    <Tags><member><Key>team</Key><Value>ops</Value></member></Tags></Policy></CreatePolicyResult></CreatePolicyResponse>"""
    assert answered(call("iam:CreatePolicy", answer=answer)) == {
        "policy": {
            "policyName": "p",
            "attachmentCount": 0,
            "isAttachable": True,
            "tags": [{"key": "team", "value": "ops"}],
        }
    }


def test_a_fraction_and_a_map_of_an_xml_answer_keep_their_kind():
    alarm = """<DescribeAlarmsResponse><DescribeAlarmsResult><MetricAlarms><member><Threshold>1.5</Threshold></member>
    </MetricAlarms></DescribeAlarmsResult></DescribeAlarmsResponse>"""
    assert answered(call("cloudwatch:DescribeAlarms", answer=alarm)) == {"metricAlarms": [{"threshold": 1.5}]}
    summary = """<GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap>
    <entry><key>Users</key><value>3</value></entry></SummaryMap></GetAccountSummaryResult></GetAccountSummaryResponse>"""
    assert answered(call("iam:GetAccountSummary", answer=summary)) == {"summaryMap": {"Users": "3"}}


def test_a_list_without_a_wrapper_is_a_list():
    answer = """<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Version><Key>a</Key></Version>
    <Version><Key>b</Key></Version></ListVersionsResult>"""
    found = answered(call("s3:ListObjectVersions", answer=answer, protocol="rest-xml"))
    assert found == {"versions": [{"key": "a"}, {"key": "b"}]}


def test_bytes_are_written_in_base64():
    parameters = asked(call("kms:Decrypt", '{"KeyId": "k", "CiphertextBlob": "aHVzaA=="}', protocol="json"))
    assert parameters == {"keyId": "k", "ciphertextBlob": "aHVzaA=="}


def test_what_the_model_calls_sensitive_is_hidden():
    parameters = asked(call("kms:Encrypt", '{"KeyId": "k", "Plaintext": "aHVzaA=="}', protocol="json"))
    assert parameters == {"keyId": "k", "plaintext": "HIDDEN_DUE_TO_SECURITY_REASONS"}


@pytest.mark.parametrize("answer", ["", "<Cut", "{"])
def test_an_answer_that_cannot_be_read_is_none(answer):
    assert answered(call("iam:CreateUser", answer=answer)) is None


def test_an_operation_that_nobody_knows_has_no_parameters():
    assert asked(call("iam:MakeTea", "Sugar=2")) is None
    assert asked(call("accessanalyzer:ListAnalyzers", protocol="rest-json", path="/tea", method="GET")) is None


@pytest.mark.parametrize(("answer", "protocol"), [("<Cut", "query"), ("{", "json"), ("[]", "json")])
def test_an_error_that_cannot_be_read_is_still_one(answer, protocol):
    assert error(call("iam:CreateUser", answer=answer, protocol=protocol, status=500)) == ("", "")


def test_an_error_of_json_is_called_by_its_last_name():
    answer = '{"__type": "com.amazonaws.cloudtrail#TrailNotFoundException", "message": "gone"}'
    assert error(call("cloudtrail:GetTrail", answer=answer, protocol="json", status=400)) == (
        "TrailNotFoundException",
        "gone",
    )


def test_what_is_there_twice_in_a_body_is_a_list():
    assert xml_parameters(b"<Rules><Rule>a</Rule><Rule>b</Rule><Rule>c</Rule></Rules>") == {
        "Rules": {"Rule": ["a", "b", "c"]}
    }
    assert xml_parameters(b"<Cut") == {}
