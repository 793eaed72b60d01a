"""What a rule sends to a topic or a queue of its account and region.

Targets are in the region of the rule: https://repost.aws/knowledge-center/sns-not-getting-eventbridge-notification
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from moto.core.exceptions import ServiceException

from rootward.sandbox.eventbridge.permission import lets_events

if TYPE_CHECKING:
    from moto.events.models import Rule

_TRANSFORMED = ("InputPath", "InputTransformer")
"""What makes another text of the event; no target that asks for it gets anything here."""

_ENCRYPTING = ("kms:Decrypt", "kms:GenerateDataKey")


def send(event: dict[str, Any], rule: Rule, target: dict[str, Any]) -> None:
    """Send the event, as JSON, or the text that the target has in its place. What is not there gets nothing."""
    parts = target["Arn"].split(":", 5)
    if len(parts) != 6 or parts[3:5] != [rule.region_name, rule.account_id]:  # noqa: PLR2004 - an ARN has six
        return
    text = _text(event, target)
    if text is None:
        return
    if parts[2] == "sns":
        _publish(text, rule, target["Arn"])
    elif parts[2] == "sqs":
        _queue(text, rule, target)


def _text(event: dict[str, Any], target: dict[str, Any]) -> str | None:
    if any(name in target for name in _TRANSFORMED):
        return None
    return str(target["Input"]) if "Input" in target else json.dumps(event, separators=(",", ":"))


def _publish(text: str, rule: Rule, arn: str) -> None:
    from moto.sns.models import sns_backends

    topic = _held(sns_backends, rule, "topics").get(arn)
    if topic is None or not lets_events("sns:Publish", arn, topic.policy, rule):
        return
    if not topic.kms_master_key_id or _lets_encrypt(topic.kms_master_key_id, rule):
        with suppress(ServiceException):  # who sends does not hear of a delivery that fails
            topic.publish(text)


def _queue(text: str, rule: Rule, target: dict[str, Any]) -> None:
    from moto.sqs.models import sqs_backends

    name = target["Arn"].rpartition(":")[2]
    queue = _held(sqs_backends, rule, "queues").get(name)
    if queue is None or not lets_events("sqs:SendMessage", target["Arn"], queue.policy, rule):
        return
    group = target.get("SqsParameters", {}).get("MessageGroupId")
    with suppress(ServiceException):
        sqs_backends[rule.account_id][rule.region_name].send_message(name, text, group_id=group)


def _lets_encrypt(name: str, rule: Rule) -> bool:
    """Whether EventBridge may use the key of an encrypted topic. AWS's own keys let it not.

    https://repost.aws/knowledge-center/sns-not-getting-eventbridge-notification
    """
    from moto.kms.models import kms_backends

    keys = _held(kms_backends, rule, "keys")
    wanted = kms_backends[rule.account_id][rule.region_name].any_id_to_key_id(name) if keys else name
    key = keys.get(wanted or name)
    return key is not None and all(lets_events(action, key.arn, key.policy, rule) for action in _ENCRYPTING)


def _held(backends: Any, rule: Rule, what: str) -> dict[str, Any]:  # noqa: ANN401 - moto's BackendDict
    """What a service holds in the region of the rule; nothing, where it was never called there."""
    backend = dict.get(dict.get(backends, rule.account_id) or {}, rule.region_name)
    found: dict[str, Any] = {} if backend is None else getattr(backend, what)
    return found
