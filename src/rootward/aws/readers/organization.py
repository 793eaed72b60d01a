"""The organisation, and which of its central root features are on."""

from __future__ import annotations

from rootward.aws.call import Call
from rootward.aws.failure import UnreadError
from rootward.aws.readers.reader import Reader
from rootward.aws.reading import Reading
from rootward.model.account import Account
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown

DESCRIBE_ORGANIZATION = Call("organizations", "DescribeOrganization")
LIST_FEATURES = Call("iam", "ListOrganizationsFeatures")

_NONE_IS_ON = frozenset({"OrganizationNotFound", "OrganizationNotInAllFeaturesMode", "ServiceAccessNotEnabled"})
"""Answers of ListOrganizationsFeatures that mean that no feature can be on: no organisation, one without all
features, and no trusted access for IAM, without which the features cannot be turned on.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOrganizationsRootCredentialsManagement.html
"""


def read_organization(reading: Reading, _account: Account) -> Organization | None:
    """The organisation; None for an account that belongs to none. Members may ask too.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
    """
    try:
        organization = reading.read(DESCRIBE_ORGANIZATION)["Organization"]
    except UnreadError as error:
        if error.code == "AWSOrganizationsNotInUse":
            return None
        raise
    return Organization(
        id=organization["Id"],
        management_account=organization["MasterAccountId"],
        feature_set=organization["FeatureSet"],
    )


def read_organization_features(reading: Reading, account: Account) -> tuple[str, ...] | Unknown:
    """The features that are on. Shown to the management account and to IAM's delegated administrator."""
    if account.organization is None:
        return ()
    try:
        return tuple(reading.read(LIST_FEATURES).get("EnabledFeatures") or ())
    except UnreadError as error:
        if error.code in _NONE_IS_ON:
            return ()
        if error.code == "AccountNotManagementOrDelegatedAdministrator":
            return Unknown("not_observable", None, f"shown to {_whom(account)} only")
        raise


def _whom(account: Account) -> str:
    organization = account.organization
    number = f" {organization.management_account}" if isinstance(organization, Organization) else ""
    return f"the organisation's management account{number} and IAM's delegated administrator"


READERS = (
    Reader(fact="organization", calls=(DESCRIBE_ORGANIZATION,), ask=read_organization),
    Reader(
        fact="organization_features",
        calls=(LIST_FEATURES,),
        needs=("organization",),
        ask=read_organization_features,
    ),
)
