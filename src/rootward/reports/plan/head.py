"""What stands above a plan and above what came of it: which plan, for which account, through what."""

from __future__ import annotations

from rootward.model.plan import Plan, PlannedAccount
from rootward.reports.evidence import told
from rootward.reports.names import safe
from rootward.reports.sheet import Sheet

INDENT = " " * len("Plan ")

_DIGITS = 12
"""So many of the digest's tell a plan from others."""


def title(sheet: Sheet, plan: Plan) -> None:
    """`Plan 2aed51a1c15a for account 123456789012 (acme)`; of an undo, the journal that it takes back as well."""
    account = plan.account
    alias = f" ({told(account.alias)})" if account.alias else ""
    undone = f"of journal {safe(plan.undoes)}, " if plan.undoes else ""
    text = f"{safe(plan.digest[:_DIGITS])} {undone}for account {told(account.id)}{alias}"
    sheet.add(text, lead="Undo " if plan.undoes else "Plan ", label="plain")


def through(sheet: Sheet, account: PlannedAccount) -> None:
    """The endpoint, where it is not AWS's own."""
    if account.endpoint:
        endpoint = f"{told(account.endpoint)}, which is not AWS's own endpoint"
        sheet.add(endpoint, lead="through ", style="medium", label="plain")
