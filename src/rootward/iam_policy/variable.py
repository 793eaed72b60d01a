"""Texts of a policy with variables in them: `arn:aws:s3:::home/${aws:username}/*`.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
What a variable brings in is plain text, wildcards in it included. In the language of 2008 `${…}` is plain text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from rootward.iam_policy.context import Keys, NotKnown
from rootward.iam_policy.ternary import Maybe
from rootward.iam_policy.wildcard import RUN, Token, literal, tokens

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_DEFAULT = re.compile(r"(?P<key>[^,]*?)\s*,\s*'(?P<default>[^']*)'\s*")
_SPELLED_OUT = ("*", "?", "$")
"""`${*}`, `${?}` and `${$}`: the characters themselves."""


class Variable(msgspec.Struct, frozen=True):
    """A condition key, in small letters, whose value is brought in; and what is, where the request lacks the key."""

    key: str
    default: str | None = None


Part = tuple[Token, ...] | Variable


class Template(msgspec.Struct, frozen=True):
    """A text with wildcards and variables, taken apart."""

    parts: tuple[Part, ...]

    @property
    def variables(self) -> tuple[Variable, ...]:
        """Its variables, in order."""
        return tuple(part for part in self.parts if isinstance(part, Variable))

    def fixed(self) -> tuple[Token, ...] | None:
        """Its tokens, where it has no variables."""
        return None if self.variables else sum((part for part in self.parts if not isinstance(part, Variable)), ())

    def filled(self, keys: Keys) -> tuple[Token, ...] | Maybe | None:
        """Its tokens with the variables filled in; None where one has no value; Maybe where one is not known."""
        found: list[Token] = []
        missing: set[str] = set()
        for part in self.parts:
            if not isinstance(part, Variable):
                found.extend(part)
                continue
            value = _value(part, keys)
            if value is None:
                return None
            if isinstance(value, NotKnown):
                missing.add(part.key)
            else:
                found.extend(literal(value))
        return Maybe(frozenset(missing)) if missing else tuple(found)

    def widest(self, keys: Keys | None = None) -> tuple[Token, ...]:
        """Its tokens with a run of any characters in place of each variable whose value is not known."""
        found: list[Token] = []
        for part in self.parts:
            if not isinstance(part, Variable):
                found.extend(part)
                continue
            value = None if keys is None else _value(part, keys)
            found.extend((RUN,) if value is None or isinstance(value, NotKnown) else literal(value))
        return tuple(found)


def template(text: str, *, variables: bool, wildcards: bool = True) -> Template:
    """Take a text apart. `variables`: whether its language knows any. `wildcards`: whether `*` and `?` are."""
    plain = tokens if wildcards else literal
    if not variables or "${" not in text:
        return Template((plain(text),))
    return Template(tuple(_parts(text, wildcards=wildcards)))


def _parts(text: str, *, wildcards: bool) -> Iterator[Part]:
    plain = tokens if wildcards else literal
    place = 0
    for found in _VARIABLE.finditer(text):
        yield plain(text[place : found.start()])
        place = found.end()
        name = found[1]
        if name in _SPELLED_OUT:
            yield literal(name)
        elif with_default := _DEFAULT.fullmatch(name):
            yield Variable(with_default["key"].strip().lower(), with_default["default"])
        else:
            yield Variable(name.strip().lower())
    yield plain(text[place:])


def _value(variable: Variable, keys: Keys) -> str | NotKnown | None:
    """A variable's value. A multi-valued key has none: it cannot be used as a variable."""
    value = keys.values(variable.key)
    return variable.default if value is None or isinstance(value, tuple) else value
