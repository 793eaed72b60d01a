"""What a kept session is bound to. Where any of it is another, the session is none to be given."""

from __future__ import annotations

import hashlib
import json

import msgspec


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """Whose session it is, asked for with which access key, from whom."""

    key_id: str
    """Id of the access key that signs the request for a session: with a new key there is another session."""
    serial: str = ""
    """Of the device that was named; empty: the user's only one."""
    endpoint: str = ""
    """All that sends requests to others than AWS, as the configuration says it: a practice account's sessions are not
    AWS's."""

    @property
    def name(self) -> str:
        """A name for its files, and for its entry in a keyring: not to be traced back to the key."""
        text = json.dumps([self.key_id, self.serial, self.endpoint])
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]

    def __repr__(self) -> str:
        return f"Binding(serial={self.serial!r})"
