"""user-certificate-old: signing certificates, and with --deep SSH public keys."""

from __future__ import annotations

import pytest

from rootward.checks.remedy import Guidance, Refused
from rootward.model.change import UserCredentialChange
from rootward.model.unknown import Unknown
from tests.checks.asking import only, status, verdicts
from tests.checks.facts import (
    NA,
    NOT_SUPPORTED,
    account,
    ago,
    arn,
    certificate,
    denied,
    identities,
    report,
    root_row,
    service_access,
    signing_certificate,
    ssh_public_key,
    user,
    user_row,
)
from tests.checks.proposing import a_finding, applied, changes, proposal, proposed, refusal, undone

CHECK = "user-certificate-old"
NO_LIST = denied("iam:ListSSHPublicKeys")
NO_REPORT = denied("iam:GetCredentialReport")


def active(days):
    return certificate(active=True, last_rotated=ago(days))


def of(*certificates, **facts):
    slots = (*certificates, certificate())[:2]
    return account(credential_report=report(root_row(), user_row("dev", certificates=slots)), **facts)


def test_an_old_certificate_fails():
    verdict = only(CHECK, of(certificate(), active(700)))

    assert (verdict.status, verdict.resource) == ("fail", arn("user", "dev"))
    assert verdict.message == "signing certificate 2 of dev is 700 days old (created or last changed 2024-03-02)"


@pytest.mark.parametrize(("age", "expected"), [(90, "pass"), (91, "fail")])
def test_exactly_at_the_limit_is_within_it(age, expected):
    assert status(CHECK, of(active(age))) == expected
    assert status(CHECK, of(active(age)), max_key_age_days=365) == "pass"


def test_none_and_root_s_pass():
    assert only(CHECK, of()).status == "pass"
    assert only(
        CHECK, account(credential_report=report(root_row(certificates=(active(900), certificate()))))
    ).status == ("pass")


def test_an_old_ssh_key_fails_beside_the_certificates():
    answers = verdicts(CHECK, of(active(1), ssh_public_keys=(ssh_public_key("dev", 400),)))

    assert [one.status for one in answers] == ["pass", "fail"]
    assert answers[1].message == "SSH public key ssh-of-dev of dev is 400 days old (uploaded 2024-12-27)"


def test_a_young_or_inactive_ssh_key_passes():
    for passing in (ssh_public_key("dev", 90), ssh_public_key("dev", 400, status="Inactive")):
        assert status(CHECK, of(ssh_public_keys=(passing,))) == "pass"


def test_ssh_keys_that_nobody_asked_for_are_not_missed_and_denied_ones_are():
    assert status(CHECK, of()) == "pass"
    answers = verdicts(CHECK, of(ssh_public_keys=NO_LIST))
    assert [(one.status, one.resource) for one in answers] == [
        ("pass", arn("user", "dev")),
        ("unknown", account().resource),
    ]


def test_a_denied_report_is_unknown_beside_the_ssh_keys():
    assert only(CHECK, account(credential_report=NO_REPORT)).unknowns == (NO_REPORT,)
    answers = verdicts(CHECK, account(credential_report=NO_REPORT, ssh_public_keys=(ssh_public_key("dev", 400),)))
    assert [one.status for one in answers] == ["unknown", "fail"]


@pytest.mark.parametrize(
    "odd",
    [
        certificate(active=NOT_SUPPORTED),
        certificate(active=True, last_rotated=NA),
        certificate(active=True, last_rotated=Unknown("failed", detail="odd")),
    ],
)
def test_an_odd_cell_makes_its_certificate_unknown(odd):
    assert [one.status for one in verdicts(CHECK, of(odd, active(400)))] == ["unknown", "fail"]


def test_an_old_ssh_key_fails_beside_the_unknown_certificates_of_a_user_whom_the_report_does_not_show():
    facts = account(identities=identities(users=(user("ann"),)), ssh_public_keys=(ssh_public_key("ann", 700),))

    assert [one.status for one in verdicts(CHECK, facts)] == ["unknown", "fail"]


# --- what the live list says

DEV = arn("user", "dev")


def one(number, uploaded, **fields):
    return signing_certificate("dev", uploaded, id=f"certificate-{number}", **fields)


@pytest.mark.parametrize(
    ("slots", "listed", "expected"),
    [
        ((active(700),), (one(1, 700),), "fail"),
        ((active(700),), (one(1, 700, status="Inactive"),), "pass"),
        ((active(700),), (one(1, 800, status="Inactive"),), "pass"),  # none is active any more
        ((active(700), active(600)), (one(1, 700, status="Inactive"), one(2, 600)), "fail"),
        ((active(700), active(5)), (one(1, 700, status="Inactive"), one(2, 5)), "pass"),
        (
            (active(300), active(5)),
            (one(1, 700, status="Inactive"), one(2, 5)),
            "fail",
        ),  # which one is off is not certain
        ((active(700),), (), "fail"),  # perhaps not asked
        ((active(700),), (signing_certificate("ann", 5),), "fail"),
        ((active(700),), denied("iam:ListSigningCertificates"), "fail"),
    ],
)
def test_a_certificate_that_was_switched_off_since_the_report_is_not_asked_about(slots, listed, expected):
    assert status(CHECK, of(*slots, signing_certificates=listed)) == expected


# --- how it is fixed


