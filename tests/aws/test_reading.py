from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError, CredentialRetrievalError, EndpointConnectionError, HTTPClientError

from rootward.aws.call import MARKER, Call
from rootward.aws.crew import Crew
from rootward.aws.failure import UnreadError, of_call
from rootward.aws.reading import Reading
from rootward.errors import CredentialsError
from rootward.model.unknown import Blocked, Unknown
from tests.aws.fake_aws import account, error, fake_aws, js, json_error, pages, xml

SUMMARY = Call("iam", "GetAccountSummary")
ALIASES = Call("iam", "ListAccountAliases")
RULES = Call("events", "ListRules")

BY_IAM = (
    "User: arn:aws:iam::123456789012:user/auditor is not authorized to perform: iam:GetAccountSummary on resource: * "
    "because no identity-based policy allows the iam:GetAccountSummary action"
)
BY_SCP = (
    "User: arn:aws:iam::123456789012:user/auditor is not authorized to perform: events:ListRules on resource: "
    "arn:aws:events:eu-west-1:123456789012:rule/* with an explicit deny in a service control policy"
)


def unread(reading: Reading, call: Call, region: str | None = None) -> Unknown | Blocked:
    with pytest.raises(UnreadError) as nothing:
        reading.read(call, region)
    return nothing.value.fact


def test_a_denied_call_names_the_action_and_why(aws):
    aws.answers["GetAccountSummary"] = error("AccessDenied", BY_IAM, 403)

    with aws.reading() as reading:
        assert unread(reading, SUMMARY) == Unknown(
            "denied",
            "iam:GetAccountSummary",
            "AccessDenied: because no identity-based policy allows the iam:GetAccountSummary action",
        )


@pytest.mark.parametrize(
    "answer",
    [
        error("AccessDenied", "Access Denied", 403),
        error("AccessDeniedException", "no", 400),
        error("AuthorizationError", "no", 403),
        error("UnauthorizedOperation", "You are not authorized to perform this operation.", 403),
        error("NeverHeardOf", "but its status is 403", 403),
    ],
)
def test_every_form_of_a_denial_is_one(aws, answer):
    aws.answers["GetAccountSummary"] = answer

    with aws.reading() as reading:
        fact = unread(reading, SUMMARY)

    assert isinstance(fact, Unknown)
    assert (fact.reason, fact.action) == ("denied", "iam:GetAccountSummary")


def test_a_region_that_a_service_control_policy_closes_is_blocked(aws):
    aws.answers["ListRules"] = json_error("AccessDeniedException", BY_SCP)

    with aws.reading() as reading:
        assert isinstance(unread(reading, RULES, "eu-west-1"), Blocked)


def test_a_call_without_a_region_that_a_service_control_policy_denies_is_denied(aws):
    aws.answers["GetAccountSummary"] = error("AccessDenied", BY_SCP, 403)

    with aws.reading() as reading:
        assert unread(reading, SUMMARY) == Unknown(
            "denied", "iam:GetAccountSummary", "AccessDenied: with an explicit deny in a service control policy"
        )


def test_a_call_that_a_service_control_policy_denies_in_every_region_closes_none(aws):
    aws.answers["ListRules"] = json_error("AccessDeniedException", BY_SCP)

    with aws.reading() as reading:
        found = reading.in_each_region(
            RULES, account(regions=("eu-west-1", "us-east-1")), lambda region: reading.read(RULES, region)
        )

    everywhere = Unknown("denied", "events:ListRules", "a service control policy denies it in every enabled region")
    assert found == [("eu-west-1", everywhere), ("us-east-1", everywhere)]


def test_each_region_has_its_own_answer(aws):
    def answer(_parameters, region):
        if region == "us-east-1":
            return js({"Rules": []})
        return json_error("AccessDeniedException", BY_SCP) if region == "eu-west-1" else json_error("InternalFailure")

    aws.answers["ListRules"] = answer

    with aws.reading() as reading:
        found = dict(
            reading.in_each_region(
                RULES,
                account(regions=("ap-south-1", "eu-west-1", "us-east-1")),
                lambda region: reading.read(RULES, region)["Rules"],
            )
        )

    assert found["us-east-1"] == []
    assert isinstance(found["eu-west-1"], Blocked)
    assert isinstance(found["ap-south-1"], Unknown)
    assert found["ap-south-1"].reason == "failed"


def test_without_the_regions_no_region_is_asked(aws):
    denied = Unknown("denied", "ec2:DescribeRegions", "no")

    with aws.reading() as reading, pytest.raises(UnreadError) as nothing:
        reading.in_each_region(RULES, account(regions=denied), lambda region: reading.read(RULES, region))

    assert nothing.value.fact == denied
    assert aws.asked("ListRules") == []


