"""A plan as JSON: what its file holds."""

from __future__ import annotations

import msgspec

from rootward.model.plan import Plan
from rootward.reports.json_text import escaped


def render_plan_json(plan: Plan) -> str:
    r"""The plan itself, indented by one: decoded it is equal, and its digest still its own.

    Controls, bidirectional marks and separators stand as `\uXXXX`, as in every JSON that rootward writes. Names and
    ids are whole: `apply` acts by them.
    """
    encoded = msgspec.json.encode(plan, order="deterministic")
    return escaped(msgspec.json.format(encoded, indent=1).decode() + "\n", unicode=True)
