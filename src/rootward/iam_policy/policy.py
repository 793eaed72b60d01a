"""A policy document made ready to be asked: its statements, their patterns, variables and conditions taken apart."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache

import msgspec

from rootward.iam_policy.condition import Test, hold, tests
from rootward.iam_policy.context import Keys
from rootward.iam_policy.document import LANGUAGE_OF_2008, Document, MalformedPolicyError, Statement, parse
from rootward.iam_policy.operator import UnknownOperatorError
from rootward.iam_policy.ternary import Maybe, Ternary, all_of, any_of, negation
from rootward.iam_policy.variable import Template, template
from rootward.iam_policy.wildcard import Wildcard, arn_wildcard


class Place(msgspec.Struct, frozen=True):
    """One value of a Resource or NotResource element."""

    template: Template
    pattern: Wildcard | None
    """Ready, unless the value has variables."""

    def takes(self, resource: str, keys: Keys) -> Ternary:
        """Whether it takes in the resource."""
        if self.pattern is not None:
            return self.pattern.matches(resource)
        filled = self.template.filled(keys)
        if isinstance(filled, Maybe):
            possible = arn_wildcard(self.template.widest(keys)).matches(resource)
            return filled if possible else False
        return False if filled is None else arn_wildcard(filled).matches(resource)


class Rule(msgspec.Struct, frozen=True, eq=False):
    """A statement, made ready."""

    statement: Statement
    places: tuple[Place, ...]
    conditions: tuple[Test, ...]

    def applies(self, resource: str, keys: Keys) -> Ternary:
        """Whether it is about the resource and its conditions hold. Action and principal are asked apart."""
        about = self._is_about(resource, keys)
        return about if about is False else all_of((about, hold(self.conditions, keys)))

    def _is_about(self, resource: str, keys: Keys) -> Ternary:
        if self.statement.not_resources is not None:
            return negation(any_of(place.takes(resource, keys) for place in self.places))
        if self.statement.resources is not None:
            return any_of(place.takes(resource, keys) for place in self.places)
        return True  # of a resource's own policy: it is about that resource

    @property
    def names_by_arn(self) -> bool:
        """Whether a condition asks for the caller's own ARN."""
        return any(test.key == "aws:principalarn" and test.asks_for_a_value for test in self.conditions)

    def tested(self) -> Iterator[str]:
        """The condition keys that it tests or brings in as variables, in small letters."""
        for test in self.conditions:
            yield test.key
        for made in (
            *(place.template for place in self.places),
            *(wanted.template for test in self.conditions for wanted in test.values),
        ):
            yield from (variable.key for variable in made.variables)


class Policy:
    """A policy, made ready. Whoever asks it about an action twice gets the same statements without a search."""

    __slots__ = ("_by_action", "document", "keys", "rules", "text")

    def __init__(self, document: Document, text: str = "") -> None:
        """`text`: what the document was read from. Raises UnknownOperatorError."""
        self.document = document
        self.text = text
        variables = document.version != LANGUAGE_OF_2008
        self.rules = tuple(_rule(statement, variables=variables) for statement in document.statements)
        self.keys = frozenset(key for rule in self.rules for key in rule.tested())
        """Every condition key that it tests or brings in as a variable, in small letters."""
        self._by_action: dict[str, tuple[Rule, ...]] = {}

    def about(self, action: str) -> tuple[Rule, ...]:
        """The statements about an action, in order."""
        found = self._by_action.get(action)
        if found is None:
            found = tuple(rule for rule in self.rules if rule.statement.takes(action))
            self._by_action[action] = found
        return found


class Unread:
    """In place of a policy: there is one, and it could not be read."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNREAD"


UNREAD = Unread()

Written = str | Mapping[str, object] | Document | Policy
"""A policy as it may be given: JSON text, the object that the text says, or one that is read or made ready already."""


def policy(written: Written) -> Policy:
    """Make a policy ready. Raises MalformedPolicyError, of which UnknownOperatorError is one."""
    match written:
        case Policy():
            return written
        case Document():
            return Policy(written)
        case str():
            return _of_text(written)
        case _:
            return _of_text(json.dumps(written))


@lru_cache(maxsize=8_192)
def _of_text(text: str) -> Policy:
    return Policy(parse(text), text)


def _rule(statement: Statement, *, variables: bool) -> Rule:
    places = statement.resources if statement.resources is not None else statement.not_resources
    try:
        conditions = tests(statement.conditions, variables=variables)
    except UnknownOperatorError as error:
        raise UnknownOperatorError(f"statement {statement.number}, element Condition: {error}") from None
    return Rule(statement, tuple(_place(value, variables=variables) for value in places or ()), conditions)


def _place(value: str, *, variables: bool) -> Place:
    made = template(value, variables=variables)
    fixed = made.fixed()
    return Place(made, None if fixed is None else arn_wildcard(fixed))


__all__ = ["UNREAD", "MalformedPolicyError", "Policy", "Rule", "Unread", "Written", "policy"]
