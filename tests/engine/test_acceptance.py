"""An accepted risk covers an exact check and a glob of resources, through a day."""

from __future__ import annotations

from datetime import date

from rootward.engine.acceptance import accept
from rootward.model.baseline import AcceptedRisk, Baseline
from rootward.model.finding import Finding
from tests.checks.facts import account

BOB = "arn:aws:iam::123456789012:user/bob"


def finding(status="fail", resource=BOB, check="user-mfa-missing"):
    return Finding(
        check=check, practice="mfa", severity="high", status=status, resource=resource, message="no MFA", fix="guided"
    )


def risk(**fields):
    made = {
        "check": "user-mfa-missing",
        "resource": BOB,
        "reason": "kiosk",
        "owner": "ann",
        "expires": date(2026, 1, 31),
    }
    return AcceptedRisk(**{**made, **fields})


def accepted(found, *risks):
    return accept(tuple(found), account(), Baseline(accepted_risks=risks))


def test_a_matching_failure_is_accepted_and_says_by_whom_and_why():
    (marked,), warnings = accepted([finding()], risk())

    assert marked.status == "accepted"
    assert marked.message == "no MFA (accepted by ann until 2026-01-31: kiosk)"
    assert marked.fix == "none"
    assert warnings == ()


def test_the_day_of_expiry_still_holds_and_the_day_after_does_not():
    assert accepted([finding()], risk(expires=date(2026, 1, 31)))[0][0].status == "accepted"

    (marked,), warnings = accepted([finding()], risk(expires=date(2026, 1, 30)))
    assert marked.status == "fail"
    assert warnings == (f"the accepted risk for user-mfa-missing on {BOB} expired on 2026-01-30",)


def test_the_resource_is_a_case_sensitive_glob():
    assert accepted([finding()], risk(resource="*:user/b*"))[0][0].status == "accepted"
    assert accepted([finding()], risk(resource="*:user/B*"))[0][0].status == "fail"


def test_the_check_is_exact():
    (marked,), warnings = accepted([finding()], risk(check="user-mfa"))

    assert marked.status == "fail"
    assert warnings == (f"the accepted risk for user-mfa on {BOB} matches no finding",)


def test_what_is_unknown_cannot_be_accepted():
    (marked,), warnings = accepted([finding("unknown")], risk())

    assert marked.status == "unknown"
    assert len(warnings) == 1


def test_an_expired_twin_does_not_take_the_place_of_a_current_one():
    old = risk(expires=date(2025, 1, 1), reason="old")

    (marked,), warnings = accepted([finding()], old, risk())

    assert marked.status == "accepted"
    assert len(warnings) == 1
