"""Laws 9 and 10 for lists: names stay text, the same facts give the same list."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from rootward.model.account import Account
from rootward.model.identity import Identities
from rootward.reports.listing import json as json_text
from rootward.reports.listing import text as text_text
from rootward.workflows.list import list_account
from tests.checks.facts import account, group, identities, role, user
from tests.contract.hostile import NAMES, hostile_account
from tests.contract.test_law_9_names_stay_text import COLOURS, OBEYED, anything, every_name
from tests.contract.test_law_10_same_facts_same_report import reversed_lists
from tests.reports.listing.house import house, people


def hostile(name: str) -> Account:
    """The hostile account, in which somebody is in the group, too, and is bounded."""
    found = hostile_account(name).identities
    assert isinstance(found, Identities)
    (one,) = found.users
    member = user(
        name,
        path=f"/{name}/",
        groups=(name,),
        attached_policies=one.attached_policies,
        inline_policies=one.inline_policies,
        boundary=one.attached_policies[0],
    )
    return account(
        alias=name,
        identities=identities(
            users=(member,), groups=(*found.groups, group(f"{name}0")), roles=(role(name),), policies=found.policies
        ),
    )


def texts(of, name, **options):
    return [
        render(list_account(of, subject, about), **options)
        for subject in ("users", "groups", "policies")
        for about in (None, name)
        for render in (text_text.render, json_text.render)
    ]


@every_name
@pytest.mark.parametrize("options", [{}, {"color": True, "width": 60}, {"unicode": False}])
def test_nothing_that_a_terminal_obeys_is_written(name, options):
    for text in texts(hostile(name), name, **options):
        assert OBEYED.search(COLOURS.sub("", text)) is None


@pytest.mark.parametrize("name", [NAMES["newline"], NAMES["return"], NAMES["separators"]])
def test_a_name_forges_no_line(name):
    for text in texts(hostile(name), name):
        assert not [line for line in text.splitlines() if line.startswith(("| b |", "# c", "- d", "b", "c"))]


@given(name=anything)
def test_whatever_the_name_the_list_is_harmless_utf_8(name):
    for text in texts(hostile(name), name):
        assert OBEYED.search(text) is None
        assert text.encode("utf-8")


@every_name
def test_json_decodes_to_the_name_itself(name):
    listing = json.loads(json_text.render(list_account(hostile(name), "groups", name)))

    assert [one["name"] for one in listing["groups"]] == [name]
    assert listing["groups"][0]["members"] == [name]


def test_the_order_in_which_aws_lists_things_changes_nothing():
    assert texts(reversed_lists(house()), "mark") == texts(house(), "mark")


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

    assert texts(again, "mark") == texts(house(), "mark")
