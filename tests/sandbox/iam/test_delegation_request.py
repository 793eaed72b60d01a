"""Requests for temporary delegated access, state by state."""

from __future__ import annotations

import pytest

from tests.sandbox.people import as_user
from tests.sandbox.refused import refusal

DAY = 24 * 3600
TEMPLATE = "arn:aws:iam::aws:policy-template/example"


@pytest.fixture
def iam(fresh, client):
    return client(fresh, "iam")


def file(iam, workflow="workflow-1", **parameters):
    answer = iam.create_delegation_request(
        Description="Set up the metrics stream",
        Permissions={"PolicyTemplateArn": TEMPLATE},
        RequestorWorkflowId=workflow,
        NotificationChannel="arn:aws:sns:us-east-1:123456789012:told",
        SessionDuration=3600,
        **parameters,
    )
    return answer["DelegationRequestId"]


def state(iam, request):
    return iam.get_delegation_request(DelegationRequestId=request)["DelegationRequest"]["State"]


def listed(iam):
    return {one["DelegationRequestId"] for one in iam.list_delegation_requests()["DelegationRequests"]}


def test_the_way_to_access(fresh, iam):
    request = file(iam)
    assert state(iam, request) == "UNASSIGNED"
    assert request not in listed(iam)
    iam.associate_delegation_request(DelegationRequestId=request)
    assert state(iam, request) == "ASSIGNED"
    assert request in listed(iam)
    iam.update_delegation_request(DelegationRequestId=request, Notes="please look")
    iam.accept_delegation_request(DelegationRequestId=request)
    shown = iam.get_delegation_request(DelegationRequestId=request, DelegationPermissionCheck=True)
    assert shown["PermissionCheckResult"] == "UNSURE"
    assert shown["DelegationRequest"]["Notes"] == "please look"
    assert shown["DelegationRequest"]["State"] == "ACCEPTED"
    assert shown["DelegationRequest"]["ApproverId"] == fresh.caller_arn
    assert shown["DelegationRequest"]["OwnerId"] == fresh.caller_arn
    iam.send_delegation_token(DelegationRequestId=request)
    assert state(iam, request) == "FINALIZED"
    assert refusal(iam.reject_delegation_request, DelegationRequestId=request)[0] == "InvalidInput"


def test_what_was_forwarded_waits_for_approval(iam):
    request = file(iam)
    assert refusal(iam.update_delegation_request, DelegationRequestId=request)[0] == "InvalidInput"
    iam.associate_delegation_request(DelegationRequestId=request)
    iam.update_delegation_request(DelegationRequestId=request)
    assert state(iam, request) == "PENDING_APPROVAL"


def test_a_rejected_request_stays_so(iam):
    request = file(iam)
    iam.associate_delegation_request(DelegationRequestId=request)
    iam.accept_delegation_request(DelegationRequestId=request)
    iam.reject_delegation_request(DelegationRequestId=request, Notes="too wide")
    shown = iam.get_delegation_request(DelegationRequestId=request)["DelegationRequest"]
    assert (shown["State"], shown["RejectionReason"]) == ("REJECTED", "too wide")
    assert refusal(iam.accept_delegation_request, DelegationRequestId=request)[0] == "ConcurrentModification"
    assert refusal(iam.update_delegation_request, DelegationRequestId=request)[0] == "InvalidInput"
    assert refusal(iam.send_delegation_token, DelegationRequestId=request)[0] == "InvalidInput"


def test_the_request_of_the_scenario_can_be_answered(iam):
    (request,) = listed(iam)
    assert state(iam, request) == "PENDING_APPROVAL"
    iam.reject_delegation_request(DelegationRequestId=request)
    assert state(iam, request) == "REJECTED"


def test_nobody_claimed_it_for_a_day_and_nobody_answered_it_for_seven(fresh, iam):
    unclaimed, claimed = file(iam), file(iam, "workflow-2")
    iam.associate_delegation_request(DelegationRequestId=claimed)
    fresh.advance_clock(DAY)
    assert (state(iam, unclaimed), state(iam, claimed)) == ("EXPIRED", "ASSIGNED")
    assert refusal(iam.associate_delegation_request, DelegationRequestId=unclaimed)[0] == "InvalidInput"
    fresh.advance_clock(6 * DAY)
    assert state(iam, claimed) == "EXPIRED"


def test_a_workflow_files_one_request(iam):
    file(iam)
    with pytest.raises(iam.exceptions.EntityAlreadyExistsException):
        file(iam)


def test_the_token_can_be_the_owners_to_send(fresh, iam):
    request = file(iam, OnlySendByOwner=True)
    owner = as_user(fresh, "maya.chen")
    owner.associate_delegation_request(DelegationRequestId=request)
    iam.accept_delegation_request(DelegationRequestId=request)
    other = as_user(fresh, "<root_account>")
    assert refusal(other.send_delegation_token, DelegationRequestId=request)[0] == "InvalidInput"
    owner.send_delegation_token(DelegationRequestId=request)


def test_a_request_of_another_account_is_not_found(iam):
    request = file(iam, OwnerAccountId="210987654321")
    assert state(iam, request) == "UNASSIGNED"  # its own
    assert refusal(iam.get_delegation_request, DelegationRequestId="0" * 16)[0] == "NoSuchEntity"


def test_a_summary_is_a_sentence(iam):
    arn = f"arn:aws:iam::123456789012:delegation-request/{file(iam)}"
    answer = iam.get_human_readable_summary(EntityArn=arn)
    assert answer["SummaryState"] == "AVAILABLE"
    assert "1 hours" in answer["SummaryContent"]
    other = iam.get_human_readable_summary(EntityArn="arn:aws:iam::123456789012:user/maya.chen")
    assert other["SummaryState"] == "NOT_SUPPORTED"
