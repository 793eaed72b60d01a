from __future__ import annotations

import pytest

from rootward.aws.call import Call
from rootward.aws.readers import ACTIONS, READERS, in_order
from rootward.model.account import FACTS, NOT_FROM_AWS


def test_every_fact_that_calls_tell_has_one_reader():
    assert set(READERS) == set(FACTS) - set(NOT_FROM_AWS)


def test_a_fact_comes_after_what_it_needs():
    order = [reader.fact for reader in in_order({"topics"})]

    assert order == ["regions", "event_rules", "trails", "log_alarms", "topics"]


def test_the_same_facts_come_in_the_same_order():
    assert in_order({"topics", "alias", "analyzers"}) == in_order({"analyzers", "topics", "alias"})


def test_the_actions_of_a_fact_are_those_of_what_it_needs_too():
    assert ACTIONS["summary"] == ("iam:GetAccountSummary",)
    assert ACTIONS["leaked_keys"] == ("iam:GetAccessKeyLastUsed", "iam:ListAccessKeys")
    assert ACTIONS["organization_features"] == ("iam:ListOrganizationsFeatures", "organizations:DescribeOrganization")
    assert ACTIONS["analyzers"] == ("access-analyzer:ListAnalyzers", "ec2:DescribeRegions")


def test_the_actions_of_a_fact_are_those_of_what_completes_it_too():
    assert ACTIONS["credential_report"] == (
        "iam:GenerateCredentialReport",
        "iam:GetAccessKeyLastUsed",
        "iam:GetCredentialReport",
        "iam:GetLoginProfile",
        "iam:ListAccessKeys",
        "iam:ListMFADevices",
        "iam:ListSigningCertificates",
    )
    assert READERS["credential_report"].actions == ("iam:GenerateCredentialReport", "iam:GetCredentialReport")


def test_what_helps_to_complete_a_fact_comes_before_it_where_it_is_read_anyway():
    assert [one.fact for one in in_order({"credential_report"})] == ["credential_report"]
    assert [one.fact for one in in_order({"credential_report", "access_keys"})] == [
        "identities",
        "credential_report",
        "access_keys",
    ]


@pytest.mark.parametrize(
    ("call", "action"),
    [
        (Call("accessanalyzer", "ListAnalyzers"), "access-analyzer:ListAnalyzers"),
        (Call("account", "GetContactInformation"), "account:GetContactInformation"),
        (Call("iam", "ListOrganizationsFeatures"), "iam:ListOrganizationsFeatures"),
    ],
)
def test_an_action_is_called_as_its_operation_with_the_services_prefix(call, action):
    assert call.action == action
