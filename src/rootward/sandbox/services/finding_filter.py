"""The criteria by which Access Analyzer's findings are listed and archived.

https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Criterion.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-filter-keys.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def matches(finding: Mapping[str, Any], criteria: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a finding, as the API shows it, meets every criterion. A key is a member's name, or `principal.AWS`."""
    return all(_meets(_values(finding, key), criterion) for key, criterion in criteria.items())


def _meets(values: list[str], criterion: Mapping[str, Any]) -> bool:
    if criterion.get("eq") and not set(values) & set(criterion["eq"]):
        return False
    if criterion.get("neq") and set(values) & set(criterion["neq"]):
        return False
    if criterion.get("contains") and not any(part in value for part in criterion["contains"] for value in values):
        return False
    return criterion.get("exists") is None or bool(values) is criterion["exists"]


def _values(finding: Mapping[str, Any], key: str) -> list[str]:
    name, _, part = key.partition(".")
    value = finding.get(name)
    if part and isinstance(value, dict):
        value = value.get(part)
    if value is None:
        return []
    if isinstance(value, bool):
        return [str(value).lower()]
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
