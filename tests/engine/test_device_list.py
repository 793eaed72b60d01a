"""Who has enough of which devices, by each source that tells of it."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.checks.mfa import admin_mfa_phishable, user_mfa_missing
from rootward.engine.device_list import device_list, people
from rootward.model.baseline import Baseline
from rootward.model.credential_report import ROOT_ROW
from rootward.model.mfa_device import MfaDevice, UserDevices
from rootward.model.unknown import Absent, Unknown
from tests.checks.facts import (
    ROOT,
    account,
    active_key,
    ago,
    allow,
    arn,
    denied,
    identities,
    inline,
    key,
    policy,
    report,
    root_row,
    summary,
    user,
    user_row,
    virtual_device,
)

ADMIN = {"inline_policies": (inline("all", policy(allow("*"))),)}
BLUE = MfaDevice(serial="arn:aws:iam::123456789012:u2f/user/ann/blue", enabled_at=ago(10))
TOKEN = MfaDevice(serial="GAHT12345678", enabled_at=ago(20))
PHONE = MfaDevice(serial=arn("mfa", "ann"), enabled_at=ago(300))
REPORTED = "by the credential report of 2026-01-31 11:00 UTC"
NOT_READ = Unknown("failed", "iam:GetCredentialReport", "it broke")
AS_REPORTED = Unknown("not_collected")


def one(cells=None, *, admin=False, virtual=(), asked=None, **facts):
    """Ann, with these cells in her row (None: no row), these virtual devices, and these in her own list."""
    rows = () if cells is None else (user_row("ann", **cells),)
    of = account(
        **{
            "identities": identities(users=(user("ann", **(ADMIN if admin else {})),)),
            "credential_report": report(root_row(), *rows),
            "virtual_mfa_devices": tuple(virtual),
            "mfa_devices": AS_REPORTED if asked is None else (UserDevices(user="ann", devices=asked),),
            **facts,
        }
    )
    (found,) = listed(of).users
    return found


def listed(of, *, root=False):
    known: Any = people(of)
    return device_list(of, "0", users=known, root=root, about=None)


def root_of(**facts):
    return listed(account(**facts), root=True).root


HAS = {"password_enabled": True, "mfa_active": True}
LACKS = {"password_enabled": True, "mfa_active": False}
ANNS = (virtual_device(arn("user", "ann")),)


def told(holder):
    return holder.enough, holder.unseen, holder.remarks, [device.kind for device in holder.devices]


@pytest.mark.parametrize(
    ("given", "is_told"),
    [
        # the bulk facts alone
        ({"cells": LACKS}, ("no", "none", (), [])),
        ({"cells": HAS}, ("yes", "some", (), [])),
        ({"cells": HAS, "virtual": ANNS}, ("yes", "perhaps", (), ["virtual"])),
        ({"cells": LACKS, "virtual": ANNS}, ("yes", "perhaps", (), ["virtual"])),
        ({"cells": None, "virtual": ANNS}, ("yes", "perhaps", (), ["virtual"])),
        ({"cells": None}, ("unknown", "perhaps", (), [])),
        ({"cells": {}}, ("not_needed", "none", (), [])),
        ({"cells": {"keys": (active_key(3), key())}}, ("not_needed", "none", (), [])),
        # her own list, which is newer than the report
        ({"cells": HAS, "asked": (BLUE,)}, ("yes", "none", ("single",), ["passkey"])),
        ({"cells": HAS, "asked": (BLUE, TOKEN)}, ("yes", "none", (), ["hardware", "passkey"])),
        ({"cells": LACKS, "asked": (BLUE,)}, ("yes", "none", ("single",), ["passkey"])),
        ({"cells": HAS, "asked": ()}, ("no", "none", (), [])),
        ({"cells": None, "asked": ()}, ("unknown", "none", (), [])),
        ({"cells": HAS, "asked": denied("iam:ListMFADevices")}, ("yes", "some", (), [])),
        # cells and lists that were not read
        ({"cells": {**LACKS, "mfa_active": Unknown("failed")}}, ("unknown", "perhaps", (), [])),
        ({"cells": {**LACKS, "password_enabled": Absent("N/A")}}, ("unknown", "none", (), [])),
        ({"cells": LACKS, "virtual_mfa_devices": denied("iam:X")}, ("no", "perhaps", (), [])),
        ({"cells": LACKS, "credential_report": NOT_READ}, ("unknown", "perhaps", (), [])),
        ({"cells": LACKS, "credential_report": NOT_READ, "asked": (PHONE,)}, ("yes", "none", ("single",), ["virtual"])),
    ],
)
def test_a_user_has_enough_by_the_newest_source_that_tells(given, is_told):
    assert told(one(**given)) == is_told


@pytest.mark.parametrize(
    ("given", "remarks"),
    [
        ({"cells": HAS, "virtual": ANNS}, ("phishable",)),
        ({"cells": HAS, "asked": (PHONE,)}, ("phishable", "single")),
        ({"cells": HAS, "asked": (PHONE, BLUE)}, ("phishable",)),
        ({"cells": HAS, "asked": (BLUE,)}, ("single",)),
        ({"cells": HAS, "asked": (TOKEN, BLUE)}, ()),
        ({"cells": {"mfa_active": True}, "virtual": ANNS}, ()),
        ({"cells": HAS, "virtual": ANNS, "partition": "aws-cn"}, ()),
    ],
    ids=["virtual", "virtual alone", "passkey beside it", "passkey", "token", "no password", "china"],
)
def test_an_administrator_s_code_can_be_phished(given, remarks):
    assert one(**given, admin=True).remarks == remarks
    assert "phishable" not in one(**given).remarks


def test_an_administrator_is_told_from_others_and_from_those_who_may_be():
    unread = inline("odd", "not JSON")

    assert one(HAS, admin=True).administrator is True
    assert one(HAS).administrator is False
    assert one(HAS, identities=identities(users=(user("ann", inline_policies=(unread,)),))).administrator is None
    assert one(HAS, identities=denied("iam:X")).administrator is None


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"cells": LACKS}, f"console password and no MFA device, {REPORTED}"),
        ({"cells": HAS, "asked": ()}, "console password and no MFA device"),
        ({"cells": HAS}, f"has an MFA device that is not virtual, {REPORTED}"),
        ({"cells": HAS, "virtual_mfa_devices": denied("iam:X")}, f"has an MFA device, {REPORTED}"),
        ({"cells": HAS, "virtual": ANNS}, "has an MFA device"),
        ({"cells": {}}, "no console password and no active key"),
        ({"cells": {"keys": (active_key(3), key())}}, "no console password; works with access keys alone"),
        (
            {"cells": {"keys": (key(active=Unknown("failed")), key())}},
            "no console password; whether there are access keys is not known",
        ),
        ({"cells": None}, f"whether there is an MFA device is not known: not shown {REPORTED}"),
        (
            {"cells": None, "asked": ()},
            f"no MFA device; whether there is a console password is not known: not shown {REPORTED}",
        ),
        (
            {"cells": LACKS, "credential_report": NOT_READ},
            "whether there is an MFA device is not known: the credential report was not read (it broke)",
        ),
    ],
)
def test_the_reason_is_told(given, why):
    assert one(**given).why == why


def test_the_row_of_an_earlier_user_of_the_same_name_tells_nothing():
    again = user("ann", created=ago(0.01))

    assert one(LACKS, identities=identities(users=(again,))).enough == "unknown"


def test_devices_come_with_the_oldest_first_and_an_undated_one_before():
    undated = MfaDevice(serial="GAHT00000000")

    found = one(HAS, asked=(BLUE, PHONE, undated, TOKEN)).devices

    assert [device.serial for device in found] == [undated.serial, PHONE.serial, TOKEN.serial, BLUE.serial]
    assert [device.since for device in found] == [None, ago(300), ago(20), ago(10)]


@pytest.mark.parametrize(
    ("facts", "is_told"),
    [
        ({}, ("yes", "some", (), [])),
        ({"summary": summary(mfa_enabled=False)}, ("no", "none", (), [])),
        ({"virtual_mfa_devices": (virtual_device(ROOT),)}, ("yes", "perhaps", ("phishable",), ["virtual"])),
        ({"mfa_devices": (UserDevices(user=ROOT_ROW, devices=(BLUE,)),)}, ("yes", "none", ("single",), ["passkey"])),
        (
            {"mfa_devices": (UserDevices(user=ROOT_ROW, devices=(BLUE, PHONE)),)},
            ("yes", "none", ("phishable",), ["virtual", "passkey"]),
        ),
        ({"mfa_devices": (UserDevices(user=ROOT_ROW, devices=()),)}, ("yes", "some", (), [])),
        (
            {"summary": summary(mfa_enabled=False), "virtual_mfa_devices": denied("iam:X")},
            ("no", "perhaps", (), []),
        ),
        (
            {
                "summary": summary(mfa_enabled=False, password_present=False),
                "credential_report": report(root_row(password_enabled=False, mfa_active=False)),
            },
            ("not_needed", "none", (), []),
        ),
        ({"partition": "aws-us-gov"}, ("not_needed", "some", (), [])),
        ({"partition": "aws-cn", "summary": summary(mfa_enabled=False)}, ("not_needed", "none", (), [])),
        (
            {"summary": denied("iam:GetAccountSummary"), "credential_report": NOT_READ},
            ("unknown", "perhaps", (), []),
        ),
    ],
    ids=[
        "some device", "none", "virtual", "one passkey in its own session", "two", "its own list lags", "list denied",
        "no password", "govcloud", "china", "nothing read",
    ],
)  # fmt: skip
def test_root_has_enough_by_all_that_is_seen_of_it(facts, is_told):
    assert told(root_of(**facts)) == is_told


def test_the_reason_for_root_names_what_opens_the_account():
    keyed = summary(mfa_enabled=False, password_present=False, access_keys_present=True)
    assert root_of(summary=summary(mfa_enabled=False)).why.startswith(
        "root has no MFA device: its password alone opens the account"
    )
    assert "its access key alone opens the account" in root_of(summary=keyed).why
    assert root_of().why == "root has an MFA device that is not virtual"
    assert root_of(virtual_mfa_devices=denied("iam:X")).why == "root has an MFA device"


def test_a_report_that_says_otherwise_is_told():
    of = root_of(credential_report=report(root_row(mfa_active=False)))

    assert "the account summary is newer" in of.why


def test_without_a_list_of_users_the_rows_of_the_report_are_who_is_there():
    of = account(
        identities=Unknown("not_collected"), credential_report=report(root_row(), user_row("zoe"), user_row("Ann"))
    )

    assert [holder.user for holder in listed(of).users] == ["Ann", "zoe"]


def test_a_user_who_is_in_the_report_alone_is_gone():
    of = account(credential_report=report(root_row(), user_row("gone", **LACKS)))

    assert listed(of).users == ()


def test_virtual_devices_that_nobody_has_are_listed():
    of = account(virtual_mfa_devices=(virtual_device(None, serial=arn("mfa", "b")), virtual_device(None), *ANNS))

    assert listed(of).unassigned == (arn("mfa", "b"), arn("mfa", "unassigned"))


def test_what_was_denied_or_failed_is_told_and_what_was_not_asked_for_is_not():
    of = account(
        identities=identities(users=(user("ann"), user("bob"), user("carl"))),
        credential_report=NOT_READ,
        virtual_mfa_devices=denied("iam:ListVirtualMFADevices"),
        summary=Unknown("not_collected"),
        mfa_devices=(
            UserDevices(user="ann", devices=denied("iam:ListMFADevices")),
            UserDevices(user="bob", devices=Unknown("failed", "iam:ListMFADevices", "the connection was cut")),
            UserDevices(user="carl", devices=Unknown("not_collected")),
            UserDevices(user=ROOT_ROW, devices=Unknown("failed", "iam:ListMFADevices", "ValidationError")),
        ),
    )

    assert listed(of).unread == (
        "credential report: it broke",
        "virtual MFA devices: iam:ListVirtualMFADevices was denied",
        "MFA devices of 2 users: iam:ListMFADevices was denied",
    )


USERS = {
    "administrator with a phone": (ADMIN, HAS, True),
    "administrator with a passkey": (ADMIN, HAS, False),
    "administrator with nothing": (ADMIN, LACKS, False),
    "user with a phone": ({}, HAS, True),
    "user with nothing": ({}, LACKS, False),
    "machine": ({}, {}, False),
    "unclear": ({}, {**LACKS, "mfa_active": Absent("N/A")}, False),
}


@pytest.mark.parametrize(("fields", "cells", "virtual"), USERS.values(), ids=USERS)
def test_it_says_what_the_checks_say(fields, cells, virtual):
    of = account(
        identities=identities(users=(user("ann", **fields),)),
        credential_report=report(root_row(), user_row("ann", **cells)),
        virtual_mfa_devices=ANNS * virtual,
    )
    (found,) = listed(of).users
    (missing,) = [verdict.status for verdict in user_mfa_missing.judge(of, Baseline())]
    (phishable,) = [verdict.status for verdict in admin_mfa_phishable.judge(of, Baseline())]

    assert (missing == "fail") == (found.enough == "no")
    assert (missing == "unknown") == (found.enough == "unknown")
    assert (phishable == "fail") == ("phishable" in found.remarks)
