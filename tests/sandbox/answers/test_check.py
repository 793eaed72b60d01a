"""The check itself: each kind of fault in an answer is found, and a right answer has none."""

from __future__ import annotations

import json

import pytest
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel

from tests.sandbox.answers.check import Answer, faults

REQUEST_ID = {"x-amzn-requestid": "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE"}
USER = (
    "<Path>/</Path><UserName>ann</UserName><UserId>AIDACKCEVSQ6C2EXAMPLE</UserId>"
    "<Arn>arn:aws:iam::123456789012:user/ann</Arn><CreateDate>2026-01-02T03:04:05Z</CreateDate>"
)


def operation(service: str, name: str) -> OperationModel:
    description = Loader().load_service_model(service, "service-2")
    return ServiceModel(description, service).operation_model(name)


def of_iam(name: str, result: str, status: int = 200) -> list[str]:
    body = (
        f'<{name}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><{name}Result>{result}</{name}Result>'
        f"<ResponseMetadata><RequestId>7a62c49f</RequestId></ResponseMetadata></{name}Response>"
    )
    return of_query(name, body, status)


def of_query(name: str, body: str, status: int = 200) -> list[str]:
    headers = {"content-type": "text/xml", **REQUEST_ID}
    return faults(Answer(operation("iam", name), "query", status, headers, body.encode()))


def of_json(service: str, name: str, document: object, status: int = 200, version: str = "1.1") -> list[str]:
    headers = {"content-type": f"application/x-amz-json-{version}", **REQUEST_ID}
    return faults(Answer(operation(service, name), "json", status, headers, json.dumps(document).encode()))


def of_rest_json(name: str, document: object, status: int = 200, **more: str) -> list[str]:
    headers = {"content-type": "application/json", **REQUEST_ID, **more}
    return faults(Answer(operation("account", name), "rest-json", status, headers, json.dumps(document).encode()))


def of_s3(name: str, body: str, status: int = 200, more: dict[str, str] | None = None) -> list[str]:
    headers = {"content-type": "application/xml", "x-amz-request-id": "4442587FB7D0A2F9", **(more or {})}
    return faults(Answer(operation("s3", name), "rest-xml", status, headers, body.encode()))


def of_ec2(body: str, status: int = 200) -> list[str]:
    return faults(
        Answer(operation("ec2", "DescribeRegions"), "ec2", status, {"content-type": "text/xml"}, body.encode())
    )


def refused(code: str, status: int, kind: str = "Sender", name: str = "GetUser") -> list[str]:
    error = f"<Error><Type>{kind}</Type><Code>{code}</Code><Message>No.</Message></Error>"
    return of_query(name, f"<ErrorResponse>{error}<RequestId>7a62c49f</RequestId></ErrorResponse>", status)


# ---- the query protocol


def test_a_right_answer_has_no_fault():
    assert of_iam("GetUser", f"<User>{USER}</User>") == []
    assert of_iam("ListUsers", f"<Users><member>{USER}</member></Users><IsTruncated>false</IsTruncated>") == []


def test_a_member_that_the_model_does_not_know_is_found():
    assert of_iam("GetUser", f"<User>{USER}<Shoe>42</Shoe></User>") == ["User.Shoe: not in the model of User"]


def test_a_required_member_that_is_missing_is_found():
    assert of_iam("GetUser", f"<User>{USER.replace('<UserName>ann</UserName>', '')}</User>") == [
        "User.UserName: required by the model of User, and missing"
    ]
    assert of_iam("ListUsers", "<IsTruncated>false</IsTruncated>") == [
        "Users: required by the model of ListUsersResponse, and missing"
    ]


@pytest.mark.parametrize(
    "date", ["2026-01-02", "2026-01-02T03:04:05", "2026-01-02T03:04:05+00:00", "2026-13-02T03:04:05Z", "1767323045", ""]
)
def test_a_timestamp_of_another_form_is_found(date):
    (fault,) = of_iam("GetUser", f"<User>{USER.replace('2026-01-02T03:04:05Z', date)}</User>")
    assert fault == f"User.CreateDate: {date!r} is no timestamp of the form iso8601"


