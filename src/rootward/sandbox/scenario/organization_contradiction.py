"""What contradicts itself in the organisation of a scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from rootward.sandbox.backends import ACCOUNT_ID
from rootward.sandbox.scenario.organization import Organization
from rootward.sandbox.scenario.tables import Member, Scenario

_IAM = "iam.amazonaws.com"


def of_organization(scenario: Scenario) -> Iterator[str]:
    """Each contradiction in words that name its place."""
    organization = scenario.organization
    if organization is None:
        if scenario.members:
            yield "there are members, and no organisation that they could be in"
        return
    numbers = [ACCOUNT_ID, *(member.id for member in scenario.members)]
    yield from _twice("account", numbers)
    emails = [organization.this_account.email, *(member.email for member in scenario.members)]
    yield from _twice("e-mail address", (email.lower() for email in emails))
    yield from _management(organization, scenario.members)
    yield from _units(organization, scenario.members)
    yield from _services(organization, set(numbers))
    for policy in organization.service_control_policies:
        for target in policy.targets:
            if target not in {"", *organization.units, *numbers}:
                yield f"{policy.name} is attached to '{target}', which is not there"


def _twice(kind: str, names: Iterable[str]) -> Iterator[str]:
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{kind} {name} is there {times} times"


def _management(organization: Organization, members: tuple[Member, ...]) -> Iterator[str]:
    named = organization.management_account
    if (organization.role == "member") != (named is not None):
        yield "a management account is named where the practice account is a member, and only there"
    elif named is not None and named not in {member.id for member in members}:
        yield f"the management account {named} is not among the members"


def _units(organization: Organization, members: tuple[Member, ...]) -> Iterator[str]:
    known = {""}
    for path in organization.units:
        if path.rpartition("/")[0] not in known:
            yield f"unit {path} lies in a unit that is not there before it"
        known.add(path)
    own = organization.this_account
    for name, unit in ((own.name, own.unit), *((member.name, member.unit) for member in members)):
        if unit not in known:
            yield f"account {name} lies in the unit '{unit}', which is not there"


def _services(organization: Organization, numbers: set[str]) -> Iterator[str]:
    for admin in organization.delegated_administrators:
        if admin.service not in organization.trusted_services:
            yield f"{admin.account} administers {admin.service}, which the organisation does not trust"
        if admin.account not in numbers:
            yield f"{admin.account} administers {admin.service}, and is not in the organisation"
    if organization.root_features and _IAM not in organization.trusted_services:
        yield f"central root access is on, and {_IAM} is not trusted"
