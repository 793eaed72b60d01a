"""Every call is noted, refused or answered; nothing ends in a traceback."""

from __future__ import annotations

import logging
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError

import pytest
from botocore.exceptions import ClientError

from rootward.sandbox import Call, serve
from rootward.sandbox.faults import Armed
from rootward.sandbox.iam.backend import PracticeIamBackend

CALLER = "arn:aws:iam::123456789012:user/maya.chen"


def refused(call, **parameters):
    with pytest.raises(ClientError) as error:
        call(**parameters)
    answer = error.value.response
    return answer["Error"]["Code"], answer["Error"]["Message"], answer["ResponseMetadata"]["HTTPStatusCode"]


def test_calls_are_noted_in_order_with_the_region_that_was_called(fresh, client):
    client(fresh, "sts").get_caller_identity()
    client(fresh, "events", "eu-west-1").list_rules()
    client(fresh, "accessanalyzer", "us-west-2").list_analyzers()
    client(fresh, "cloudwatch").describe_alarms()
    assert fresh.calls == [
        ("sts", "GetCallerIdentity", "us-east-1"),
        ("events", "ListRules", "eu-west-1"),
        ("accessanalyzer", "ListAnalyzers", "us-west-2"),
        ("cloudwatch", "DescribeAlarms", "us-east-1"),
    ]
    assert [call.action for call in fresh.calls] == [
        "sts:GetCallerIdentity",
        "events:ListRules",
        "access-analyzer:ListAnalyzers",
        "cloudwatch:DescribeAlarms",
    ]


def test_a_denied_action_is_refused_in_the_words_of_aws(fresh, client):
    fresh.deny("iam:GetCredentialReport")
    code, message, status = refused(client(fresh, "iam").get_credential_report)
    assert (code, status) == ("AccessDenied", 403)
    assert message == (
        f"User: {CALLER} is not authorized to perform: iam:GetCredentialReport on resource: * "
        "because no identity-based policy allows the iam:GetCredentialReport action"
    )
    assert fresh.calls == [("iam", "GetCredentialReport", "us-east-1")]
    client(fresh, "iam").get_account_summary()


def test_the_denial_names_the_user_that_was_asked_about(fresh, client):
    fresh.deny("iam:ListAccessKeys")
    _, message, _ = refused(client(fresh, "iam").list_access_keys, UserName="tomas.novak")
    assert "iam:ListAccessKeys on resource: user tomas.novak because" in message


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "refusal"),
    [
        ("iam", "list_users", {}, ("AccessDenied", 403)),
        ("organizations", "describe_organization", {}, ("AccessDeniedException", 400)),
        ("cloudtrail", "describe_trails", {}, ("AccessDeniedException", 400)),
        ("accessanalyzer", "list_analyzers", {}, ("AccessDeniedException", 403)),
        ("account", "get_contact_information", {}, ("AccessDeniedException", 403)),
        ("ec2", "describe_regions", {}, ("UnauthorizedOperation", 403)),
        ("s3", "list_buckets", {}, ("AccessDenied", 403)),
        ("sns", "list_subscriptions_by_topic", {"TopicArn": "arn:aws:sns:us-east-1:1:t"}, ("AuthorizationError", 403)),
    ],
)
def test_with_everything_denied_each_service_refuses_in_its_own_form(
    all_denied, client, *, service, operation, parameters, refusal
):
    code, message, status = refused(getattr(client(all_denied, service), operation), **parameters)
    assert (code, status) == refusal
    assert f"User: {CALLER} is not authorized to perform: " in message


@pytest.fixture(scope="module")
def all_denied():
    with serve() as sandbox:
        sandbox.deny_all()
        yield sandbox


def test_nobody_can_be_denied_to_ask_who_they_are(all_denied, client):
    assert client(all_denied, "sts").get_caller_identity()["Arn"] == CALLER


def test_denials_can_be_taken_back(fresh, client):
    fresh.deny_all()
    fresh.deny_region("eu-west-1")
    fresh.allow_all()
    client(fresh, "iam").list_users()
    client(fresh, "events", "eu-west-1").list_rules()


def test_a_forbidden_region_refuses_what_is_regional_and_says_that_a_policy_of_the_organisation_does(fresh, client):
    fresh.deny_region("eu-west-1")
    code, message, _ = refused(client(fresh, "events", "eu-west-1").list_rules)
    assert code == "AccessDeniedException"
    assert message == (
        f"User: {CALLER} is not authorized to perform: events:ListRules on resource: * "
        "with an explicit deny in a service control policy"
    )
    client(fresh, "events", "us-west-2").list_rules()
    client(fresh, "sts", "eu-west-1").get_caller_identity()


