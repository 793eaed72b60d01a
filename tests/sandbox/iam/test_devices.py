"""MFA devices: made, enabled with right codes only, counted, taken away."""

from __future__ import annotations

import pickle
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from rootward.sandbox.iam.devices import code_is_right, seed_of
from tests.pictures import decoded, pixels
from tests.sandbox.people import as_central_root, as_user, codes, enable, iam_of

MAYA = "arn:aws:iam::123456789012:mfa/maya.chen"
NEW = "arn:aws:iam::123456789012:mfa/new"
TOKEN = "GAHT12345678"  # noqa: S105 - a serial number
PASSKEY = "arn:aws:iam::123456789012:u2f/user/tomas.novak/key"


def refusal(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    answer = caught.value.response
    return answer["Error"]["Code"], answer["Error"]["Message"], answer["ResponseMetadata"]["HTTPStatusCode"]


@pytest.fixture
def iam(fresh, client):
    return client(fresh, "iam")


@pytest.fixture
def new(iam):
    iam.create_virtual_mfa_device(VirtualMFADeviceName="new")
    return NEW


def give_passkey(sandbox, user_name, serial=PASSKEY):
    from moto.iam.models import MFADevice

    with iam_of(sandbox) as iam:
        iam.get_user(user_name).mfa_devices[serial] = MFADevice(serial, "", "")


def test_a_new_virtual_device_shows_its_seed_once(iam):
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone", Path="/people/")["VirtualMFADevice"]
    assert device["SerialNumber"] == "arn:aws:iam::123456789012:mfa/people/phone"
    assert len(device["Base32StringSeed"]) == 64
    assert set(device["Base32StringSeed"].decode()) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    assert device["QRCodePNG"].startswith(b"\x89PNG")
    assert set(device) == {"SerialNumber", "Base32StringSeed", "QRCodePNG"}
    listed = iam.list_virtual_mfa_devices(AssignmentStatus="Unassigned")["VirtualMFADevices"]
    assert {"SerialNumber": device["SerialNumber"]} in listed


def test_the_picture_leads_an_app_to_the_seed(fresh, iam):
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
    seed = device["Base32StringSeed"].decode()
    assert decoded(pixels(device["QRCodePNG"])) == f"otpauth://totp/phone@123456789012?secret={seed}"
    with iam_of(fresh) as backend:
        assert seed_of(backend, device["SerialNumber"]) == seed


def test_the_same_scenario_has_the_same_seeds_at_each_start(startup, fresh):
    with iam_of(startup) as one:
        seed = seed_of(one, MAYA)
    with iam_of(fresh) as other:
        assert seed_of(other, MAYA) == seed


def test_a_path_and_name_are_taken_once(iam):
    iam.create_virtual_mfa_device(VirtualMFADeviceName="new")
    assert refusal(iam.create_virtual_mfa_device, VirtualMFADeviceName="new") == (
        "EntityAlreadyExists",
        "MFA device already exists.",
        409,
    )
    iam.create_virtual_mfa_device(VirtualMFADeviceName="new", Path="/other/")


@pytest.mark.parametrize("path", ["no-start/", "/no-end", "/a b/"])
def test_a_path_begins_and_ends_with_a_stroke(iam, path):
    code, message, _ = refusal(iam.create_virtual_mfa_device, VirtualMFADeviceName="new", Path=path)
    assert code == "ValidationError"
    assert message == (
        "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric "
        "characters and/or / characters."
    )


def test_a_path_has_at_most_512_characters(iam):
    path = "/" + "a" * 511 + "/"
    assert refusal(iam.create_virtual_mfa_device, VirtualMFADeviceName="new", Path=path)[1] == (
        "1 validation error detected: Value at 'path' failed to satisfy constraint: "
        "Member must have length less than or equal to 512"
    )


def test_a_name_has_no_spaces_and_makes_no_endless_serial_number(iam):
    assert refusal(iam.create_virtual_mfa_device, VirtualMFADeviceName="a phone")[0] == "ValidationError"
    assert refusal(iam.create_virtual_mfa_device, VirtualMFADeviceName="n" * 227)[0] == "ValidationError"
    iam.create_virtual_mfa_device(VirtualMFADeviceName="n" * 222)


@pytest.mark.parametrize("first", [-10, -1, 0])
def test_two_consecutive_right_codes_enable_a_device(fresh, iam, new, first):
    enable(iam, fresh, "tomas.novak", new, first)
    (device,) = iam.list_mfa_devices(UserName="tomas.novak")["MFADevices"]
    assert (device["UserName"], device["SerialNumber"]) == ("tomas.novak", NEW)
    assert abs(device["EnableDate"] - fresh.now) < timedelta(minutes=1)
    assigned = iam.list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"]
    (shown,) = [device for device in assigned if device["SerialNumber"] == NEW]
    assert shown["User"]["UserName"] == "tomas.novak"


@pytest.mark.parametrize(("one", "two"), [(0, 0), (1, 0), (-2, 0), (-12, -11), (20, 21)])
def test_codes_that_are_not_consecutive_or_too_far_off_are_refused(fresh, iam, new, one, two):
    first, second = codes(fresh, new, one, two)
    assert refusal(
        iam.enable_mfa_device,
        UserName="tomas.novak",
        SerialNumber=new,
        AuthenticationCode1=first,
        AuthenticationCode2=second,
    ) == ("InvalidAuthenticationCode", "Authentication code for device is not valid.", 403)
    assert iam.list_mfa_devices(UserName="tomas.novak")["MFADevices"] == []


@pytest.mark.parametrize("code", ["12345", "1234567", "12345x"])
def test_a_code_has_six_digits(iam, new, code):
    parameters = {"UserName": "tomas.novak", "SerialNumber": new, "AuthenticationCode2": "123456"}
    # boto3 itself refuses what is too short.
    with pytest.raises(Exception, match=r"Invalid length for parameter|authenticationCode1"):
        iam.enable_mfa_device(AuthenticationCode1=code, **parameters)


def test_a_device_serves_one_user(fresh, iam, new):
    enable(iam, fresh, "tomas.novak", new)
    for user in ("tomas.novak", "sofia.rossi"):
        one, two = codes(fresh, new, 1, 2)
        assert refusal(
            iam.enable_mfa_device, UserName=user, SerialNumber=new, AuthenticationCode1=one, AuthenticationCode2=two
        ) == ("EntityAlreadyExists", "MFA Device is already in use.", 409)


def test_enabling_needs_a_user_and_a_device(iam, new):
    wrong = {"AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}
    nobody = refusal(iam.enable_mfa_device, UserName="nobody", SerialNumber=new, **wrong)
    assert nobody == ("NoSuchEntity", "The user with name nobody cannot be found.", 404)
    nothing = refusal(iam.enable_mfa_device, UserName="tomas.novak", SerialNumber=NEW + "er", **wrong)
    assert nothing == ("NoSuchEntity", f"MFA Device with serial number {NEW}er does not exist.", 404)


def test_root_is_not_enabled_by_a_name(iam, new):
    wrong = {"AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}
    assert refusal(iam.enable_mfa_device, UserName="<root_account>", SerialNumber=new, **wrong)[0] == "ValidationError"


def test_a_user_has_at_most_eight_devices(fresh, iam):
    for number in range(8):
        serial = iam.create_virtual_mfa_device(VirtualMFADeviceName=f"d{number}")["VirtualMFADevice"]["SerialNumber"]
        enable(iam, fresh, "tomas.novak", serial)
    assert len(iam.list_mfa_devices(UserName="tomas.novak", MaxItems=5)["MFADevices"]) == 5
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="d8")["VirtualMFADevice"]["SerialNumber"]
    one, two = codes(fresh, serial, 0, 1)
    code, message, status = refusal(
        iam.enable_mfa_device,
        UserName="tomas.novak",
        SerialNumber=serial,
        AuthenticationCode1=one,
        AuthenticationCode2=two,
    )
    assert (code, message, status) == ("LimitExceeded", "Cannot exceed quota for MFADevicesPerUser: 8", 409)


def test_codes_that_waited_enable_a_device_that_is_out_of_sync(fresh, iam, new):
    enable(iam, fresh, "tomas.novak", new, -8)
    with iam_of(fresh) as backend:
        tomas = backend.users["tomas.novak"]
        (now,) = codes(fresh, new, 0)
        assert not code_is_right(backend, tomas, new, now)
    one, two = codes(fresh, new, -1, 0)
    iam.resync_mfa_device(UserName="tomas.novak", SerialNumber=new, AuthenticationCode1=one, AuthenticationCode2=two)
    fresh.advance_clock(30)
    (now,) = codes(fresh, new, 0)
    with iam_of(fresh) as backend:
        assert code_is_right(backend, backend.users["tomas.novak"], new, now)


def test_resyncing_needs_right_codes_and_the_users_own_device(fresh, iam):
    one, two = codes(fresh, MAYA, 0, 1)
    both = {"AuthenticationCode1": one, "AuthenticationCode2": two}
    swapped = {"AuthenticationCode1": two, "AuthenticationCode2": one}
    assert refusal(iam.resync_mfa_device, UserName="maya.chen", SerialNumber=MAYA, **swapped)[0] == (
        "InvalidAuthenticationCode"
    )
    iam.resync_mfa_device(UserName="maya.chen", SerialNumber=MAYA, **both)
    assert refusal(iam.resync_mfa_device, UserName="maya.chen", SerialNumber=MAYA, **both)[0] == (
        "InvalidAuthenticationCode"
    )
    assert refusal(iam.resync_mfa_device, UserName="tomas.novak", SerialNumber=MAYA, **both) == (
        "NoSuchEntity",
        "MFA Device invalid for user.",
        404,
    )


def test_a_right_code_counts_once_and_for_its_owner_only(fresh):
    (now,) = codes(fresh, MAYA, 0)
    with iam_of(fresh) as iam:
        maya, tomas = iam.users["maya.chen"], iam.users["tomas.novak"]
        assert not code_is_right(iam, tomas, MAYA, now)
        assert not code_is_right(iam, maya, MAYA, "000000" if now != "000000" else "000001")
        assert code_is_right(iam, maya, MAYA, now)
        assert not code_is_right(iam, maya, MAYA, now)


def test_what_was_learnt_of_a_device_is_saved_with_the_account(fresh):
    (now,) = codes(fresh, MAYA, 0)
    with iam_of(fresh) as iam:
        assert code_is_right(iam, iam.users["maya.chen"], MAYA, now)
        kept = pickle.loads(pickle.dumps(iam.authenticators))  # noqa: S301 - just made
    assert kept[MAYA].used == iam.authenticators[MAYA].used != []


def test_a_hardware_token_is_known_by_its_serial_number(fresh, iam):
    enable(iam, fresh, "tomas.novak", TOKEN)
    (device,) = iam.list_mfa_devices(UserName="tomas.novak")["MFADevices"]
    assert device["SerialNumber"] == TOKEN
    assert TOKEN not in str(iam.list_virtual_mfa_devices()["VirtualMFADevices"])
    (later,) = codes(fresh, TOKEN, 1)
    with iam_of(fresh) as backend:
        assert code_is_right(backend, backend.users["tomas.novak"], TOKEN, later)
    iam.deactivate_mfa_device(UserName="tomas.novak", SerialNumber=TOKEN)
    assert refusal(iam.delete_virtual_mfa_device, SerialNumber=TOKEN)[0] == "NoSuchEntity"


def test_a_passkey_shows_no_codes_and_is_not_enabled_by_a_call(fresh, iam):
    give_passkey(fresh, "tomas.novak")
    with iam_of(fresh) as backend:
        assert not code_is_right(backend, backend.users["tomas.novak"], PASSKEY, "123456")
        with pytest.raises(LookupError, match="shows no codes"):
            seed_of(backend, PASSKEY)
    wrong = {"AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}
    assert refusal(iam.resync_mfa_device, UserName="tomas.novak", SerialNumber=PASSKEY, **wrong)[0] == (
        "InvalidAuthenticationCode"
    )
    other = PASSKEY + "-2"
    assert refusal(iam.enable_mfa_device, UserName="tomas.novak", SerialNumber=other, **wrong)[0] == "NoSuchEntity"


def test_get_mfa_device_knows_passkeys_only(fresh, iam):
    give_passkey(fresh, "tomas.novak")
    shown = iam.get_mfa_device(SerialNumber=PASSKEY)
    assert (shown["UserName"], shown["SerialNumber"]) == ("tomas.novak", PASSKEY)
    assert iam.get_mfa_device(SerialNumber=PASSKEY, UserName="tomas.novak")["EnableDate"] == shown["EnableDate"]
    assert refusal(iam.get_mfa_device, SerialNumber=PASSKEY, UserName="maya.chen")[0] == "NoSuchEntity"
    assert refusal(iam.get_mfa_device, SerialNumber=MAYA)[0] == "NoSuchEntity"


def test_a_device_in_use_is_not_deleted(iam):
    assert refusal(iam.delete_virtual_mfa_device, SerialNumber=MAYA) == (
        "DeleteConflict",
        "MFA VirtualDevice in use. Must deactivate first.",
        409,
    )
    iam.deactivate_mfa_device(UserName="maya.chen", SerialNumber=MAYA)
    assert iam.list_mfa_devices(UserName="maya.chen")["MFADevices"] == []
    assert {"SerialNumber": MAYA} in iam.list_virtual_mfa_devices()["VirtualMFADevices"]
    iam.delete_virtual_mfa_device(SerialNumber=MAYA)
    assert refusal(iam.delete_virtual_mfa_device, SerialNumber=MAYA) == (
        "NoSuchEntity",
        f"MFA Device with serial number {MAYA} does not exist.",
        404,
    )


def test_a_device_that_was_deactivated_can_be_enabled_again_but_not_with_old_codes(fresh, iam, new):
    enable(iam, fresh, "tomas.novak", new, 0)
    iam.deactivate_mfa_device(UserName="tomas.novak", SerialNumber=new)
    with pytest.raises(ClientError, match="InvalidAuthenticationCode"):
        enable(iam, fresh, "sofia.rossi", new, 0)
    enable(iam, fresh, "sofia.rossi", new, 2)


def test_who_names_nobody_means_the_own_devices(iam):
    assert [device["SerialNumber"] for device in iam.list_mfa_devices()["MFADevices"]] == [MAYA]
    iam.deactivate_mfa_device(SerialNumber=MAYA)
    assert iam.list_mfa_devices()["MFADevices"] == []


def test_a_device_of_somebody_else_is_not_deactivated(iam):
    assert refusal(iam.deactivate_mfa_device, UserName="tomas.novak", SerialNumber=MAYA)[:2] == (
        "NoSuchEntity",
        "MFA Device invalid for user.",
    )
    assert refusal(iam.deactivate_mfa_device, UserName="tomas.novak", SerialNumber=NEW)[:2] == (
        "NoSuchEntity",
        f"MFA Device with serial number {NEW} does not exist.",
    )


def test_root_sees_its_devices_but_takes_them_away_in_a_central_session_only(fresh, iam, new):
    with iam_of(fresh) as backend:
        first, second = codes(fresh, new, 0, 1)
        backend.enable_mfa_device("<root_account>", new, first, second)
    root = as_user(fresh, "<root_account>")
    (device,) = root.list_mfa_devices()["MFADevices"]
    assert device["SerialNumber"] == NEW
    assert "UserName" not in device
    assert refusal(root.deactivate_mfa_device, SerialNumber=new)[0] == "ValidationError"
    as_central_root(fresh, "IAMDeleteRootUserCredentials").deactivate_mfa_device(SerialNumber=new)
    assert iam.get_account_summary()["SummaryMap"]["AccountMFAEnabled"] == 0
    assert {"SerialNumber": NEW} in iam.list_virtual_mfa_devices()["VirtualMFADevices"]


def test_an_assignment_is_one_of_three(iam):
    code, message, _ = refusal(iam.list_virtual_mfa_devices, AssignmentStatus="Lost")
    assert code == "ValidationError"
    assert "assignmentStatus" in message


def test_tags_of_a_device(iam):
    tags = [{"Key": "Team", "Value": "ops"}]
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="new", Tags=tags)["VirtualMFADevice"]
    assert device["Tags"] == tags
    iam.tag_mfa_device(SerialNumber=NEW, Tags=[{"Key": "Team", "Value": "web"}, {"Key": "Floor", "Value": "2"}])
    page = iam.list_mfa_device_tags(SerialNumber=NEW, MaxItems=1)
    assert page["Tags"] == [{"Key": "Floor", "Value": "2"}]
    assert iam.list_mfa_device_tags(SerialNumber=NEW, Marker=page["Marker"])["Tags"] == [
        {"Key": "Team", "Value": "web"}
    ]
    iam.untag_mfa_device(SerialNumber=NEW, TagKeys=["Team", "Absent"])
    assert len(iam.list_mfa_device_tags(SerialNumber=NEW)["Tags"]) == 1
    assert all("Tags" not in device for device in iam.list_virtual_mfa_devices()["VirtualMFADevices"])


def test_tags_need_a_virtual_device_and_end_at_fifty(iam, new):
    tags = [{"Key": f"k{number}", "Value": ""} for number in range(50)]
    iam.tag_mfa_device(SerialNumber=new, Tags=tags)
    assert refusal(iam.tag_mfa_device, SerialNumber=new, Tags=[{"Key": "one-more", "Value": ""}])[0] == "LimitExceeded"
    for call, parameters in (
        (iam.tag_mfa_device, {"Tags": tags}),
        (iam.untag_mfa_device, {"TagKeys": ["k1"]}),
        (iam.list_mfa_device_tags, {}),
    ):
        assert refusal(call, SerialNumber=TOKEN, **parameters)[0] == "NoSuchEntity"
