"""What was found on a machine with a key of every sort."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from rootward.model.key_place import FoundKey, KeyPlace, KeyProof, KeysFound

ROOT_ID, USER_ID, OLD_ID, SESSION_ID, ALONE_ID = (
    prefix + letter * 16
    for prefix, letter in (("AKIA", "R"), ("AKIA", "S"), ("AKIA", "A"), ("ASIA", "T"), ("AKIA", "U"))
)
ACCOUNT = "111122223333"


def place(**facts: Any) -> KeyPlace:
    standard: dict[str, Any] = {
        "kind": "aws-credentials",
        "path": "/home/anna/.aws/credentials",
        "line": 2,
        "profile": "default",
        "secret": True,
        "readable_by": "owner",
        "mode": "0600",
    }
    return KeyPlace(**{**standard, **facts})


def key(key_id: str, *places: KeyPlace, proof: KeyProof | None = None, account: str | None = ACCOUNT) -> FoundKey:
    return FoundKey(
        key_id=key_id, account=account, temporary=key_id.startswith("ASIA"), places=places or (place(),), proof=proof
    )


def found(*keys: FoundKey, **facts: Any) -> KeysFound:
    standard: dict[str, Any] = {
        "rootward": "0.1.0",
        "taken_at": datetime(2026, 1, 31, 12, tzinfo=UTC),
        "looked_in": ("environment", "/home/anna"),
        "keys": keys,
        "ids_alone": (),
        "unread": (),
    }
    return KeysFound(**{**standard, **facts})


def everything() -> KeysFound:
    """A key of every sort."""
    root = KeyProof(state="alive", arn=f"arn:aws:iam::{ACCOUNT}:root", account=ACCOUNT, root=True)
    anna = KeyProof(state="alive", arn="arn:aws:iam::444455556666:user/anna", account="444455556666")
    return found(
        key(
            ROOT_ID, place(kind="downloaded", path="/home/anna/Downloads/rootkey.csv", line=1, profile=None), proof=root
        ),
        key(
            USER_ID,
            place(),
            place(
                kind="shell-history", path="/home/anna/.bash_history", readable_by="others", mode="0644", profile=None
            ),
            place(kind="env-file", path="/home/anna/shop/.env", secret=False, profile=None),
            place(kind="boto", path="/home/anna/.boto", mode_was="0640", profile=None),
            proof=anna,
        ),
        key(OLD_ID, account=None, proof=KeyProof(state="refused", detail="InvalidClientTokenId")),
        key(SESSION_ID, place(kind="environment", path="AWS_ACCESS_KEY_ID", line=None, mode=None, profile=None)),
        ids_alone=(
            key(ALONE_ID, place(kind="ci", path="/home/anna/ci.yml", profile=None, secret=False), place(secret=False)),
        ),
        unread=("/home/anna/.env: the link leads out of the folder",),
    )