def test_throttling_is_tried_again_and_then_failed(aws):
    aws.answers["GetAccountSummary"] = error("Throttling", "Rate exceeded")

    with aws.reading() as reading:
        fact = unread(reading, SUMMARY)

    assert fact == Unknown("failed", "iam:GetAccountSummary", "AWS throttled the call, retries included (Throttling)")
    assert len(aws.asked("GetAccountSummary")) == 5


def test_throttling_that_passes_is_not_noticed(aws):
    def answer(_parameters, _region):
        if len(aws.asked("GetAccountSummary")) < 3:
            return error("Throttling", "Rate exceeded")
        return xml("GetAccountSummary", "<SummaryMap/>")

    aws.answers["GetAccountSummary"] = answer

    with aws.reading() as reading:
        assert reading.read(SUMMARY)["SummaryMap"] == {}


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (error("ServiceFailure", "", 500), "ServiceFailure"),
        (
            error("ValidationError", "1 validation\nerror \x85\u202e detected"),
            "ValidationError: 1 validation error dete",
        ),
        ((200, "text/html", "<html>Sign in to our Wi-Fi<br></html>"), "the answer could not be read"),
        ((502, "text/html", "<html><h1>Bad gateway</h1>"), "502: Bad Gateway"),
    ],
)
def test_whatever_else_goes_wrong_is_failed_in_one_line(aws, answer, detail):
    aws.answers["GetAccountSummary"] = answer

    with aws.reading() as reading:
        fact = unread(reading, SUMMARY)

    assert isinstance(fact, Unknown)
    assert (fact.reason, fact.action) == ("failed", "iam:GetAccountSummary")
    assert fact.detail.startswith(detail)
    assert fact.detail.isprintable()


UNLIKE_AWS = "the answer could not be read: it is not what AWS would send"


@pytest.mark.parametrize("body", ["null", "[]", '"text"', "7", "{}", '{"message": "Sign in"}', "Sign in", ""])
def test_an_answer_in_json_without_any_member_of_the_operations_is_failed(aws, body):
    aws.answers["ListRules"] = (200, "application/x-amz-json-1.1", body)

    with aws.reading() as reading:
        assert unread(reading, RULES, "eu-west-1") == Unknown("failed", "events:ListRules", UNLIKE_AWS)


@pytest.mark.parametrize("call", [RULES, SUMMARY, Call("ec2", "DescribeRegions"), Call("cloudtrail", "DescribeTrails")])
@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/xml"])
def test_a_page_of_a_captive_portal_is_failed_whatever_the_service_speaks(aws, call, kind):
    aws.answers[call.operation] = (200, kind, "<html><body>Sign in to our Wi-Fi</body></html>")

    with aws.reading() as reading:
        assert unread(reading, call) == Unknown("failed", call.action, UNLIKE_AWS)


def test_an_endpoint_that_is_gone_is_failed():
    with fake_aws() as aws:
        session = aws.session()

    with Crew(1, "test") as crew:
        fact = unread(Reading(session, crew, deadline_seconds=300), SUMMARY)

    assert isinstance(fact, Unknown)
    assert fact.reason == "failed"
    assert fact.detail.startswith("no answer: ")


@pytest.mark.parametrize(
    "raised",
    [
        RuntimeError("Credentials were refreshed, but the refreshed credentials are still expired."),
        FileNotFoundError(2, "No such file or directory", "token"),
        json.JSONDecodeError("Expecting value", "s3cr3t", 0),
        CredentialRetrievalError(provider="custom-process", error_msg="s3cr3t"),
        HTTPClientError(error=ValueError("Invalid header value b's3cr3t\\n'")),
    ],
)
def test_credentials_that_cannot_be_renewed_on_the_way_end_the_collection_and_are_not_shown(raised):
    refused = of_call(raised, SUMMARY, elsewhere=False, regional=False)

    assert isinstance(refused, CredentialsError)
    assert "s3cr3t" not in str(refused) + refused.advice


def test_an_error_of_the_network_quotes_no_path_of_the_endpoint():
    gone = EndpointConnectionError(endpoint_url="http://me:s3cr3t@127.0.0.1:9/?apikey=s3cr3t")

    unread = of_call(gone, SUMMARY, elsewhere=False, regional=False)

    assert str(unread) == 'no answer: Could not connect to the endpoint URL: "http://127.0.0.1:9"'


def test_a_defect_is_not_dressed_up_as_a_fact(aws):
    def defect(**_):
        raise ZeroDivisionError

    with aws.reading() as reading:
        reading.session.client("iam").meta.events.register("before-send.iam", defect)

        with pytest.raises(ZeroDivisionError):
            reading.read(SUMMARY)


@pytest.mark.parametrize("code", ["ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId"])
def test_credentials_that_expire_on_the_way_end_the_collection(aws, code):
    aws.answers["GetAccountSummary"] = error(code, "The security token included in the request is expired", 403)

    with aws.reading() as reading, pytest.raises(CredentialsError):
        reading.read(SUMMARY)


