"""The IAM credential report: one row a user, and one for root.

Columns and cell words: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
The report is at most four hours old, and holds no access-key ids: a key is named by owner, slot and date.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from rootward.model.unknown import Absent, Unknown

ROOT_ROW = "<root_account>"

Flag = bool | Absent | Unknown
Moment = datetime | Absent | Unknown


class KeySlot(msgspec.Struct, frozen=True, kw_only=True):
    """One of a user's two access-key slots. An inactive key and no key look the same here."""

    active: Flag
    last_rotated: Moment
    """Created or last changed; `N/A` when no key is active."""
    last_used: Moment
    """`N/A`: there is no key, or it was never used since AWS began to track use (22 April 2015)."""


class CertificateSlot(msgspec.Struct, frozen=True, kw_only=True):
    """One of a user's two X.509 signing-certificate slots."""

    active: Flag
    last_rotated: Moment


class ReportRow(msgspec.Struct, frozen=True, kw_only=True):
    """The row of one user. `user` is `<root_account>` for root."""

    user: str
    arn: str
    created: Moment
    password_enabled: Flag
    password_last_used: Moment
    """`no_information`: there is a password that was never used (or not since 20 October 2014); `N/A`: no password."""
    password_last_changed: Moment
    mfa_active: Flag
    keys: tuple[KeySlot, KeySlot]
    certificates: tuple[CertificateSlot, CertificateSlot]

    @property
    def is_root(self) -> bool:
        """Whether this is root's row. A user may be called 'root'; only the report's own word counts."""
        return self.user == ROOT_ROW


class CredentialReport(msgspec.Struct, frozen=True, kw_only=True, tag="credential-report"):
    """The whole report."""

    generated_at: datetime
    rows: tuple[ReportRow, ...]
    unread_columns: tuple[str, ...] = ()
    """Columns that rootward does not know; kept by name so that a report can say so."""

    @property
    def root(self) -> ReportRow | None:
        """Root's row, or None if the report has none."""
        return next((row for row in self.rows if row.is_root), None)

    @property
    def users(self) -> tuple[ReportRow, ...]:
        """Every row but root's."""
        return tuple(row for row in self.rows if not row.is_root)
