"""Pages: a limit, a token, and one budget over all lists of an answer."""

from __future__ import annotations

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from rootward.sandbox.error import PracticeError
from rootward.sandbox.paging import PagedResponse, Paging, page, paging_of


@given(st.lists(st.integers(), max_size=40), st.integers(1, 12))
def test_all_pages_together_are_the_whole_list(items, limit):
    found: list[int] = []
    token = None
    while True:
        shown, token = page(items, token, limit)
        assert len(shown) <= limit
        found += shown
        if token is None:
            break
    assert found == items


@given(st.text(max_size=12).filter(bool))
def test_a_foreign_token_is_refused(token):
    with pytest.raises(PracticeError, match=r"Invalid Marker\."):
        page([1, 2, 3], token, 2)


def test_a_token_from_when_the_list_was_longer_is_refused():
    _, token = page([1, 2, 3, 4], None, 3)
    with pytest.raises(PracticeError, match=r"Invalid Marker\."):
        page([1, 2], token, 3)


def test_how_operations_page_is_read_from_botocore():
    details = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
    assert paging_of("iam", "GetAccountAuthorizationDetails") == Paging("Marker", "MaxItems", details, "IsTruncated")
    assert paging_of("iam", "GetAccountSummary") is None
    requests = Paging("Marker", "MaxItems", ("DelegationRequests",), "isTruncated")
    assert paging_of("iam", "ListDelegationRequests") == requests


def test_users_groups_roles_and_policies_share_one_page(startup, client):
    iam = client(startup, "iam")
    first = iam.get_account_authorization_details(MaxItems=14)
    counts = [len(first[name]) for name in ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")]
    assert counts == [12, 2, 0, 0]
    assert first["IsTruncated"]
    second = iam.get_account_authorization_details(MaxItems=14, Marker=first["Marker"])
    counts = [len(second[name]) for name in ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")]
    assert counts == [0, 1, 8, 5]
    assert [group["GroupName"] for group in second["GroupDetailList"]] == ["designers"]


def test_a_last_page_that_is_full_is_the_last(startup, client):
    answer = client(startup, "iam").list_users(MaxItems=12)
    assert len(answer["Users"]) == 12
    assert not answer["IsTruncated"]
    assert "Marker" not in answer


@pytest.mark.parametrize(
    ("operation", "key", "parameters"),
    [
        ("list_users", "Users", {}),
        ("list_groups", "Groups", {}),
        ("list_roles", "Roles", {}),
        ("list_policies", "Policies", {"Scope": "Local"}),
        ("list_virtual_mfa_devices", "VirtualMFADevices", {}),
        ("list_server_certificates", "ServerCertificateMetadataList", {}),
        ("list_access_keys", "AccessKeyMetadata", {"UserName": "priya.raman"}),
    ],
)
def test_every_list_comes_whole_through_botocores_paginator(startup, client, operation, key, parameters):
    iam = client(startup, "iam")
    whole = getattr(iam, operation)(**parameters)[key]
    pages = list(iam.get_paginator(operation).paginate(**parameters, PaginationConfig={"PageSize": 1}))
    assert len(pages) == len(whole) > 1
    assert [item for answer in pages for item in answer[key]] == whole


@pytest.mark.parametrize(("limit", "bound"), [(0, "greater than or equal to 1"), (1001, "less than or equal to 1000")])
def test_a_limit_out_of_bounds_is_refused(startup, limit, bound):
    careless = boto3.client(
        "iam",
        region_name="us-east-1",
        endpoint_url=startup.endpoint_url,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",  # noqa: S106
        config=Config(parameter_validation=False),
    )
    with pytest.raises(ClientError, match=f"Value '{limit}' at 'maxItems' .* must have value {bound}") as error:
        careless.list_users(MaxItems=limit)
    assert error.value.response["Error"]["Code"] == "ValidationError"


def test_a_marker_of_another_list_is_refused(startup, client):
    with pytest.raises(ClientError, match=r"ValidationError.*Invalid Marker\."):
        client(startup, "iam").list_users(Marker="bm90IG91cnM=")


def test_a_limit_that_is_no_number_is_refused(startup, client, monkeypatch):
    monkeypatch.setattr(PagedResponse, "asked", lambda _, name: "many" if name == "MaxItems" else None)
    with pytest.raises(ClientError, match=r"ValidationError.*'many' at 'maxItems'"):
        client(startup, "iam").list_users()
