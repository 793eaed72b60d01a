"""The root user of the practice account: it has credentials, but no entry among the IAM users.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from moto.iam.models import MFADevice, SigningCertificate

    from rootward.sandbox.iam.user import PracticeKey


@dataclass
class RootUser:
    """Root's credentials. Dates are UTC without a zone, as moto's are."""

    account_id: str
    create_date: datetime
    password: str | None = None
    password_last_changed: datetime | None = None
    password_last_used: datetime | None = None
    access_keys: list[PracticeKey] = field(default_factory=list)
    signing_certificates: dict[str, SigningCertificate] = field(default_factory=dict)
    mfa_devices: dict[str, MFADevice] = field(default_factory=dict)
    """By serial number; virtual ones are in the account's virtual devices as well."""

    @property
    def name(self) -> str:
        """Root's name in the credential report."""
        return "<root_account>"

    @property
    def arn(self) -> str:
        """Root's ARN, which is the account's."""
        return f"arn:aws:iam::{self.account_id}:root"
