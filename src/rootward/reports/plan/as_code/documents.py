"""JSON documents of a change, fit to be written in another language."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

from rootward.model.change import (
    BucketPolicyChange,
    Change,
    EventRuleChange,
    InlinePolicyChange,
    RoleChange,
    TopicChange,
)
from rootward.reports.plan.as_code.text import is_text


def documents(change: Change) -> Iterator[str]:
    """The documents that the change writes."""
    match change:
        case InlinePolicyChange(after=str() as document) | BucketPolicyChange(after=str() as document):
            yield document
        case RoleChange():
            yield change.trust_policy
        case TopicChange():
            yield change.policy
        case EventRuleChange(after=settings) if settings is not None:
            yield settings.pattern


class UnfitDocumentError(ValueError):
    """A document that cannot be written in another language; its text says why."""


_DEEPEST = 40


def parsed(document: str) -> dict[str, object]:
    """The JSON object that the document is. Raises UnfitDocumentError where another writing of it might say less."""
    try:
        value = json.loads(document, object_pairs_hook=_each_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise UnfitDocumentError("its document is no JSON object of which each name stands once")
    if not _is_plain(value, _DEEPEST):
        raise UnfitDocumentError("its document holds what is hardly meant as it stands")
    return value


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = dict(pairs)
    if len(names) < len(pairs):
        raise ValueError("a name stands twice")
    return names


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _is_plain(value: object, deepest: int) -> bool:
    """Whether it is no deeper than that, each number is one, and each text can be written in UTF-8."""
    match value:
        case str():
            return is_text(value)
        case float():
            return math.isfinite(value)
        case dict():
            return deepest > 0 and all(is_text(name) and _is_plain(one, deepest - 1) for name, one in value.items())
        case list():
            return deepest > 0 and all(_is_plain(one, deepest - 1) for one in value)
        case _:
            return True
