"""IAM: service-specific credentials and delegation requests."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def walk(sandbox: Any, client: Any) -> None:
    iam = client(sandbox, "iam")
    for service, more in (("codecommit.amazonaws.com", {}), ("bedrock.amazonaws.com", {"CredentialAgeDays": 9})):
        _credential(iam, service, more)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.create_service_specific_credential(UserName="maya.chen", ServiceName="s3.amazonaws.com")
    _request(iam)


def _credential(iam: Any, service: str, more: dict[str, int]) -> None:
    owner = {"UserName": "maya.chen"}
    made = iam.create_service_specific_credential(**owner, ServiceName=service, **more)["ServiceSpecificCredential"]
    one = {**owner, "ServiceSpecificCredentialId": made["ServiceSpecificCredentialId"]}
    iam.update_service_specific_credential(**one, Status="Inactive")
    iam.reset_service_specific_credential(**one)
    assert len(iam.list_service_specific_credentials(**owner)["ServiceSpecificCredentials"]) == 1
    iam.create_service_specific_credential(**owner, ServiceName=service)
    with pytest.raises(ClientError, match="LimitExceeded"):
        iam.create_service_specific_credential(**owner, ServiceName=service)
    for credential in iam.list_service_specific_credentials(**owner)["ServiceSpecificCredentials"]:
        iam.delete_service_specific_credential(
            **owner, ServiceSpecificCredentialId=credential["ServiceSpecificCredentialId"]
        )
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.delete_service_specific_credential(**one)


def _request(iam: Any) -> None:
    filed = [
        iam.create_delegation_request(
            Description="Set up the metrics stream",
            RequestMessage="As spoken",
            Permissions={"PolicyTemplateArn": "arn:aws:iam::aws:policy-template/example"},
            RequestorWorkflowId=f"workflow-{number}",
            NotificationChannel="arn:aws:sns:us-east-1:123456789012:told",
            RedirectUrl="https://northwind.example/done",
            SessionDuration=3600,
        )["DelegationRequestId"]
        for number in range(2)
    ]
    taken, refused = ({"DelegationRequestId": request} for request in filed)
    for one in (taken, refused):
        iam.associate_delegation_request(**one)
        iam.update_delegation_request(**one, Notes="please look")
    iam.accept_delegation_request(**taken)
    iam.send_delegation_token(**taken)
    iam.reject_delegation_request(**refused, Notes="too wide")
    assert iam.get_delegation_request(**refused, DelegationPermissionCheck=True)["PermissionCheckResult"] == "UNSURE"
    assert len(iam.list_delegation_requests()["DelegationRequests"]) == 3
    iam.get_human_readable_summary(EntityArn=f"arn:aws:iam::123456789012:delegation-request/{filed[0]}")
    with pytest.raises(ClientError, match="InvalidInput"):
        iam.send_delegation_token(**refused)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.get_delegation_request(DelegationRequestId="0" * 16)
