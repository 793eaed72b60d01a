"""The credentials that stand in a section: found, and put in the place of those that were there.

A session's token stands under one of two names, of which botocore reads `aws_security_token` first, and only where it
is absent `aws_session_token`: whoever writes keys must leave none of the old ones beside them.
https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from rootward.local.aws_files.document import Document, Entry
from rootward.local.aws_files.editing import has_comment, with_changes
from rootward.model.key_id import LONG_LIVED, TEMPORARY
from rootward.model.secret import Secret

KEY_ID = "aws_access_key_id"
SECRET = "aws_secret_access_key"  # noqa: S105 - the name of an entry
TOKENS = ("aws_security_token", "aws_session_token")
"""In botocore's order."""

_ID = re.compile(rf"(?:{LONG_LIVED}|{TEMPORARY})[A-Z0-9]{{12,124}}")
"""More than AWS makes: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKey.html (AccessKeyId)"""

_WORD = re.compile(r"\S*")


class StandingKeys(msgspec.Struct, frozen=True):
    """The keys that botocore finds in a section, each at its line; [DEFAULT]'s where the section has none."""

    key_id: str | None
    """None where there is none, and where what stands there is no id of AWS's: other services' keys may be anything."""

    id_entry: Entry | None
    secret_entry: Entry | None
    token_entry: Entry | None

    @property
    def is_whole(self) -> bool:
        """Whether there are both, an id and a secret, and neither is empty."""
        return all(entry is not None and entry.value for entry in (self.id_entry, self.secret_entry))

    @property
    def has_comment(self) -> bool:
        """Whether a comment follows one of them on its line, which the AWS CLI and boto3 take for a part of it."""
        return any(entry is not None and has_comment(entry) for entry in self._entries)

    @property
    def line(self) -> int | None:
        """The line of the id, of the secret where there is no id; None where there is nothing."""
        return next((entry.line for entry in self._entries if entry is not None), None)

    @property
    def _entries(self) -> tuple[Entry | None, ...]:
        return self.id_entry, self.secret_entry, self.token_entry


def keys_of(document: Document, section: str) -> StandingKeys:
    """The keys that stand in that section."""
    id_entry = document.entry(section, KEY_ID)
    tokens = (document.entry(section, name) for name in TOKENS)
    return StandingKeys(
        key_id=_aws_id(id_entry),
        id_entry=id_entry,
        secret_entry=document.entry(section, SECRET),
        token_entry=next((token for token in tokens if token is not None), None),
    )


def with_keys(document: Document, section: str, *, key_id: str, secret: Secret, token: Secret | None) -> Document:
    """The document in which those are the keys of that section, and no token of others stands beside them.

    A section that is not there is made. Raises as `editing.with_values`.
    """
    return with_changes(document, {section: _values(key_id, secret, token)})


def with_key_replaced(document: Document, old_id: str, *, key_id: str, secret: Secret) -> Document:
    """The document in which a long-lived key stands wherever, in whatever section, the one with the old id stood.

    What stands in another file, or in a program's keeping, is not seen here. Raises as `editing.with_values`.
    """
    holders = [section.name for section in document.sections if _aws_id(section.entry(KEY_ID)) == old_id]
    return with_changes(document, dict.fromkeys(holders, _values(key_id, secret, None)))


def _values(key_id: str, secret: Secret, token: Secret | None) -> Mapping[str, Secret | None]:
    return {KEY_ID: Secret(key_id), SECRET: secret, TOKENS[0]: None, TOKENS[1]: token}


def _aws_id(entry: Entry | None) -> str | None:
    if entry is None:
        return None
    word = _WORD.match(entry.value.reveal())
    found = word[0] if word and (has_comment(entry) or word[0] == entry.value.reveal()) else ""
    return found if _ID.fullmatch(found) else None