def test_a_region_that_is_not_enabled_knows_no_credentials(startup, client):
    assert refused(client(startup, "events", "ap-south-1").list_rules)[0] == "UnrecognizedClientException"
    assert refused(client(startup, "ec2", "ap-south-1").describe_regions)[0] == "AuthFailure"
    assert refused(client(startup, "sns", "ap-south-1").list_topics)[0] == "InvalidClientTokenId"
    client(startup, "sts", "ap-south-1").get_caller_identity()


def test_sts_is_closed_in_a_region_that_needs_an_opt_in(startup, client):
    assert refused(client(startup, "sts", "me-south-1").get_caller_identity)[0] == "InvalidClientTokenId"


def test_the_next_calls_are_throttled_and_the_ones_after_are_not(fresh, client):
    fresh.throttle_next(2)
    assert refused(client(fresh, "iam").list_users) == ("Throttling", "Rate exceeded", 400)
    assert refused(client(fresh, "cloudtrail").describe_trails)[0] == "ThrottlingException"
    client(fresh, "iam").list_users()


def test_what_is_not_emulated_is_answered_as_an_unknown_action(fresh, client):
    iam = client(fresh, "iam")
    simulated = {"PolicySourceArn": "arn:aws:iam::123456789012:user/maya.chen", "ActionNames": ["s3:GetObject"]}
    assert refused(iam.simulate_principal_policy, **simulated)[0] == "InvalidAction"
    assert refused(client(fresh, "cloudtrail").list_imports)[0] == "UnknownOperationException"
    assert refused(client(fresh, "accessanalyzer").list_policy_generations)[0] == "UnknownOperationException"
    assert fresh.not_emulated == [
        ("iam", "SimulatePrincipalPolicy", "us-east-1"),
        ("cloudtrail", "ListImports", "us-east-1"),
        ("accessanalyzer", "ListPolicyGenerations", "us-east-1"),
    ]


def test_a_service_that_moto_does_not_know_is_answered_as_an_unknown_action(fresh, client):
    assert refused(client(fresh, "freetier").get_free_tier_usage)[0] == "UnknownOperationException"


def test_services_that_rootward_does_not_extend_are_motos(fresh, client):
    buckets = client(fresh, "s3").list_buckets()["Buckets"]
    assert [bucket["Name"] for bucket in buckets] == ["acme-cloudtrail-123456789012"]
    key = client(fresh, "kms").create_key()["KeyMetadata"]
    assert client(fresh, "kms").list_keys()["Keys"][0]["KeyId"] == key["KeyId"]


def raw(sandbox, headers, body=b""):
    request = urllib.request.Request(sandbox.endpoint_url, data=body, headers=headers, method="POST")  # noqa: S310 - http
    with pytest.raises(HTTPError) as error:
        urllib.request.urlopen(request)  # noqa: S310
    with error.value:
        return error.value.code, error.value.read().decode()


def test_an_unsigned_call_is_refused(startup):
    status, body = raw(startup, {}, b"Action=ListUsers&Version=2010-05-08")
    assert status == 403
    assert "MissingAuthenticationToken" in body


def test_an_action_that_aws_has_not_either_is_unknown(startup):
    signature = (
        "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0"
    )
    headers = {"Authorization": signature, "Content-Type": "application/x-www-form-urlencoded"}
    status, body = raw(startup, headers, b"Action=GrantWish&Version=2010-05-08")
    assert status == 400
    assert "<Code>InvalidAction</Code>" in body


def test_a_defect_becomes_an_internal_failure_and_one_line_of_log(fresh, client, monkeypatch, caplog):
    def fail(_):
        raise ZeroDivisionError

    monkeypatch.setattr(PracticeIamBackend, "list_account_aliases", fail)
    with caplog.at_level(logging.INFO):
        assert refused(client(fresh, "iam").list_account_aliases)[0] == "InternalFailure"
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("rootward")]
    assert len(lines) == 1
    assert lines[0].startswith("the practice account failed at iam:ListAccountAliases: ZeroDivisionError at ")


def test_a_delay_holds_each_call(fresh, client, monkeypatch):
    waited: list[float] = []
    monkeypatch.setattr(Armed, "wait", lambda _, seconds=None: waited.append(seconds))
    fresh.delay(0.03)
    client(fresh, "sts").get_caller_identity()
    client(fresh, "iam").get_account_summary()
    fresh.delay(0)
    client(fresh, "sts").get_caller_identity()
    assert waited == [0.03, 0.03]


