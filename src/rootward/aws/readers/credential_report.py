"""The credential report: asked for, waited for, read.

AWS makes one at most every four hours, and takes its time: until it is there, GenerateCredentialReport answers
`STARTED` or `INPROGRESS`. Whom it does not show yet is asked: `rootward.aws.readers.newcomers`.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html
"""

from __future__ import annotations

from rootward.aws.call import Call
from rootward.aws.failure import UnreadError, failed
from rootward.aws.readers import newcomers
from rootward.aws.readers.reader import Completion, Reader
from rootward.aws.reading import Answer, Reading
from rootward.errors import SnapshotError
from rootward.model.account import Account
from rootward.model.credential_report import CredentialReport
from rootward.model.report_csv import read_report
from rootward.model.unknown import Unknown

GENERATE = Call("iam", "GenerateCredentialReport")
GET = Call("iam", "GetCredentialReport")

_WAITS = (0.5, 1, 2, 4, 8, 8, 8, 8, 16, 16, 16, 16, 16)
"""Seconds between two looks: two minutes in all."""

_NOT_YET = frozenset({"ReportExpired", "ReportInProgress", "ReportNotPresent"})
"""The codes that go over the wire for what the API page calls CredentialReportExpired, -NotReady and -NotPresent."""

_LOOKS_AGAIN = 4


def read_credential_report(reading: Reading, account: Account) -> CredentialReport:
    """The newest report. Who may not make one still gets one that somebody else made in the last four hours."""
    try:
        _generate(reading)
    except UnreadError as refused:
        if not (isinstance(refused.fact, Unknown) and refused.fact.reason == "denied"):
            raise
        try:
            return _report(reading.read(GET), account)
        except UnreadError as error:
            raise refused from error
    return _report(_finished(reading), account)


def _generate(reading: Reading) -> None:
    for seconds in _WAITS:
        if reading.read(GENERATE).get("State") == "COMPLETE":
            return
        reading.wait(GENERATE, seconds)
    raise failed(GENERATE, f"AWS did not finish the report within {sum(_WAITS):g} seconds: try again")


def _finished(reading: Reading) -> Answer:
    """A report that is complete; that another of IAM's servers has not heard of it yet, passes."""
    for seconds in _WAITS[:_LOOKS_AGAIN]:
        try:
            return reading.read(GET)
        except UnreadError as error:
            if error.code not in _NOT_YET:
                raise
        reading.wait(GET, seconds)
    return reading.read(GET)


def _report(answer: Answer, account: Account) -> CredentialReport:
    try:
        text = bytes(answer["Content"]).decode("utf-8-sig")
        # The clock of this collection, not GeneratedTime alone: servers in AWS's place send a fixed one, long past.
        latest = max(answer["GeneratedTime"], account.taken_at)
        report = read_report(text, answer["GeneratedTime"], not_after=latest)
    except (SnapshotError, UnicodeDecodeError) as error:
        raise failed(GET, str(error)) from error
    for row in report.rows:
        if row.arn.split(":", 5)[4:5] != [account.id]:
            raise failed(GET, f"the report is not of account {account.id}: it holds the ARN {row.arn[:80]!r}")
    return report


READERS = (
    Reader(
        fact="credential_report",
        calls=(GENERATE, GET),
        ask=read_credential_report,
        completion=Completion(calls=newcomers.CALLS, helped_by=("identities",), ask=newcomers.completed),
    ),
)
