from __future__ import annotations

import pytest

from rootward.aws.readers import READERS
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import account, error, js, json_error, xml

ACME = Organization(id="o-a1b2c3d4e5", management_account="999988887777", feature_set="ALL")


def read(aws, fact, **facts):
    with aws.reading() as reading:
        return READERS[fact].read(reading, account(**facts))


def test_an_organisation_is_read(aws):
    aws.answers["DescribeOrganization"] = js(
        {"Organization": {"Id": "o-a1b2c3d4e5", "MasterAccountId": "999988887777", "FeatureSet": "ALL"}}
    )

    assert read(aws, "organization") == ACME


def test_an_account_may_belong_to_none(aws):
    aws.answers["DescribeOrganization"] = json_error("AWSOrganizationsNotInUseException", "not a member")

    assert read(aws, "organization") is None


def test_a_denied_organisation_is_not_none(aws):
    aws.answers["DescribeOrganization"] = json_error("AccessDeniedException", "no")

    assert read(aws, "organization") == Unknown("denied", "organizations:DescribeOrganization", "AccessDenied: no")


def test_the_features_that_are_on_are_listed(aws):
    aws.answers["ListOrganizationsFeatures"] = xml(
        "ListOrganizationsFeatures", "<EnabledFeatures><member>RootCredentialsManagement</member></EnabledFeatures>"
    )

    assert read(aws, "organization_features", organization=ACME) == ("RootCredentialsManagement",)


@pytest.mark.parametrize("ending", ["", "Exception"])
@pytest.mark.parametrize(
    "code", ["ServiceAccessNotEnabled", "OrganizationNotInAllFeaturesMode", "OrganizationNotFound"]
)
def test_what_makes_every_feature_impossible_means_that_none_is_on(aws, code, ending):
    aws.answers["ListOrganizationsFeatures"] = error(code + ending, "no", 400)

    assert read(aws, "organization_features", organization=ACME) == ()


def test_a_member_is_told_who_can_see_them(aws):
    aws.answers["ListOrganizationsFeatures"] = error("AccountNotManagementOrDelegatedAdministrator", "no", 400)

    fact = read(aws, "organization_features", organization=ACME)

    assert isinstance(fact, Unknown)
    assert fact.reason == "not_observable"
    assert "999988887777" in fact.detail


def test_outside_an_organisation_nobody_asks(aws):
    assert read(aws, "organization_features", organization=None) == ()
    assert aws.asked("ListOrganizationsFeatures") == []


def test_where_the_organisation_is_unknown_the_features_are_asked_for_all_the_same(aws):
    aws.answers["ListOrganizationsFeatures"] = error("AccessDenied", "no", 403)
    unknown = Unknown("denied", "organizations:DescribeOrganization")

    assert read(aws, "organization_features", organization=unknown) == Unknown(
        "denied", "iam:ListOrganizationsFeatures", "AccessDenied: no"
    )
