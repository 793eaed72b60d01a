"""Show what a check is."""

from __future__ import annotations

from rootward.checks.check import Check
from rootward.checks.registry import CHECKS
from rootward.workflows.permissions import actions_for


def explain(check: Check, *, form: str, width: int, color: bool, unicode: bool) -> str:
    """The check's page, with the permissions that it needs."""
    from rootward.reports.page import render

    return render(check, actions_for((check,)), form=form, width=width, color=color, unicode=unicode)


def catalogue(*, width: int, unicode: bool) -> str:
    """A line for each check: severity, id, problem; by practice."""
    from rootward.reports.page import catalogue as lines

    return lines(CHECKS, width=width, unicode=unicode)
