"""The answers by which a device comes about: its seed is kept secret, and AWS's time is read off them."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from rootward.aws.executor import Executor, Made, Refused, Unsure
from rootward.aws.second_factor import SecondFactors, _ahead
from rootward.model.change import ApiCall
from rootward.model.mfa_device import MfaDevice
from rootward.model.second_factor import CodePair, NewDevice
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import Answer, FakeAws, _Handler, error, fake_aws, xml

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
SERIAL = "arn:aws:iam::123456789012:mfa/kim"
SEED = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def aws():
    with fake_aws() as fake:
        yield fake


def factors(aws: FakeAws) -> SecondFactors:
    return SecondFactors(aws.session(), lambda: NOON)


def made(inside: str, request: str = "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>") -> Answer:
    status, kind, body = xml("CreateVirtualMFADevice", f"<VirtualMFADevice>{inside}</VirtualMFADevice>")
    return (
        status,
        kind,
        body.replace("</CreateVirtualMFADeviceResponse>", f"{request}</CreateVirtualMFADeviceResponse>"),
    )


def test_only_its_holder_reveals_the_seed(aws):
    seed = b64encode(SEED.encode()).decode()
    aws.answers["CreateVirtualMFADevice"] = made(
        f"<SerialNumber>{SERIAL}</SerialNumber><Base32StringSeed>{seed}</Base32StringSeed>"
    )
    device = factors(aws).create("kim")
    assert isinstance(device, NewDevice)
    assert (device.serial, device.seed.reveal()) == (SERIAL, SEED)
    assert SEED not in repr(device)
    assert aws.asked("CreateVirtualMFADevice")[0]["VirtualMFADeviceName"] == "kim"


def test_the_answers_date_is_of_the_middle_of_the_way(aws, monkeypatch):
    monkeypatch.setattr(_Handler, "date_time_string", lambda _self: format_datetime(NOON, usegmt=True))
    clock = iter((NOON + timedelta(seconds=60), NOON + timedelta(seconds=80)))
    aws.answers["CreateVirtualMFADevice"] = made(
        f"<SerialNumber>{SERIAL}</SerialNumber><Base32StringSeed>SkJT</Base32StringSeed>"
    )
    device = SecondFactors(aws.session(), lambda: next(clock)).create("kim")
    assert isinstance(device, NewDevice)
    assert device.machine_ahead == timedelta(seconds=70)


@pytest.mark.parametrize(
    "inside", ["", f"<SerialNumber>{SERIAL}</SerialNumber>", "<Base32StringSeed>SkJT</Base32StringSeed>"]
)
def test_an_answer_without_device_or_seed_tells_nothing(aws, inside):
    aws.answers["CreateVirtualMFADevice"] = made(inside)
    assert isinstance(factors(aws).create("kim"), Unsure)


def test_an_answer_that_is_not_awss_tells_nothing(aws):
    aws.answers["CreateVirtualMFADevice"] = made("", request="")
    assert isinstance(factors(aws).create("kim"), Unsure)


def test_a_refusal_is_told_as_such(aws):
    aws.answers["CreateVirtualMFADevice"] = error("EntityAlreadyExists", "MFA device already exists.", 409)
    refused = factors(aws).create("kim")
    assert isinstance(refused, Refused)
    assert refused.kind == "exists"


@pytest.mark.parametrize(
    ("date", "ahead"),
    [
        (format_datetime(NOON, usegmt=True), timedelta()),
        (format_datetime(NOON - timedelta(minutes=5), usegmt=True), timedelta(minutes=5)),
        ("Mon, 05 Jan 2026 13:00:00 +0000", timedelta(hours=-1)),
        ("Mon, 05 Jan 2026 12:00:00 -0000", timedelta()),
        ("yesterday", timedelta()),
        ("", timedelta()),
    ],
)
def test_this_machines_clock_is_compared_with_the_date_of_the_answer(date, ahead):
    assert _ahead({"ResponseMetadata": {"HTTPHeaders": {"date": date}}}, NOON) == ahead


def test_an_answer_without_a_date_tells_nothing_of_clocks():
    assert _ahead({}, NOON) == timedelta()


def test_devices_are_of_every_kind(aws):
    aws.answers["ListMFADevices"] = xml(
        "ListMFADevices",
        "<MFADevices><member><UserName>kim</UserName><SerialNumber>GAHT12345678</SerialNumber>"
        "<EnableDate>2026-01-05T12:00:00Z</EnableDate></member></MFADevices><IsTruncated>false</IsTruncated>",
    )
    assert factors(aws).devices("kim") == (MfaDevice(serial="GAHT12345678", enabled_at=NOON),)
    assert aws.asked("ListMFADevices") == [{"UserName": "kim", "Version": "2010-05-08"}]
    factors(aws).devices(None)
    assert aws.asked("ListMFADevices")[1] == {"Version": "2010-05-08"}


def test_what_somebody_has_belongs_to_somebody_whatever_list_it_is_in(aws):
    owner = "<User><UserName>pat</UserName></User>"
    aws.answers["ListVirtualMFADevices"] = xml(
        "ListVirtualMFADevices",
        f"<VirtualMFADevices><member><SerialNumber>{SERIAL}</SerialNumber></member>"
        f"<member><SerialNumber>{SERIAL}-2</SerialNumber>{owner}</member></VirtualMFADevices>",
    )
    assert factors(aws).unassigned() == frozenset({SERIAL})


def test_a_list_of_devices_unlike_awss_is_unknown(aws):
    aws.answers["ListMFADevices"] = xml(
        "ListMFADevices", "<MFADevices><member><UserName>kim</UserName></member></MFADevices>"
    )
    assert isinstance(factors(aws).devices("kim"), Unknown)


def test_a_user_that_is_not_there_has_none_and_is_not_unknown(aws):
    aws.answers["ListMFADevices"] = error("NoSuchEntity", "The user with name kim cannot be found.", 404)
    assert factors(aws).devices("kim") is None


def test_what_may_not_be_read_is_unknown_and_an_alias_is_done_without(aws):
    for operation in ("ListMFADevices", "ListVirtualMFADevices", "ListAccountAliases"):
        aws.answers[operation] = error("AccessDenied", "no", 403)
    assert isinstance(factors(aws).devices("kim"), Unknown)
    assert isinstance(factors(aws).unassigned(), Unknown)
    assert factors(aws).alias() is None


def test_the_codes_go_to_aws_and_into_no_repr(aws, monkeypatch):
    shown = []
    run = Executor.run

    def watched(executor: Executor, call: ApiCall) -> Made | Refused | Unsure:
        shown.append(repr(call))
        return run(executor, call)

    monkeypatch.setattr(Executor, "run", watched)
    factors(aws).enable("kim", SERIAL, CodePair("424242", "242424"))

    (asked,) = aws.asked("EnableMFADevice")
    assert (asked["AuthenticationCode1"], asked["AuthenticationCode2"]) == ("424242", "242424")
    assert SERIAL in shown[0]
    assert "424242" not in shown[0]
    assert "242424" not in shown[0]
