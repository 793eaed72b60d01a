"""service-credential-old: bearer secrets that are old, or never expire although they could."""

from __future__ import annotations

import pytest

from tests.checks.asking import only, status
from tests.checks.facts import account, ago, arn, denied, report, service_credential, user_row

CHECK = "service-credential-old"
BEDROCK = "bedrock.amazonaws.com"


def of(**fields):
    created = fields.pop("created", 10)
    row = user_row("dev", arn=arn("user", "people/dev"))
    return account(credential_report=report(row), service_credentials=(service_credential("dev", created, **fields),))


def test_an_old_credential_fails_for_its_owner():
    verdict = only(CHECK, of(created=200))

    assert (verdict.status, verdict.resource) == ("fail", arn("user", "people/dev"))
    assert verdict.message == (
        "credential credential-of-dev of dev for codecommit.amazonaws.com is 200 days old (created 2025-07-15)"
    )


@pytest.mark.parametrize(("age", "expected"), [(90, "pass"), (91, "fail")])
def test_exactly_at_the_limit_is_within_it(age, expected):
    assert status(CHECK, of(created=age)) == expected
    assert status(CHECK, of(created=age), max_key_age_days=365) == "pass"


@pytest.mark.parametrize("service", [BEDROCK, "logs.amazonaws.com", "a-service-of-2027.amazonaws.com"])
def test_a_key_that_could_expire_and_does_not_fails_however_young(service):
    verdict = only(CHECK, of(service=service))

    assert verdict.status == "fail"
    assert verdict.message.endswith(f"for {service} never expires")
    assert status(CHECK, of(service=service, expires=ago(-30))) == "pass"


@pytest.mark.parametrize("service", ["codecommit.amazonaws.com", "cassandra.amazonaws.com"])
def test_a_service_without_expiry_dates_is_not_asked_for_one(service):
    assert status(CHECK, of(service=service)) == "pass"


def test_old_and_endless_says_both():
    assert only(CHECK, of(service=BEDROCK, created=400)).message.endswith(
        "is 400 days old (created 2024-12-27) and never expires"
    )


@pytest.mark.parametrize(
    "fields", [{"status": "Inactive"}, {"status": "Expired"}, {"service": BEDROCK, "expires": ago(1)}]
)
def test_what_no_longer_works_passes(fields):
    assert status(CHECK, of(created=400, **fields)) == "pass"


def test_none_passes_and_a_denied_list_is_unknown():
    no_list = denied("iam:ListServiceSpecificCredentials")

    assert only(CHECK, account()).status == "pass"
    assert only(CHECK, account(service_credentials=no_list)).unknowns == (no_list,)
    assert only(CHECK, account(service_credentials=no_list)).status == "unknown"


def test_without_the_report_it_is_judged_all_the_same():
    facts = account(
        credential_report=denied("iam:GetCredentialReport"), service_credentials=(service_credential("dev", 200),)
    )

    assert (only(CHECK, facts).status, only(CHECK, facts).resource) == ("fail", arn("user", "dev"))
