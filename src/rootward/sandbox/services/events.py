"""EventBridge's answers: moto's, with rules in a list as the model of Rule has them, and five targets a rule.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Rule.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
"""

from __future__ import annotations

import json
from typing import Any

from moto.events.responses import EventsHandler

from rootward.sandbox.error import PracticeError

_MOST_TARGETS = 5


class PracticeEvents(EventsHandler):
    """The EventBridge API of a practice account."""

    def list_rules(self) -> tuple[str, dict[str, Any]]:
        """As moto's, without who made each rule: DescribeRule alone shows that."""
        body, headers = super().list_rules()
        answer = json.loads(body)
        for rule in answer["Rules"]:
            rule.pop("CreatedBy", None)
        return json.dumps(answer), headers

    def put_targets(self) -> tuple[str, dict[str, Any]]:
        """As moto's, up to five targets a rule."""
        bus = self.events_backend.event_buses.get((self._get_param("EventBusName") or "default").rpartition("/")[2])
        rule = bus.rules.get(self._get_param("Rule")) if bus is not None else None
        ids = {target["Id"] for target in (*(rule.targets if rule else ()), *self._get_param("Targets"))}
        if len(ids) > _MOST_TARGETS:
            message = "The requested resource exceeds the maximum number allowed."
            raise PracticeError("LimitExceededException", message)
        return super().put_targets()
