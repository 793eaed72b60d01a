"""A managed policy attached to a user, group or role, or detached from it."""

from __future__ import annotations

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall
from rootward.model.change.edit import Edit, IdentityRef, Missing, Risk
from rootward.model.change.holding import Holder, holder_of, with_holder
from rootward.model.identity import ManagedPolicy
from rootward.model.unknown import Unknown


class AttachmentChange(Edit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="attachment"):
    """A managed policy attached, or detached.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachGroupPolicy.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html
    """

    holder: IdentityRef
    policy_arn: str
    before: bool
    after: bool
    document: str | None = None
    """Of an AWS managed policy that nobody holds yet: what it says, JSON text. The account's facts do not know it."""

    @property
    def resource(self) -> str:
        """The holder."""
        return self.holder.arn

    @property
    def target(self) -> tuple[str, ...]:
        """The policy of the holder."""
        return ("attachment", self.holder.kind, self.holder.name, self.policy_arn)

    @property
    def risk(self) -> Risk:
        """Whoever loses a policy loses what it allows."""
        return "safe" if self.after else "disruptive"

    def calls(self) -> tuple[ApiCall, ...]:
        """AttachUserPolicy, DetachGroupPolicy and their like."""
        kind = self.holder.kind.capitalize()
        return (
            ApiCall(
                operation=f"{'Attach' if self.after else 'Detach'}{kind}Policy",
                parameters={f"{kind}Name": self.holder.name, "PolicyArn": self.policy_arn},
                resource=self.holder.arn,
            ),
        )

    def inverse(self) -> AttachmentChange:
        """The other way."""
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def state(self, account: Account) -> bool | Unknown | Missing:
        """Whether the policy is attached."""
        holder = holder_of(account, self.holder)
        return holder if isinstance(holder, Unknown | Missing) else self.policy_arn in holder.attached_policies

    def effect(self, account: Account) -> Account:
        """The account in which the holder has the policy, or has it no more; the policy counts its attachments."""
        if self.state(account) in (self.after, Missing(self.holder.arn)):
            return account
        account = with_holder(account, self.holder, self._replaced)
        found = account.identities
        if isinstance(found, Unknown):
            return account
        listed = found.policies
        if self.document is not None and all(one.arn != self.policy_arn for one in listed):
            name = self.policy_arn.rpartition("/")[2]
            listed = (*listed, ManagedPolicy(name=name, arn=self.policy_arn, document=self.document))
        counted = (
            msgspec.structs.replace(one, attachment_count=one.attachment_count + (1 if self.after else -1))
            if one.arn == self.policy_arn
            else one
            for one in listed
        )
        # AWS lists none of its own that nobody holds.
        forgotten = self.policy_arn if self.document is not None else None
        policies = tuple(one for one in counted if one.arn != forgotten or one.attachment_count > 0)
        return msgspec.structs.replace(account, identities=msgspec.structs.replace(found, policies=policies))

    def _replaced(self, holder: Holder) -> Holder:
        others = tuple(arn for arn in holder.attached_policies if arn != self.policy_arn)
        return msgspec.structs.replace(holder, attached_policies=(*others, self.policy_arn) if self.after else others)
