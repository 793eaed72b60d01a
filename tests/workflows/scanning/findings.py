"""Literal findings of a scan, each cell to be set by name."""

from __future__ import annotations

from typing import Any

from rootward.model.key_id import account_of
from rootward.model.leak import Leak
from rootward.model.scan import Looked, Scan
from tests.checks.facts import NOW


def found(key_id: str | None, **fields: Any) -> Leak:
    """The id of an access key on a line of a file, found in a commit."""
    place: dict[str, Any] = {"path": "deploy.sh", "line": 4, "column": 1, "commit": "0a1b2c3d" * 5, "in_head": True}
    told = {"masked": key_id or "…", "fingerprint": "f" * 32, "confidence": "high", "reason": "named as one"}
    whose = {"kind": "access-key-id", "key_id": key_id, "account": account_of(key_id) if key_id else None}
    return Leak(**{**place, **told, **whose, **fields})


def pair(key_id: str, **fields: Any) -> tuple[Leak, Leak]:
    """An id, and its secret on the next line."""
    return found(key_id, **fields), found(key_id, **{"kind": "secret-access-key", "line": 5, "masked": "…", **fields})


def scan_of(*findings: Leak, **fields: Any) -> Scan:
    """A scan that found these."""
    what: dict[str, Any] = {"looked_in": (".",), "looked": Looked(files=1, bytes=100), "allowed": (), "unread": ()}
    return Scan(**{"rootward": "0.1.0", "taken_at": NOW, "findings": findings, **what, **fields})
