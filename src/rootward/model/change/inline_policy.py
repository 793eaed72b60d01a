"""A policy that lives inside one user, group or role: written, or deleted."""

from __future__ import annotations

import json

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall
from rootward.model.change.edit import Edit, IdentityRef, Missing, Risk
from rootward.model.change.holding import Holder, holder_of, with_holder
from rootward.model.identity import InlinePolicy
from rootward.model.unknown import Unknown


class InlinePolicyChange(Edit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inline-policy"):
    """Another document of an inline policy, its first one, or (after None) none.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutGroupPolicy.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html
    """

    holder: IdentityRef
    name: str
    before: str | None
    """JSON text, as AWS gave it; None: there is no such policy."""
    after: str | None

    @property
    def resource(self) -> str:
        """The holder."""
        return self.holder.arn

    @property
    def target(self) -> tuple[str, ...]:
        """The policy of that name inside the holder."""
        return ("inline-policy", self.holder.kind, self.holder.name, self.name)

    @property
    def risk(self) -> Risk:
        """A first document takes nothing from anybody unless it denies, which the plan says; others may."""
        return "safe" if self.before is None else "disruptive"

    def calls(self) -> tuple[ApiCall, ...]:
        """PutGroupPolicy, DeleteUserPolicy and their like."""
        kind = self.holder.kind.capitalize()
        named = {f"{kind}Name": self.holder.name, "PolicyName": self.name}
        if self.after is None:
            return (ApiCall(operation=f"Delete{kind}Policy", parameters=named, resource=self.holder.arn),)
        parameters = {**named, "PolicyDocument": self.after}
        return (ApiCall(operation=f"Put{kind}Policy", parameters=parameters, resource=self.holder.arn),)

    def inverse(self) -> InlinePolicyChange:
        """The document that was."""
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def state(self, account: Account) -> str | Unknown | Missing | None:
        """The document."""
        holder = holder_of(account, self.holder)
        if isinstance(holder, Unknown | Missing):
            return holder
        return next((one.document for one in holder.inline_policies if one.name == self.name), None)

    def effect(self, account: Account) -> Account:
        """The account in which the holder has the document, or no such policy."""
        return with_holder(account, self.holder, self._replaced)

    def agrees(self, seen: object, wanted: object) -> bool:
        """Whether both say the same, however they are written."""
        if isinstance(seen, str) and isinstance(wanted, str):
            return canonical(seen) == canonical(wanted)
        return seen == wanted

    def _replaced(self, holder: Holder) -> Holder:
        others = tuple(one for one in holder.inline_policies if one.name != self.name)
        own = () if self.after is None else (InlinePolicy(name=self.name, document=self.after),)
        return msgspec.structs.replace(holder, inline_policies=(*others, *own))


def canonical(document: str) -> str:
    """A document as JSON of one form, so that two can be compared; what is no JSON stays as it is."""
    try:
        return json.dumps(json.loads(document), sort_keys=True, separators=(",", ":"))
    except (ValueError, RecursionError):
        return document
