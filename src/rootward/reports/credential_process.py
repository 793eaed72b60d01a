"""Credentials as the AWS SDKs read them from a program that gives some: a session's, or a long-lived key's.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
"""

from __future__ import annotations

import json
from datetime import UTC

from rootward.model.key_pair import KeyPair
from rootward.model.mfa_session import MfaSession

_VERSION = 1


def render(session: MfaSession) -> str:
    """The JSON object, on one line. It holds the secrets: for the standard output that an SDK reads, and nothing else.

    Some SDKs take only whole seconds and a `Z`.
    """
    credentials = session.credentials
    answer = {
        "Version": _VERSION,
        "AccessKeyId": credentials.key_id,
        "SecretAccessKey": credentials.secret.reveal(),
        "SessionToken": credentials.token.reveal(),
        "Expiration": session.expires.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return json.dumps(answer)


def render_key(pair: KeyPair) -> str:
    """The same of a long-lived key. Without an expiration, an SDK asks for it once in each process."""
    return json.dumps({"Version": _VERSION, "AccessKeyId": pair.key_id, "SecretAccessKey": pair.secret.reveal()})