def test_a_value_outside_an_enumeration_is_found():
    key = "<AccessKeyMetadata><member><Status>active</Status></member></AccessKeyMetadata>"
    (fault,) = of_iam("ListAccessKeys", key)
    assert fault.startswith("AccessKeyMetadata.Status: 'active' is none of statusType: Active, Inactive")


def test_a_text_too_short_too_long_or_of_another_pattern_is_found():
    assert of_iam("GetUser", f"<User>{USER.replace('AIDACKCEVSQ6C2EXAMPLE', '')}</User>")[0] == (
        "User.UserId: 0 characters, fewer than 16"
    )
    assert of_iam("GetUser", f"<User>{USER.replace('>ann<', '>' + 'a' * 65 + '<')}</User>") == [
        "User.UserName: 65 characters, more than 64"
    ]
    assert of_iam("GetUser", f"<User>{USER.replace('>ann<', '>a n<')}</User>") == [
        r"User.UserName: 'a n' does not match the pattern [\w+=,.@-]+"
    ]


def test_what_is_no_boolean_and_no_number_is_found():
    assert of_iam("ListUsers", "<Users/><IsTruncated>False</IsTruncated>") == ["IsTruncated: 'False' is no boolean"]
    summary = "<SummaryMap><entry><key>Users</key><value>twelve</value></entry></SummaryMap>"
    assert of_iam("GetAccountSummary", summary) == ["SummaryMap: 'twelve' is no integer"]
    summary = "<SummaryMap><entry><key>Shoes</key><value>3000000000</value></entry></SummaryMap>"
    first, second = of_iam("GetAccountSummary", summary)
    assert first.startswith("SummaryMap: 'Shoes' is none of summaryKeyType: ")
    assert second == "SummaryMap: 3000000000 does not fit into 32 bits"


def test_a_number_outside_its_range_is_found():
    policy = "<PasswordPolicy><MinimumPasswordLength>5</MinimumPasswordLength></PasswordPolicy>"
    assert of_iam("GetAccountPasswordPolicy", policy) == ["PasswordPolicy.MinimumPasswordLength: 5 is less than 6"]


def test_what_is_no_base64_is_found():
    assert of_iam("GetCredentialReport", "<Content>user,arn</Content>") == ["Content: 'user,arn' is no base64"]


def test_a_policy_that_is_not_url_encoded_is_found():
    names = "<UserName>ann</UserName><PolicyName>p</PolicyName>"
    bare = of_iam("GetUserPolicy", f'{names}<PolicyDocument>{{"Version": "2012-10-17"}}</PolicyDocument>')
    encoded = of_iam("GetUserPolicy", f"{names}<PolicyDocument>%7B%22Version%22%3A%222012-10-17%22%7D</PolicyDocument>")

    assert bare == ['PolicyDocument: \'{"Version": "2012-10-17"}\' is not URL-encoded']
    assert encoded == []


def test_a_member_twice_and_a_wrong_element_in_a_list_are_found():
    assert of_iam("GetUser", f"<User>{USER}<Path>/</Path></User>") == ["User.Path: there 2 times"]
    assert of_iam("ListUsers", f"<Users><item>{USER}</item></Users>") == [
        "Users: an element item where member should be"
    ]


def test_text_between_members_is_found():
    assert of_iam("GetUser", f"<User>ann{USER}</User>") == ["User: text where members should be: 'ann'"]


def test_a_wrong_envelope_is_found():
    xmlns = 'xmlns="https://iam.amazonaws.com/doc/2010-05-08/"'
    metadata = "<ResponseMetadata><RequestId>7a62c49f</RequestId></ResponseMetadata>"

    assert of_query("GetUser", f"<GetUserResponse {xmlns}><User>{USER}</User>{metadata}</GetUserResponse>") == [
        "GetUserResponse holds ['User', 'ResponseMetadata'], not ['GetUserResult', 'ResponseMetadata']"
    ]
    assert of_query("DeleteUser", f"<DeleteUser {xmlns}>{metadata}</DeleteUser>") == [
        "the answer is a DeleteUser, not a DeleteUserResponse"
    ]
    assert of_query("DeleteUser", f"<DeleteUserResponse {xmlns}><ResponseMetadata/></DeleteUserResponse>") == [
        "ResponseMetadata without a RequestId"
    ]
    assert of_query("DeleteUser", f"<DeleteUserResponse>{metadata}</DeleteUserResponse>") == [
        "the namespaces [''], not https://iam.amazonaws.com/doc/2010-05-08/"
    ]
    assert of_query("DeleteUser", "<DeleteUserResponse>")[0].startswith("the body cannot be read: no element found")
    assert of_query("DeleteUser", "") == ["no body"]


