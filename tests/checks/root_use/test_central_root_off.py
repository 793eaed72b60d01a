from __future__ import annotations

from rootward.model.unknown import Unknown
from tests.checks.asking import only
from tests.checks.facts import account, denied
from tests.checks.root_use.monitoring import organization

CHECK = "central-root-off"
MANAGEMENT = "111122223333"


def verdict(**facts):
    return only(CHECK, account(**{"organization": organization(), **facts}))


def test_root_credentials_management_passes():
    assert verdict(organization_features=("RootCredentialsManagement", "RootSessions")).status == "pass"


def test_without_it_the_management_account_fails():
    for features in ((), ("RootSessions",)):
        assert verdict(organization_features=features).status == "fail"


def test_an_organisation_without_all_features_cannot_have_it():
    answer = verdict(organization=organization(feature_set="CONSOLIDATED_BILLING"))

    assert answer.status == "fail"
    assert "CONSOLIDATED_BILLING" in answer.message


def test_a_denied_read_in_the_management_account_is_unknown():
    answer = verdict(organization_features=denied("iam:ListOrganizationsFeatures"))

    assert answer.status == "unknown"
    assert answer.unknowns[0].reason == "denied"


def test_a_member_is_told_who_can_see_it():
    for features in (denied("iam:ListOrganizationsFeatures"), Unknown("not_collected")):
        answer = verdict(organization=organization(MANAGEMENT), organization_features=features)
        assert answer.status == "unknown"
        assert answer.unknowns[0].reason == "not_observable"
        assert f"management account {MANAGEMENT}" in answer.unknowns[0].detail


def test_a_delegated_administrator_sees_it():
    seen = {"organization": organization(MANAGEMENT), "organization_features": ("RootCredentialsManagement",)}

    assert verdict(**seen).status == "pass"


def test_outside_an_organisation_the_question_does_not_arise():
    assert verdict(organization=None).status == "not_applicable"


def test_an_organisation_that_was_not_read_is_unknown():
    assert verdict(organization=denied("organizations:DescribeOrganization")).status == "unknown"


def test_china_has_no_root_credentials_to_manage():
    assert verdict(partition="aws-cn").status == "not_applicable"
