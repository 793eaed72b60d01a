"""The public keys that digests are verified with, and whether a signature is right.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rootward.errors import MissingExtraError, UsageError


class NotKeysError(UsageError):
    """A file that should hold public keys holds none."""


class PublicKeys:
    """Keys by their fingerprint."""

    def __init__(self, by_fingerprint: Mapping[str, bytes]) -> None:
        """`by_fingerprint`: DER, as AWS answers. Raises MissingExtraError where signatures cannot be verified here."""
        needs_cryptography()
        self._by_fingerprint = dict(by_fingerprint)
        self._loaded: dict[str, Any] = {}

    def __len__(self) -> int:
        return len(self._by_fingerprint)

    def verifies(self, fingerprint: str, signature: str, signed: str) -> bool | None:
        """Whether that is the signature of that text; None: there is no such key."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        key = self._key(fingerprint)
        if key is None:
            return None
        try:
            key.verify(binascii.unhexlify(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, ValueError):  # ValueError: no hexadecimal number
            return False
        return True

    def _key(self, fingerprint: str) -> Any:  # noqa: ANN401 - a public key of RSA, or None
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
        from cryptography.hazmat.primitives.serialization import load_der_public_key

        if fingerprint not in self._loaded:
            key = None
            if fingerprint in self._by_fingerprint:
                try:
                    key = load_der_public_key(self._by_fingerprint[fingerprint])
                except Exception:  # noqa: BLE001 - ValueError, and cryptography's own where the algorithm is none it knows
                    key = None
            self._loaded[fingerprint] = key if isinstance(key, RSAPublicKey) else None
        return self._loaded[fingerprint]


def read_public_keys(text: str, name: str) -> PublicKeys:
    """The keys in one or more answers of ListPublicKeys, one after the other: each region has keys of its own.

    Raises NotKeysError, and MissingExtraError.
    """
    try:
        keys = dict(_keys(_documents(text)))
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        keys = {}
    if not keys:
        raise NotKeysError(
            f"{name}: there is no public key in it",
            advice="write the answer of 'aws cloudtrail list-public-keys --start-time … --end-time …' to it",
        )
    return PublicKeys(keys)


def _documents(text: str) -> Iterator[Any]:
    decoder, at = json.JSONDecoder(), 0
    text = text.removeprefix("\ufeff").strip()
    while at < len(text):
        document, at = decoder.raw_decode(text, at)
        yield document
        while at < len(text) and text[at].isspace():
            at += 1


def _keys(documents: Iterable[Any]) -> Iterator[tuple[str, bytes]]:
    for document in documents:
        answers = document if isinstance(document, list) else [document]
        for answer in answers:
            listed = answer["PublicKeyList"] if "PublicKeyList" in answer else answer["publicKeyList"]
            for key in listed:
                yield str(key["Fingerprint"]), b64decode(key["Value"], validate=True)


def needs_cryptography() -> None:
    """Raises MissingExtraError where signatures cannot be verified."""
    try:
        import cryptography.hazmat.primitives.asymmetric.rsa  # noqa: F401
    except ImportError:
        raise MissingExtraError("trail") from None
