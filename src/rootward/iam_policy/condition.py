"""Whether a statement's conditions hold for a request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
All operators and all keys must hold; of several values of one key one is enough, or, where the operator is negated,
none may be met.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from rootward.iam_policy.context import Keys, NotKnown, Values
from rootward.iam_policy.document import Conditions
from rootward.iam_policy.operator import Operator, Takes, operator
from rootward.iam_policy.ternary import Maybe, Ternary, all_of, any_of, negation
from rootward.iam_policy.variable import Template, template


class Wanted(msgspec.Struct, frozen=True):
    """One value of a condition: ready to compare, unless it has variables."""

    template: Template
    takes: Takes | None


class Test(msgspec.Struct, frozen=True):
    """One operator on one key."""

    operator: Operator
    key: str
    """In small letters."""
    values: tuple[Wanted, ...]

    @property
    def asks_for_a_value(self) -> bool:
        """Whether a request that has the key must have one of the values."""
        return self.operator.name != "null" and not self.operator.negated

    def holds(self, keys: Keys) -> Ternary:
        """Whether it holds. A maybe names the key and the variables that are not known."""
        settled = self._whatever_the_key()
        if settled is not None:
            return settled
        actual = keys.values(self.key)
        if isinstance(actual, NotKnown):
            return self._maybe(keys)
        if self.operator.name == "null":
            return self._null(actual)
        if actual is None:
            return self._holds_without()
        return self._holds_with(actual, keys)

    def _whatever_the_key(self) -> bool | None:
        """What it says whether or not the request has the key; None: that depends on the key.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
        """
        if self.operator.quantifier and self.operator.name == "null":
            return self.operator.quantifier == "forallvalues"
        if self.operator.quantifier == "foranyvalue" and not self.values:
            return False
        return None

    def _maybe(self, keys: Keys) -> Maybe:
        """The key is not known: what else it depends on is only seen once it is, so all of that is named now."""
        missing = {self.key}
        for wanted in self.values:
            filled = wanted.template.filled(keys)
            if isinstance(filled, Maybe):
                missing |= filled.keys
        return Maybe(frozenset(missing))

    def _null(self, actual: Values | None) -> bool:
        """`"true"`: the key must be absent; `"false"`: it must be there."""
        return any({"true": actual is None, "false": actual is not None}.get(text) for text in self._plain_values())

    def _plain_values(self) -> Iterator[str]:
        for wanted in self.values:
            fixed = wanted.template.fixed() or ()
            yield "".join(token.character for token in fixed).lower()

    def _holds_without(self) -> bool:
        """The request lacks the key.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
        ForAnyValue with IfExists: the pages contradict each other; AWS itself was seen to answer no.
        """
        match self.operator.quantifier:
            case "forallvalues":
                return True
            case "foranyvalue":
                return False
            case _:
                return self.operator.if_exists or self.operator.negated

    def _holds_with(self, actual: Values, keys: Keys) -> Ternary:
        if self.operator.quantifier == "":
            # A multi-valued key is tested by ForAllValues and ForAnyValue alone: any other test of it does not hold.
            return False if isinstance(actual, tuple) else self._meets(actual, keys)
        met = [self._meets(one, keys) for one in ((actual,) if isinstance(actual, str) else actual)]
        return all_of(met) if self.operator.quantifier == "forallvalues" else any_of(met)

    def _meets(self, actual: str, keys: Keys) -> Ternary:
        """Whether one value of the request meets the values of the policy: any of them, or, negated, none."""
        met = any_of(self._takes(wanted, actual, keys) for wanted in self.values)
        return negation(met) if self.operator.negated else met

    def _takes(self, wanted: Wanted, actual: str, keys: Keys) -> Ternary:
        if wanted.takes is not None:
            return wanted.takes(actual)
        filled = wanted.template.filled(keys)
        if isinstance(filled, Maybe):
            return filled
        return False if filled is None else self.operator.taking(filled)(actual)


def tests(conditions: Conditions, *, variables: bool) -> tuple[Test, ...]:
    """A statement's conditions, made ready. `variables`: whether the language knows any.

    Raises UnknownOperatorError.
    """
    return tuple(
        _test(operator(written), key, values, variables=variables)
        for written, on_keys in conditions.items()
        for key, values in on_keys.items()
    )


def _test(parsed: Operator, key: str, values: tuple[str, ...], *, variables: bool) -> Test:
    return Test(parsed, key.lower(), tuple(_wanted(parsed, value, variables=variables) for value in values))


def _wanted(parsed: Operator, value: str, *, variables: bool) -> Wanted:
    made = template(value, variables=variables and parsed.knows_variables, wildcards=parsed.knows_wildcards)
    fixed = made.fixed()
    return Wanted(made, None if fixed is None or parsed.name == "null" else parsed.taking(fixed))


def hold(conditions: tuple[Test, ...], keys: Keys) -> Ternary:
    """Whether all conditions hold."""
    return all_of(test.holds(keys) for test in conditions)
