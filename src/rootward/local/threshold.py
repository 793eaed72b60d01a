"""The thresholds of the baseline as settings: their meanings, their bounds in words, and values from outside."""

from __future__ import annotations

import json
import re
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import inspect

from rootward.errors import ConfigurationError
from rootward.model.baseline import Baseline

MEANINGS: dict[str, str] = {
    "max_key_age_days": "An active access key may be so many days old.",
    "unused_days": "A password or an access key may lie unused for so many days.",
    "unused_permission_days": "A granted service may lie unused for so many days. AWS keeps 400 days of use.",
    "root_quiet_days": "Root must not have been used within so many days.",
    "min_length": "A password of an IAM user must have so many characters at least. AWS allows 6 to 128.",
    "reuse_prevention": "So many former passwords may not be used again. AWS remembers 24 at most; 0: any may be.",
    "required_classes": "The kinds of characters that a password must hold.",
    "max_password_age_days": "Passwords expire after so many days. 0: none is forced to (NIST SP 800-63B advises so).",
    "max_admins": "So many users and roles may be administrators, those on admin_path aside.",
    "recent_days": "An access key used within so many days is in use: plan then does not bind its owner to MFA.",
    "grace_days": "An access key that rootward switched off lies so for so many days before plan deletes it.",
    "observe_days": "A rotated key lies switched off and is observed for so many days before it may be deleted.",
    "iac": "The account's identities are kept as code: plan then says what to write there, and changes no groups.",
}
"""What each threshold asks of an account, in the order of `Baseline`."""

_TYPES = get_type_hints(Baseline, include_extras=True)
_FIELDS = {field.name: field for field in inspect.type_info(Baseline).fields}  # type: ignore[attr-defined]
_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_TRUTH = {"true": True, "false": False}
_LONGEST_SHOWN = 60


def variable(name: str) -> str:
    """The environment variable of a threshold: `ROOTWARD_MAX_KEY_AGE_DAYS`."""
    return f"ROOTWARD_{name.upper()}"


def default(name: str) -> bool | int | list[str]:
    """The baseline's own value, as TOML would hold it."""
    value = _FIELDS[name].default
    return list(value) if isinstance(value, tuple) else value


def asked(name: str) -> str:
    """What the value must be: `a whole number from 1 to 3650`."""
    kind = _FIELDS[name].type
    if isinstance(kind, inspect.IntType):
        return f"a whole number from {kind.ge} to {kind.le}"
    if isinstance(kind, inspect.BoolType):
        return "true or false"
    return f"a list of any of {', '.join(json.dumps(word) for word in words(name))}"


def words(name: str) -> tuple[str, ...]:
    """The words that the list of this threshold may hold; none where it is no list."""
    item, *_ = get_args(_TYPES[name])
    return get_args(item) if get_origin(_TYPES[name]) is tuple else ()


def checked(name: str, value: object, where: str, place: str = "") -> Any:  # noqa: ANN401 - the type of that field
    """`value`, if the threshold can have it. Raises ConfigurationError that names key, value and bounds."""
    try:
        return msgspec.convert(value, type=_TYPES[name])
    except msgspec.ValidationError:
        raise ConfigurationError(f"{where} = {shown(value)}{place} must be {asked(name)}") from None


def from_text(name: str, text: str) -> Any:  # noqa: ANN401 - the type of that field
    """A threshold from its environment variable; words are parted by commas. Raises ConfigurationError."""
    value: object = text
    if isinstance(_FIELDS[name].type, inspect.BoolType):
        value = _TRUTH.get(text.strip().lower(), text)
    elif words(name):
        value = [word.strip().lower() for word in text.split(",") if word.strip()]
    elif _WHOLE_NUMBER.fullmatch(text.strip()):
        value = int(text)
    return checked(name, value, variable(name))


def shown(value: object) -> str:
    """`value` as a configuration would hold it, cut where it is long."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except ValueError:  # TOML reads hexadecimal numbers of any length, and int shows none of thousands of digits
        return "a number of thousands of digits"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 3]}..."
