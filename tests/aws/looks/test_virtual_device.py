from __future__ import annotations

from rootward.aws.looks import look
from rootward.model.change import Other
from tests.aws.fake_aws import pages
from tests.aws.practice import iam_of, reading_of
from tests.checks.facts import arn
from tests.model.change import kinds


def test_a_device_that_belongs_to_somebody_by_now_is_another_and_one_that_is_given_back_is_not(practice):
    iam = iam_of(practice)
    (device,) = iam.list_mfa_devices(UserName="maya.chen")["MFADevices"]
    change = kinds.device("maya.chen")
    assert change.serial == device["SerialNumber"]

    with reading_of(practice) as reading:
        assert look(reading, change) == Other()
        iam.deactivate_mfa_device(UserName="maya.chen", SerialNumber=device["SerialNumber"])
        assert look(reading, change) is True
        iam.delete_virtual_mfa_device(SerialNumber=device["SerialNumber"])
        assert look(reading, change) is False


def test_a_device_on_the_second_page_is_found(aws):
    serials = (arn("mfa", "other"), arn("mfa", "spare"))
    aws.answers["ListVirtualMFADevices"] = pages(
        "ListVirtualMFADevices", "VirtualMFADevices", *(f"<SerialNumber>{each}</SerialNumber>" for each in serials)
    )

    with aws.reading() as reading:
        assert look(reading, kinds.device()) is True
        assert look(reading, kinds.device("gone")) is False