def test_a_wrong_media_type_and_a_missing_request_id_are_found():
    answer = Answer(operation("cloudtrail", "DescribeTrails"), "json", 200, {"content-type": "text/plain"}, b"{}")
    assert faults(answer) == [
        "the media type 'text/plain', not application/x-amz-json-1.1",
        "no x-amzn-requestid in the headers",
    ]


# ---- errors


def test_a_modelled_error_and_a_common_one_have_no_fault():
    assert refused("NoSuchEntity", 404) == []
    assert refused("AccessDenied", 403) == []
    assert refused("Throttling", 400) == []
    assert refused("ServiceFailure", 500, "Receiver") == []


def test_an_error_that_the_operation_does_not_have_is_found():
    words = "is neither in the model of the operation nor one of AWS's common errors"
    assert refused("NoSuchUser", 404) == [f"the error NoSuchUser {words}"]
    assert refused("LimitExceeded", 409) == [f"the error LimitExceeded {words}"]
    assert refused("LimitExceeded", 409, name="CreateUser") == []


def test_an_error_with_another_status_is_found():
    assert refused("NoSuchEntity", 400) == ["the error NoSuchEntity has the HTTP status 400, not 404"]
    assert refused("AccessDenied", 400) == ["the error AccessDenied has the HTTP status 400, not 403"]


def test_an_error_of_the_other_side_is_found():
    assert refused("ServiceFailure", 500) == ["an error of the type 'Sender' with the HTTP status 500"]


def test_an_error_of_another_form_is_found():
    assert of_query("GetUser", "<Error><Code>NoSuchEntity</Code></Error>", 404) == [
        "the error is a Error, not a ErrorResponse",
        "no Error in ErrorResponse",
        "no RequestId in ErrorResponse",
        "ErrorResponse holds a Code",
    ]
    assert of_query("GetUser", "", 404) == ["an error without a body"]


# ---- JSON


def test_a_json_answer_is_looked_at_member_by_member():
    trail = {"Name": "t", "IsMultiRegionTrail": "yes", "KmsKeyId": None, "Shoe": 42}
    assert sorted(of_json("cloudtrail", "DescribeTrails", {"trailList": [trail]})) == [
        "trailList.IsMultiRegionTrail: 'yes' is no boolean",
        "trailList.KmsKeyId: null",
        "trailList.Shoe: not in the model of Trail",
    ]
    assert of_json("cloudtrail", "DescribeTrails", {"trailList": {}}) == ["trailList: {} is no list"]
    assert of_json("cloudtrail", "GetTrailStatus", {"IsLogging": True, "StartLoggingTime": 1767323045.5}) == []
    assert of_json("cloudtrail", "GetTrailStatus", {"StartLoggingTime": "2026-01-02T03:04:05Z"}) == [
        "StartLoggingTime: '2026-01-02T03:04:05Z' is no timestamp of the form unixTimestamp"
    ]
    assert of_json("cloudtrail", "DescribeTrails", []) == ["the document: [] is no structure"]


def test_a_json_error_says_its_code_and_what_its_model_holds():
    words = {"Message": "No."}
    not_in_use = {"__type": "AWSOrganizationsNotInUseException", **words}

    assert of_json("organizations", "DescribeOrganization", not_in_use, 400) == []
    assert of_json("organizations", "DescribeOrganization", not_in_use, 404) == [
        "the error AWSOrganizationsNotInUseException has the HTTP status 404, not 400"
    ]
    assert of_json("organizations", "DescribeOrganization", {**not_in_use, "message": "No."}, 400) == [
        "message: not in the model of AWSOrganizationsNotInUseException"
    ]
    assert of_json("organizations", "DescribeOrganization", words, 400) == ["no __type in the error"]
    assert of_json("cloudtrail", "DescribeTrails", {"__type": "ThrottlingException", "message": "Slow."}, 400) == []


