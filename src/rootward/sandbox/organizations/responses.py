"""Organizations' answers.

https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
"""

from __future__ import annotations

from rootward.sandbox.organizations.account_api import AccountApi
from rootward.sandbox.organizations.organization_api import OrganizationApi
from rootward.sandbox.organizations.policy_api import PolicyApi
from rootward.sandbox.organizations.service_api import ServiceApi


class PracticeOrganizationsResponse(OrganizationApi, AccountApi, PolicyApi, ServiceApi):
    """The Organizations API of a practice account."""