def off(id_, credential="signing-certificate"):
    return UserCredentialChange(
        credential=credential, user="dev", user_arn=DEV, id=id_, before="Active", after="Inactive"
    )


def test_an_old_certificate_is_switched_off_by_its_id():
    facts = of(active(700), signing_certificates=(one(1, 700), one(2, 900, status="Inactive")))
    made = proposal(CHECK, facts)

    assert made.batches == ((off("certificate-1"),),)
    assert made.restricts
    assert made.why == (
        "signing certificate 1 of dev is 700 days old (created or last changed 2024-03-02); AWS does not record its "
        "use, and whatever works with it is refused from then on: ask its owner"
    )
    assert status(CHECK, applied(made, facts)) == "pass"
    assert undone(made, applied(made, facts)) == facts


@pytest.mark.parametrize(
    ("slots", "listed", "expected"),
    [
        ((active(100), active(5)), (one(1, 700), one(2, 5)), "certificate-1"),  # the other one is known by its date
        ((active(5), active(100)), (one(1, 700), one(2, 5)), "certificate-1"),
        ((active(100),), (one(1, 700),), "certificate-1"),  # off and on again: the report's date is the later one
        (
            (active(200), active(5)),
            (one(1, 700), one(2, 100)),
            "certificate-1",
        ),  # the other one is younger than the slot
    ],
)
def test_the_certificate_is_found_where_only_one_can_be_it(slots, listed, expected):
    assert changes(proposal(CHECK, of(*slots, signing_certificates=listed))) == (off(expected),)


@pytest.mark.parametrize(
    ("slots", "listed"),
    [
        ((active(100), active(50)), (one(1, 700), one(2, 600))),  # both were switched off and on again
        ((active(100), active(100)), (one(1, 100), one(2, 100))),
        ((active(100),), (one(1, 700), one(2, 600))),  # there is one more than the report says
        ((active(100),), (one(1, 50),)),  # it is younger than the report's date
        ((active(100),), ()),
        ((active(100),), denied("iam:ListSigningCertificates")),
        ((active(100),), Unknown("not_collected")),
    ],
)
def test_where_it_could_be_another_one_none_is_switched_off(slots, listed):
    for found in proposed(CHECK, of(*slots, signing_certificates=listed)):
        assert isinstance(found, Refused)
        assert found.lacks_facts


def test_the_young_certificate_beside_it_stays():
    facts = of(active(700), active(5), signing_certificates=(one(1, 700), one(2, 5)))

    assert changes(proposal(CHECK, facts)) == (off("certificate-1"),)


def test_old_ssh_keys_that_were_read_are_switched_off_too():
    facts = of(
        active(700),
        signing_certificates=(one(1, 700),),
        ssh_public_keys=(
            ssh_public_key("dev", 100),
            ssh_public_key("dev", 100, id="off", status="Inactive"),
            ssh_public_key("dev", 5, id="young"),
            ssh_public_key("ann", 100),
        ),
    )
    found = proposed(CHECK, facts, finding=a_finding(CHECK, DEV))

    assert [changes(made) for made in found] == [(off("certificate-1"),), (off("ssh-of-dev", "ssh-public-key"),)]


def test_an_ssh_key_whose_owner_used_codecommit_lately_is_left_to_people_and_a_certificate_is_not():
    """An SSH key is good for CodeCommit and nothing else; what a certificate signs, AWS tells of no service."""
    facts = of(
        active(700),
        signing_certificates=(one(1, 700),),
        ssh_public_keys=(ssh_public_key("dev", 100),),
        service_access=(service_access(DEV, {"codecommit": 30, "ec2": 1}),),
    )
    found = proposed(CHECK, facts, finding=a_finding(CHECK, DEV))

    assert changes(found[0]) == (off("certificate-1"),)
    assert found[1:] == (
        Guidance(
            "dev used CodeCommit on 2026-01-01, perhaps with SSH public key ssh-of-dev: upload another one, move what "
            "uses ssh-of-dev, and only then switch ssh-of-dev off"
        ),
    )


def test_one_whose_owner_did_not_is_switched_off():
    facts = of(ssh_public_keys=(ssh_public_key("dev", 100),), service_access=(service_access(DEV, {"codecommit": 31}),))

    made = proposal(CHECK, facts)

    assert changes(made) == (off("ssh-of-dev", "ssh-public-key"),)
    assert made.why == (
        "SSH public key ssh-of-dev of dev is 100 days old (uploaded 2025-10-23); AWS does not record its use (dev did "
        "not use CodeCommit in 30 days), and whatever works with it is refused from then on: ask its owner"
    )


def test_those_of_break_glass_users_stay():
    facts = of(active(700), signing_certificates=(one(1, 700),))

    assert refusal(CHECK, facts, break_glass=(DEV,)).reason == "dev is kept for emergencies (break_glass)"


def test_whether_an_owner_whom_the_report_does_not_show_is_kept_for_emergencies_is_not_known():
    facts = account(credential_report=report(root_row()), ssh_public_keys=(ssh_public_key("dev", 100),))

    assert refusal(CHECK, facts, break_glass=(arn("user", "vault/dev"),)).lacks_facts


def test_where_none_is_old_any_more_nothing_is_left_to_do():
    facts = of(active(5), signing_certificates=(one(1, 5),))

    assert not refusal(CHECK, facts, finding=a_finding(CHECK, DEV)).lacks_facts
