"""Laws 1, 7, 9 and 10 for lists of MFA devices: nobody looks better unread, no secret, names stay text, one list."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.model.mfa_device import UserDevices
from rootward.model.unknown import Unknown
from rootward.reports.mfa_list import json as json_text
from rootward.workflows.mfa_list import FACTS, list_account
from tests.contract.accounts import accounts
from tests.contract.names import every_name
from tests.contract.subjects import OF_DEVICE_LISTS, hostile_devices, texts_of_devices
from tests.contract.test_law_7_reports_hold_no_secret import SECRETS
from tests.contract.test_law_10_same_facts_same_report import reversed_lists
from tests.reports.mfa_list.people import people


@every_name
def test_json_decodes_to_the_names_themselves(name):
    listing = json.loads(json_text.render(list_account(hostile_devices(name))))

    assert name in {one["user"] for one in listing["users"]}
    assert name in {device["serial"] for one in listing["users"] for device in one["devices"]}
    assert listing["account"]["alias"] == name


def test_the_order_in_which_aws_lists_things_changes_nothing():
    """A user's own devices too."""
    turned = reversed_lists(people())
    assert isinstance(turned.mfa_devices, tuple)
    devices = tuple(
        one if isinstance(one.devices, Unknown) else msgspec.structs.replace(one, devices=one.devices[::-1])
        for one in turned.mfa_devices
    )
    again = msgspec.structs.replace(turned, mfa_devices=devices)

    both = [[render(list_account(of)) for render in OF_DEVICE_LISTS] for of in (again, people())]
    assert both[0] == both[1]


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_an_error_that_quotes_a_secret_does_not_show_it(secret):
    why = Unknown("failed", "iam:X", f"refused: '{secret}'")
    of = people(credential_report=why, summary=why, mfa_devices=(UserDevices(user="eve", devices=why),))

    for text in texts_of_devices(of, "eve"):
        assert "refused" in text
        assert secret not in text.replace("\n", "").replace(" ", "")


BAD = {"no", "unknown"}


@settings(max_examples=200)
@given(
    facts=accounts(("credential_report", "summary", "virtual_mfa_devices", "identities", "organization")),
    denied=st.sampled_from(sorted({*FACTS, "credential_report"} - {"identities"})),
    reason=st.sampled_from(("denied", "failed")),
)
def test_no_denied_read_makes_anybody_look_better(facts, denied, reason):
    """Who is there is left: without a list of users the rows of an older report are."""
    if isinstance(facts.identities, Unknown):
        return
    unread = msgspec.structs.replace(facts, **{denied: Unknown(reason, f"iam:Read-{denied}", "no")})
    before, after = list_account(facts), list_account(unread)

    now = {one.user: one.enough for one in (*after.users, after.root) if one is not None}
    for one in (*before.users, before.root):
        assert one is not None
        assert one.enough not in BAD or now[one.user] in BAD, one


@pytest.mark.parametrize("fact", ["credential_report", "identities", "summary", "virtual_mfa_devices", "mfa_devices"])
@pytest.mark.parametrize("reason", ["denied", "failed"])
def test_what_was_not_read_is_told(fact, reason):
    of = msgspec.structs.replace(people(), **{fact: Unknown(reason, f"iam:Read-{fact}", "it broke")})

    (told,) = list_account(of).unread
    assert told.endswith(f"iam:Read-{fact} was denied" if reason == "denied" else "it broke")
