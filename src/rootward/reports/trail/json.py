"""A trail report as JSON, schema 1."""

from __future__ import annotations

from rootward.model.root_event import RootTimeline
from rootward.reports.scan.json import document


def render(timeline: RootTimeline, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """JSON, indented by two; names as `reports.json` writes them. `width` and `color` change nothing."""
    del width, color
    return document(timeline, unicode=unicode)
