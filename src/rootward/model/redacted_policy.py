"""A policy document with stand-ins in place of all that tells whose it is: what it allows stays the same.

The grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from rootward.model.pseudonyms import Pseudonyms

NOT_JSON = "redacted: what stood here is not valid JSON"

_CLAIM_WORDS = frozenset((
    "account", "amr", "authenticated", "branch", "client", "com", "enterprise", "environment", "false",
    "github", "group", "heads", "https", "id", "mcp", "namespace", "organization", "owner", "path", "phase",
    "project", "projectpath", "pull", "ref", "refs", "repo", "repository", "request", "run", "serviceaccount",
    "sts", "system", "tag", "tags", "true", "type", "unauthenticated", "vercel", "workspace",
))  # fmt: skip
"""Words by which issuers of tokens build the subjects of their customers."""

_ADDRESS = re.compile(r"[0-9a-fA-F:.]+(?P<mask>/\d{1,3})?")
_PLAIN = re.compile(r"true|false|-?\d{1,11}(\.\d+)?|\d{4}-\d\d-\d\d(T[\d:.]+Z?)?|\*", re.IGNORECASE)


def redacted_policy(text: str, pseudonyms: Pseudonyms) -> str:
    """The document, compact. What is no JSON stays none; names that stand twice in an object stay twice."""
    try:
        document = json.loads(text, object_pairs_hook=_Pairs, parse_int=_Number, parse_float=_Number)
    except (ValueError, RecursionError):
        return NOT_JSON
    return _text(_Redaction(pseudonyms).document(document))


class _Pairs(list[tuple[str, object]]):
    """A JSON object with its names as they came."""


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


def _text(value: object) -> str:
    match value:
        case _Number():
            return str(value)
        case _Pairs():
            return "{" + ",".join(f"{json.dumps(name)}:{_text(item)}" for name, item in value) + "}"
        case list():
            return "[" + ",".join(map(_text, value)) + "]"
        case _:
            return json.dumps(value)


class _Redaction:
    """Walks a document, element by element; element names are taken in any case."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms

    def document(self, value: object) -> object:
        """The whole document."""
        return self._object(value, {"statement": self._statements, "version": _kept}, self._pseudonyms.words)

    def _statements(self, value: object) -> object:
        if isinstance(value, list) and not isinstance(value, _Pairs):
            return [self._statement(one) for one in value]
        return self._statement(value)

    def _statement(self, value: object) -> object:
        elements = {
            "effect": _kept,
            "action": _kept,
            "notaction": _kept,
            "resource": self._each(self._pseudonyms.arn),
            "notresource": self._each(self._pseudonyms.arn),
            "principal": self._principals,
            "notprincipal": self._principals,
            "condition": self._conditions,
        }
        return self._object(value, elements, self._pseudonyms.words)

    def _principals(self, value: object) -> object:
        kinds = {"service": _kept, "federated": self._each(self._provider)}
        return self._object(value, kinds, self._pseudonyms.value)

    def _provider(self, provider: str) -> str:
        return self._pseudonyms.arn(provider) if provider.startswith("arn:") else self._pseudonyms.issuer(provider)

    def _conditions(self, value: object) -> object:
        if not isinstance(value, _Pairs):
            return value
        return _Pairs((operator, self._tests(operator, tests)) for operator, tests in value)

    def _tests(self, operator: str, tests: object) -> object:
        if not isinstance(tests, _Pairs):
            return tests
        address = "ipaddress" in operator.lower()
        return _Pairs(
            (self._pseudonyms.condition_key(key), self._each(self._address if address else self._test_of(key))(values))
            for key, values in tests
        )

    def _test_of(self, key: str) -> Callable[[str], str]:
        return self._pseudonyms.tag_value if "/" in key else self._tested

    def _tested(self, value: str) -> str:
        return value if _PLAIN.fullmatch(value) else self._pseudonyms.value(value, _CLAIM_WORDS)

    def _address(self, value: str) -> str:
        found = _ADDRESS.fullmatch(value)
        if found is None or value in {"0.0.0.0/0", "::/0"}:
            return value
        number = int(self._pseudonyms.number(value))
        if ":" in value:
            return f"2001:db8::{number:x}{found['mask'] or ''}"
        return f"198.18.{number // 256 % 256}.{number % 256}{found['mask'] or ''}"

    def _object(
        self, value: object, members: dict[str, Callable[[object], object]], other: Callable[[str], str]
    ) -> object:
        if not isinstance(value, _Pairs):
            return self._each(other)(value)
        return _Pairs((name, members.get(name.lower(), self._each(other))(item)) for name, item in value)

    def _each(self, change: Callable[[str], str]) -> Callable[[object], object]:
        """`change` for a text, and for each text of a list or an object; other values stay."""

        def changed(value: object) -> object:
            match value:
                case _Number():
                    # An account number without quotation marks gets them: a JSON number begins with no zero.
                    return self._pseudonyms.number(value) if re.fullmatch(r"\d{12}", value) else value
                case str():
                    return change(value)
                case _Pairs():
                    return _Pairs((name, changed(item)) for name, item in value)
                case list():
                    return [changed(item) for item in value]
                case _:
                    return value

        return changed


def _kept(value: object) -> object:
    return value