def test_calls_side_by_side_wait_side_by_side(fresh, client, monkeypatch):
    both_wait = threading.Barrier(2, timeout=30)
    monkeypatch.setattr(Armed, "wait", lambda _, seconds: both_wait.wait())  # noqa: ARG005 - as it is called
    fresh.delay(0.03)
    sts = client(fresh, "sts")
    with ThreadPoolExecutor(2) as threads:
        arns = list(threads.map(lambda _: sts.get_caller_identity()["Arn"], range(2)))
    assert arns == [CALLER, CALLER]


def test_a_delay_ends_when_it_is_taken_back(fresh, client):
    fresh.delay(3600)
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(client(fresh, "sts").get_caller_identity)
        while not fresh.calls:
            pass
        fresh.no_faults()
        assert answer.result(timeout=30)["Arn"] == CALLER


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:80"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/_rootward/calls"])
def test_web_pages_are_not_served(fresh, headers, path):
    signature = (
        "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0"
    )
    request = urllib.request.Request(  # noqa: S310 - http
        f"{fresh.endpoint_url}{path}?Action=ListUsers&Version=2010-05-08",
        headers={"Authorization": signature, **headers},
    )
    with pytest.raises(HTTPError) as error:
        urllib.request.urlopen(request)  # noqa: S310
    with error.value:
        assert error.value.code == 403
        assert b"web pages" in error.value.read()
    assert fresh.calls == []


def test_a_made_up_key_in_a_link_is_refused(fresh):
    link = f"{fresh.endpoint_url}/?Action=ListUsers&X-Amz-Credential=testing/20260101/us-east-1/iam/aws4_request"
    with pytest.raises(HTTPError) as error:
        urllib.request.urlopen(link)  # noqa: S310
    with error.value:
        assert error.value.code == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:80", "[::1]:80", "bucket.127.0.0.1", "bucket.localhost:5000"])
def test_names_of_this_machine_are_served(fresh, host):
    status, body = raw(fresh, {"Host": host})
    assert (status, "MissingAuthenticationToken" in body) == (403, True)


def test_motos_own_administration_is_not_reached(fresh, client):
    signature = "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/motoapi/aws4_request, SignedHeaders=host, Signature=0"
    request = urllib.request.Request(  # noqa: S310 - http
        f"{fresh.endpoint_url}/moto-api/reset?Action=x", headers={"Authorization": signature}, method="POST"
    )
    with pytest.raises(HTTPError) as error:
        urllib.request.urlopen(request)  # noqa: S310
    error.value.close()
    assert client(fresh, "iam").get_user(UserName="maya.chen")["User"]["UserName"] == "maya.chen"


@pytest.mark.parametrize("policy", ["not JSON", "[]"])
def test_a_bucket_policy_that_is_none_is_refused(fresh, client, policy):
    s3 = client(fresh, "s3")
    s3.create_bucket(Bucket="one-bucket")
    assert refused(s3.put_bucket_policy, Bucket="one-bucket", Policy=policy)[0] == "MalformedPolicy"
    s3.put_object(Bucket="one-bucket", Key="k", Body=b"v")


def test_a_number_that_is_none_is_the_clients_mistake(fresh):
    signature = "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/iam/aws4_request, Signature=0"
    headers = {"Authorization": signature, "Content-Type": "application/x-www-form-urlencoded"}
    status, body = raw(fresh, headers, b"Action=ListUsers&Version=2010-05-08&MaxItems=zz")
    assert (status, "<Code>ValidationError</Code>" in body) == (400, True)


def test_a_body_that_is_no_json_is_refused_and_not_logged(fresh, caplog):
    signature = (
        "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/secretsmanager/aws4_request, SignedHeaders=host, "
        "Signature=0"
    )
    headers = {
        "Authorization": signature,
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "secretsmanager.CreateSecret",
    }
    with caplog.at_level(logging.DEBUG):
        status, body = raw(fresh, headers, b'{"Name": "n", "SecretString": "open-sesame"\xff')
    assert (status, "SerializationException" in body) == (400, True)
    assert "open-sesame" not in caplog.text


def test_a_call_equals_the_plain_tuple_of_its_fields():
    assert Call("iam", "ListUsers", "us-east-1") == ("iam", "ListUsers", "us-east-1")
