"""The account's own properties, and the names of its facts."""

from __future__ import annotations

import pytest

from rootward.model.account import DEEP_FACTS, FACTS, NOT_COLLECTED, Account
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown
from tests.checks.facts import ACCOUNT, NOW, account, denied


def test_resource_and_root_arn_name_the_account_and_its_partition():
    govcloud = account(partition="aws-us-gov")

    assert govcloud.resource == f"AWS::::Account:{ACCOUNT}"
    assert govcloud.root_arn == f"arn:aws-us-gov:iam::{ACCOUNT}:root"


@pytest.mark.parametrize(("management", "is_management"), [(ACCOUNT, True), ("999999999999", False)])
def test_the_management_account_is_the_one_that_the_organisation_names(management, is_management):
    organization = Organization(id="o-1", management_account=management, feature_set="ALL")

    assert account(organization=organization).is_management is is_management


def test_outside_an_organisation_there_is_none_and_a_denied_read_is_not_outside():
    assert account(organization=None).is_management is None
    assert isinstance(account(organization=denied("organizations:DescribeOrganization")).is_management, Unknown)


def test_a_fact_that_nobody_read_is_not_collected():
    bare = Account(taken_at=NOW, id=ACCOUNT)

    assert all(getattr(bare, fact) is NOT_COLLECTED for fact in FACTS)


def test_the_header_is_no_fact_and_the_deep_facts_are():
    assert not {"schema", "taken_at", "id", "partition", "caller", "endpoint"} & set(FACTS)
    assert set(DEEP_FACTS) < set(FACTS)
