"""Names of members, variables and options whose values are secrets. Pure.

A name is one by its words, wherever they stand: `masterUserPassword`, `DB_PASS`, `passwordConfirmation`. It is none
where a word behind them says that it tells of a secret (`secretArn`, `passwordLastUsed`, `tokenEndpoint`), or a word
before `token` that it is a page of a list (`nextToken`). Which such words AWS has was counted in the service models of
its SDK: https://github.com/boto/botocore/tree/develop/botocore/data
"""

from __future__ import annotations

import re
from functools import lru_cache

_MEMBER = re.compile(
    r"(?:secret|token)s?|.*(?:passw(?:or)?d|passphrase|passcode"
    r"|secret(?:access)?key|secretstring|secretbinary|(?:client|api|shared)secret"
    r"|(?:session|security|access|refresh|id|auth|signin|federation|identity|authorization|bearer|login|oauth)token"
    r"|privatekey|presharedkey|apikey|keymaterial|plaintext|stringseed|qrcodepng|assertion"
    r"|(?:authentication|authorization|mfa|token)code)\d?",
    re.DOTALL,
)
"""Names of members whose text is a secret, in lower case and without what joins words."""
_LABEL = re.compile(
    r".*(?:passw(?:or)?d|passphrase|passcode|secret|token|credential|(?:api|private|access|secret|shared)key)s?\d?",
    re.DOTALL,
)
"""Names of variables and parameters whose values are secrets, written likewise: `DB_PASSWORD`, `ApiKey`."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_OF_SECRETS = frozenset(
    {"secret", "token", "password", "passwd", "pass", "pwd", "pw", "passphrase", "passcode", "credential", "cred"}
    | {"api key", "private key", "shared key", "secret key"}
)
"""How names of members end whose values are secrets, in words and in the singular: `STRIPE_SECRET`, `DB_PASS`."""
_CARRIERS = frozenset(
    {"pem", "value", "string", "text", "data", "binary", "plain", "plaintext", "base", "b", "content"}
)
"""Words that may stand behind: `privateKeyPem`, `secretString`, `tokenBase64`."""
_PAGES = frozenset(
    {"next", "client", "request", "idempotency", "idempotent", "continuation", "pagination", "page", "paging"}
    | {"starting", "start", "previous", "forward", "backward", "resume", "creation", "sequence", "lock", "change"}
    | {"http", "max", "input", "output", "total"}
)
"""Words before `token` that make it none of a secret: where a list goes on, that a request is made once, whether an
instance asks for tokens of its metadata, and how many a model reads.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceMetadataOptionsRequest.html
"""
_TELLING = frozenset(
    {"id", "ids", "arn", "arns", "name", "names", "type", "status", "state", "stage", "stages", "date", "time", "at"}
    | {"expiration", "expires", "expiry", "version", "versions", "policy", "format", "algorithm", "length", "age"}
    | {"region", "description", "provider", "source", "owner", "account", "tags"}
)
"""How names of members end that tell of a secret, and stand beside it: `accessKeyId`, `expiration`, `userName`."""
_WORDS_ONLY = frozenset({"type", "status", "state", "stage", "format", "algorithm"})
_ABOUT = _TELLING | frozenset(
    {"used", "last", "required", "require", "count", "size", "limit", "minutes", "seconds", "days", "hours", "ms"}
    | {"validity", "ttl", "duration", "utilization", "usage", "history", "prevention", "reset", "change", "changed"}
    | {"url", "urls", "uri", "endpoint", "host", "domain", "domains", "issuer", "issuers", "audience", "audiences"}
    | {"scope", "scopes", "claim", "method", "methods", "scheme", "auth", "location", "path", "field", "parameter"}
    | {"param", "params", "parameters", "prefix", "alias", "label", "standard", "flags", "attributes", "properties"}
    | {"options", "settings", "config", "configuration", "configurations", "requirements", "rotation", "renewal"}
    | {"rules", "rule", "providers", "manager", "enabled", "disabled", "enforced", "only", "generation", "exchange"}
    | {"strategy", "action", "trigger", "filter", "selection", "identifier", "identifiers", "uid", "pid", "specs"}
    | {"vault", "locker", "encryption", "hashing", "kms", "role", "json", "position", "preference", "supported"}
    | {"based", "grant", "metadata", "link", "session", "compromise", "retrieval", "update", "updated", "dir", "file"}
    | {"recovery", "requested", "completed", "failed", "needed", "exists", "expired", "expire"}
)
"""Words behind a secret's that make a name one of what is set, counted or kept about it."""
_HEADERS = frozenset({"authorization", "proxyauthorization", "cookie", "setcookie"})
_JOINTS = str.maketrans("", "", "-_. ")


@lru_cache(maxsize=16384)
def is_secret(name: str) -> bool:
    """Whether all that a member holds is secret, but for what tells of it: by how its name ends."""
    return _MEMBER.fullmatch(name.translate(_JOINTS).lower()) is not None or _ends_in_secret(name)


@lru_cache(maxsize=16384)
def is_of_secret(name: str) -> bool:
    """Whether a member's text is secret: by any part of its name. What has members of its own is judged by them."""
    return is_secret(name) or _has_secret(name)


@lru_cache(maxsize=16384)
def is_label(text: str) -> bool:
    """Whether what a variable of this name stands for is secret."""
    return _LABEL.fullmatch(text.translate(_JOINTS).lower()) is not None or _ends_in_secret(text) or _has_secret(text)


@lru_cache(maxsize=16384)
def is_password(name: str) -> bool:
    """Whether it names a password: text of any characters, that a person chose."""
    folded = name.translate(_JOINTS).lower()
    return any(sign in folded for sign in ("passw", "passphrase", "passcode", "pwd")) or folded.endswith("pass")


@lru_cache(maxsize=16384)
def is_header(name: str) -> bool:
    """Whether it is a header of HTTP's that says who asks, in any spelling.

    https://www.rfc-editor.org/rfc/rfc9110#name-authorization
    https://www.rfc-editor.org/rfc/rfc6265#section-4
    """
    return name.translate(_JOINTS).lower() in _HEADERS


@lru_cache(maxsize=16384)
def is_telling(name: str) -> bool:
    """Whether it tells of the secret that it stands beside."""
    words = _words(name)
    return bool(words) and words[-1] in _TELLING


@lru_cache(maxsize=16384)
def is_of_words(name: str) -> bool:
    """Whether what it tells is a word of a list, as a type or a state is."""
    words = _words(name)
    return bool(words) and words[-1] in _WORDS_ONLY


def _ends_in_secret(name: str) -> bool:
    words = _words(name)
    while len(words) > 1 and words[-1] in _CARRIERS:
        words.pop()
    return bool(words) and _is_part(words, len(words) - 1)


def _has_secret(name: str) -> bool:
    words = _words(name)
    for at in range(len(words) - 1, -1, -1):
        if _is_part(words, at) and (words[at] != "pass" or name.isupper()):
            return not _ABOUT.intersection(words[at + 1 :])
    return False


def _is_part(words: list[str], at: int) -> bool:
    last, before = words[at], words[at - 1] if at else ""
    if last not in _OF_SECRETS:
        last = last.removesuffix("s")
    if last == "token":
        return before not in _PAGES
    return last in _OF_SECRETS or f"{before} {last}" in _OF_SECRETS


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]
