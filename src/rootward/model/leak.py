"""A leaked AWS credential: where it stands, what it is and how sure that is, and never the secret itself.

The structs are the keys of the JSON format of `rootward scan`, schema 1: keys and their order do not change within a
schema number.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from rootward.model.key_list import LastUse, Status
from rootward.model.key_place import KeyProof

Kind = Literal[
    "access-key-id",
    "secret-access-key",
    "session-token",
    "console-password",
    "codecommit-password",
    "bedrock-api-key",
    "mws-auth-token",
    "appsync-api-key",
    "account-id",
    "pattern",
]
"""What a leak is. `pattern` is one of the user's own patterns, from git-secrets' configuration."""

Confidence = Literal["high", "medium", "low"]


class LeakOwner(msgspec.Struct, frozen=True, kw_only=True):
    """Whose a leaked access key is, and what it can still do."""

    account: str
    user: str
    """The owner's name; root's is `<root_account>`, as in the credential report."""
    arn: str | None
    root: bool
    status: Status
    last_use: LastUse | None
    """None: not known."""
    administrator: bool | None
    """None: not known."""


class Leak(msgspec.Struct, frozen=True, kw_only=True):
    """One credential in one place. In a history: in one path, by the commit that brought it there."""

    kind: Kind
    path: str
    """From where was scanned; `-` is standard input; what lies in an archive follows its path and `!/`. Bytes that are
    no UTF-8 are shown as `\\xNN`."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    confidence: Confidence
    reason: str
    """Why that confidence, as a clause: `beside the secret key that it needs`."""
    masked: str
    """The last four characters, `…4f2A`; of a password `…` alone. A key's id is no secret, and stands whole."""
    fingerprint: str | None
    """A keyed hash of the secret, 32 digits of hexadecimal: the same secret has the same one everywhere. None where the
    secret could be guessed from it."""
    key_id: str | None
    """The access key's id: of a secret key or a session token, the one beside it."""
    account: str | None
    """The account's number, where the id, or what stands beside it, tells it."""
    encoding: tuple[str, ...] = ()
    """What it was decoded from, outermost first: `base64`, `utf-16`, `escaped`, `url`."""
    shown: str = ""
    """The line, or the part of it about the secret, every secret in it masked."""
    commit: str | None = None
    """The commit that brought it. None outside a history, and where no commit that can be reached has it."""
    author: str | None = None
    date: datetime | None = None
    in_head: bool | None = None
    """Whether it still stands in HEAD; None outside a history."""
    branches: tuple[str, ...] = ()
    """The branches that hold it, the first of them: HEAD's, then by name. Where none does, what else does: `tag v9`,
    `stash`, `notes/commits`."""
    branch_count: int = 0
    """How many there are."""
    blob: str | None = None
    """The git object that holds it."""
    owner: LeakOwner | None = None
    """Whose key it is; None: nobody was asked, or no key of the account has that id."""
    proof: KeyProof | None = None
    """What AWS says to the key itself; None: it was not asked."""
