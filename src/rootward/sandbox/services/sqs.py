"""SQS's answers: moto's, with queue policies that are looked at and kept. The unlocking of queues works on them.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
"""

from __future__ import annotations

import json

from moto.core.responses import ActionResult
from moto.sqs.exceptions import InvalidAttributeValue
from moto.sqs.responses import SQSResponse


class PracticeSqs(SQSResponse):
    """The SQS API of a practice account."""

    def set_queue_attributes(self) -> ActionResult:
        """As moto's, but a policy must be a JSON object; an empty one takes it away, and none given leaves it.

        Raises:
            InvalidAttributeValue: the policy is none.

        """
        attributes: dict[str, str] = self._get_param("Attributes") or {}
        queue = self.sqs_backend.get_queue(self._get_queue_name())
        policy = attributes.get("Policy", queue.policy)
        if policy and not _is_object(policy):
            attribute = "Policy"
            raise InvalidAttributeValue(attribute)
        answer = super().set_queue_attributes()
        queue.policy = policy or None
        return answer


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
