from __future__ import annotations

from rootward.checks.root_use.contact_details_missing import REQUIRED
from rootward.model.monitoring import PrimaryContact
from tests.checks.asking import only
from tests.checks.facts import account, denied

CHECK = "contact-details-missing"


def verdict(contact):
    return only(CHECK, account(primary_contact=contact))


def test_all_required_fields_pass_and_say_what_is_left_to_a_person():
    answer = verdict(PrimaryContact(filled=(*REQUIRED, "CompanyName")))

    assert answer.status == "pass"
    assert "whether they are current is for a person to say" in answer.message


def test_none_at_all_fails():
    for nothing in (None, PrimaryContact()):
        assert verdict(nothing).status == "fail"
        assert verdict(nothing).message == "the account has no contact details"


def test_a_missing_field_is_named():
    answer = verdict(PrimaryContact(filled=tuple(field for field in REQUIRED if field != "PhoneNumber")))

    assert answer.status == "fail"
    assert answer.message == "contact details lack PhoneNumber"


def test_a_denied_read_is_unknown():
    assert verdict(denied("account:GetContactInformation")).status == "unknown"
