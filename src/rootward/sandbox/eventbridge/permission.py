"""Whether EventBridge may send what a rule sends: what the target's policy says, or the role that the target names.

Topics and queues go by their own policies, a bus of another region by the target's role:
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
https://repost.aws/knowledge-center/eventbridge-centralized-bus-to-bus
The condition keys that tell of the rule: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.iam.models import iam_backends

from rootward.iam_policy import Principal as Named
from rootward.iam_policy import Request, Verdict, decide
from rootward.sandbox.authorization.context import of_resource
from rootward.sandbox.authorization.in_force import InForce, in_force
from rootward.sandbox.authorization.judgement import complete
from rootward.sandbox.door.principal import Principal

if TYPE_CHECKING:
    from moto.events.models import EventBus, Rule
    from moto.iam.models import Role

    from rootward.sandbox.authorization.context import Keys

SERVICE = "events.amazonaws.com"


def lets_events(action: str, arn: str, policy: str | None, rule: Rule) -> bool:
    """Whether a resource's own policy lets EventBridge do it for the rule. Without one, nobody is let in."""
    if not policy:
        return False
    request = Request(
        action=action,
        resource=arn,
        principal=Named("Service", SERVICE),
        context=complete({**_of_service(rule), **of_resource(arn, rule.account_id)}),
        resource_account=rule.account_id,
    )
    return decide(request, InForce().with_resource(policy)).verdict is Verdict.ALLOW


def may_put_events(rule: Rule, target: dict[str, Any], bus: EventBus) -> bool:
    """Whether the event may go to a bus of the account.

    A bus in another region needs a role that EventBridge may take and that may put events there. In the same region
    a role that is named decides as well; that none is needed there could not be confirmed.
    """
    if "RoleArn" not in target:
        return bus.region == rule.region_name
    role = _role(target["RoleArn"], rule.account_id)
    return role is not None and _trusts_events(role, rule) and _lets_role(role, rule, bus)


def _role(arn: str, account: str) -> Role | None:
    return next((role for role in iam_backends[account]["aws"].roles.values() if role.arn == arn), None)


def _trusts_events(role: Role, rule: Rule) -> bool:
    request = Request(
        action="sts:AssumeRole",
        resource=role.arn,
        principal=Named("Service", SERVICE),
        context=complete({**_of_service(rule), **of_resource(role.arn, role.account_id)}),
        resource_account=role.account_id,
    )
    return decide(request, InForce().with_resource(role.assume_role_policy_document)).verdict is Verdict.ALLOW


def _lets_role(role: Role, rule: Rule, bus: EventBus) -> bool:
    """What the role's policies say, those that limit it, and that of the bus."""
    session = f"arn:aws:sts::{role.account_id}:assumed-role/{role.name}/events"
    acting = Principal(account_id=role.account_id, kind="role", arn=session, user_id=f"{role.id}:events", key_id="")
    request = Request(
        action="events:PutEvents",
        resource=bus.arn,
        principal=session,
        context=complete({**_of_rule(rule), "aws:PrincipalArn": role.arn, **of_resource(bus.arn, bus.account_id)}),
        resource_account=bus.account_id,
    )
    own = in_force(acting)
    return decide(request, own.with_resource(*([bus.policy] if bus.policy else []))).verdict is Verdict.ALLOW


def _of_service(rule: Rule) -> Keys:
    return {**_of_rule(rule), "aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": SERVICE}


def _of_rule(rule: Rule) -> Keys:
    return {"aws:SecureTransport": "true", "aws:SourceAccount": rule.account_id, "aws:SourceArn": rule.arn}
