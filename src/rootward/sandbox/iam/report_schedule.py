"""When a credential report is made anew: at most every four hours, by the account's clock.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from moto.core.responses import ActionResult
from moto.core.utils import utcnow

from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam.api import IamApi

_LASTS = timedelta(hours=4)


@dataclass
class CredentialReport:
    """A report as it was when it was made."""

    content: str
    generated: datetime
    """UTC without a zone."""
    is_ready: bool = False
    """False until somebody asks for it again: making it takes IAM a moment."""

    def has_expired(self, now: datetime) -> bool:
        """Whether IAM would make a new one."""
        return now - self.generated >= _LASTS


class ReportApi(IamApi):
    """GenerateCredentialReport, GetCredentialReport."""

    def generate_credential_report(self) -> ActionResult:
        """Start a report, if the last one is four hours old or there is none.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html
        """
        last, now = self.backend.report, utcnow()
        if last is None or last.has_expired(now):
            self.backend.report = CredentialReport(self.backend.current_report(), now)
            description = "No report exists. Starting a new report generation task"
            return ActionResult({"State": "STARTED", "Description": description})
        last.is_ready = True
        return ActionResult({"State": "COMPLETE"})

    def get_credential_report(self) -> ActionResult:
        """The last report.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html
        """
        last = self.backend.report
        if last is None:
            message = "Credential report not present"
            raise PracticeError("ReportNotPresent", message)
        if last.has_expired(utcnow()):
            message = "The most recent credential report has expired."
            raise PracticeError("ReportExpired", message)
        if not last.is_ready:
            last.is_ready = True
            message = "The credential report is still being generated."
            raise PracticeError("ReportInProgress", message)
        return ActionResult({"Content": last.content, "ReportFormat": "text/csv", "GeneratedTime": last.generated})
