from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime

import pytest

from rootward.aws.readers import READERS
from rootward.model.credential_report import CredentialReport
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import account, error, xml

CSV = "user,arn,mfa_active\n<root_account>,arn:aws:iam::123456789012:root,true\n"
COMPLETE = xml("GenerateCredentialReport", "<State>COMPLETE</State>")
STARTED = xml("GenerateCredentialReport", "<State>STARTED</State>")


def read(aws, **settings):
    with aws.reading(**settings) as reading:
        return READERS["credential_report"].read(reading, account())


def report(text: str = CSV):
    content = b64encode(text.encode()).decode()
    return xml(
        "GetCredentialReport",
        f"<Content>{content}</Content><ReportFormat>text/csv</ReportFormat>"
        "<GeneratedTime>2026-01-31T11:00:00Z</GeneratedTime>",
    )


def test_a_report_that_is_there_is_read_at_once(aws):
    aws.answers.update(GenerateCredentialReport=COMPLETE, GetCredentialReport=report())

    found = read(aws)

    assert isinstance(found, CredentialReport)
    assert found.generated_at == datetime(2026, 1, 31, 11, tzinfo=UTC)
    assert found.root is not None
    assert found.root.mfa_active is True
    assert len(aws.requests) == 3


def test_a_report_that_is_being_made_is_waited_for_ever_longer(aws):
    slept: list[float] = []
    aws.answers["GenerateCredentialReport"] = lambda *_: (
        COMPLETE if len(aws.asked("GenerateCredentialReport")) > 5 else STARTED
    )
    aws.answers["GetCredentialReport"] = report()

    assert isinstance(read(aws, sleep=slept.append), CredentialReport)
    assert slept == [0.5, 1, 2, 4, 8]


def test_a_report_that_is_never_finished_is_failed(aws):
    aws.answers["GenerateCredentialReport"] = STARTED

    fact = read(aws)

    assert isinstance(fact, Unknown)
    assert (fact.reason, fact.action) == ("failed", "iam:GenerateCredentialReport")
    assert "did not finish" in fact.detail


def test_the_deadline_ends_the_wait(aws):
    now = [0.0]

    def sleep(seconds):
        now[0] += seconds

    aws.answers["GenerateCredentialReport"] = STARTED

    fact = read(aws, deadline_seconds=5, clock=lambda: now[0], sleep=sleep)

    assert fact == Unknown("failed", "iam:GenerateCredentialReport", "not read within the deadline of 5 seconds")


def test_a_server_that_has_not_heard_of_the_report_yet_is_asked_again(aws):
    aws.answers["GenerateCredentialReport"] = COMPLETE
    aws.answers["GetCredentialReport"] = lambda *_: (
        report() if len(aws.asked("GetCredentialReport")) > 2 else error("ReportInProgress", "", 404)
    )

    assert isinstance(read(aws), CredentialReport)


def test_who_may_not_make_a_report_gets_one_that_is_there(aws):
    aws.answers.update(GenerateCredentialReport=error("AccessDenied", "no", 403), GetCredentialReport=report())

    assert isinstance(read(aws), CredentialReport)


def test_who_may_not_make_one_and_finds_none_is_told_of_the_permission_to_make_one(aws):
    aws.answers.update(
        GenerateCredentialReport=error("AccessDenied", "no", 403),
        GetCredentialReport=error("ReportNotPresent", "", 410),
    )

    assert read(aws) == Unknown(
        "denied", "iam:GenerateCredentialReport", "AccessDenied: no", untried=("iam:GetCredentialReport",)
    )


def test_who_may_make_one_and_not_read_it_is_told_of_the_permission_to_read(aws):
    aws.answers.update(GenerateCredentialReport=COMPLETE, GetCredentialReport=error("AccessDenied", "no", 403))

    assert read(aws) == Unknown("denied", "iam:GetCredentialReport", "AccessDenied: no")


def test_a_report_that_is_cut_off_is_failed(aws):
    aws.answers.update(GenerateCredentialReport=COMPLETE, GetCredentialReport=report(CSV + "mark,arn"))

    fact = read(aws)

    assert isinstance(fact, Unknown)
    assert (fact.reason, fact.action) == ("failed", "iam:GetCredentialReport")
    assert "line 3" in fact.detail


def test_a_report_that_fails_to_be_made_is_failed_at_once(aws):
    aws.answers["GenerateCredentialReport"] = error("ServiceFailure", "", 500)

    assert read(aws) == Unknown("failed", "iam:GenerateCredentialReport", "ServiceFailure")
    assert aws.asked("GetCredentialReport") == []


def test_a_report_without_a_row_is_failed_and_no_account_without_users(aws):
    aws.answers.update(GenerateCredentialReport=COMPLETE, GetCredentialReport=report("user,arn,mfa_active\n"))

    fact = read(aws)

    assert isinstance(fact, Unknown)
    assert (fact.reason, fact.action) == ("failed", "iam:GetCredentialReport")
    assert "no row" in fact.detail


def test_a_report_with_two_roots_is_failed(aws):
    aws.answers.update(GenerateCredentialReport=COMPLETE, GetCredentialReport=report(CSV + CSV.split("\n")[1]))

    fact = read(aws)

    assert isinstance(fact, Unknown)
    assert fact.reason == "failed"


@pytest.mark.parametrize("other", ["arn:aws:iam::999988887777:user/mark", "mark", ""])
def test_a_report_of_another_account_is_failed(aws, other):
    aws.answers.update(GenerateCredentialReport=COMPLETE, GetCredentialReport=report(f"{CSV}mark,{other},true\n"))

    assert read(aws) == Unknown(
        "failed",
        "iam:GetCredentialReport",
        f"the report is not of account 123456789012: it holds the ARN {other!r}",
    )


@pytest.mark.parametrize("generated", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_report_dated_out_of_all_years_is_failed(aws, generated):
    answer = xml(
        "GetCredentialReport",
        f"<Content>{b64encode(CSV.encode()).decode()}</Content><GeneratedTime>{generated}</GeneratedTime>",
    )
    aws.answers.update(GenerateCredentialReport=COMPLETE, GetCredentialReport=answer)

    fact = read(aws)

    assert isinstance(fact, Unknown)
    assert (fact.reason, fact.action) == ("failed", "iam:GetCredentialReport")


@pytest.mark.parametrize(
    ("created", "kept"), [("2026-01-31T11:59:59Z", True), ("2026-02-01T12:00:01Z", False), ("9999-01-01", False)]
)
def test_a_date_from_after_the_collection_proves_nothing(aws, created, kept):
    csv = f"user,arn,user_creation_time\n<root_account>,arn:aws:iam::123456789012:root,{created}\n"
    answer = xml(
        "GetCredentialReport",
        f"<Content>{b64encode(csv.encode()).decode()}</Content><GeneratedTime>2015-02-02T20:02:02Z</GeneratedTime>",
    )
    aws.answers.update(GenerateCredentialReport=COMPLETE, GetCredentialReport=answer)

    found = read(aws)

    assert isinstance(found, CredentialReport)
    assert isinstance(found.rows[0].created, datetime) is kept
