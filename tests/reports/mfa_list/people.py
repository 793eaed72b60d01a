"""An account with somebody in every section of the list, in no order."""

from __future__ import annotations

from typing import Any

from rootward.model.account import Account
from rootward.model.mfa_device import MfaDevice, UserDevices
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    ACCOUNT,
    account,
    active_key,
    ago,
    allow,
    arn,
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

ADMIN: dict[str, Any] = {"inline_policies": (inline("all", policy(allow("*"))),)}
SIGNS_IN = {"password_enabled": True}
HAS = {"password_enabled": True, "mfa_active": True}
LONGEST = "somebody.whose.name.is.longer.than.a.column"


def passkey(owner: str, name: str, days: float) -> MfaDevice:
    """A passkey as AWS names them: with an id behind the name that its owner gave."""
    serial = f"arn:aws:iam::{ACCOUNT}:u2f/user/{owner}/{name}-7XNL7NFNLZ123456789EXAMPLE"
    return MfaDevice(serial=serial, enabled_at=ago(days))


def phone(owner: str, days: float) -> MfaDevice:
    """A virtual device of the owner's name."""
    return MfaDevice(serial=arn("mfa", owner), enabled_at=ago(days))


def people(**facts: Any) -> Account:
    """Root has no device; of the users everything can be said."""
    users: dict[str, dict[str, Any]] = {
        "zoe": {},
        "Ann": SIGNS_IN,
        "bob": SIGNS_IN,
        "chief": SIGNS_IN,
        "carl": HAS,
        "dora": HAS,
        "eve": HAS,
        "fred": HAS,
        "gina": HAS,
        LONGEST: HAS,
        "ci": {"keys": (active_key(3), key())},
    }
    admins = {"chief", "carl", "dora"}
    made: dict[str, Any] = {
        "identities": identities(
            users=(*(user(name, **(ADMIN if name in admins else {})) for name in users), user("new"))
        ),
        "credential_report": report(
            root_row(mfa_active=False), *(user_row(name, **cells) for name, cells in users.items())
        ),
        "summary": summary(mfa_enabled=False),
        "virtual_mfa_devices": (
            virtual_device(arn("user", "carl")),
            virtual_device(arn("user", "dora")),
            virtual_device(None, serial=arn("mfa", "left")),
            virtual_device(None, serial=arn("mfa", "over")),
        ),
        "mfa_devices": (
            UserDevices(user="dora", devices=(phone("dora", 300),)),
            UserDevices(user="eve", devices=(passkey("eve", "blue", 20),)),
            UserDevices(user="fred", devices=(MfaDevice(serial="GAHT12345678"), passkey("fred", "green", 3))),
            UserDevices(user=LONGEST, devices=(passkey("x", "one", 2), passkey("x", "two", 1))),
            UserDevices(user="gina", devices=Unknown("not_collected")),
        ),
    }
    return account(**{**made, **facts})
