"""Laws 9 and 10 for lists: names stay text, the same facts give the same list."""

from __future__ import annotations

import json

from rootward.reports.listing import json as json_text
from rootward.workflows.list import list_account
from tests.checks.facts import identities, user
from tests.contract.names import every_name
from tests.contract.subjects import hostile_identities, texts_of_identities
from tests.contract.test_law_10_same_facts_same_report import reversed_lists
from tests.reports.listing.house import house, people


@every_name
def test_json_decodes_to_the_name_itself(name):
    listing = json.loads(json_text.render(list_account(hostile_identities(name), "groups", name)))

    assert [one["name"] for one in listing["groups"]] == [name]
    assert listing["groups"][0]["members"] == [name]


def test_the_order_in_which_aws_lists_things_changes_nothing():
    assert texts_of_identities(reversed_lists(house()), "mark") == texts_of_identities(house(), "mark")


def test_the_order_in_which_policies_and_groups_are_held_changes_nothing():
    found = people()
    (mark,) = [one for one in found.users if one.name == "mark"]
    turned = user(
        "mark",
        arn=mark.arn,
        path=mark.path,
        groups=mark.groups[::-1],
        attached_policies=mark.attached_policies[::-1],
        inline_policies=mark.inline_policies[::-1],
        boundary=mark.boundary,
    )
    others = tuple(one for one in found.users if one.name != "mark")
    again = house(
        identities=identities(users=(turned, *others), groups=found.groups, roles=found.roles, policies=found.policies)
    )

    assert texts_of_identities(again, "mark") == texts_of_identities(house(), "mark")
