"""Condition blocks and policy variables of generated statements."""

import random
from typing import Any

from vocabulary import AWAY, GLOBAL_KEYS, HOME, USERS, Action, Key, Kind

Context = dict[str, str | list[str]]

_COMPARISONS = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
OPERATORS = {
    Kind.STRING: (
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
    ),
    Kind.NUMERIC: tuple(f"Numeric{comparison}" for comparison in _COMPARISONS),
    Kind.DATE: tuple(f"Date{comparison}" for comparison in _COMPARISONS),
    Kind.BOOL: ("Bool",),
    Kind.IP: ("IpAddress", "NotIpAddress"),
    Kind.ARN: ("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"),
    Kind.BINARY: ("BinaryEquals",),
}
CALLER_KEYS = (
    Key("aws:PrincipalArn", Kind.ARN, (f"arn:aws:iam::{HOME}:user/alice", f"arn:aws:iam::{HOME}:role/deployer")),
    Key("aws:PrincipalAccount", Kind.STRING, (HOME, AWAY)),
    Key("aws:PrincipalType", Kind.STRING, ("User", "AssumedRole", "Account", "FederatedUser", "Anonymous")),
    Key("aws:username", Kind.STRING, USERS),
    Key("aws:PrincipalIsAWSService", Kind.BOOL, ("true", "false")),
    Key("aws:ResourceAccount", Kind.STRING, (HOME, AWAY)),
)
_NETWORKS = ("203.0.113.0/24", "203.0.112.0/22", "0.0.0.0/0", "10.0.0.0/8", "2001:db8::/32", "2001:db8:1::/48", "::/0")


def with_variable(rng: random.Random, text: str, context: Context, start: int = 0) -> str:
    """`text` with a value that is in the context, or a default, written as a variable; `text` where none fits."""
    fits = [
        (name, value)
        for name, value in context.items()
        if isinstance(value, str) and len(value) > 1 and value in text[start:] and not set(value) & set("*?$")
    ]
    if fits and rng.random() < 0.75:
        name, value = rng.choice(fits)
        return text[:start] + text[start:].replace(value, f"${{{name}}}", 1)
    name = rng.choice(("aws:PrincipalTag/team", "aws:username", "aws:RequestTag/team", "aws:TagKeys"))
    if len(text) - start > 2 and rng.random() < 0.7:
        cut = rng.randint(start, len(text) - 2)
        piece = text[cut : cut + 2]
        if not set(piece) & set("*?$',{}"):
            return f"{text[:cut]}${{{name}, '{piece}'}}{text[cut + 2 :]}"
    return f"{text[:-1]}${{{name}}}"


def _like(rng: random.Random, value: str) -> str:
    cut = rng.randint(0, len(value))
    form = rng.randrange(4)
    if form == 0:
        return f"{value[:cut]}*"
    if form == 1:
        return f"*{value[cut:]}"
    if form == 2 and value:
        return f"{value[: cut - 1]}?{value[cut:]}" if cut else f"?{value[1:]}"
    return value.replace("*", "${*}").replace("?", "${?}")


def _arn_like(rng: random.Random, value: str, *, wild: bool) -> str:
    segments = value.split(":", 5)
    if len(segments) < 6 or not wild:
        return value
    place = rng.choice((2, 3, 4, 5, 5))
    segments[place] = _like(rng, segments[place]) if place == 5 else rng.choice(("*", segments[place]))
    return ":".join(segments)


def _aimed(rng: random.Random, key: Key, operator: str, value: str, context: Context) -> str:
    """A policy's value near that value of the request."""
    if key.kind is Kind.IP:
        return rng.choice((value, *_NETWORKS))
    if key.kind is Kind.ARN and operator.startswith("Arn"):
        text = _arn_like(rng, value, wild=rng.random() < 0.7)
        return with_variable(rng, text, context, text.rfind(":") + 1) if rng.random() < 0.1 else text
    if "Like" in operator:
        value = _like(rng, value)
    elif "IgnoreCase" in operator and rng.random() < 0.5:
        value = value.swapcase()
    if operator.startswith("String") and rng.random() < 0.1:
        return with_variable(rng, value, context)
    return value


