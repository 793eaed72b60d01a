"""What a question says of the request: whether there are such condition keys, and whether they can have such values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from rootward.errors import UsageError
from rootward.iam_policy import actions
from rootward.iam_policy.circumstances import CIRCUMSTANCES, DIRECT_CALL
from rootward.iam_policy.known import TAG
from rootward.iam_policy.operator import operator
from rootward.iam_policy.wildcard import literal
from rootward.model.access import Question

_DATE = ("DateEquals", "no date", "2026-01-31T12:00:00Z")
_ADDRESS = ("IpAddress", "no IP address", "192.0.2.7")
_BOOLEAN = ("Bool", "neither true nor false", "true")
_TYPES = {
    "aws:currenttime": _DATE,
    "aws:epochtime": _DATE,
    "aws:tokenissuetime": _DATE,
    "aws:sourceip": _ADDRESS,
    "aws:vpcsourceip": _ADDRESS,
    "aws:multifactorauthpresent": _BOOLEAN,
    "aws:principalisawsservice": _BOOLEAN,
    "aws:securetransport": _BOOLEAN,
    "aws:viaawsservice": _BOOLEAN,
    "aws:multifactorauthage": ("NumericEquals", "no number", "3600"),
}
"""Of AWS's global keys: an operator that can read their values, what others are, and an example.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

_GLOBAL = frozenset(
    {
        *CIRCUMSTANCES, *DIRECT_CALL, "aws:chatbotsourcearn", "aws:ismcpserviceaction", "aws:principalaccount",
        "aws:principalarn", "aws:principalisawsservice", "aws:principalservicename", "aws:principalservicenameslist",
        "aws:principaltype", "aws:requestedregion", "aws:requesttag/", "aws:resourceaccount", "aws:resourcetag/",
        "aws:signinsessionarn", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:tagkeys", "aws:username",
        TAG,
    }
)  # fmt: skip
"""AWS's global keys as far as they are known here, in small letters: AWS adds to them."""


def check_context(question: Question) -> None:
    """Raises UsageError: a key that no request of the action has, or a value that the key cannot have."""
    service = question.action.partition(":")[0].lower()
    own = {_family(one) for one in actions.condition_keys(service)}
    for key, values in question.context.items():
        small = key.lower()
        _check_key(question.action, key, own if service in actions.services() else None)
        for value in (values,) if isinstance(values, str) else values or ():
            _check_value(small, key, value)


def unheard_of(question: Question) -> Iterator[str]:
    """What to say of global keys that are not known here, and look like one that is."""
    for key in question.context:
        small = key.lower()
        if small.startswith("aws:") and not _is_among(small, _GLOBAL):
            close = get_close_matches(small, _GLOBAL, n=1, cutoff=0.8)
            hint = f": did you mean {close[0]}?" if close else ""
            yield f"{key} is no global condition key that is known here{hint}"


def _check_key(action: str, key: str, own: set[str] | None) -> None:
    small = key.lower()
    # Requests of STS may carry the keys of any identity provider.
    if own is None or small.startswith("aws:") or (action.lower().startswith("sts:") and ":" in key):
        return
    if _is_among(small, own) or _is_among(small, CIRCUMSTANCES):
        return
    close = get_close_matches(small, {*own, *_GLOBAL}, n=3)
    service = action.partition(":")[0]
    advice = f"near it: {', '.join(close)}" if close else "as --context aws:SourceIp=192.0.2.7"
    raise UsageError(f"'{key}' is no condition key of AWS or of {service}", advice=advice)


def _check_value(small: str, key: str, value: str) -> None:
    if small not in _TYPES:
        return
    of_type, what, example = _TYPES[small]
    if not operator(of_type).taking(literal(value))(value):
        raise UsageError(f"--context {key}={value}: '{value}' is {what}", advice=f"as --context {key}={example}")


def _is_among(key: str, keys: Iterable[str]) -> bool:
    """Whether it is one of the keys, or of a family of them, as `aws:requesttag/`."""
    return any(key.startswith(one) and key != one if one.endswith("/") else key == one for one in keys)


def _family(key: str) -> str:
    """`aws:requesttag/` for `aws:RequestTag/${TagKey}`, which stands for every tag."""
    name, slash, _ = key.lower().partition("/")
    return name + slash
