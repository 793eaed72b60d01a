"""A proposed policy as JSON, schema 1: the documents, and what they rest on."""

from __future__ import annotations

from rootward.model.used_actions import Proposal
from rootward.reports.scan.json import document


def render(proposal: Proposal, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """JSON, indented by two. `width` and `color` change nothing."""
    del width, color
    return document(proposal, unicode=unicode)
