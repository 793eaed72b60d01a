from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rootward.checks.registry import BY_ID
from rootward.model.account import Account
from rootward.model.change import ServerCertificateChange
from rootward.model.credential import CertificateUse, ServerCertificate
from rootward.model.finding import Evidence
from rootward.model.unknown import Unknown
from tests.checks.asking import only, status, verdicts
from tests.checks.facts import NOW, account, ago, arn, denied
from tests.checks.proposing import a_finding, applied, changes, guidance, proposal, refusal

CHECK = "server-certificate-expired"


def certificate(name: str, expires: datetime) -> ServerCertificate:
    return ServerCertificate(name=name, arn=arn("server-certificate", name), expires=expires)


def test_an_expired_certificate_fails() -> None:
    verdict = only(CHECK, account(server_certificates=(certificate("web", datetime(2025, 12, 1, 0, 0, tzinfo=UTC)),)))
    assert (verdict.status, verdict.resource) == ("fail", arn("server-certificate", "web"))
    assert verdict.message == "certificate web expired 61 days ago (2025-12-01)"
    assert verdict.evidence == (Evidence("server-certificates", NOW, "Expiration", "2025-12-01T00:00:00Z"),)


def test_a_certificate_that_expires_at_this_moment_is_still_valid() -> None:
    assert only(CHECK, account(server_certificates=(certificate("web", NOW),))).status == "pass"
    verdict = only(CHECK, account(server_certificates=(certificate("web", NOW - timedelta(seconds=1)),)))
    assert verdict.message == "certificate web expired less than a day ago (2026-01-31)"


def test_days_are_counted_in_words() -> None:
    verdict = only(CHECK, account(server_certificates=(certificate("web", ago(1)),)))
    assert verdict.message == "certificate web expired 1 day ago (2026-01-30)"


def test_a_valid_certificate_passes_beside_an_expired_one() -> None:
    answers = verdicts(CHECK, account(server_certificates=(certificate("old", ago(2)), certificate("new", ago(-90)))))
    assert [(answer.status, answer.resource) for answer in answers] == [
        ("fail", arn("server-certificate", "old")),
        ("pass", arn("server-certificate", "new")),
    ]


def test_an_account_without_certificates_passes() -> None:
    assert only(CHECK, account()).message == "no TLS certificate is stored in IAM"


def test_an_unread_list_is_unknown() -> None:
    unread = denied("iam:ListServerCertificates")
    verdict = only(CHECK, account(server_certificates=unread))
    assert (verdict.status, verdict.unknowns) == ("unknown", (unread,))


# --- how it is fixed

OLD = ServerCertificate(name="old", arn=arn("server-certificate", "old"), expires=ago(10), id="ASCAOLD")


def of(uses: Any, *listed: ServerCertificate) -> Account:
    return account(server_certificates=listed or (OLD,), certificate_uses=uses)


def used(certificate: str, number: int = 443) -> CertificateUse:
    return CertificateUse(certificate=certificate, used_by=f"listener {number} of load balancer web in eu-west-1")


def test_what_nothing_presents_is_deleted_for_good() -> None:
    facts = of((used(arn("server-certificate", "new")), used("ASCANEW")))
    made = proposal(CHECK, facts)

    assert changes(made) == (ServerCertificateChange(name="old", arn=OLD.arn),)
    assert changes(made)[0].risk == "irreversible"
    assert made.why == "no listener of any enabled region and no CloudFront distribution presents it"
    assert status(CHECK, applied(made, facts)) == "pass"
    assert BY_ID[CHECK].fix == "irreversible"


@pytest.mark.parametrize("name", [OLD.arn, OLD.id])
def test_what_is_presented_stays_and_the_plan_says_where(name: str) -> None:
    assert refusal(CHECK, of((used(name),))).reason == (
        "certificate old expired and is presented by listener 443 of load balancer web in eu-west-1: give that another "
        "one first"
    )


def test_many_uses_are_counted() -> None:
    told = refusal(CHECK, of(tuple(used(OLD.arn, number) for number in range(5)))).reason

    assert "listener 2 of load balancer web in eu-west-1 and 2 more: give" in told


@pytest.mark.parametrize(
    ("uses", "told"),
    [
        (
            Unknown(
                "denied", "x", "the load balancers of ap-east-1 were not read: a service control policy forbids it"
            ),
            "the load balancers of ap-east-1 were not read: a service control policy forbids it",
        ),
        (Unknown("failed"), "failed"),
        (Unknown("not_collected", detail="not collected"), "`rootward plan` reads what may present it"),
    ],
)
def test_where_not_all_was_read_people_are_asked_to_look(uses: Unknown, told: str) -> None:
    assert guidance(CHECK, of(uses)).instruction == (
        f"make sure that nothing presents it ({told}), then: aws iam delete-server-certificate "
        "--server-certificate-name old"
    )


def test_without_its_id_no_distribution_tells_whether_it_presents_it() -> None:
    of_before = certificate("old", ago(10))

    assert "no CloudFront distribution presents it" in guidance(CHECK, of((), of_before)).instruction


@pytest.mark.parametrize(
    ("listed", "lacks_facts"),
    [((), False), ((certificate("old", ago(-1)),), False), (denied("iam:ListServerCertificates"), True)],
)
def test_what_is_gone_or_was_not_read_or_has_not_expired_is_not_deleted(listed: Any, lacks_facts: bool) -> None:
    facts = account(server_certificates=listed, certificate_uses=())

    assert refusal(CHECK, facts, finding=a_finding(CHECK, OLD.arn)).lacks_facts is lacks_facts
