"""A key pair as JSON, for a reader at the other end of a pipe and for a program's standard input."""

from __future__ import annotations

import json

from rootward.model.key_pair import KeyPair

_VERSION = 1


def told_pair(pair: KeyPair, instead_of: str) -> bytes:
    """One line: Version, AccessKeyId, SecretAccessKey, Replaces. It holds the secret: for that pipe, nothing else."""
    answer = {
        "Version": _VERSION,
        "AccessKeyId": pair.key_id,
        "SecretAccessKey": pair.secret.reveal(),
        "Replaces": instead_of,
    }
    return f"{json.dumps(answer)}\n".encode()
