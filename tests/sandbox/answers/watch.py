"""Looking at every answer that clients get, at once: the test that gets one not of AWS's shape fails there."""

from __future__ import annotations

from typing import Any

from botocore.handlers import REGISTER_FIRST
from botocore.model import OperationModel

from rootward.sandbox.emulation import Deviation, by_service
from tests.sandbox.answers.check import Answer, faults

EVENT = "before-parse"
"""botocore emits it with the raw answer, before its parser sees it."""


class NotAwsShapeError(AssertionError):
    """An answer that AWS would not give."""


class Watch:
    """Looks at answers, and remembers which operations succeeded."""

    def __init__(self) -> None:
        self.succeeded: set[tuple[str, str]] = set()
        """(service, operation), by the names of botocore."""
        self.answered: set[tuple[str, str]] = set()
        """The same, refusals included."""
        self.deviated: set[tuple[str, str, str]] = set()
        """(service, operation, how the finding begins) of the known deviations that were met."""
        self.findings: list[str] = []
        self.raises = True
        """Whether it raises at once, or only keeps what it found."""

    def forget(self) -> None:
        """Start anew."""
        for seen in (self.succeeded, self.answered, self.deviated):
            seen.clear()
        self.findings.clear()

    def look(self, operation_model: OperationModel, response_dict: dict[str, Any], **_: object) -> None:
        """Take an answer from botocore's event. Raises NotAwsShapeError with every finding."""
        service, name = operation_model.service_model.service_name, operation_model.name
        status = response_dict["status_code"]
        body = response_dict["body"]
        headers = {key.lower(): value for key, value in response_dict["headers"].items()}
        protocol = operation_model.service_model.resolved_protocol
        answer = Answer(operation_model, protocol, status, headers, body if isinstance(body, bytes) else None)
        found = [finding for finding in faults(answer) if not self._known(service, name, finding)]
        self.answered.add((service, name))
        if found:
            lines = "\n".join(f"  {finding}" for finding in found)
            text = answer.body.decode(errors="replace") if answer.body else ""
            message = f"{service} {name} answered {status}, not of AWS's shape:\n{lines}\n{text[:2000]}"
            self.findings.append(message)
            if self.raises:
                raise NotAwsShapeError(message)
        if status < 300:
            self.succeeded.add((service, name))

    def _known(self, service: str, operation: str, finding: str) -> bool:
        for deviation in known_deviations(service, operation):
            if finding.startswith(deviation.says):
                self.deviated.add((service, operation, deviation.says))
                return True
        return False

    def handlers(self, others: list[Any]) -> list[Any]:
        """botocore's list of what every new session listens with, and this."""
        return [*others, (EVENT, self.look, REGISTER_FIRST)]

    def attach(self, client: Any) -> None:
        """Look at the answers to a client."""
        client.meta.events.register_first(EVENT, self.look, unique_id="answers-of-aws-shape")


def known_deviations(service: str, operation: str) -> tuple[Deviation, ...]:
    """What operations/*.toml says of answers that stay as they are."""
    described = _OPERATIONS.get(service, {}).get(operation)
    return described.deviations if described else ()


_OPERATIONS = by_service()
