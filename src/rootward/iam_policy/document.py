"""Policy documents, of identities and of trust, read into frozen statements.

The grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
A document that IAM would not have stored is a MalformedPolicyError, never a statement read by halves: what is left
out of a statement may be the condition that closes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NoReturn

import msgspec

from rootward.iam_policy.action_patterns import action_patterns

MAX_CHARACTERS = 8_000_000
"""Longer documents are not read. IAM's own limit is 10,240 characters, white space aside."""

LANGUAGE_OF_2008 = "2008-10-17"
"""The version of the language that a document without a `Version` is in."""

LANGUAGES = (LANGUAGE_OF_2008, "2012-10-17")
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html"""

Effect = Literal["Allow", "Deny"]
PrincipalKind = Literal["*", "AWS", "Service", "Federated", "CanonicalUser"]
Conditions = Mapping[str, Mapping[str, tuple[str, ...]]]


class MalformedPolicyError(ValueError):
    """A document that is no policy. Its text is one line: what is wrong, and in which statement and element."""


class Principal(msgspec.Struct, frozen=True):
    """One principal of a trust policy, as `AWS` and an ARN. `"Principal": "*"` is of kind `*`.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """

    kind: PrincipalKind
    id: str


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One statement. An element that it lacks is None; one that it has, with no values, is the empty tuple."""

    number: int
    """Its place in the document, from 1."""
    sid: str | None = None
    effect: Effect
    actions: tuple[str, ...] | None = None
    not_actions: tuple[str, ...] | None = None
    resources: tuple[str, ...] | None = None
    not_resources: tuple[str, ...] | None = None
    principals: tuple[Principal, ...] | None = None
    not_principals: tuple[Principal, ...] | None = None
    conditions: Conditions = {}
    """Operator, key, values, each as it is written: operators and keys are compared without regard to case."""

    def takes(self, action: str) -> bool:
        """Whether `Action` takes in the action, or `NotAction` leaves it in."""
        if self.actions is not None:
            return action_patterns(self.actions).take(action)
        return not action_patterns(self.not_actions or ()).take(action)

    def conditions_on(self, key: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each operator that tests the condition key, with the values that it is given."""
        wanted = key.lower()
        for operator, tests in self.conditions.items():
            for name, values in tests.items():
                if name.lower() == wanted:
                    yield operator, values


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A policy document."""

    version: str = LANGUAGE_OF_2008
    id: str | None = None
    statements: tuple[Statement, ...]

    def allows(self) -> tuple[Statement, ...]:
        """The statements that allow."""
        return tuple(statement for statement in self.statements if statement.effect == "Allow")

    def denies(self) -> tuple[Statement, ...]:
        """The statements that deny."""
        return tuple(statement for statement in self.statements if statement.effect == "Deny")


def parse(text: str) -> Document:
    """Read a policy document.

    Where the grammar takes a list it takes a single value too, numbers and booleans may stand without quotation
    marks, and element names are taken in any case. Raises MalformedPolicyError.
    """
    if len(text) > MAX_CHARACTERS:
        raise MalformedPolicyError(f"the document has {len(text):,} characters, more than {MAX_CHARACTERS:,}")
    try:
        raw: object = json.loads(
            text, object_pairs_hook=_Pairs, parse_int=str, parse_float=str, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        raise MalformedPolicyError(
            f"it is not valid JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        ) from None
    except RecursionError:
        raise MalformedPolicyError("it is nested too deeply") from None
    return _document(raw)


class _Pairs(list[tuple[str, object]]):
    """A JSON object with its names as they came: a dictionary would drop all but the last of a repeated name."""


_DOCUMENT = ("Version", "Id", "Statement")
_STATEMENT = (
    "Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition",
)  # fmt: skip
_PRINCIPALS: dict[str, PrincipalKind] = {
    "aws": "AWS",
    "service": "Service",
    "federated": "Federated",
    "canonicaluser": "CanonicalUser",
}


def _document(raw: object) -> Document:
    if not isinstance(raw, _Pairs):
        raise MalformedPolicyError("it is not a JSON object")
    elements = _elements(raw, "the document", _DOCUMENT)
    if "Statement" not in elements:
        raise MalformedPolicyError("element Statement is missing")
    statements = elements["Statement"]
    listed = statements if isinstance(statements, list) and not isinstance(statements, _Pairs) else [statements]
    version = _string(elements.get("Version", LANGUAGE_OF_2008), "element Version")
    if version not in LANGUAGES:
        raise MalformedPolicyError(f"element Version: there is no {_shown(version)}")
    return Document(
        version=version,
        id=_string(elements["Id"], "element Id") if "Id" in elements else None,
        statements=tuple(_statement(each, number) for number, each in enumerate(listed, start=1)),
    )


def _statement(raw: object, number: int) -> Statement:
    where = f"statement {number}"
    if not isinstance(raw, _Pairs):
        raise MalformedPolicyError(f"{where} is not a JSON object")
    elements = _elements(raw, where, _STATEMENT)
    for one, other in (("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal")):
        if one in elements and other in elements:
            raise MalformedPolicyError(f"{where} has both {one} and {other}")
    if "Action" not in elements and "NotAction" not in elements:
        raise MalformedPolicyError(f"{where} has neither Action nor NotAction")

    def strings(element: str) -> tuple[str, ...] | None:
        return _strings(elements[element], f"{where}, element {element}") if element in elements else None

    def principals(element: str) -> tuple[Principal, ...] | None:
        return _principals(elements[element], f"{where}, element {element}") if element in elements else None

    return Statement(
        number=number,
        sid=_string(elements["Sid"], f"{where}, element Sid") if "Sid" in elements else None,
        effect=_effect(elements, where),
        actions=strings("Action"),
        not_actions=strings("NotAction"),
        resources=strings("Resource"),
        not_resources=strings("NotResource"),
        principals=principals("Principal"),
        not_principals=principals("NotPrincipal"),
        conditions=_conditions(elements["Condition"], f"{where}, element Condition") if "Condition" in elements else {},
    )


def _effect(elements: Mapping[str, object], where: str) -> Effect:
    match elements.get("Effect"):
        case "Allow":
            return "Allow"
        case "Deny":
            return "Deny"
        case None:
            raise MalformedPolicyError(f"{where} has no Effect")
        case other:
            raise MalformedPolicyError(f"{where}, element Effect: {_shown(other)} is neither Allow nor Deny")


def _principals(raw: object, where: str) -> tuple[Principal, ...]:
    if raw == "*":
        return (Principal("*", "*"),)
    if not isinstance(raw, _Pairs):
        raise MalformedPolicyError(f"{where}: {_shown(raw)} is neither '*' nor a JSON object")
    found: list[Principal] = []
    for name, value in _unrepeated(raw, where):
        kind = _PRINCIPALS.get(name.lower())
        if kind is None:
            raise MalformedPolicyError(f"{where}: {_shown(name)} is no kind of principal")
        found.extend(Principal(kind, one) for one in _strings(value, f"{where}, {kind}"))
    return tuple(found)


def _conditions(raw: object, where: str) -> Conditions:
    if not isinstance(raw, _Pairs):
        raise MalformedPolicyError(f"{where} is not a JSON object")
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for operator, tests in _unrepeated(raw, where):
        place = f"{where}, {_shown(operator)}"
        if not isinstance(tests, _Pairs):
            raise MalformedPolicyError(f"{place} is not a JSON object")
        found[operator] = {
            key: _strings(values, f"{place}, {_shown(key)}") for key, values in _unrepeated(tests, place)
        }
    return found


def _elements(raw: _Pairs, where: str, known: Iterable[str]) -> dict[str, object]:
    """The elements of an object by the grammar's own names."""
    names = {name.lower(): name for name in known}
    elements: dict[str, object] = {}
    for name, value in _unrepeated(raw, where):
        if name.lower() not in names:
            raise MalformedPolicyError(f"{where}: there is no element {_shown(name)}")
        elements[names[name.lower()]] = value
    return elements


def _unrepeated(raw: _Pairs, where: str) -> _Pairs:
    """The pairs, unless a name stands there twice: the grammar forbids it, and which one holds is anyone's guess."""
    seen: set[str] = set()
    for name, _ in raw:
        if name.lower() in seen:
            raise MalformedPolicyError(f"{where}: {_shown(name)} stands there twice")
        seen.add(name.lower())
    return raw


def _strings(raw: object, where: str) -> tuple[str, ...]:
    if isinstance(raw, list) and not isinstance(raw, _Pairs):
        return tuple(_string(each, where) for each in raw)
    return (_string(raw, where),)


def _string(raw: object, where: str) -> str:
    match raw:
        case str():  # numbers, too: they are read as they are written
            return raw
        case bool():
            return "true" if raw else "false"
        case _:
            raise MalformedPolicyError(f"{where}: {_shown(raw)} is no string")


def _shown(raw: object) -> str:
    """A value of the document as an error shows it: short, and on one line."""
    match raw:
        case str():
            return ascii(raw if len(raw) <= 60 else f"{raw[:57]}...")  # noqa: PLR2004
        case None:
            return "null"
        case bool():
            return "true" if raw else "false"
        case _Pairs():
            return "a JSON object"
        case _:
            return "a list"


def _refuse_constant(name: str) -> NoReturn:
    raise MalformedPolicyError(f"it is not valid JSON: {name} is no value")
