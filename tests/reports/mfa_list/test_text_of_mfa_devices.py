"""What a terminal shows of MFA devices."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from rootward.model.credential_report import ROOT_ROW
from rootward.model.mfa_device import MfaDevice, UserDevices
from rootward.model.unknown import Unknown
from rootward.reports.mfa_list.text import render, summary
from rootward.workflows.mfa_list import list_account
from tests.checks.facts import (
    ROOT,
    account,
    arn,
    denied,
    identities,
    report,
    root_row,
    user,
    user_row,
    virtual_device,
)
from tests.checks.facts import (
    summary as of_account,
)
from tests.reports.mfa_list.people import HAS, SIGNS_IN, passkey, people

EVERYBODY = """\
Root ───────────────────────────────────────────────────────────────────────────
  not enough  root has no MFA device: its password alone opens the account
  Only root can register one, in the console: rootward explain root-mfa-missing
  says where.

Not enough: 3 users ────────────────────────────────────────────────────────────
  A console password alone: phished or reused, it is somebody else's. Each
  registers a device, in the console or by rootward mfa enroll.
  administrator  chief
  2 users  Ann, bob

Not known: 1 user ──────────────────────────────────────────────────────────────
  whether there is an MFA device is not known: not shown by the credential
  report of 2026-01-31 11:00 UTC:
    new

Can be phished: 2 administrators ───────────────────────────────────────────────
  A virtual device's code can be typed into a page that looks like AWS's. A
  passkey answers to AWS alone: register one, then remove the virtual device.
  carl  virtual   2025-04-06  carl
  dora  virtual   2025-04-06  dora (the only one)
  Not listed of 1 user: devices of other kinds. AWS lists them with --user NAME
  or --deep; a file has them by collect --deep.

One device alone: 1 user ───────────────────────────────────────────────────────
  Whoever loses it is locked out. Up to eight may be registered: a second one,
  kept elsewhere, is the way back.
  eve  passkey   2026-01-11  blue

Enough: 3 users ────────────────────────────────────────────────────────────────
  fred  hardware              GAHT12345678
        passkey   2026-01-28  green
  gina  ?                     not listed
  somebody.whose.name.is.longer.than.a.column
        passkey   2026-01-29  one
        passkey   2026-01-30  two
  Not listed of 1 user: devices of other kinds. AWS lists them with --user NAME
  or --deep; a file has them by collect --deep.

Need none: 2 users ─────────────────────────────────────────────────────────────
  no console password; works with access keys alone:
    ci
  no console password and no active key:
    zoe

Nobody's: 2 virtual devices ────────────────────────────────────────────────────
  Left over from registrations, or of one that is under way: rootward explain
  mfa-device-unassigned.
  left, over
"""

DORA = """\
User dora ──────────────────────────────────────────────────────────────────────
  enough      has an MFA device
  virtual   since 2025-04-06  arn:aws:iam::123456789012:mfa/dora
  An administrator. A virtual device's code can be typed into a page that looks
  like AWS's. A passkey answers to AWS alone: register one, then remove the
  virtual device.
  The only device. Whoever loses it is locked out. Up to eight may be
  registered: a second one, kept elsewhere, is the way back.
"""

FRED = """\
User fred ──────────────────────────────────────────────────────────────────────
  enough      has an MFA device
  hardware                    GAHT12345678
  passkey   since 2026-01-28
    arn:aws:iam::123456789012:u2f/user/fred/green-7XNL7NFNLZ123456789EXAMPLE
"""

GINA = """\
User gina ──────────────────────────────────────────────────────────────────────
  enough      has an MFA device that is not virtual, by the credential report of
              2026-01-31 11:00 UTC
  Which it is was not listed.
"""

BOB = """\
User bob ───────────────────────────────────────────────────────────────────────
  not enough  console password and no MFA device, by the credential report of
              2026-01-31 11:00 UTC
  A console password alone: phished or reused, it is somebody else's. Only its
  owner can register a device, in the console or by rootward mfa enroll.
"""

CARL = """\
User carl ──────────────────────────────────────────────────────────────────────
  enough      has an MFA device
  virtual   since 2025-04-06  arn:aws:iam::123456789012:mfa/carl
  Devices of other kinds beside it were not listed.
  An administrator. A virtual device's code can be typed into a page that looks
  like AWS's. A passkey answers to AWS alone: register one, then remove the
  virtual device.
"""


def body(of, user=None, **options):
    """All but the account's line and the empty one after it."""
    head, empty, rest = render(list_account(of, user), **options).split("\n", 2)
    assert head == "Account 123456789012 (acme), taken 2026-01-31 12:00 UTC"
    assert not empty
    return rest


