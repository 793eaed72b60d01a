"""Secrets that a text must not carry on: what AWS, a proxy or a file said may quote a credential.

AWS repeats parts of a request in some errors (a signature mismatch quotes the signed headers, session token
included), and an endpoint may hold a password. The shapes masked here:

- access key ids, whole (`AKIA` or `ASIA` and 16 more of A-Z2-7): the last four characters stay, to tell keys apart
  (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html)
- secret access keys: 40 characters of the base64 alphabet, mixed as chance mixes them
- session tokens and other base64 of 100 characters or more, also percent-encoded, and JSON Web Tokens
- who stands before the `@` of a URL
- what follows a name like `aws_secret_access_key =`, `<SessionToken>`, `password=` or `Authorization: Bearer`

Hashes in hexadecimal, ARNs and serial numbers are none of these.
"""

from __future__ import annotations

import re

MASK = "[masked]"

_KEY_ID = re.compile(r"(?<![A-Z0-9])(A[KS]IA)[A-Z0-9]{12}([A-Z0-9]{4})(?![A-Z0-9])")
_BASE64_RUN = re.compile(r"(?<![A-Za-z0-9/+])(?:[A-Za-z0-9/+]|%2[BbFf]){40,}(?:=|%3[Dd]){0,2}(?![A-Za-z0-9/+=])")
_JSON_WEB_TOKEN = re.compile(r"(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*")

# A password may hold a slash; a number and a slash after the colon are a port and the path.
_IN_URL = re.compile(
    r"(?<=://)(?:[^\s\"'<>/?#]+|[^\s\"'<>/?#:@]+:(?!\d{1,5}[/?#])[^\s\"'<>@]+(?:@[^\s\"'<>/?#@]*)*)(?=@)"
)

_VALUE = (
    r"(?:(?P<open>\\*[\"'])(?:(?!(?P=open))[^\n])+"
    r"|(?!\[masked\](?:[\s\"'&,;<]|$))[^\s\"'&,;<]{%d,})"
)
_ALWAYS_SECRET = re.compile(
    r"(?P<name>(?:secret[-_]?(?:access[-_]?)?key|client[-_]?secret|password|passwd"
    r"|(?<![a-z0-9])(?:aws[-_]?)?(?:session|security|access|refresh|id)[-_]?token)"
    r"(?:\\*[\"'])?(?:\s*[=:]\s*(?:b(?=\\*[\"']))?|>))" + _VALUE % 1,
    re.IGNORECASE,
)
_OFTEN_SECRET = re.compile(r"(?P<name>(?:secret|token|signature)(?:=|\\*[\"']\s*:\s*))" + _VALUE % 8, re.IGNORECASE)
"""Words that a sentence, or a code of AWS's, may well follow with a colon and something harmless."""

_AUTHORIZATION = re.compile(
    r"(?P<name>authorization\\*[\"']?\s*[=:]\s*b?\\*[\"']?(?:basic|bearer)\s+)[^\s\"'\\]+", re.IGNORECASE
)

_SECRET_LENGTH, _TOKEN_LENGTH = 40, 100
_CHANCE_DISTINCT = 18
"""Forty characters drawn from 64 hold about 30 different ones; a path of words holds far fewer."""


def masked(text: str) -> str:
    """`text` without secrets. What was masked stays visible as masked; masking twice changes nothing more."""
    return _without_runs(_KEY_ID.sub(lambda found: f"{found[1]}...{found[2]}", _without_named(text)))


def masked_but_key_ids(text: str) -> str:
    """The same of rootward's own advice: a key's id is no secret, and a command that shortens it does not run.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
    """
    return _without_runs(_without_named(text))


def _without_named(text: str) -> str:
    """Without what its place or its name tells to be a secret."""
    text = _IN_URL.sub(MASK, text)
    text = _AUTHORIZATION.sub(rf"\g<name>{MASK}", text)
    for named in (_ALWAYS_SECRET, _OFTEN_SECRET):
        text = named.sub(lambda found: f"{found['name']}{found['open'] or ''}{MASK}", text)
    return _JSON_WEB_TOKEN.sub(MASK, text)


def _without_runs(text: str) -> str:
    return _BASE64_RUN.sub(lambda found: MASK if _looks_drawn(found[0]) else found[0], text)


def _looks_drawn(run: str) -> bool:
    """Whether this run of base64 reads as drawn by chance: a secret key, or a long token."""
    plain = re.sub(r"%3[Dd]", "=", re.sub(r"%2[BbFf]", "/", run))
    if not (len(plain) == _SECRET_LENGTH or len(plain) >= _TOKEN_LENGTH):
        return False
    body = plain.rstrip("=")
    mixed = all(re.search(kind, body) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    return mixed and len(set(body)) >= _CHANCE_DISTINCT
