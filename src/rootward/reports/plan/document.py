"""A policy document on a screen: what it denies in words, always; anything else as JSON laid out, and cut."""

from __future__ import annotations

import json
from difflib import unified_diff

from rootward.iam_policy.document import MalformedPolicyError, Statement, parse
from rootward.reports.json_text import escaped
from rootward.reports.names import safe, without_surrogates

SCREEN = 24
"""So many lines of a document are shown."""

_CONTEXT = 2
_WITHOUT_MFA = ("boolifexists", "aws:multifactorauthpresent", ("false",))


def difference(before: str | None, after: str | None) -> tuple[str, ...]:
    """What the document denies, or will; then all of it where there is one, and of two the lines that differ.

    What is denied stands first and whole: it is what hurts, and a screenful of JSON may end before it.
    """
    if before is None or after is None:
        document = before if after is None else after
        if document is None:
            return ()
        said = denials(document)
        return said if _only_denies_without_mfa(document) else (*said, *_cut(laid_out(document)))
    compared = unified_diff(laid_out(before), laid_out(after), n=_CONTEXT, lineterm="")
    return (*denials(after), *(_cut(tuple(compared)[2:]) or ("the same, written in another way",)))


def denials(document: str) -> tuple[str, ...]:
    """A line for each statement of the document that denies.

    `DenyAllExceptListedIfNoMFA denies without MFA: everything but iam:ChangePassword, iam:GetUser`
    """
    return tuple(_denial(statement) for statement in _statements(document) if statement.effect == "Deny")


def _statements(document: str) -> tuple[Statement, ...]:
    try:
        return parse(document).statements
    except MalformedPolicyError:
        return ()


def _only_denies_without_mfa(document: str) -> bool:
    """Whether the words say all that there is in the document."""
    statements = _statements(document)
    return bool(statements) and all(
        one.effect == "Deny" and _tests(one) == [_WITHOUT_MFA] and one.resources is not None for one in statements
    )


def laid_out(document: str) -> tuple[str, ...]:
    """The lines of the document as JSON, indented by two; of what is no JSON, its one line. Safe to show."""
    try:
        value = json.loads(document, object_pairs_hook=_each_once)
        text = json.dumps(value, indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return (safe(document),)
    return tuple(escaped(without_surrogates(text), unicode=True).split("\n"))


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The object. Raises ValueError where a name stands twice: laid out, one of the two would be missing."""
    names = dict(pairs)
    if len(names) < len(pairs):
        raise ValueError("a name stands twice")
    return names


def _cut(lines: tuple[str, ...]) -> tuple[str, ...]:
    if len(lines) <= SCREEN:
        return lines
    shown = SCREEN - 1
    return (*lines[:shown], f"… and {len(lines) - shown} more lines: the plan's JSON holds them")


def _tests(statement: Statement) -> list[tuple[str, str, tuple[str, ...]]]:
    """Operators, keys and values in small letters."""
    return [
        (operator.lower(), key.lower(), tuple(value.lower() for value in values))
        for operator, key, values in _conditions(statement)
    ]


def _conditions(statement: Statement) -> list[tuple[str, str, tuple[str, ...]]]:
    by_operator = statement.conditions.items()
    return [(operator, key, values) for operator, by_key in by_operator for key, values in by_key.items()]


def _denial(statement: Statement) -> str:
    who = f"{statement.sid} denies" if statement.sid else "denies"
    tests = _tests(statement)
    others = [one for one, test in zip(_conditions(statement), tests, strict=True) if test != _WITHOUT_MFA]
    when = " without MFA" if len(others) < len(tests) else ""
    return safe(f"{who}{when}: {_what(statement)}{_on(statement)}{_where(others)}")


def _what(statement: Statement) -> str:
    if statement.actions is None:
        return f"everything but {', '.join(statement.not_actions or ('nothing',))}"
    return "everything" if statement.actions == ("*",) else ", ".join(statement.actions)


def _on(statement: Statement) -> str:
    if statement.resources is None:
        return f", on all but {', '.join(statement.not_resources or ('nothing',))}"
    return "" if statement.resources == ("*",) else f", on {', '.join(statement.resources)}"


def _where(conditions: list[tuple[str, str, tuple[str, ...]]]) -> str:
    told = (f"{operator} {key} is {' or '.join(values) or 'nothing'}" for operator, key, values in conditions)
    joined = " and ".join(told)
    return f", where {joined}" if joined else ""
