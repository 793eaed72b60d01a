"""Laws 1, 7, 9 and 10 for lists of access keys: no key vanishes unread, no secret, names stay text, one list."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from rootward.engine.device_list import Person
from rootward.engine.key_list import key_list
from rootward.model.account import Account
from rootward.model.key_list import KeyList, LastUse
from rootward.model.unknown import Unknown
from rootward.reports.csv import FORMULA
from rootward.reports.keys_list import csv as csv_text
from rootward.reports.keys_list import json as json_text
from rootward.reports.keys_list import text as text_text
from tests.checks.facts import (
    account,
    active_key,
    ago,
    allow,
    arn,
    identities,
    inline,
    listed_key,
    of_root,
    policy,
    report,
    root_key,
    root_row,
    user,
    user_row,
)
from tests.contract.hostile import NAMES
from tests.contract.test_law_7_reports_hold_no_secret import SECRETS
from tests.contract.test_law_9_names_stay_text import COLOURS, OBEYED, anything, every_name
from tests.contract.test_law_10_same_facts_same_report import reversed_lists

RENDERS = (text_text.render, json_text.render, csv_text.render)
ADMIN = inline("all", policy(allow("*")))
FIRST, SECOND, OFF = (f"key-{number}" for number in range(3))


def people(name: str = "ann", **facts: Any) -> Account:
    """Two users, one of them an administrator, and root, with a key each or two."""
    users = (user(name, inline_policies=(ADMIN,)), user(f"{name}0"))
    return account(
        **{
            "identities": identities(users=users),
            "credential_report": report(root_row(), user_row(name, keys=(active_key(412), active_key(9)))),
            "root_credentials": of_root(root_key(640, used=3)),
            "access_keys": (
                listed_key(name, 412, id=FIRST),
                listed_key(name, 9, id=SECOND),
                listed_key(f"{name}0", 90, id=OFF, status="Inactive"),
            ),
            **facts,
        }
    )


def listed(of: Account, name: str = "ann", *, why: str = "it broke") -> KeyList:
    persons = tuple(Person(each, arn("user", each)) for each in (name, f"{name}0"))
    uses: dict[str, LastUse | Unknown] = {
        FIRST: LastUse(at=ago(1), service=name, region=name),
        SECOND: Unknown("failed", "iam:GetAccessKeyLastUsed", why),
    }
    places = {FIRST: (f"profile {name} ({name}:4)",)}
    return key_list(of, "0.1.0", users=persons, root=True, about=name, uses=uses, places=places, unread=(why,))


def texts(name: str, **options: Any) -> list[str]:
    of = people(name, alias=name, summary=Unknown("failed", "iam:GetAccountSummary", name))
    return [render(listed(of, name, why=name), **options) for render in RENDERS]


@every_name
@pytest.mark.parametrize("options", [{}, {"color": True, "width": 60}, {"unicode": False}])
def test_nothing_that_a_terminal_obeys_is_written(name, options):
    for text in texts(name, **options):
        assert OBEYED.search(COLOURS.sub("", text)) is None


@pytest.mark.parametrize("name", [NAMES["newline"], NAMES["return"], NAMES["separators"]])
def test_a_name_forges_no_line(name):
    for text in texts(name):
        assert not [line for line in text.splitlines() if line.startswith(("| b |", "# c", "- d", "b", "c"))]


@settings(max_examples=50)
@given(name=anything)
def test_whatever_the_name_the_list_is_harmless_utf_8(name):
    for text in texts(name):
        assert OBEYED.search(text) is None
        assert text.encode("utf-8")


@every_name
def test_json_decodes_to_the_names_themselves(name):
    listing = json.loads(json_text.render(listed(people(name, alias=name), name)))

    assert name in {one["user"] for one in listing["keys"]}
    assert listing["account"]["alias"] == name


@every_name
def test_no_cell_of_the_csv_is_a_formula_and_every_row_is_whole(name):
    rows = list(csv.reader(io.StringIO(csv_text.render(listed(people(name), name)))))

    assert {len(row) for row in rows} == {len(csv_text.COLUMNS)}
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]


def test_the_order_in_which_aws_lists_things_changes_nothing():
    assert [render(listed(reversed_lists(people()))) for render in RENDERS] == [
        render(listed(people())) for render in RENDERS
    ]


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_an_error_that_quotes_a_secret_does_not_show_it(secret):
    why = f"refused: '{secret}'"
    of = people(credential_report=Unknown("failed", "iam:X", why))

    for render in (json_text.render, csv_text.render, text_text.render):
        assert secret not in render(listed(of, why=why)).replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("fact", ["credential_report", "identities", "summary"])
@pytest.mark.parametrize("reason", ["denied", "failed"])
def test_without_a_fact_no_key_vanishes_and_the_list_says_what_was_not_read(fact, reason):
    of = msgspec.structs.replace(people(), **{fact: Unknown(reason, f"iam:Read-{fact}", "no")})

    found = listed(of)

    assert [key.key_id for key in found.keys] == [key.key_id for key in listed(people()).keys]
    assert f"{fact.replace('_', ' ')}: no" in found.unread
    assert not [key for key in found.keys if key.administrator is False and fact == "identities"]
