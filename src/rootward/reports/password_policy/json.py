"""The comparison as JSON, schema 1."""

from __future__ import annotations

import msgspec

from rootward.model.policy_comparison import Comparison
from rootward.reports.json_text import escaped
from rootward.reports.names import without_surrogates


def render(comparison: Comparison, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """JSON, indented by two. `width` and `color` change nothing."""
    del width, color
    account = comparison.account
    if account.alias is not None:
        account = msgspec.structs.replace(account, alias=without_surrogates(account.alias))
    encoded = msgspec.json.encode(msgspec.structs.replace(comparison, account=account))
    return escaped(msgspec.json.format(encoded, indent=2).decode() + "\n", unicode=unicode)
