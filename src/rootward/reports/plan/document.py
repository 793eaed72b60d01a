"""A policy document on a screen: what it denies without MFA in words, anything else as JSON laid out."""

from __future__ import annotations

import json
from difflib import unified_diff

from rootward.iam_policy.document import MalformedPolicyError, Statement, parse
from rootward.reports.json import escaped
from rootward.reports.names import safe, without_surrogates

SCREEN = 24
"""So many lines of a document are shown."""

_CONTEXT = 2
_WITHOUT_MFA = ("boolifexists", "aws:multifactorauthpresent", ("false",))


def difference(before: str | None, after: str | None) -> tuple[str, ...]:
    """The one document where there is one; of two, the lines that differ, those around them included."""
    if before is None or after is None:
        document = before if after is None else after
        return () if document is None else denied_without_mfa(document) or _cut(laid_out(document))
    compared = unified_diff(laid_out(before), laid_out(after), n=_CONTEXT, lineterm="")
    return _cut(tuple(compared)[2:]) or ("the same, written in another way",)


def denied_without_mfa(document: str) -> tuple[str, ...]:
    """A line for each statement of a document that does nothing but deny where there is no MFA; none of any other.

    `denies without MFA: everything but iam:ChangePassword, iam:GetUser`
    """
    try:
        statements = parse(document).statements
    except MalformedPolicyError:
        return ()
    return tuple(map(_denial, statements)) if all(map(_is_denial, statements)) else ()


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


def _is_denial(statement: Statement) -> bool:
    tests = [
        (operator.lower(), key.lower(), tuple(value.lower() for value in values))
        for operator, by_key in statement.conditions.items()
        for key, values in by_key.items()
    ]
    return statement.effect == "Deny" and tests == [_WITHOUT_MFA] and statement.resources is not None


def _denial(statement: Statement) -> str:
    if statement.actions is None:
        what = f"everything but {', '.join(statement.not_actions or ('nothing',))}"
    else:
        what = "everything" if statement.actions == ("*",) else ", ".join(statement.actions)
    resources = statement.resources or ()
    where = "" if resources == ("*",) else f", on {', '.join(resources)}"
    return safe(f"denies without MFA: {what}{where}")