def test_a_rest_json_error_says_its_code_in_a_header():
    document = {"message": "No."}
    code = {"x-amzn-errortype": "ResourceNotFoundException"}

    assert of_rest_json("GetContactInformation", document, 404, **code) == []
    assert of_rest_json("GetContactInformation", document, 404) == ["no x-amzn-ErrorType in the headers"]
    assert of_rest_json("GetContactInformation", {**document, "__type": "AccessDeniedException"}, 404, **code) == [
        "the header says ResourceNotFoundException, the body AccessDeniedException"
    ]


def test_a_rest_json_answer_has_the_status_of_its_model():
    assert of_rest_json("ListRegions", {"Regions": []}, 201) == ["the HTTP status 201, not 200"]


# ---- S3 and EC2

S3 = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


def test_an_answer_of_s3_is_looked_at():
    bucket = "<Bucket><Name>b</Name><CreationDate>2026-01-02T03:04:05.000Z</CreationDate></Bucket>"
    listed = f"<ListAllMyBucketsResult {S3}><Buckets>{bucket}</Buckets></ListAllMyBucketsResult>"

    assert of_s3("ListBuckets", listed) == []
    assert of_s3("ListBuckets", listed.replace("Name>", "Title>")) == ["Buckets.Title: not in the model of Bucket"]
    assert of_s3("ListBuckets", listed.replace("Bucket>", "member>"))[0] == (
        "Buckets: an element member where Bucket should be"
    )
    assert of_s3("ListBuckets", listed.replace(S3, "")) == [
        "the namespaces [''], not http://s3.amazonaws.com/doc/2006-03-01/"
    ]


def test_the_one_answer_of_s3_that_is_not_wrapped_is_looked_at():
    assert of_s3("GetBucketLocation", f"<LocationConstraint {S3}>eu-west-1</LocationConstraint>") == []
    assert of_s3("GetBucketLocation", f"<LocationConstraint {S3}/>") == []
    (fault,) = of_s3("GetBucketLocation", f"<LocationConstraint {S3}>moon-1</LocationConstraint>")
    assert fault.startswith("LocationConstraint: 'moon-1' is none of BucketLocationConstraint")


def test_headers_of_s3_are_looked_at():
    assert of_s3("HeadObject", "", more={"last-modified": "Fri, 02 Jan 2026 03:04:05 GMT", "content-length": "3"}) == []
    assert of_s3("HeadObject", "", more={"last-modified": "2026-01-02T03:04:05Z", "content-length": "three"}) == [
        "LastModified: '2026-01-02T03:04:05Z' is no timestamp of the form rfc822",
        "ContentLength: 'three' is no long",
    ]


def test_an_error_of_s3_is_looked_at():
    error = "<Error><Code>NoSuchBucket</Code><Message>No.</Message><RequestId>4442587F</RequestId></Error>"

    assert of_s3("GetBucketPolicy", error, 404) == []
    assert of_s3("GetBucketPolicy", error, 400) == ["the error NoSuchBucket has the HTTP status 400, not 404"]
    assert of_s3("GetBucketPolicy", f"<ErrorResponse>{error}</ErrorResponse>", 404)[-1] == (
        "the error is a ErrorResponse"
    )
    assert of_s3("HeadBucket", "", 404) == []


def test_an_answer_of_ec2_is_looked_at():
    region = "<item><regionName>us-east-1</regionName></item>"
    answer = (
        '<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>7a62c49f</requestId>'
        f"<regionInfo>{region}</regionInfo></DescribeRegionsResponse>"
    )
    error = "<Errors><Error><Code>{}</Code><Message>No.</Message></Error></Errors><RequestID>7a62c49f</RequestID>"

    assert of_ec2(answer) == []
    assert of_ec2(answer.replace("requestId>", "RequestId>")) == [
        "no requestId",
        "RequestId: not in the model of DescribeRegionsResult",
    ]
    assert of_ec2(f"<Response>{error.format('UnauthorizedOperation')}</Response>", 403) == []
    assert of_ec2(f"<Response>{error.format('AccessDenied')}</Response>", 403) == [
        "the error AccessDenied is neither in the model of the operation nor one of AWS's common errors"
    ]