@pytest.mark.parametrize("code", ["AccessDenied", "ExpiredToken"])
def test_a_role_that_cannot_be_assumed_again_ends_the_collection_and_denies_no_fact(code):
    renewal = ClientError({"Error": {"Code": code, "Message": "no"}}, "AssumeRole")

    assert isinstance(of_call(renewal, SUMMARY, elsewhere=False, regional=False), CredentialsError)


def test_a_region_that_does_not_take_the_credentials_says_nothing_of_them(aws):
    aws.answers["ListRules"] = json_error("UnrecognizedClientException", "The security token is invalid", 403)

    with aws.reading() as reading:
        fact = unread(reading, RULES, "ap-east-1")
        with pytest.raises(CredentialsError):
            reading.read(RULES, "us-east-1")

    assert isinstance(fact, Unknown)
    assert "is it enabled for the account?" in fact.detail


def test_pages_are_followed_to_the_end(aws):
    aws.answers["ListAccountAliases"] = pages("ListAccountAliases", "AccountAliases", "a", "b", "c")

    with aws.reading() as reading:
        assert list(reading.items(ALIASES, MARKER, "AccountAliases")) == ["a", "b", "c"]


def test_a_page_that_says_it_is_the_last_ends_the_list_whatever_marker_it_carries(aws):
    aws.answers["ListAccountAliases"] = xml(
        "ListAccountAliases",
        "<AccountAliases><member>a</member></AccountAliases><IsTruncated>false</IsTruncated><Marker>stale</Marker>",
    )

    with aws.reading() as reading:
        assert list(reading.items(ALIASES, MARKER, "AccountAliases")) == ["a"]

    assert len(aws.asked("ListAccountAliases")) == 1


def test_a_page_that_leads_back_is_endless_pagination(aws):
    aws.answers["ListAccountAliases"] = xml(
        "ListAccountAliases", "<AccountAliases/><IsTruncated>true</IsTruncated><Marker>again</Marker>"
    )

    with aws.reading() as reading, pytest.raises(UnreadError) as nothing:
        list(reading.items(ALIASES, MARKER, "AccountAliases"))

    assert nothing.value.fact == Unknown(
        "failed", "iam:ListAccountAliases", "endless pagination: page 2 leads back to one already read"
    )
    assert len(aws.asked("ListAccountAliases")) == 2


def test_a_page_that_is_truncated_without_a_marker_is_no_complete_list(aws):
    aws.answers["ListAccountAliases"] = xml(
        "ListAccountAliases", "<AccountAliases><member>a</member></AccountAliases><IsTruncated>true</IsTruncated>"
    )

    with aws.reading() as reading, pytest.raises(UnreadError) as nothing:
        list(reading.items(ALIASES, MARKER, "AccountAliases"))

    assert nothing.value.fact == Unknown(
        "failed",
        "iam:ListAccountAliases",
        "the list is cut off: AWS says that there is more, and sends no Marker",
    )


def test_pages_without_an_end_are_endless_pagination(aws, monkeypatch):
    monkeypatch.setattr("rootward.aws.reading.MOST_PAGES", 7)
    aws.answers["ListAccountAliases"] = lambda parameters, _: xml(
        "ListAccountAliases",
        f"<AccountAliases/><IsTruncated>true</IsTruncated><Marker>{int(parameters.get('Marker', 0)) + 1}</Marker>",
    )

    with aws.reading() as reading, pytest.raises(UnreadError) as nothing:
        list(reading.items(ALIASES, MARKER, "AccountAliases"))

    assert "more than 7 pages" in nothing.value.fact.detail


def test_past_the_deadline_nothing_is_asked(aws):
    now = [0.0]

    with aws.reading(deadline_seconds=60, clock=lambda: now[0]) as reading:
        now[0] = 60.0
        fact = unread(reading, SUMMARY)

    assert fact == Unknown("failed", "iam:GetAccountSummary", "not read within the deadline of 60 seconds")
    assert aws.asked("GetAccountSummary") == []


def test_a_wait_ends_with_the_deadline(aws):
    now, slept = [0.0], []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    with aws.reading(deadline_seconds=10, clock=lambda: now[0], sleep=sleep) as reading:
        reading.wait(SUMMARY, 8)
        with pytest.raises(UnreadError, match="deadline"):
            reading.wait(SUMMARY, 8)

    assert slept == [8, 2]


def test_an_operation_that_the_installed_botocore_does_not_know_is_named(aws):
    with aws.reading() as reading:
        fact = unread(reading, Call("iam", "ListThingsOfTomorrow"))

    assert isinstance(fact, Unknown)
    assert "does not know ListThingsOfTomorrow: pip install --upgrade boto3" in fact.detail


def test_a_parameter_that_botocore_does_not_know_is_failed(aws):
    with aws.reading() as reading, pytest.raises(UnreadError, match="Unknown parameter"):
        reading.read(ALIASES, Tomorrow=True)
