"""An organisation that contradicts itself is a mistake of the scenario."""

from __future__ import annotations

import msgspec
import pytest

from rootward.sandbox.scenario.file import load
from rootward.sandbox.scenario.organization import DelegatedAdministrator, ServiceControlPolicy
from rootward.sandbox.scenario.organization_contradiction import of_organization

SCENARIO = load("organisation")
assert SCENARIO.organization is not None
ORGANIZATION = SCENARIO.organization


def found(members=None, **changes):
    organization = msgspec.structs.replace(ORGANIZATION, **changes)
    scenario = msgspec.structs.replace(SCENARIO, organization=organization)
    if members is not None:
        scenario = msgspec.structs.replace(scenario, members=members)
    return list(of_organization(scenario))


def test_the_scenario_that_comes_along_contradicts_itself_nowhere():
    assert found() == []


def test_members_are_members_of_something():
    alone = msgspec.structs.replace(SCENARIO, organization=None)
    assert list(of_organization(alone)) == ["there are members, and no organisation that they could be in"]


def test_numbers_and_addresses_are_unique():
    first = SCENARIO.members[0]
    assert found(members=(*SCENARIO.members, first)) == [
        "account 222233334444 is there 2 times",
        "e-mail address aws+security@fabrikam.example is there 2 times",
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"role": "member"}, "a management account is named where the practice account is a member, and only there"),
        (
            {"role": "member", "management_account": "999900001111"},
            "the management account 999900001111 is not among the members",
        ),
        (
            {"units": (*ORGANIZATION.units, "Nowhere/Else")},
            "unit Nowhere/Else lies in a unit that is not there before it",
        ),
        (
            {"service_control_policies": (ServiceControlPolicy(name="p", document="{}", targets=("Elsewhere",)),)},
            "p is attached to 'Elsewhere', which is not there",
        ),
        (
            {
                "delegated_administrators": (
                    DelegatedAdministrator(account="999900001111", service="iam.amazonaws.com", since=1),
                )
            },
            "999900001111 administers iam.amazonaws.com, and is not in the organisation",
        ),
    ],
)
def test_a_contradiction_is_told_with_its_place(changes, message):
    assert found(**changes) == [message]


def test_a_unit_that_is_not_there_holds_nobody():
    assert "account sandbox-data lies in the unit 'Sandbox', which is not there" in found(units=("Security",))


def test_central_root_access_needs_trust():
    assert "central root access is on, and iam.amazonaws.com is not trusted" in found(trusted_services=())
