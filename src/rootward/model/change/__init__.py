"""Changes as typed data: what is before, what is after, and all that follows from the two.

To add a kind: one module with one subclass of `Edit`, or of `AccountEdit` where nobody may do more or less by it, and
its place in the union here. Then, in `rootward`,

- where it does not run, or the type checker complains, until the kind is there: `aws.looks` (its look);
  `reports.plan.subject`, `.difference`, `.terraform` and `.cloudformation` (its words, and whether code can say it);
  `engine.permissions` (what undoes its operations); of an `Edit` that is no `AccountEdit` also `engine.lockout.touch`,
  `.restriction` and `.telling` (whom it is about, whether it takes something from them, its words);
- where nothing complains, and what the kind does decides whether it belongs there. Does something but its own state
  speak against it (`aws.looks.objection`)? Does it end a way in (`engine.lockout.effect`), bring somebody a policy
  (`engine.lockout.mfa_demand`, `engine.planning.denial`), put somebody under others' policies (`engine.lockout.stage`),
  or take the caller's own means to act (`engine.lockout.own_credential`)? Is it root's alone to make
  (`engine.lockout.root_alone`)? Has AWS a quota for it
  (`engine.planning.room`)? Does it hurt people whom its plan should tell why (`reports.plan.text`)? Is it found when
  its owner is gone, or is something of its name another's (`workflows.running.befores`)? Does it take away what others
  may have joined, hold or point to (`workflows.running.company`, `.belongings`, `.pointing`)? Does it ask for something
  later (`model.journal.History`)? Has its action another name than its operation (`model.iam_action`)?

Of the tests, `tests.model.change.changes`, `tests.model.change.kinds` and `tests.reports.plan.plans` hold one of each
kind.
"""

from __future__ import annotations

from rootward.model.change.access_key import AccessKeyChange
from rootward.model.change.alternate_contact import AlternateContactChange
from rootward.model.change.analyzer import AnalyzerChange
from rootward.model.change.api_call import ApiCall, OneTimePassword, Parameter
from rootward.model.change.attachment import AttachmentChange
from rootward.model.change.bucket import BucketChange
from rootward.model.change.bucket_policy import BucketPolicyChange
from rootward.model.change.edit import RISKS, AccountEdit, Edit, IdentityRef, Missing, Other, Partway, Risk
from rootward.model.change.event_rule import EventRuleChange, RuleSettings
from rootward.model.change.group import GroupChange
from rootward.model.change.inline_policy import InlinePolicyChange
from rootward.model.change.login_profile import LoginProfileChange
from rootward.model.change.membership import MembershipChange
from rootward.model.change.password_policy import PasswordPolicyChange
from rootward.model.change.role import RoleChange
from rootward.model.change.root_credential import RootCredentialChange
from rootward.model.change.server_certificate import ServerCertificateChange
from rootward.model.change.topic import TopicChange
from rootward.model.change.trail import TrailChange, TrailSettings
from rootward.model.change.trail_logging import TrailLoggingChange
from rootward.model.change.user import UserChange
from rootward.model.change.user_credential import UserCredentialChange
from rootward.model.change.virtual_device import VirtualDeviceChange

Change = (
    AccessKeyChange
    | AlternateContactChange
    | AnalyzerChange
    | AttachmentChange
    | BucketChange
    | BucketPolicyChange
    | EventRuleChange
    | GroupChange
    | InlinePolicyChange
    | LoginProfileChange
    | MembershipChange
    | PasswordPolicyChange
    | RoleChange
    | RootCredentialChange
    | ServerCertificateChange
    | TopicChange
    | TrailChange
    | TrailLoggingChange
    | UserChange
    | UserCredentialChange
    | VirtualDeviceChange
)
"""Every kind of change."""

__all__ = [
    "RISKS",
    "AccessKeyChange",
    "AccountEdit",
    "AlternateContactChange",
    "AnalyzerChange",
    "ApiCall",
    "AttachmentChange",
    "BucketChange",
    "BucketPolicyChange",
    "Change",
    "Edit",
    "EventRuleChange",
    "GroupChange",
    "IdentityRef",
    "InlinePolicyChange",
    "LoginProfileChange",
    "MembershipChange",
    "Missing",
    "OneTimePassword",
    "Other",
    "Parameter",
    "Partway",
    "PasswordPolicyChange",
    "Risk",
    "RoleChange",
    "RootCredentialChange",
    "RuleSettings",
    "ServerCertificateChange",
    "TopicChange",
    "TrailChange",
    "TrailLoggingChange",
    "TrailSettings",
    "UserChange",
    "UserCredentialChange",
    "VirtualDeviceChange",
]
