from __future__ import annotations

from rootward.model.monitoring import AlternateContact
from tests.checks.asking import only
from tests.checks.facts import account, denied

CHECK = "security-contact-missing"


def verdict(contact):
    return only(CHECK, account(security_contact=contact))


def test_a_contact_with_an_email_address_passes():
    assert verdict(AlternateContact(has_email=True)).status == "pass"


def test_no_contact_fails():
    assert verdict(None).status == "fail"
    assert verdict(None).message == "the account has no SECURITY alternate contact"


def test_a_contact_without_an_email_address_fails():
    assert verdict(AlternateContact(has_email=False)).status == "fail"


def test_a_denied_read_is_unknown():
    answer = verdict(denied("account:GetAlternateContact"))

    assert answer.status == "unknown"
    assert answer.unknowns[0].action == "account:GetAlternateContact"
