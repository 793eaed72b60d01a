"""Laws 1, 7, 9 and 10 for lists of MFA devices: nobody looks better unread, no secret, names stay text, one list."""

from __future__ import annotations

import csv
import io
import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.model.account import Account
from rootward.model.credential_report import ROOT_ROW
from rootward.model.mfa_device import MfaDevice, UserDevices
from rootward.model.unknown import Unknown
from rootward.reports.csv import FORMULA
from rootward.reports.mfa_list import csv as csv_text
from rootward.reports.mfa_list import json as json_text
from rootward.reports.mfa_list import text as text_text
from rootward.workflows.mfa_list import FACTS, list_account
from tests.checks.facts import account, arn, identities, report, root_row, user, user_row, virtual_device
from tests.contract.accounts import accounts
from tests.contract.hostile import NAMES
from tests.contract.test_law_7_reports_hold_no_secret import SECRETS
from tests.contract.test_law_9_names_stay_text import COLOURS, OBEYED, anything, every_name
from tests.contract.test_law_10_same_facts_same_report import reversed_lists
from tests.reports.mfa_list.people import ADMIN, HAS, SIGNS_IN, people

RENDERS = (text_text.render, json_text.render, csv_text.render)


def hostile(name: str) -> Account:
    """Users of that name and like it, with devices of it; some reads failed with it in the answer."""
    users = {name: HAS, f"{name}0": HAS, f"{name}1": SIGNS_IN, f"{name}2": {}, f"{name}3": HAS}
    serials = (f"arn:aws:iam::123456789012:u2f/user/x/{name}", f"arn:aws:iam::123456789012:mfa/{name}", name)
    return account(
        alias=name,
        identities=identities(users=(*(user(each, **ADMIN) for each in users), user(f"{name}new"))),
        credential_report=report(root_row(), *(user_row(each, **cells) for each, cells in users.items())),
        virtual_mfa_devices=(virtual_device(None, serial=arn("mfa", name)), virtual_device(arn("user", name))),
        summary=Unknown("failed", "iam:GetAccountSummary", name),
        mfa_devices=(
            UserDevices(user=ROOT_ROW, devices=(MfaDevice(serial=name),)),
            UserDevices(user=f"{name}0", devices=tuple(MfaDevice(serial=serial) for serial in serials)),
            UserDevices(user=f"{name}3", devices=Unknown("failed", "iam:ListMFADevices", name)),
        ),
    )


def texts(of, name, **options):
    return [render(list_account(of, about), **options) for about in (None, name, "root") for render in RENDERS]


@every_name
@pytest.mark.parametrize("options", [{}, {"color": True, "width": 60}, {"unicode": False}])
def test_nothing_that_a_terminal_obeys_is_written(name, options):
    for text in texts(hostile(name), name, **options):
        assert OBEYED.search(COLOURS.sub("", text)) is None


@pytest.mark.parametrize("name", [NAMES["newline"], NAMES["return"], NAMES["separators"]])
def test_a_name_forges_no_line(name):
    for text in texts(hostile(name), name):
        assert not [line for line in text.splitlines() if line.startswith(("| b |", "# c", "- d", "b", "c"))]


@settings(max_examples=50)
@given(name=anything)
def test_whatever_the_name_the_list_is_harmless_utf_8(name):
    for text in texts(hostile(name), name):
        assert OBEYED.search(text) is None
        assert text.encode("utf-8")


@every_name
def test_json_decodes_to_the_names_themselves(name):
    listing = json.loads(json_text.render(list_account(hostile(name))))

    assert name in {one["user"] for one in listing["users"]}
    assert name in {device["serial"] for one in listing["users"] for device in one["devices"]}
    assert listing["account"]["alias"] == name


@every_name
def test_no_cell_of_the_csv_is_a_formula_and_every_row_is_whole(name):
    rows = list(csv.reader(io.StringIO(csv_text.render(list_account(hostile(name))))))

    assert {len(row) for row in rows} == {len(csv_text.COLUMNS)}
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]


def test_the_order_in_which_aws_lists_things_changes_nothing():
    """A user's own devices too."""
    turned = reversed_lists(people())
    assert isinstance(turned.mfa_devices, tuple)
    devices = tuple(
        one if isinstance(one.devices, Unknown) else msgspec.structs.replace(one, devices=one.devices[::-1])
        for one in turned.mfa_devices
    )
    again = msgspec.structs.replace(turned, mfa_devices=devices)

    assert [render(list_account(again)) for render in RENDERS] == [render(list_account(people())) for render in RENDERS]


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_an_error_that_quotes_a_secret_does_not_show_it(secret):
    why = Unknown("failed", "iam:X", f"refused: '{secret}'")
    of = people(credential_report=why, summary=why, mfa_devices=(UserDevices(user="eve", devices=why),))

    for text in texts(of, "eve"):
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
