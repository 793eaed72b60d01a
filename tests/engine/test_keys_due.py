"""Which old keys are rotated, where, and which are not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rootward.engine.keys_due import keys_due
from rootward.model.access import AskedAccount
from rootward.model.credential_report import ROOT_ROW
from rootward.model.key_list import KeyList, LastUse, ListedKey
from rootward.model.unknown import Unknown

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATELY = LastUse(at=NOW - timedelta(days=3), service="s3")
ID = "AKIA" + "EXAMPLE2" * 2


def key(user="ann", **more):
    known = {
        "key_id": ID, "arn": None, "root": False, "status": "Active", "created": NOW - timedelta(days=400),
        "age_days": 400, "last_use": LATELY, "administrator": False, "places": (),
    }  # fmt: skip
    return ListedKey(user=user, **{**known, **more})


def listed(*keys, unread=()):
    return KeyList(
        rootward="0.1.0",
        taken_at=NOW,
        account=AskedAccount(id="123456789012", alias="acme", partition="aws"),
        user=None,
        older_than_days=90,
        keys=keys,
        unread=unread,
    )


def due(*keys, signer=None):
    return keys_due(listed(*keys), older_than_days=90, recent_days=30, signer=signer).keys


def one(signer=None, **more):
    (found,) = due(key(**more), signer=signer)
    return found.next, found.command


def test_what_lies_here_is_rotated_here_by_whoever_was_named():
    here = {"places": ("profile work (~/.aws/credentials:1)",)}

    assert one(**here) == ("here", ("rootward", "keys", "rotate", "--user", "ann", "--key", ID))
    assert one(signer="admin", **here)[1][-2:] == ("--as", "admin")


def test_what_lies_elsewhere_is_its_owners_who_know_nothing_of_our_profiles():
    assert one(signer="admin") == ("owner", ("rootward", "keys", "rotate", "--user", "ann", "--key", ID))
    assert one(places=None)[0] == "owner"


def test_what_nobody_uses_is_switched_off_in_place_of_rotated():
    switched_off = ("rootward", "keys", "deactivate", ID)

    assert one(last_use=LastUse(at=None)) == ("unused", switched_off)
    assert one(last_use=LastUse(at=NOW - timedelta(days=31))) == ("unused", switched_off)
    assert one(last_use=LastUse(at=NOW - timedelta(days=29)))[0] == "owner"


def test_a_key_whose_use_is_not_known_may_be_in_use():
    assert one(last_use=None)[0] == "owner"


def test_what_is_switched_off_is_deleted():
    assert one(status="Inactive") == ("off", ("rootward", "keys", "delete", ID))


def test_roots_key_is_never_rotated():
    assert one(user=ROOT_ROW, root=True, key_id=None)[0] == "root"


def test_owners_stand_by_name_whatever_the_case():
    assert [found.user for found in due(key("Zoe"), key("ann"), key("Ben"))] == ["ann", "Ben", "Zoe"]


def test_of_who_sends_mail_over_smtp_no_missing_use_tells():
    never = key(last_use=LastUse(at=None))

    (found,) = keys_due(listed(never), older_than_days=90, recent_days=30, mails={"ann": True}).keys
    assert (found.next, found.command[:3]) == ("owner", ("rootward", "keys", "rotate"))
    assert found.reason == "ann may send mail over SMTP, and AWS records no use of a key there"
    unread = Unknown("denied", "iam:GetAccountAuthorizationDetails", "AccessDenied")
    (found,) = keys_due(listed(never), older_than_days=90, recent_days=30, mails={"ann": unread}).keys
    assert found.next == "unused"
    assert found.reason == "whether ann sends mail over SMTP, which AWS does not record, is not known"
