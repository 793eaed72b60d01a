"""Facts that people already have: what the AWS CLI wrote.

`aws iam get-credential-report` (its JSON, its Content in base64, or the CSV inside) and
`aws iam get-account-authorization-details`. All other facts are `not_collected`.

The CSV does not say when AWS made it. A file keeps its date where it is downloaded or copied with `cp -p`, and so the
file's date stands for it; the JSON form holds AWS's own GeneratedTime. `taken_at` is the moment of the newest of the
two facts: ages are counted from then, and not from the day on which somebody looks at the files.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

import msgspec

from rootward.errors import SnapshotError
from rootward.local.input_file import read_input
from rootward.model.account import Account
from rootward.model.authorization_details import LISTS, AuthorizationDetails, document_text
from rootward.model.credential_report import CredentialReport, ReportRow
from rootward.model.identity import Identities
from rootward.model.report_csv import read_report

_REPORT_AGAIN = "download it again: aws iam get-credential-report > report.json"
_DETAILS_AGAIN = "download it again: aws iam get-account-authorization-details > details.json"

Result = TypeVar("Result")

_OWNER = re.compile(r"arn:(?P<partition>aws[a-z-]*):iam::(?P<account>\d{12}):")


def read_facts_files(report: Path | None, details: Path | None, *, now: datetime) -> Account:
    """The account of one or both files; `now` only bounds dates that lie in the future.

    Raises SnapshotError: a file cannot be read, is something else, is cut off, or the two are of different accounts.
    """
    facts: dict[str, Any] = {}
    owners: dict[tuple[str, str], Path] = {}
    moments: list[datetime] = []
    if report is not None:
        found = _credential_report(report, now)
        facts["credential_report"] = found
        owners.update(_owners(report, (row.arn for row in found.rows)))
        moments.append(found.generated_at)
    if details is not None:
        identities = _identities(details)
        facts["identities"] = identities
        owners.update(_owners(details, _arns(identities)))
        moments.append(min(now, _file_date(details)))
    partition, account = _one_owner(owners, [path for path in (report, details) if path is not None])
    return Account(taken_at=max(moments).replace(microsecond=0), id=account, partition=partition, **facts)


def _credential_report(path: Path, now: datetime) -> CredentialReport:
    text, generated_at = _report_text(path)
    moment = min(now, generated_at or _file_date(path))
    latest = now if generated_at is None else moment
    report = _in_file(path, lambda: read_report(text, moment, not_after=latest))
    if generated_at is not None:
        return report
    # The file may be dated before its download, as files in an archive are: a report holds nothing from its future.
    newest = max((moment, *(seen for row in report.rows for seen in _moments(row))))
    return msgspec.structs.replace(report, generated_at=min(now, newest).replace(microsecond=0))


def _moments(row: ReportRow) -> Iterator[datetime]:
    """The row's dates of things past; the next rotation of a password is to come."""
    cells = (
        row.created,
        row.password_last_used,
        row.password_last_changed,
        *(cell for key in row.keys for cell in (key.last_rotated, key.last_used)),
        *(certificate.last_rotated for certificate in row.certificates),
    )
    return (cell for cell in cells if isinstance(cell, datetime))


def _report_text(path: Path) -> tuple[str, datetime | None]:
    """The CSV, and AWS's GeneratedTime where the file holds it: JSON does; base64 and the CSV itself do not."""
    data = read_input(path)
    if data.lstrip()[:1] == b"{":
        answer = _object(path, data, _REPORT_AGAIN)
        content, generated = answer.get("Content"), answer.get("GeneratedTime")
        if not isinstance(content, str):
            raise SnapshotError(f"{path} is JSON, but no credential report: it has no Content", advice=_REPORT_AGAIN)
        return _unpacked(path, content.encode("ascii", "replace")), _generated(path, generated)
    if b"," in data.split(b"\n", 1)[0]:
        return _text(path, data), None
    return _unpacked(path, data), None


def _unpacked(path: Path, data: bytes) -> str:
    try:
        return _text(path, base64.b64decode(b"".join(data.split()), validate=True))
    except binascii.Error:
        raise SnapshotError(
            f"{path} is no credential report: neither CSV, nor the AWS CLI's JSON, nor base64", advice=_REPORT_AGAIN
        ) from None


def _text(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SnapshotError(f"{path} is no credential report: {error}", advice=_REPORT_AGAIN) from None


def _generated(path: Path, moment: object) -> datetime | None:
    if moment is None:
        return None
    try:
        found = datetime.fromisoformat(str(moment))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        shown = str(moment)[:40]
        raise SnapshotError(f"{path}: GeneratedTime is no date: {shown!r}", advice=_REPORT_AGAIN) from None


def _identities(path: Path) -> Identities:
    answer = _object(path, read_input(path), _DETAILS_AGAIN)
    if missing := [name for name in LISTS if not isinstance(answer.get(name), list)]:
        raise SnapshotError(
            f"{path} is JSON, but not of get-account-authorization-details: it has no list {missing[0]}",
            advice=_DETAILS_AGAIN,
        )
    if answer.get("NextToken") or answer.get("Marker") or answer.get("IsTruncated"):
        raise SnapshotError(
            f"{path} holds the first part only (it has a NextToken or a Marker, or is truncated)",
            advice=f"{_DETAILS_AGAIN}, without --max-items and --no-paginate",
        )
    details = AuthorizationDetails(_document)
    _in_file(path, lambda: details.add(answer))
    return details.identities()


def _document(document: object) -> str:
    """A document that is no valid JSON stays text in the AWS CLI's output, percent-encoded as IAM sent it."""
    return unquote(document) if isinstance(document, str) else document_text(document)


def _object(path: Path, data: bytes, advice: str) -> dict[str, Any]:
    try:
        answer = json.loads(data)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise SnapshotError(f"{path} is not valid JSON: {error.msg} ({where})", advice=advice) from None
    except (ValueError, RecursionError) as error:  # int refuses to read thousands of digits
        raise SnapshotError(f"{path} is not valid JSON: {str(error).partition(';')[0]}", advice=advice) from None
    if not isinstance(answer, dict):
        raise SnapshotError(f"{path} is JSON, but not what the AWS CLI writes: an object is expected", advice=advice)
    return answer


def _in_file(path: Path, read: Callable[[], Result]) -> Result:
    try:
        return read()
    except SnapshotError as error:
        raise SnapshotError(f"{path}: {error}", advice=error.advice) from None


def _file_date(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _arns(identities: Identities) -> Iterator[str]:
    yield from (user.arn for user in identities.users)
    yield from (group.arn for group in identities.groups)
    yield from (role.arn for role in identities.roles)


def _owners(path: Path, arns: Iterable[str]) -> dict[tuple[str, str], Path]:
    """The partitions and account numbers in a file's ARNs."""
    found: dict[tuple[str, str], Path] = {}
    for arn in arns:
        owner = _OWNER.match(arn)
        if owner is None:
            raise SnapshotError(f"{path} names an identity by {arn[:80]!r}, which is no ARN of IAM")
        found[owner["partition"], owner["account"]] = path
    return found


def _one_owner(owners: dict[tuple[str, str], Path], paths: list[Path]) -> tuple[str, str]:
    if not owners:
        raise SnapshotError(f"{' and '.join(map(str, paths))}: no user, group or role, so no account number")
    if len(owners) > 1:
        named = ", ".join(f"{account} ({partition}) in {path}" for (partition, account), path in sorted(owners.items()))
        raise SnapshotError(f"the files are of different accounts: {named}", advice="give files of one account")
    return next(iter(owners))
