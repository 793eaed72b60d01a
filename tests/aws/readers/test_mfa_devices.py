"""Which users are asked for all their devices, and what becomes of an answer that does not come."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from rootward.aws.readers import READERS
from rootward.aws.readers.mfa_devices import BEYOND, MOST_USERS, devices_of
from rootward.model.credential_report import ROOT_ROW
from rootward.model.mfa_device import MfaDevice, UserDevices
from rootward.model.unknown import Absent, Unknown
from tests.aws.fake_aws import account, error, pages, whoami, xml
from tests.checks.facts import ROOT, arn, denied, identities, report, root_row, user, user_row, virtual_device

THEN = datetime(2026, 1, 1, tzinfo=UTC)
KEY = "arn:aws:iam::123456789012:u2f/user/ann/blue"


def member(serial):
    return f"<SerialNumber>{serial}</SerialNumber><EnableDate>2026-01-01T00:00:00Z</EnableDate>"


def listed(*serials):
    return xml(
        "ListMFADevices",
        f"<MFADevices>{''.join(f'<member>{member(serial)}</member>' for serial in serials)}</MFADevices>",
    )


def read(aws, *, deep=False, caller=None, **facts):
    of = account(**{"virtual_mfa_devices": (), **facts})
    if caller:
        of = msgspec.structs.replace(of, caller=caller)
    with aws.reading(deep=deep) as reading:
        return READERS["mfa_devices"].read(reading, of)


def asked(aws):
    return sorted(parameters.get("UserName", ROOT_ROW) for parameters in aws.asked("ListMFADevices"))


def people(**rows):
    """Users of these names, each with a row of these cells."""
    return {
        "identities": identities(users=tuple(map(user, rows))),
        "credential_report": report(root_row(), *(user_row(name, **cells) for name, cells in rows.items())),
    }


def test_devices_come_with_kind_and_date_from_every_page(aws):
    aws.answers["ListMFADevices"] = pages("ListMFADevices", "MFADevices", member(KEY), member("GAHT12345678"))

    found = read(aws, **people(ann={"mfa_active": True}))

    devices = (MfaDevice(serial=KEY, enabled_at=THEN), MfaDevice(serial="GAHT12345678", enabled_at=THEN))
    assert found == (UserDevices(user="ann", devices=devices),)
    assert [one.kind for one in devices] == ["passkey", "hardware"]


def test_nobody_is_asked_of_whom_the_lists_tell_all_that_counts(aws):
    """A user without a password needs none; one with two virtual devices has enough."""
    two = (virtual_device(arn("user", "two")), virtual_device(arn("user", "two"), serial=arn("mfa", "tablet")))

    found = read(aws, **people(machine={}, two={"mfa_active": True, "password_enabled": True}), virtual_mfa_devices=two)

    assert found == ()
    assert asked(aws) == []


@pytest.mark.parametrize(
    ("cells", "virtual"),
    [
        ({"mfa_active": True}, False),
        ({"mfa_active": Unknown("failed")}, False),
        ({"mfa_active": Absent("N/A")}, False),
        ({"password_enabled": True}, False),
        ({"password_enabled": Unknown("failed")}, False),
        ({"password_enabled": True, "mfa_active": True}, True),
    ],
    ids=["kind", "unread cell", "no cell", "password", "perhaps a password", "another beside it"],
)
def test_whoever_has_something_left_open_is_asked(aws, cells, virtual):
    aws.answers["ListMFADevices"] = listed(KEY)

    found = read(aws, **people(ann=cells), virtual_mfa_devices=(virtual_device(arn("user", "ann")),) * virtual)

    assert [one.user for one in found] == asked(aws) == ["ann"]


def test_a_user_whom_the_report_does_not_show_is_asked(aws):
    aws.answers["ListMFADevices"] = listed()

    found = read(aws, identities=identities(users=(user("new"),)), credential_report=report(root_row()))

    assert found == (UserDevices(user="new", devices=()),)


@pytest.mark.parametrize("fact", ["identities", "credential_report", "virtual_mfa_devices"])
def test_without_one_of_the_lists_the_others_say_who_is_asked(aws, fact):
    aws.answers["ListMFADevices"] = listed(KEY)
    facts = {**people(ann={"mfa_active": True}), fact: denied("iam:X")}

    assert [one.user for one in read(aws, **facts)] == ["ann"]


def test_where_nobody_is_known_the_reason_is_that_of_the_list(aws):
    found = read(aws, identities=denied("iam:GetAccountAuthorizationDetails"), credential_report=denied("iam:X"))

    assert found == Unknown("denied", "iam:GetAccountAuthorizationDetails", "access denied", found.untried)
    assert asked(aws) == []


def test_so_many_are_asked_and_those_first_whose_kind_is_not_known(aws):
    aws.answers["ListMFADevices"] = listed(KEY)
    settled = {f"b{number:03}": {"mfa_active": True} for number in range(MOST_USERS - 1)}
    rows = {"a-virtual": {"mfa_active": True}, "c-missing": {"password_enabled": True}, **settled}

    found = read(aws, **people(**rows), virtual_mfa_devices=(virtual_device(arn("user", "a-virtual")),))

    assert asked(aws) == sorted([*settled, "c-missing"])
    assert found[-1] == UserDevices(user="a-virtual", devices=BEYOND)
    assert len(found) == len(rows)


def test_with_deep_everybody_is_asked(aws):
    aws.answers["ListMFADevices"] = listed()
    rows: dict[str, dict[str, Any]] = {f"user{number:03}": {} for number in range(MOST_USERS + 1)}

    found = read(aws, deep=True, **people(**rows))

    assert asked(aws) == sorted(rows)
    assert {one.devices for one in found} == {()}


def test_in_a_session_of_root_its_own_devices_are_listed_without_a_name(aws):
    aws.answers["GetCallerIdentity"] = whoami(ROOT)
    aws.answers["ListMFADevices"] = listed("arn:aws:iam::123456789012:u2f/root-account/safe")

    (found,) = read(aws, caller=ROOT, **people())

    assert found.user == ROOT_ROW
    assert [one.kind for one in found.devices] == ["passkey"]
    assert aws.asked("ListMFADevices") == [{"Version": "2010-05-08"}]


def test_root_is_listed_even_where_users_are_not(aws):
    aws.answers["ListMFADevices"] = listed()

    found = read(aws, caller=ROOT, identities=denied("iam:X"), credential_report=denied("iam:X"))

    assert found == (UserDevices(user=ROOT_ROW, devices=()),)


def test_a_user_called_like_root_is_asked_by_name(aws):
    aws.answers["ListMFADevices"] = listed()

    read(aws, **people(root={"mfa_active": True}))

    assert asked(aws) == ["root"]


def test_one_user_s_denial_leaves_the_others(aws):
    aws.answers["ListMFADevices"] = lambda parameters, _: (
        error("AccessDenied", status=403) if parameters["UserName"] == "ann" else listed(KEY)
    )

    ann, bob = read(aws, **people(ann={"mfa_active": True}, bob={"mfa_active": True}))

    assert ann.devices == Unknown("denied", "iam:ListMFADevices", "AccessDenied")
    assert [one.serial for one in bob.devices] == [KEY]


def test_where_all_are_denied_the_fact_is(aws):
    aws.answers["ListMFADevices"] = error("AccessDenied", status=403)

    found = read(aws, **people(ann={"mfa_active": True}, bob={"mfa_active": True}))

    assert found == Unknown("denied", "iam:ListMFADevices", "AccessDenied")


def test_a_user_who_was_deleted_meanwhile_is_left_out(aws):
    aws.answers["ListMFADevices"] = error("NoSuchEntity", "The user cannot be found.", 404)

    assert read(aws, **people(ann={"mfa_active": True})) == ()


def test_an_answer_that_is_not_aws_s_leaves_that_user_s_devices_unknown(aws):
    aws.answers["ListMFADevices"] = xml("ListMFADevices", "<MFADevices><member><Odd/></member></MFADevices>")

    (found,) = read(aws, **people(ann={"mfa_active": True}))

    assert isinstance(found.devices, Unknown)
    assert (found.devices.reason, found.devices.action) == ("failed", "iam:ListMFADevices")


def test_one_user_alone_can_be_asked(aws):
    aws.answers["ListMFADevices"] = lambda parameters, _: (
        listed(KEY) if parameters.get("UserName") == "ann" else error("NoSuchEntity", "no", 404)
    )

    assert devices_of(aws.session(), "ann") == UserDevices(
        user="ann", devices=(MfaDevice(serial=KEY, enabled_at=THEN),)
    )
    assert devices_of(aws.session(), "bob") is None
