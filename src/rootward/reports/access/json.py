"""Answers about access as JSON, schema 1. Keys and their order do not change within a schema number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from rootward.model.access import Administrators, Can, WhoCan
from rootward.model.secret_text import masked
from rootward.reports.json_text import escaped
from rootward.reports.names import without_surrogates


def render(answer: WhoCan | Can | Administrators, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """JSON, indented by two; names as `reports.json` writes them. `width` and `color` change nothing."""
    del width, color
    return escaped(_text(msgspec.to_builtins(answer)), unicode=unicode)


def statement_text(statement: Mapping[str, object]) -> str:
    """A statement of a policy, indented by two, safe to show."""
    return escaped(_text(statement), unicode=True).rstrip("\n")


_NAMES = frozenset(
    {
        "id", "alias", "principal", "name", "policy", "group", "inline_of", "through", "resource", "resources",
        "target", "role", "who",
    }
)  # fmt: skip
"""Keys under which names stand: as AWS gave them. Anything else may quote a secret."""


def _text(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(_told(value)), indent=2).decode() + "\n"


def _told(value: Any, key: str = "") -> Any:  # noqa: ANN401 - whatever JSON holds
    match value:
        case str():
            return without_surrogates(value if key in _NAMES else masked(value))
        case Mapping():
            return {_told(name): _told(each, name) for name, each in value.items()}
        case list() | tuple():
            return [_told(each, key) for each in value]
        case _:
            return value
