"""What a scan of a repository found, with a credential of every sort."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from rootward.model.key_list import LastUse
from rootward.model.key_place import KeyProof
from rootward.model.leak import Leak, LeakOwner
from rootward.model.scan import Allowed, Looked, Scan, Unread

KEY_ID, OTHER_ID, SESSION_ID = (
    prefix + letter * 16 for prefix, letter in (("AKIA", "S"), ("AKIA", "U"), ("ASIA", "T"))
)
ACCOUNT = "111122223333"
COMMIT = "1a2b3c4d5e6f" + "0" * 28
BLOB = "9" * 40
FINGERPRINT = "0123456789abcdef" * 2


def leak(**facts: Any) -> Leak:
    """An id, in a file."""
    standard: dict[str, Any] = {
        "kind": "access-key-id",
        "path": "app/.env",
        "line": 3,
        "column": 19,
        "confidence": "high",
        "reason": "beside the secret key that it needs",
        "masked": "…SSSS",
        "fingerprint": FINGERPRINT,
        "key_id": KEY_ID,
        "account": ACCOUNT,
        "shown": f"AWS_ACCESS_KEY_ID={KEY_ID}",
    }
    return Leak(**{**standard, **facts})


def secret(**facts: Any) -> Leak:
    """The secret beside it."""
    standard: dict[str, Any] = {
        "kind": "secret-access-key",
        "line": 4,
        "column": 23,
        "reason": "beside its id",
        "masked": "…4f2A",
        "fingerprint": FINGERPRINT[::-1],
        "shown": "AWS_SECRET_ACCESS_KEY=…4f2A",
    }
    return leak(**{**standard, **facts})


def brought(of: Leak, **facts: Any) -> Leak:
    """The same, in a history."""
    standard: dict[str, Any] = {
        "commit": COMMIT,
        "author": "Anna Ramírez <anna@example.com>",
        "date": datetime(2024, 3, 1, 9, 30, tzinfo=UTC),
        "in_head": False,
        "branches": ("main", "release/1", "release/2", "release/3"),
        "branch_count": 41,
        "blob": BLOB,
    }
    return Leak(**{**{name: getattr(of, name) for name in of.__struct_fields__}, **standard, **facts})


def scan(*findings: Leak, **facts: Any) -> Scan:
    standard: dict[str, Any] = {
        "rootward": "0.1.0",
        "taken_at": datetime(2026, 1, 31, 12, tzinfo=UTC),
        "looked_in": (".",),
        "looked": Looked(files=2, bytes=2048),
        "findings": findings,
        "allowed": (),
        "unread": (),
    }
    return Scan(**{**standard, **facts})


def everything() -> Scan:
    """A credential of every sort, what was passed over, and what was not read."""
    anna = LeakOwner(
        account=ACCOUNT,
        user="anna",
        arn=f"arn:aws:iam::{ACCOUNT}:user/anna",
        root=False,
        status="Active",
        last_use=LastUse(at=datetime(2026, 1, 30, tzinfo=UTC), service="s3", region="eu-west-1"),
        administrator=True,
    )
    alive = KeyProof(state="alive", arn=f"arn:aws:iam::{ACCOUNT}:user/anna", account=ACCOUNT)
    return scan(
        brought(leak(owner=anna)),
        brought(secret(owner=anna, proof=alive), in_head=True),
        secret(
            path="backup.zip!/config/" + "deep/" * 12 + "settings.json",
            line=118,
            column=4,
            fingerprint="f" * 32,
            key_id=None,
            account=None,
            masked="…9zQ1",
            encoding=("base64", "escaped"),
            reason="named aws_secret_access_key",
            shown='"aws_secret_access_key": "…9zQ1"',
        ),
        leak(
            key_id=SESSION_ID,
            masked="…TTTT",
            account=None,
            confidence="medium",
            reason="an id alone",
            path="logs/build.log",
            shown="x" * 90,
        ),
        leak(
            kind="console-password",
            path="anna_credentials.csv",
            line=2,
            column=6,
            fingerprint=None,
            key_id=None,
            masked="…",
            account=ACCOUNT,
            reason="in a file of credentials that the console gave to download",
            shown=f"anna,…,https://{ACCOUNT}.signin.aws.amazon.com/console",
        ),
        brought(
            leak(key_id=OTHER_ID, masked="…UUUU", confidence="low", reason="in a test"),
            commit=None,
            author=None,
            date=None,
            branches=(),
            branch_count=0,
            path=f"blob {BLOB}",
        ),
        looked_in=(".", "backup.zip"),
        looked=Looked(files=1, blobs=120_331, commits=34_012, bytes=2_345_678_901),
        allowed=(
            Allowed(rule="gitleaks:allow", source="the line itself", from_repository=True, count=3),
            Allowed(rule="baseline", source="leaks.json", from_repository=False, count=12),
        ),
        unread=(Unread(path="secret.7z", reason="7z is not read"), Unread(path="pipe", reason="a pipe is not opened")),
    )
