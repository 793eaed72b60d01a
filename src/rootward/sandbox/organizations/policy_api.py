"""The policies of an organisation. Service control policies alone are kept here.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult, EmptyResult

from rootward.sandbox.error import PracticeError
from rootward.sandbox.organizations import scp
from rootward.sandbox.organizations.api import OrganizationsApi
from rootward.sandbox.organizations.constraint import invalid, violation

if TYPE_CHECKING:
    from moto.organizations.models import FakePolicy

    from rootward.sandbox.organizations.backend import Target


class PolicyApi(OrganizationsApi):
    """Service control policies."""

    def create_policy(self) -> ActionResult:
        """Make a policy; it binds nobody until it is attached."""
        self._require_kept(self._get_param("Type"))
        self._require_available()
        name, content, tags = self._get_param("Name"), self._get_param("Content"), self._tags()
        scp.require_well_formed(content)
        self._require_free_name(name)
        policy = self.organization.add_policy(name, self._get_param("Description"), content)
        policy.tags = tags
        return ActionResult({"Policy": _shown(policy)})

    def describe_policy(self) -> ActionResult:
        """One policy, with its document."""
        return ActionResult({"Policy": _shown(self._policy())})

    def update_policy(self) -> ActionResult:
        """Change a policy's name, description or document."""
        policy = self._own_policy()
        name, content = self._get_param("Name"), self._get_param("Content")
        if content is not None:
            scp.require_well_formed(content)
        if name not in (None, policy.name):
            self._require_free_name(name)
        policy.name = policy.name if name is None else name
        policy.content = policy.content if content is None else content
        policy.description = self._get_param("Description", policy.description)
        return ActionResult({"Policy": _shown(policy)})

    def delete_policy(self) -> EmptyResult:
        """Delete a policy that is attached to nothing."""
        policy = self._own_policy()
        if policy.attachments:
            message = (
                "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts "
                "before performing this operation."
            )
            raise PracticeError("PolicyInUseException", message)
        self.organization.policies.remove(policy)
        return EmptyResult()

    def list_policies(self) -> ActionResult:
        """The policies of a type."""
        wanted = self._get_param("Filter")
        return ActionResult({"Policies": [policy for policy in self.organization.policies if policy.type == wanted]})

    def list_policies_for_target(self) -> ActionResult:
        """The policies attached right to a root, unit or account; inherited ones are not shown."""
        target, wanted = self._target(), self._get_param("Filter")
        return ActionResult({"Policies": [policy for policy in target.attached_policies if policy.type == wanted]})

    def list_targets_for_policy(self) -> ActionResult:
        """What a policy is attached to."""
        return ActionResult({"Targets": self._policy().attachments})

    def attach_policy(self) -> EmptyResult:
        """Attach a policy to a root, unit or account."""
        policy, target = self._policy(), self._target()
        if not self.organization.is_enabled(policy.type):
            raise _not_enabled()
        if policy in target.attached_policies:
            message = "A policy with the specified name and type is already attached to the specified target."
            raise PracticeError("DuplicatePolicyAttachmentException", message)
        if len(target.attached_policies) >= scp.MOST_ATTACHED:
            message = "You have attached the maximum number of policies to the specified target."
            raise violation("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", message)
        self.organization.attach(policy, target)
        return EmptyResult()

    def detach_policy(self) -> EmptyResult:
        """Detach a policy; the last one stays.

        Words: https://github.com/hashicorp/terraform-provider-aws/issues/26797
        """
        policy, target = self._policy(), self._target()
        if policy not in target.attached_policies:
            message = "The policy isn't attached to the specified target in the specified root."
            raise PracticeError("PolicyNotAttachedException", message)
        if len(target.attached_policies) == 1:
            message = (
                "You cannot remove the last policy attached to the specified target. "
                "You must have at least one attached at all times."
            )
            raise violation("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", message)
        self.organization.detach(policy, target)
        return EmptyResult()

    def enable_policy_type(self) -> ActionResult:
        """Let policies of a type be attached in the root."""
        policy_type = self._policy_type()
        self._require_available()
        if self.organization.is_enabled(policy_type):
            message = "The specified policy type is already enabled."
            raise PracticeError("PolicyTypeAlreadyEnabledException", message)
        self.organization.enable_service_control_policies()
        return ActionResult({"Root": self._shown_root()})

    def disable_policy_type(self) -> ActionResult:
        """Detach every policy of a type, and let none be attached.

        https://docs.aws.amazon.com/organizations/latest/userguide/disable-policy-type.html
        """
        policy_type = self._policy_type()
        if not self.organization.is_enabled(policy_type):
            raise _not_enabled()
        for target in self.organization.targets():
            for policy in list(target.attached_policies):
                self.organization.detach(policy, target)
        self.organization.root.policy_types.clear()
        return ActionResult({"Root": self._shown_root()})

    def tag_resource(self) -> EmptyResult:
        """Put tags on a root, unit, account or policy."""
        self._tagged().tags.update(self._tags())
        return EmptyResult()

    def untag_resource(self) -> EmptyResult:
        """Take tags off."""
        tags = self._tagged().tags
        for key in self._get_param("TagKeys"):
            tags.pop(key, None)
        return EmptyResult()

    def list_tags_for_resource(self) -> ActionResult:
        """The tags of a root, unit, account or policy."""
        return ActionResult({"Tags": [{"Key": key, "Value": value} for key, value in self._tagged().tags.items()]})

    def present(self, name: str, item: Any) -> Any:  # noqa: ANN401 - moto's objects
        """Make what is shown of the policies and targets on this page only."""
        if name == "Policies":
            return _summary(item)
        if name == "Targets":
            return {"TargetId": item.id, "Arn": item.arn, "Name": item.name, "Type": item.type}
        return super().present(name, item)

    def _policy(self) -> FakePolicy:
        return self.organization.policy(self._get_param("PolicyId"))

    def _own_policy(self) -> FakePolicy:
        policy = self._policy()
        if policy.aws_managed:
            raise invalid("IMMUTABLE_POLICY", "You specified a policy that is managed by AWS and can't be modified.")
        return policy

    def _target(self) -> Target:
        return self.organization.require_target(self._get_param("TargetId"))

    def _tagged(self) -> Any:  # noqa: ANN401 - whatever has tags
        resource_id = self._get_param("ResourceId")
        if resource_id.startswith("p-"):
            return next((one for one in self.organization.policies if one.id == resource_id), None) or (
                self.organization.require_target(resource_id)
            )
        return self.organization.require_target(resource_id)

    def _policy_type(self) -> str:
        """The policy type of the call, whose root must be there."""
        if self._get_param("RootId") != self.organization.root.id:
            raise PracticeError("RootNotFoundException", "You specified a root that doesn't exist.")
        policy_type: str = self._get_param("PolicyType")
        self._require_kept(policy_type)
        return policy_type

    def _shown_root(self) -> dict[str, object]:
        root = self.organization.root
        return {"Id": root.id, "Arn": root.arn, "Name": root.name, "PolicyTypes": root.policy_types}

    @staticmethod
    def _require_kept(policy_type: str) -> None:
        """Policies of other types are not emulated: they are counted and answered as an unknown operation."""
        if policy_type != scp.TYPE:
            raise NotImplementedError(policy_type)

    def _require_available(self) -> None:
        if self.organization.organization.feature_set != "ALL":
            message = "This policy type is not available for this organization."
            raise PracticeError("PolicyTypeNotAvailableForOrganizationException", message)

    def _require_free_name(self, name: str) -> None:
        if any(policy.name == name for policy in self.organization.policies):
            message = "A policy with the specified name and type already exists."
            raise PracticeError("DuplicatePolicyException", message)


def _not_enabled() -> PracticeError:
    message = "This operation can be performed only for enabled policy types."
    return PracticeError("PolicyTypeNotEnabledException", message)


def _summary(policy: FakePolicy) -> dict[str, object]:
    own = not policy.aws_managed
    return {
        "Id": policy.id,
        "Arn": policy.arn if own else f"arn:aws:organizations::aws:policy/{policy.type.lower()}/{policy.id}",
        "Name": policy.name,
        "Description": policy.description,
        "Type": policy.type,
        "AwsManaged": policy.aws_managed,
    }


def _shown(policy: FakePolicy) -> dict[str, object]:
    return {"PolicySummary": _summary(policy), "Content": policy.content}
