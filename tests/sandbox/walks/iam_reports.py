"""IAM: the credential report and service last accessed data."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def walk(sandbox: Any, client: Any) -> None:
    iam = client(sandbox, "iam")
    with pytest.raises(ClientError, match="ReportNotPresent"):
        iam.get_credential_report()
    iam.generate_credential_report()
    with pytest.raises(ClientError, match="ReportInProgress"):
        iam.get_credential_report()
    assert iam.get_credential_report()["Content"].startswith(b"user,arn,")
    sandbox.advance_clock(4 * 3600)
    with pytest.raises(ClientError, match="ReportExpired"):
        iam.get_credential_report()
    _last_accessed(iam)


def _last_accessed(iam: Any) -> None:
    group = iam.get_group(GroupName="admins")["Group"]["Arn"]
    job = iam.generate_service_last_accessed_details(Arn=group)["JobId"]
    assert iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="iam")["JobStatus"] == (
        "IN_PROGRESS"
    )
    another = iam.generate_service_last_accessed_details(Arn=group)["JobId"]
    assert iam.get_service_last_accessed_details(JobId=another)["JobStatus"] == "IN_PROGRESS"
    assert len(iam.get_service_last_accessed_details(JobId=job)["ServicesLastAccessed"]) == 100
    used = iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="iam")
    assert used["EntityDetailsList"]
    granting = iam.list_policies_granting_service_access(Arn=group, ServiceNamespaces=["iam"])
    assert granting["PoliciesGrantingServiceAccess"][0]["Policies"][0]["PolicyType"] == "MANAGED"
    missing = group.replace("admins", "missing")
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.generate_service_last_accessed_details(Arn=missing)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.list_policies_granting_service_access(Arn=missing, ServiceNamespaces=["iam"])
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.get_service_last_accessed_details(JobId="0" * 36)