def of_root(**facts):
    """The lines on root, less its heading."""
    return body(account(**facts), "root").splitlines()[1:]


def test_everybody_stands_in_one_section_the_worst_first():
    assert body(people()) == EVERYBODY


@pytest.mark.parametrize(
    ("name", "said"), [("dora", DORA), ("fred", FRED), ("gina", GINA), ("bob", BOB), ("carl", CARL)]
)
def test_one_user(name, said):
    assert body(people(), name) == said


def test_an_administrator_without_a_device_is_called_one():
    assert body(people(), "chief").splitlines()[3:] == [
        "  An administrator. A console password alone: phished or reused, it is somebody",
        "  else's. Only its owner can register a device, in the console or by rootward",
        "  mfa enroll.",
    ]


def test_root_with_a_device_that_only_root_is_shown():
    assert of_root() == [
        "  enough      root has an MFA device that is not virtual",
        "  Which it is, AWS shows to root alone.",
    ]


def test_root_with_a_virtual_device():
    assert of_root(virtual_mfa_devices=(virtual_device(ROOT, serial=arn("mfa", "root-account-mfa-device")),)) == [
        "  enough      root has an MFA device",
        "  virtual   since 2025-04-06",
        "    arn:aws:iam::123456789012:mfa/root-account-mfa-device",
        "  Devices of other kinds beside it AWS shows to root alone.",
        "  A virtual device's code can be typed into a page that looks like AWS's. A",
        "  passkey answers to AWS alone: register one, then remove the virtual device.",
    ]


def test_root_as_its_own_session_shows_it():
    own = (UserDevices(user=ROOT_ROW, devices=(passkey("root", "safe", 30),)),)

    assert of_root(mfa_devices=own) == [
        "  enough      root has an MFA device",
        "  passkey   since 2026-01-01",
        "    arn:aws:iam::123456789012:u2f/user/root/safe-7XNL7NFNLZ123456789EXAMPLE",
        "  The only device. Whoever loses it is locked out. Up to eight may be",
        "  registered: a second one, kept elsewhere, is the way back.",
    ]


def test_an_account_without_users():
    text = body(account(summary=of_account(mfa_enabled=False)))

    assert text.endswith("\nThere are no IAM users.\n")


def test_a_device_of_a_kind_that_is_not_known():
    odd = MfaDevice(serial="arn:aws:iam::123456789012:retina/ann")
    of = account(
        identities=identities(users=(user("ann"),)),
        credential_report=report(root_row(), user_row("ann", **HAS)),
        mfa_devices=(UserDevices(user="ann", devices=(odd,)),),
    )

    assert "  ann  ?                     arn:aws:iam::123456789012:retina/ann" in body(of).splitlines()


def many(count, **cells):
    names = [f"user{number:04}" for number in range(count)]
    return account(
        identities=identities(users=tuple(map(user, names))),
        credential_report=report(root_row(), *(user_row(name, **cells) for name in names)),
    )


def test_of_many_names_the_first_are_shown_and_the_rest_is_counted():
    assert "user0049" in body(many(50, **SIGNS_IN))
    text = " ".join(body(many(1051, **SIGNS_IN)).split())
    assert "Not enough: 1,051 users" in text
    assert "user0019, and 1,031 more: --format json has all" in text
    assert "user0020" not in text


def test_devices_of_many_users_are_all_listed():
    assert body(many(300, **HAS)).count("not listed") == 300


@pytest.mark.parametrize("options", [{}, {"width": 60}, {"width": 120}, {"color": True}, {"unicode": False}])
def test_no_line_is_wider_than_the_paper_but_what_is_to_be_copied(options):
    width = options.get("width", 80)
    plain = {**options, "color": False}
    for name in (None, "dora", "bob", "gina"):
        for line in render(list_account(people(), name), **plain).splitlines():
            assert cell_len(line) <= width or line.startswith("    arn:")


def test_without_unicode_it_is_ascii():
    assert render(list_account(people()), unicode=False).isascii()


def test_colour_changes_no_word():
    import re

    coloured = render(list_account(people()), color=True)

    assert "\x1b[31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(list_account(people()))


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (people(), "root: not enough; 12 users: 3 not enough, 1 unknown, 6 enough, 2 need none"),
        (many(1, **HAS), "root: enough; 1 user: 1 enough"),
        (many(1500), "root: enough; 1,500 users: 1,500 need none"),
        (account(), "root: enough; 0 users"),
        (
            account(summary=denied("iam:GetAccountSummary"), credential_report=Unknown("not_collected")),
            "root: unknown; 0 users",
        ),
    ],
)
def test_the_closing_line(of, said):
    assert summary(list_account(of)) == said