def _values(rng: random.Random, key: Key, operator: str, context: Context) -> list[str]:
    present = context.get(key.name)
    own = [present] if isinstance(present, str) else list(present or [])
    pool = [*own, *own, *key.values]
    count = rng.choice((1, 1, 2, 3))
    return [_aimed(rng, key, operator, rng.choice(pool), context) for _ in range(count)]


def _literal(rng: random.Random, key: Key, values: list[str]) -> Any:
    """The values as JSON: at times a bare value, a number or a boolean, which AWS takes too."""
    shaped: list[Any] = list(values)
    if key.kind is Kind.BOOL and rng.random() < 0.4:
        shaped = [value.lower() == "true" for value in values]
    elif key.kind is Kind.NUMERIC and rng.random() < 0.3:
        shaped = [int(value) if value.isdigit() else value for value in values]
    return shaped[0] if len(shaped) == 1 and rng.random() < 0.6 else shaped


def _entry(rng: random.Random, key: Key, context: Context) -> tuple[str, Any]:
    if rng.random() < 0.1:
        flags = rng.choice((["true"], ["false"], ["true", "false"]) if rng.random() < 0.1 else (["true"], ["false"]))
        return "Null", flags if len(flags) > 1 or rng.random() < 0.3 else flags[0]
    kind = Kind.STRING if rng.random() < 0.04 and key.kind in {Kind.ARN, Kind.BOOL, Kind.IP} else key.kind
    operator = rng.choice(OPERATORS[kind])
    values = _values(rng, key, operator, context)
    if rng.random() < 0.2:
        operator += "IfExists"
    if rng.random() < (0.88 if key.many else 0.06):
        operator = f"{rng.choice(('ForAllValues', 'ForAnyValue'))}:{operator}"
    return operator, _literal(rng, key, values)


def _holds_likely(entry: tuple[str, Any], key: Key, context: Context) -> bool:
    """A rough guess: good enough to steer by, and no evaluator."""
    operator, literal = entry
    values = [str(value).lower() if isinstance(value, bool) else str(value) for value in _many(literal)]
    present = context.get(key.name)
    if operator == "Null":
        return ("true" if present is None else "false") in values
    negative = "Not" in operator
    if present is None:
        return negative or "IfExists" in operator or "ForAll" in operator
    same = [value in values for value in _many(present)]
    equal = all(same) if "ForAll" in operator else any(same)
    return equal != negative or "Less" in operator or "Greater" in operator or "Like" in operator


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def block(rng: random.Random, action: Action, context: Context, *, hits: bool) -> dict[str, Any]:
    """A Condition element of one to three entries; likely to hold where `hits`."""
    keys = (*GLOBAL_KEYS, *action.keys, *action.keys, *CALLER_KEYS)
    made: dict[str, Any] = {}
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        # First what is compared, strings twice, then the key: so each operator has its share.
        kind, many = rng.choice((*((kind, False) for kind in Kind), (Kind.STRING, False), (Kind.STRING, True)))
        alike = [key for key in keys if (key.kind, key.many) == (kind, many)]
        present = [key for key in alike if key.name in context]
        key = rng.choice(present if present and rng.random() < 0.75 else alike)
        drawn = [_entry(rng, key, context) for _ in range(6 if hits else 1)]
        operator, literal = next((entry for entry in drawn if _holds_likely(entry, key, context)), drawn[-1])
        name = key.name.lower() if rng.random() < 0.1 else key.name
        entries = made.setdefault(operator, {})
        if not any(other.lower() == name.lower() for other in entries):
            entries[name] = literal
    if rng.random() < 0.05:  # the case of an operator does not count
        return {operator.lower(): entries for operator, entries in made.items()}
    return made
