"""Changes as typed data: what is before, what is after, and all that follows from the two.

To add a kind: one module with one subclass of `Edit`, its place in the union here, and its look in
`rootward.aws.looks`.
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
