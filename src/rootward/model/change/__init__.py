"""Changes as typed data: what is before, what is after, and all that follows from the two.

To add a kind: one module with one subclass of `Edit`, and its place in the union here. Then, in `rootward`,

- where it does not run, or the type checker complains, until the kind is there: `aws.looks` (its look), and
  `engine.lockout.touch`, `.restriction` and `.telling` (whom it is about, whether it takes something from them, its
  words), `reports.plan.change` (its subject and its difference), `engine.permissions` (what undoes its operations);
- where nothing complains, and what the kind does decides whether it belongs there. Does something but its own state
  speak against it (`aws.looks.objection`)? Does it end a way in (`engine.lockout.effect`), bring somebody a policy
  (`engine.lockout.mfa_demand`, `engine.planning.denial`), put somebody under others' policies (`engine.lockout.stage`),
  or take the caller's own means to act (`engine.lockout.own_credential`)? Has AWS a quota for it
  (`engine.planning.room`)? Does it hurt people whom its plan should tell why (`reports.plan.text`)? Does it hold on to
  a group that the run makes or deletes (`workflows.running.befores`, `.company`)? Does it ask for something later
  (`model.journal.History`)?

Of the tests, `tests.model.change.changes` and `tests.reports.plan.plans` hold one of each kind.
"""

from __future__ import annotations

from rootward.model.change.access_key import AccessKeyChange
from rootward.model.change.api_call import ApiCall
from rootward.model.change.attachment import AttachmentChange
from rootward.model.change.edit import RISKS, Edit, IdentityRef, Missing, Risk
from rootward.model.change.group import GroupChange
from rootward.model.change.inline_policy import InlinePolicyChange
from rootward.model.change.membership import MembershipChange
from rootward.model.change.password_policy import PasswordPolicyChange

Change = PasswordPolicyChange | AccessKeyChange | GroupChange | MembershipChange | AttachmentChange | InlinePolicyChange
"""Every kind of change."""

__all__ = [
    "RISKS",
    "AccessKeyChange",
    "ApiCall",
    "AttachmentChange",
    "Change",
    "Edit",
    "GroupChange",
    "IdentityRef",
    "InlinePolicyChange",
    "MembershipChange",
    "Missing",
    "PasswordPolicyChange",
    "Risk",
]
