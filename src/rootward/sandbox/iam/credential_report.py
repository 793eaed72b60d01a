"""The credential report, column by column as AWS documents it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
Where the page leaves the form open (case of the flags, how a date is written, what an empty last column holds) the
report follows what AWS's own examples show.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rootward.sandbox.iam.root_user import RootUser

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from moto.iam.models import AccessKey, SigningCertificate

    from rootward.sandbox.iam.user import PracticeUser

_KEY = ("active", "last_rotated", "last_used_date", "last_used_region", "last_used_service")

COLUMNS = (
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "password_last_used",
    "password_last_changed",
    "password_next_rotation",
    "mfa_active",
    *(f"access_key_1_{column}" for column in _KEY),
    *(f"access_key_2_{column}" for column in _KEY),
    "cert_1_active",
    "cert_1_last_rotated",
    "cert_2_active",
    "cert_2_last_rotated",
    "additional_credentials_info",
)

_NOT_APPLICABLE = "N/A"
_SLOTS = 2
_GLOBAL = frozenset({"s3"})
"""Services of which AWS says that their last use shows no region."""


def credential_report(root: RootUser, users: Iterable[PracticeUser], max_password_age: int | None) -> str:
    """The report as CSV text: root first, then the users by name, whatever their case.

    `max_password_age`: days after which the password policy asks users for a new password.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerow(_row(root, None))
    for user in sorted(users, key=lambda user: user.name.casefold()):
        writer.writerow(_row(user, max_password_age))
    return text.getvalue()


def _row(owner: RootUser | PracticeUser, max_password_age: int | None) -> list[str]:
    return [
        owner.name,
        owner.arn,
        _date(owner.create_date),
        *_password(owner, max_password_age),
        _flag(bool(owner.mfa_devices)),
        *_keys(owner.access_keys),
        *_certificates(list(owner.signing_certificates.values())),
        _NOT_APPLICABLE,
    ]


def _password(owner: RootUser | PracticeUser, max_age: int | None) -> list[str]:
    never = "not_supported" if isinstance(owner, RootUser) else _NOT_APPLICABLE
    if not owner.password:
        return ["false", _NOT_APPLICABLE, _NOT_APPLICABLE, never]
    changed = owner.password_last_changed
    rotation = _date(changed + timedelta(days=max_age)) if changed and max_age and never == _NOT_APPLICABLE else never
    return ["true", _date(owner.password_last_used, "no_information"), _date(changed), rotation]


def _keys(keys: Sequence[AccessKey]) -> list[str]:
    cells = [cell for key in keys[:_SLOTS] for cell in _key(key)]
    absent = ["false", *[_NOT_APPLICABLE] * 4]
    return cells + absent * (_SLOTS - len(keys[:_SLOTS]))


def _key(key: AccessKey) -> list[str]:
    active = key.status == "Active"
    rotated = getattr(key, "last_changed", key.create_date)
    use = key.last_used
    return [
        _flag(active),
        _date(rotated) if active else _NOT_APPLICABLE,
        _date(use.timestamp) if use else _NOT_APPLICABLE,
        use.region if use and use.service not in _GLOBAL else _NOT_APPLICABLE,
        use.service if use else _NOT_APPLICABLE,
    ]


def _certificates(certificates: Sequence[SigningCertificate]) -> list[str]:
    cells: list[str] = []
    for certificate in certificates[:_SLOTS]:
        active = certificate.status == "Active"
        cells += [_flag(active), _date(certificate.upload_date) if active else _NOT_APPLICABLE]
    return cells + ["false", _NOT_APPLICABLE] * (_SLOTS - len(certificates[:_SLOTS]))


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _date(moment: datetime | None, otherwise: str = _NOT_APPLICABLE) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S+00:00") if moment else otherwise
