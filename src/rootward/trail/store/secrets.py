"""What of a record must not be kept. Pure.

CloudTrail leaves most secrets out by itself (of PutParameter it says HIDDEN_DUE_TO_SECURITY_REASONS, of GetParameter
and GetSecretValue it has no answer), but not all: an answer of STS holds its session token, and what callers put into a
field that is not meant for it is repeated.
https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from rootward.model.secret_text import MASK, masked_but_key_ids
from rootward.trail.no_json import NO_JSON

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
    {"secret", "token", "password", "passwd", "pass", "pwd", "passphrase", "passcode", "credential"}
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
_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:\S*")
"""Where a secret is kept, or a role in place of one."""
_LABELS = ("name", "key")
_VALUES = ("value", "val")
"""How the members end that hold such a name, and what it stands for: `name` and `value`, `parameterKey` and
`parameterValue`, as CodeBuild, ECS and CloudFormation have them."""
_IN_CALLS: Mapping[tuple[str, str], frozenset[str]] = {
    **{
        ("ssm.amazonaws.com", name): frozenset({"value"})
        for name in ("PutParameter", "GetParameter", "GetParameters", "GetParametersByPath", "GetParameterHistory")
    },
    ("secretsmanager.amazonaws.com", "PutSecretValue"): frozenset({"secretstring", "secretbinary"}),
    ("secretsmanager.amazonaws.com", "CreateSecret"): frozenset({"secretstring", "secretbinary"}),
}
"""Members that are secrets in these calls.

https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
"""
_NONE: frozenset[str] = frozenset()
_SAID = re.compile(
    r"(?P<name>(?:passw(?:or)?d|passphrase|passcode)(?:\s+(?:is|was|to|as|of))?\s*[:=]?\s+[\"'\u2018\u201c`]?)"
    r"(?!arn:|\w+://|\[masked\])"
    r"(?=\S*(?:[0-9]|(?-i:[a-z][A-Z])|[!@#$%^&*+=~?]\S))"
    r"[^\s\"'`,;<>\u2019\u201d]{4,}",
    re.IGNORECASE,
)
"""What a sentence says a password is: a word that is none of a language's, since it has digits or signs within."""
_QUOTED = re.compile(
    r"(?P<name>(?:passw(?:or)?d|passphrase|passcode)\s+(?:is|was|to|as)\s*[:=]?\s*(?P<open>[\"'\u2018\u201c`]))"
    r"(?!\[masked\])[^\"'\u2019\u201d`\n]{4,}",
    re.IGNORECASE,
)
"""What it says in quotation marks may be any words."""
_NAMED = re.compile(
    r"(?P<name>(?:secret[-_]?(?:string|binary)|plaintext)\\*[\"']?\s*[=:]\s*)"
    r"(?:(?P<open>\\*[\"'])(?:(?!(?P=open)).)+|(?!\[masked\])[^\s\"',;&{}\[\]]+)",
    re.IGNORECASE | re.DOTALL,
)
_PEM = re.compile(
    r"-----BEGIN (?P<kind>[A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?)-----.*?(?:-----END (?P=kind)-----|\Z)", re.DOTALL
)
_JOINTS = str.maketrans("", "", "-_. ")
_SIGNS = (
    *(b"pass", b"pwd", b"secret", b"token", b"private", b"material", b"plain", b"seed", b"qrcode", b"shared"),
    *(
        b"apikey",
        b"api_key",
        b"api-key",
        b"api key",
        b"api.key",
        b"accesskey",
        b"access_key",
        b"access-key",
        b"credential",
    ),
    *(b"assertion", b"ationcode", b"ation_code", b"mfacode", b"://", b"eyj", b"authorization", b"signature", b"\\u"),
)
"""Without any of these, and without a long run of base64, there is none."""
_RUN = b"x" * 40
_DRAWN_FROM = bytes(
    ord("x") if chr(code).isascii() and (chr(code).isalnum() or chr(code) in "+/%") else ord(" ") for code in range(256)
)


