"""Why CloudFormation cannot make a step.

The types: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
No type is there for an account's password policy and its alternate contacts, and none attaches a managed policy that
the template does not make to a user, group or role that it does not make either
(https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html).
"""

from __future__ import annotations

from collections.abc import Mapping

from rootward.model.change import (
    AccessKeyChange,
    AttachmentChange,
    Change,
    LoginProfileChange,
    TrailLoggingChange,
    UserCredentialChange,
)
from rootward.model.plan import Step
from rootward.reports.plan.as_code import mentions
from rootward.reports.plan.as_code.division import Company
from rootward.reports.plan.as_code.documents import UnfitDocumentError, documents, parsed
from rootward.reports.plan.as_code.mentions import Target
from rootward.reports.plan.as_code.text import is_text, strings
from rootward.reports.plan.cloudformation.writers import JOINING, WRITERS

_MADE_ELSEWHERE = "CloudFormation changes only what it made"
_RESOLVED = "{{resolve:"
"""How a reference begins that CloudFormation replaces wherever it stands.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
"""


def reason(step: Step, company: Company) -> str:
    """Why CloudFormation cannot make the step; empty where it can."""
    texts = tuple(strings(step.change))
    if not all(map(is_text, texts)):
        return "a name in it is no text that a file can hold"
    if any(_RESOLVED in one for one in texts):
        return "CloudFormation would put something else in place of a text in it"
    return _beyond(step, company) or _unfit(step.change)


def _beyond(step: Step, company: Company) -> str:
    """Why CloudFormation has no resource for the change."""
    change = step.change
    why = "" if type(change) in WRITERS or isinstance(change, JOINING) else "CloudFormation has no resource for it"
    if change.after is None or change.after is False:
        return "CloudFormation takes away only what it made"
    match change:
        case AccessKeyChange() | UserCredentialChange():
            why = _MADE_ELSEWHERE
        case LoginProfileChange():
            why = "its template would hold the password"
        case AttachmentChange() if not _joins(step, mentions.holder(change), company):
            why = "CloudFormation attaches such a policy only where it makes who holds it"
        case TrailLoggingChange() if not _joins(step, mentions.trail(change.arn), company):
            why = _MADE_ELSEWHERE
    if why or isinstance(change.before, bool) or change.before is None:
        return why
    return "CloudFormation makes new things, and takes over none that is there"


def _joins(step: Step, target: Target, company: Company) -> bool:
    """Whether the step can be part of the resource that an earlier step makes: it waits for nothing else."""
    maker = company.maker(target, step)
    return maker is not None and company.waits <= {maker.number}


def _unfit(change: Change) -> str:
    try:
        for document in documents(change):
            if not _means_itself(parsed(document)):
                return "CloudFormation would read something of its own into its document"
    except UnfitDocumentError as error:
        return str(error)
    return ""


_LONGEST_KEY = 1000


def _means_itself(value: object) -> bool:
    """Whether a template may hold it: no null, no function, and no name too long for a key of YAML."""
    match value:
        case None:
            return False
        case Mapping():
            return all(
                name != "Ref" and not name.startswith("Fn::") and len(name) <= _LONGEST_KEY and _means_itself(one)
                for name, one in value.items()
            )
        case list():
            return all(map(_means_itself, value))
        case str():
            return _RESOLVED not in value
        case _:
            return True
