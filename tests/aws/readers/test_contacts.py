from __future__ import annotations

import pytest

from rootward.aws.readers import READERS
from rootward.model.monitoring import AlternateContact, PrimaryContact
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import account, js, json_error


def read(aws, fact):
    with aws.reading() as reading:
        return READERS[fact].read(reading, account())


def test_of_a_security_contact_only_what_is_filled_is_kept(aws):
    aws.answers["GetAlternateContact"] = js(
        {"AlternateContact": {"Name": "Ada", "EmailAddress": "sec@example.com", "PhoneNumber": " "}}
    )

    assert read(aws, "security_contact") == AlternateContact(has_email=True)
    assert aws.asked("GetAlternateContact") == [{"AlternateContactType": "SECURITY"}]


def test_of_the_primary_contact_only_the_names_of_the_filled_fields_are_kept(aws):
    aws.answers["GetContactInformation"] = js(
        {"ContactInformation": {"PhoneNumber": "+1", "FullName": "Ada", "CompanyName": "", "City": "London"}}
    )

    assert read(aws, "primary_contact") == PrimaryContact(filled=("City", "FullName", "PhoneNumber"))


@pytest.mark.parametrize(
    ("fact", "operation"),
    [("security_contact", "GetAlternateContact"), ("primary_contact", "GetContactInformation")],
)
def test_no_contact_is_none_and_a_denied_one_is_not(aws, fact, operation):
    aws.answers[operation] = json_error("ResourceNotFoundException", "No contact of the inputted type found.", 404)
    assert read(aws, fact) is None

    aws.answers[operation] = json_error("AccessDeniedException", "no", 403)
    assert read(aws, fact) == Unknown("denied", f"account:{operation}", "AccessDenied: no")
