from __future__ import annotations

from rootward.checks.remedy import Guidance, Refused
from rootward.model.baseline import Contact
from rootward.model.change import AlternateContactChange
from rootward.model.monitoring import AlternateContact
from tests.checks.asking import only, status
from tests.checks.facts import ACCOUNT, account, denied
from tests.checks.proposing import a_finding, applied, guidance, proposal, refusal, undone

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


TEAM = Contact(name="Security team", title="On call", email="security@example.com", phone="+1 206 555 0100")


def test_the_contact_that_the_configuration_names_becomes_the_account_s():
    facts = account(security_contact=None)
    made = proposal(CHECK, facts, security_contact=TEAM)

    assert made.batches == ((AlternateContactChange(account=ACCOUNT, contact=TEAM, before=False, after=True),),)
    assert made.why == "AWS writes to security@example.com beside root's own address"
    assert status(CHECK, applied(made, facts)) == "pass"
    assert undone(made, applied(made, facts)) == facts


def test_where_nobody_is_named_nobody_is_made_up():
    assert refusal(CHECK, account(security_contact=None)) == Refused(
        "nobody is named: give name, title, email and phone under [contacts.security] in the rootward.toml of your own "
        "folder, or in a file that you name with --config (`rootward init` writes one)"
    )


def test_somebody_else_s_contact_is_not_written_over():
    told = guidance(CHECK, account(security_contact=AlternateContact(has_email=False)), security_contact=TEAM)

    assert told == Guidance(
        "somebody is named, without an e-mail address, which AWS asks for: aws account put-alternate-contact "
        "--alternate-contact-type SECURITY --name NAME --title TITLE --email-address EMAIL --phone-number PHONE names "
        "all of it"
    )


def test_a_contact_that_was_not_read_is_not_written_over():
    facts = account(security_contact=denied("account:GetAlternateContact"))

    assert refusal(CHECK, facts, finding=a_finding(CHECK, facts.resource), security_contact=TEAM) == Refused(
        "the SECURITY alternate contact was not read: access denied", lacks_facts=True
    )
