from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rootward.model.credential import ServerCertificate
from rootward.model.finding import Evidence
from tests.checks.asking import only, verdicts
from tests.checks.facts import NOW, account, ago, arn, denied

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
