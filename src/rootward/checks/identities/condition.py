"""What the conditions of a statement that allows hold a request to.

A condition closes a statement only if a request without the right value cannot pass it. So these do not count:
negated operators (what they name is kept out, and the world let in), `...IfExists` and `ForAllValues:` (both are
true where the key is absent), and operators on other things than strings and ARNs.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rootward.iam_policy.document import Statement

_POSITIVE = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"})
_ANY_VALUE = "foranyvalue:"
_OPEN = re.compile(r"[*?]|\$\{")

OWN_ACCOUNT, OWN_ORGANIZATION = "${aws:resourceaccount}", "${aws:resourceorgid}"
"""The policy variables of the role's own account and organisation, in lower case."""


def demanded(statement: Statement, key: str) -> Iterator[tuple[str, ...]]:
    """The values of each test that the key must pass: one of them, and each test must be passed."""
    for operator, values in statement.conditions_on(key):
        if operator.lower().removeprefix(_ANY_VALUE) in _POSITIVE and values:
            yield values


def holds_to(statement: Statement, key: str, narrow: Callable[[str], bool]) -> bool:
    """Whether some test of the key lets only narrow values pass."""
    return any(all(narrow(value) for value in values) for values in demanded(statement, key))


def is_literal(value: str) -> bool:
    """Whether the value says exactly one thing."""
    return bool(value.strip()) and not has_wildcard(value)


def has_wildcard(value: str) -> bool:
    """Whether the value is a pattern. Under `StringEquals` it would be none, and match nobody: it is read as one.

    A policy variable is one as well: `${aws:PrincipalAccount}` is whatever the caller brings along. Those that stand
    for the role's own account and organisation always say the same.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """
    return bool(_OPEN.search(value)) and value.lower() not in {OWN_ACCOUNT, OWN_ORGANIZATION}


def beginning(value: str) -> str:
    """What stands before the first wildcard or variable."""
    return _OPEN.split(value, maxsplit=1)[0]
