"""Why Terraform cannot make a step.

What the provider can make: https://registry.terraform.io/providers/hashicorp/aws/latest/docs
"""

from __future__ import annotations

from rootward.model.change import (
    AccessKeyChange,
    EventRuleChange,
    LoginProfileChange,
    TrailChange,
    TrailLoggingChange,
    UserCredentialChange,
)
from rootward.model.plan import Step
from rootward.reports.plan.as_code import mentions
from rootward.reports.plan.as_code.division import Company
from rootward.reports.plan.as_code.documents import UnfitDocumentError, documents, parsed
from rootward.reports.plan.as_code.text import is_text, strings
from rootward.reports.plan.terraform.writers import WRITERS

_NOT_ITS_OWN = "Terraform manages it as a whole or not at all, and this one is not its own"


def reason(step: Step, company: Company) -> str:
    """Why Terraform cannot make the step; empty where it can."""
    change = step.change
    if not all(map(is_text, strings(change))):
        return "a name in it is no text that a file can hold"
    why = _beyond(step, company)
    if why:
        return why
    try:
        for document in documents(change):
            parsed(document)
    except UnfitDocumentError as error:
        return str(error)
    return ""


def _beyond(step: Step, company: Company) -> str:
    """Why Terraform has no resource for the change."""
    change = step.change
    if change.after is None or change.after is False:
        return "Terraform takes away nothing that it does not manage"
    match change:
        case AccessKeyChange() | UserCredentialChange():
            return "Terraform switches only what it manages"
        case LoginProfileChange():
            return "Terraform would keep the password in its state"
        case TrailLoggingChange():
            return _NOT_ITS_OWN if company.maker(mentions.trail(change.arn), step) is None else ""
        case TrailChange() | EventRuleChange() if change.before is not None:
            return _NOT_ITS_OWN
    return "" if type(change) in WRITERS else "Terraform has no resource for it"
