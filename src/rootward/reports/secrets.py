"""Secrets that a text must not carry on: what AWS, a proxy or a file said may quote a credential.

AWS repeats parts of a request in some errors (a signature mismatch quotes the signed headers, session token
included), and an endpoint may hold a password. The shapes masked here:

- access key ids, whole (`AKIA` or `ASIA` and 16 more of A-Z2-7): the last four characters stay, to tell keys apart
  (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html)
- secret access keys: 40 characters of the base64 alphabet, mixed as chance mixes them
- session tokens and other base64 of 100 characters or more, and JSON Web Tokens
- `user:password@` of a URL, and what follows a name like `aws_secret_access_key =` or `password=`
"""

from __future__ import annotations

import re

MASK = "[masked]"

_KEY_ID = re.compile(r"(?<![A-Z0-9])(A[KS]IA)[A-Z0-9]{12}([A-Z0-9]{4})(?![A-Z0-9])")
_BASE64_RUN = re.compile(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40,}={0,2}(?![A-Za-z0-9/+=])")
_JSON_WEB_TOKEN = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*")
_IN_URL = re.compile(r"(?<=://)[^/@\s:]*:[^/@\s]*(?=@)")
_NAMED = re.compile(
    r"(?i)\b((?:aws_secret_access_key|aws_session_token|secret_?access_?key|session_?token|x-amz-security-token"
    r"|x-amz-signature)[\"']?\s*[=:]\s*[\"']?|(?:password|passwd|secret|signature|token)(?:=|[\"']\s*:\s*[\"']))"
    r"(?!\[masked\])[^\s\"'&,;]{8,}"
)

_SECRET_LENGTH, _TOKEN_LENGTH = 40, 100
_CHANCE_DISTINCT = 18
"""Forty characters drawn from 64 hold about 30 different ones; a path of words holds far fewer."""


def masked(text: str) -> str:
    """`text` without secrets. What was masked stays visible as masked."""
    text = _IN_URL.sub(MASK, text)
    text = _NAMED.sub(lambda found: f"{found[1]}{MASK}", text)
    text = _JSON_WEB_TOKEN.sub(MASK, text)
    text = _KEY_ID.sub(lambda found: f"{found[1]}...{found[2]}", text)
    return _BASE64_RUN.sub(lambda found: MASK if _looks_drawn(found[0]) else found[0], text)


def _looks_drawn(run: str) -> bool:
    """Whether this run of base64 reads as drawn by chance: a secret key, or a long token."""
    body = run.rstrip("=")
    if not (len(run) == _SECRET_LENGTH or len(run) >= _TOKEN_LENGTH):
        return False
    mixed = all(re.search(kind, body) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    return mixed and len(set(body)) >= _CHANCE_DISTINCT
