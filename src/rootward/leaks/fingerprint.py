"""What a leaked credential is known by, so that the same one is known again and nobody learns it from that."""

from __future__ import annotations

from rootward.model.leak import Kind
from rootward.model.secret import Secret

_KEY = b"rootward leaks, 1"
"""Public and fixed: it keeps these apart from other people's hashes, and makes nothing secret."""
_BYTES = 16
_ENOUGH = 16
"""Characters of a text of which nothing is known, below which its hash could be tried through."""


def fingerprint(kind: Kind, value: Secret) -> str | None:
    """32 digits of hexadecimal, the same for the same credential everywhere; None where it could be guessed from it.

    A password of the console's is chosen or short: guesses at it can be tried against a hash. Keys and tokens that AWS
    draws by lot cannot.
    """
    text = value.reveal()
    if kind == "console-password" or (kind == "pattern" and len(text) < _ENOUGH):
        return None
    from hashlib import blake2b  # it loads OpenSSL, and most scans find nothing

    data = text.encode("utf-8", "surrogateescape")
    return blake2b(data, digest_size=_BYTES, key=_KEY, person=kind.encode()[:16]).hexdigest()
