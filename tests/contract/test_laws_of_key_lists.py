"""Laws 1, 7, 9 and 10 for lists of access keys: no key vanishes unread, no secret, names stay text, one list."""

from __future__ import annotations

import json

import msgspec
import pytest

from rootward.model.unknown import Unknown
from rootward.reports.keys_list import json as json_text
from tests.contract.names import every_name
from tests.contract.subjects import OF_KEY_LISTS, listed_keys, people_with_keys
from tests.contract.test_law_7_reports_hold_no_secret import SECRETS
from tests.contract.test_law_10_same_facts_same_report import reversed_lists


@every_name
def test_json_decodes_to_the_names_themselves(name):
    listing = json.loads(json_text.render(listed_keys(people_with_keys(name, alias=name), name)))

    assert name in {one["user"] for one in listing["keys"]}
    assert listing["account"]["alias"] == name


def test_the_order_in_which_aws_lists_things_changes_nothing():
    assert [render(listed_keys(reversed_lists(people_with_keys()))) for render in OF_KEY_LISTS] == [
        render(listed_keys(people_with_keys())) for render in OF_KEY_LISTS
    ]


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_an_error_that_quotes_a_secret_does_not_show_it(secret):
    why = f"refused: '{secret}'"
    of = people_with_keys(credential_report=Unknown("failed", "iam:X", why))

    for render in OF_KEY_LISTS:
        assert secret not in render(listed_keys(of, why=why)).replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("fact", ["credential_report", "identities", "summary"])
@pytest.mark.parametrize("reason", ["denied", "failed"])
def test_without_a_fact_no_key_vanishes_and_the_list_says_what_was_not_read(fact, reason):
    of = msgspec.structs.replace(people_with_keys(), **{fact: Unknown(reason, f"iam:Read-{fact}", "no")})

    found = listed_keys(of)

    assert [key.key_id for key in found.keys] == [key.key_id for key in listed_keys(people_with_keys()).keys]
    assert f"{fact.replace('_', ' ')}: no" in found.unread
    assert not [key for key in found.keys if key.administrator is False and fact == "identities"]