def json_text(raw: bytes, *, call: tuple[str, str] = ("", "")) -> str:
    """JSON without secrets: as it is, where it holds none. What is no JSON is masked as text.

    `call`: the source and the name of the event that it is of, since in some calls more members are secrets.
    """
    text = raw.decode("utf-8", "replace")
    secret = _IN_CALLS.get(call, _NONE)
    if not secret and not _may_hold_one(raw):
        return text
    try:
        value = msgspec.json.decode(text)
        return msgspec.json.encode(_masked(value, secret)).decode()
    except (*NO_JSON, UnicodeEncodeError):
        return _text(text)


@lru_cache(maxsize=16384)
def plain_text(text: str) -> str:
    """A text that a caller wrote, without secrets."""
    return _text(text)


@lru_cache(maxsize=16384)
def arn_text(arn: str) -> str:
    """An ARN, of whose parts a caller wrote some: none of them, as the name of a session, has a slash within."""
    return "/".join(map(_text, _text(arn).split("/")))


def _text(text: str) -> str:
    text = _PEM.sub(MASK, text)
    text = _NAMED.sub(lambda found: f"{found['name']}{found['open'] or ''}{MASK}", text)
    text = _QUOTED.sub(lambda found: f"{found['name']}{MASK}", text)
    return masked_but_key_ids(_SAID.sub(lambda found: f"{found['name']}{MASK}", text))


def _may_hold_one(raw: bytes) -> bool:
    if _RUN in raw.translate(_DRAWN_FROM):
        return True
    lower = raw.lower()
    for sign in _SIGNS:  # noqa: SIM110 - of every record: a generator costs as much again
        if sign in lower:
            return True
    return False


def _masked(value: Any, secret: frozenset[str], *, is_secret: bool = False) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, str):
        return MASK if is_secret and value and not _ARN.fullmatch(value) else _masked_text(value, secret)
    if isinstance(value, dict):
        of_secret = any(_names_secret(name, part) for name, part in value.items())
        return {
            _text(name): _masked(
                part,
                secret,
                is_secret=_is_secret(name)
                or name.lower() in secret
                or (of_secret and name.lower().endswith(_VALUES))
                or (is_secret and not _is_telling(name)),
            )
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_masked(part, secret, is_secret=is_secret) for part in value]
    if is_secret and isinstance(value, int | float) and not isinstance(value, bool):
        return MASK
    return value


def _masked_text(text: str, secret: frozenset[str]) -> str:
    """A text may be JSON itself, as some services log what they were asked."""
    if text.lstrip()[:1] in {"{", "["}:
        try:
            inner = msgspec.json.decode(text)
            without = _masked(inner, secret)
            if without != inner:
                return msgspec.json.encode(without).decode()
        except (*NO_JSON, UnicodeEncodeError):
            pass
    return _text(text)


def _names_secret(name: str, part: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    """Whether a member says that what stands beside it is a secret."""
    return isinstance(part, str) and name.lower().endswith(_LABELS) and _is_label(part)


@lru_cache(maxsize=16384)
def _is_label(text: str) -> bool:
    return _LABEL.fullmatch(text.translate(_JOINTS).lower()) is not None or _ends_in_secret(text)


@lru_cache(maxsize=16384)
def _is_secret(name: str) -> bool:
    return _MEMBER.fullmatch(name.translate(_JOINTS).lower()) is not None or _ends_in_secret(name)


@lru_cache(maxsize=16384)
def _is_telling(name: str) -> bool:
    words = _words(name)
    return bool(words) and words[-1] in _TELLING


def _ends_in_secret(name: str) -> bool:
    words = _words(name)
    while len(words) > 1 and words[-1] in _CARRIERS:
        words.pop()
    last = words.pop() if words else ""
    before = words[-1] if words else ""
    if last not in _OF_SECRETS:
        last = last.removesuffix("s")
    if last == "token":
        return before not in _PAGES
    return last in _OF_SECRETS or f"{before} {last}" in _OF_SECRETS


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]
