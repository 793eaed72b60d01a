"""What of a record must not be kept. Pure.

CloudTrail leaves most secrets out by itself (of PutParameter it says HIDDEN_DUE_TO_SECURITY_REASONS, of GetParameter
and GetSecretValue it has no answer), but not all: an answer of STS holds its session token, and what callers put into a
field that is not meant for it is repeated.
https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain
from math import isfinite
from typing import Any

import msgspec

from rootward.model.secret_text import MASK
from rootward.trail.no_json import NO_JSON
from rootward.trail.store.secret_names import is_header, is_label, is_of_secret, is_of_words, is_secret, is_telling
from rootward.trail.store.secrets_said import without_secrets

_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:\S*")
"""Where a secret is kept, or a role in place of one."""
_OF_WORDS = re.compile(r"[A-Za-z][A-Za-z _./-]*[0-9]{0,4}")
_OF_IDS = re.compile(r"[\w:/.,@+= -]*")
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
_SCHEME = re.compile(
    r"\s*(?:basic|bearer|digest|dpop|hoba|mutual|negotiate|ntlm|oauth|scram-sha-(?:1|256)|vapid|token|apikey"
    r"|aws|aws4-[a-z0-9-]+)\s+(?=\S)",
    re.IGNORECASE,
)
"""What may stand before the secret of an Authorization.

https://www.iana.org/assignments/http-authschemes/http-authschemes.xhtml
"""
_ID = re.compile(r"[0-9a-f-]{1,64}")
_UNDECODED = (*NO_JSON, ValueError)
_NONE: frozenset[str] = frozenset()
_SIGNS = (
    *(b"pass", b"pw", b"secret", b"token", b"private", b"material", b"plain", b"seed", b"qrcode", b"sharedkey"),
    *(b"cred", b"apikey", b"accesskey", b"assertion", b"ationcode", b"mfacode", b"://", b"eyj", b"authorization"),
    *(b"mysql", b"mariadb", b"curl", b"rediscli", b"mongo", b"ldap", b"sqlcmd", b"kerlogin", b"stdin", b"cookie"),
    *(b"manlogin", b"\\u"),
)
"""Without any of these, and without a long run of base64, there is none: in small letters, without what joins words."""
_SIGNED = re.compile(rb"signature[=\"'\\]")
"""`SignatureVersion`, which S3 and others tell of every request, is none."""
_FOLDED = bytes(range(256)).lower()
_JOINTS = b"-_. ,0123456789{}[]"
_RUN = b"x" * 40
_IN_RUNS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/%\\"
_DRAWN_FROM = bytes(ord("x") if code in _IN_RUNS else ord(" ") for code in range(256))


def json_text(raw: bytes, *, call: tuple[str, str] = ("", "")) -> str:
    """JSON without secrets: as it is, where it holds none. What is no JSON is masked as text.

    `call`: the source and the name of the event that it is of, since in some calls more members are secrets.
    """
    text = raw.decode("utf-8", "replace")
    secret = _IN_CALLS.get(call, _NONE)
    if not secret and not _may_hold_one(raw):
        return text
    try:
        return _encoded(_masked(_decoded(text), secret))
    except _UNDECODED:
        return _text(text, secret)


@lru_cache(maxsize=16384)
def plain_text(text: str) -> str:
    """A text that a caller wrote, without secrets."""
    return _text(text)


def id_text(event_id: str) -> str:
    """An eventID without secrets, which is a UUID, or a digest: no two are alike."""
    return event_id if _ID.fullmatch(event_id) else _text(event_id)


@lru_cache(maxsize=16384)
def arn_text(arn: str) -> str:
    """An ARN, of whose parts a caller wrote some: none of them, as the name of a session, has a slash within."""
    return "/".join(map(_text, _text(arn).split("/")))


def _text(text: str, secret: frozenset[str] = _NONE) -> str:
    return without_secrets(text, secret) if secret or _may_hold_one(text.encode("utf-8", "surrogatepass")) else text


def _may_hold_one(raw: bytes) -> bool:
    if _RUN in raw.translate(_DRAWN_FROM):
        return True
    folded = raw.translate(_FOLDED, _JOINTS)
    for sign in _SIGNS:
        if sign in folded:
            return True
    return b"signature" in folded and _SIGNED.search(folded) is not None


def _decoded(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Also what holds halves of surrogate pairs, or numbers beyond all. Raises one of _UNDECODED."""
    try:
        return msgspec.json.decode(text)
    except NO_JSON:
        return json.loads(text, parse_float=_number, parse_constant=_no_constant)


def _encoded(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    try:
        return msgspec.json.encode(value).decode()
    except (UnicodeEncodeError, OverflowError):
        return json.dumps(value, separators=(",", ":"))


def _number(text: str) -> float | str:
    number = float(text)
    return number if isfinite(number) else text


def _no_constant(name: str) -> Any:  # noqa: ANN401 - it has no value
    raise ValueError(f"{name} is no JSON")


def _masked(value: Any, secret: frozenset[str], *, all_secret: bool = False, text_secret: bool = False) -> Any:  # noqa: ANN401 - whatever JSON holds
    """`all_secret`: all but what tells of the secret, however deep. `text_secret`: the text that stands there."""
    if isinstance(value, str):
        is_secret_text = (all_secret or text_secret) and value and not _ARN.fullmatch(value)
        return MASK if is_secret_text else _masked_text(value, secret)
    if isinstance(value, dict):
        of_secret = any(_names_secret(name, part) for name, part in value.items())
        return {
            _text(name): _masked(
                _without_credentials(part) if is_header(name) else part,
                secret,
                all_secret=is_secret(name)
                or name.lower() in secret
                or (of_secret and name.lower().endswith(_VALUES))
                or (all_secret and not _tells(name, part)),
                text_secret=is_of_secret(name),
            )
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [
            _masked(part, secret, all_secret=all_secret or _is_option(before), text_secret=text_secret)
            for before, part in zip(chain((None,), value), value, strict=False)
        ]
    if (all_secret or text_secret) and isinstance(value, int | float) and not isinstance(value, bool):
        return MASK
    return value


def _without_credentials(part: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """What a header holds, which may be several texts; an object of that name is none."""
    if isinstance(part, list):
        return [_without_credentials(one) for one in part]
    if isinstance(part, str) and part and not _ARN.fullmatch(part):
        scheme = _SCHEME.match(part)
        return f"{scheme[0] if scheme else ''}{MASK}"
    return MASK if isinstance(part, int | float) and not isinstance(part, bool) else part


def _masked_text(text: str, secret: frozenset[str]) -> str:
    """A text may be JSON itself, as some services log what they were asked."""
    if text.lstrip()[:1] in {"{", "["}:
        try:
            inner = _decoded(text)
            without = _masked(inner, secret)
            if without != inner:
                return _encoded(without)
        except _UNDECODED:
            return _text(text, secret)
    return _text(text)


def _tells(name: str, part: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    """Whether a member tells of the secret beside it, and what it tells looks so: no password has that name."""
    if not is_telling(name):
        return False
    return not isinstance(part, str) or (_OF_WORDS if is_of_words(name) else _OF_IDS).fullmatch(part) is not None


def _is_option(before: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    """Whether what stands before in a list of words of a command is an option that takes a secret."""
    return isinstance(before, str) and before.startswith("-") and "=" not in before and is_of_secret(before)


def _names_secret(name: str, part: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    """Whether a member says that what stands beside it is a secret."""
    return isinstance(part, str) and name.lower().endswith(_LABELS) and (is_label(part) or is_header(part))
