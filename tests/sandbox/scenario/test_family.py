"""What every application has is written once."""

from __future__ import annotations

from rootward.sandbox.scenario.family import Family, FamilyGroup, FamilyPolicy, FamilyRole, members

FAMILY = Family(
    names=("billing", "orders"),
    created=(10.0, 20.0),
    policies=(FamilyPolicy(name="<name>-data", document='{"Resource": "<name>"}'),),
    roles=(FamilyRole(name="<name>-task", trust="{}", path="/<name>/", policies=("<name>-data",), used=(1.0, 2.0)),),
    groups=(FamilyGroup(name="<name>-developers", policies=("<name>-data",)),),
)


def test_each_name_has_every_member_with_its_name_in_it():
    made = members((FAMILY,), "acme")

    assert [policy.name for policy in made.policies] == ["billing-data", "orders-data"]
    assert made.policies[1].document == '{"Resource": "orders"}'
    assert [(role.name, role.path, role.policies) for role in made.roles] == [
        ("billing-task", "/billing/", ("billing-data",)),
        ("orders-task", "/orders/", ("orders-data",)),
    ]
    assert [group.name for group in made.groups] == ["billing-developers", "orders-developers"]


def test_dates_lie_in_their_ranges_and_are_the_same_each_time():
    made = members((FAMILY,), "acme")

    assert made == members((FAMILY,), "acme")
    assert all(10 <= role.created <= 20 and 1 <= (role.used or 0) <= 2 for role in made.roles)
