"""The access keys of an account, and all that is known of each: what `rootward keys list` answers.

The structs are the keys of the JSON format, schema 1: keys and their order do not change within a schema number. None
holds a secret: AWS has no call for it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from rootward.model.access import AskedAccount

KEY_LIST_SCHEMA = 1

Status = Literal["Active", "Inactive", "Expired", "unknown"]
Leaked = Literal["leaked", "id_found", "not_found", "not_scanned", "unknown"]
"""What scans on this machine found that were joined with the account. `leaked`: the key, with its secret. `id_found`:
its id alone, which is no secret. `not_found`: they looked elsewhere, or it has not leaked. `not_scanned`: there was no
such scan, which is no "no". `unknown`: what they found could not be read, or the key's id is not shown."""


class LastUse(msgspec.Struct, frozen=True, kw_only=True):
    """The last use of a key, as far as AWS knows: it keeps none of before 22 April 2015, and none of mail over SMTP.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html
    """

    at: datetime | None
    """None: never."""
    service: str = ""
    """The service's namespace, as `s3`; empty where it is not told."""
    region: str = ""
    """Empty where the service has none, or it is not told."""


class ListedKey(msgspec.Struct, frozen=True, kw_only=True):
    """One access key."""

    key_id: str | None
    """None where nobody was told: the credential report has no ids, and root's AWS shows to root alone."""
    user: str
    """The owner's name; root's is `<root_account>`, as in the credential report."""
    arn: str | None
    root: bool
    status: Status
    created: datetime | None
    """None: not known. Where `key_id` is None, the day may be that of the last change."""
    age_days: int | None
    last_use: LastUse | None
    """None: not known."""
    administrator: bool | None
    """Whether the owner controls IAM, before service control policies; None: not known."""
    places: tuple[str, ...] | None
    """Where it stands in this machine's AWS configuration, `profile ci (~/.aws/credentials:4)`; None: not known."""
    leaked: Leaked = "not_scanned"


class KeyList(msgspec.Struct, frozen=True, kw_only=True):
    """Every key, or those that were asked about."""

    schema: int = KEY_LIST_SCHEMA
    rootward: str
    taken_at: datetime
    account: AskedAccount
    user: str | None
    """The one who was asked about."""
    older_than_days: int | None
    """Keys of that age and younger were left out; those whose age is not known were not."""
    keys: tuple[ListedKey, ...]
    """Root's first, then active ones before the others, the oldest first."""
    unread: tuple[str, ...]
    """What was denied or failed, and is not told for it."""
