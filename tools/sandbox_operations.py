"""The page on the operations that the practice account emulates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rootward.reports.markdown import escaped
from rootward.sandbox.emulation import Operation

SERVICES = {
    "accessanalyzer": "IAM Access Analyzer",
    "account": "Account Management",
    "cloudtrail": "CloudTrail",
    "cloudwatch": "CloudWatch",
    "ec2": "EC2",
    "events": "EventBridge",
    "iam": "IAM",
    "logs": "CloudWatch Logs",
    "organizations": "Organizations",
    "s3": "S3",
    "sns": "SNS",
    "sqs": "SQS",
    "sts": "STS",
}
"""Client name → the name that people use."""

HEAD = """\
# Emulated operations

Every operation that the [practice account](sandbox.md) is known to emulate: {count} of them. A test calls each one at
least once, with its main refusals, and holds each answer as it comes over the wire against botocore's model of the
operation: its members and those it requires, their types, enumerations, lengths, patterns and ranges, the form of the
protocol, the HTTP status, the error codes. An answer that AWS's model does not allow fails the test; the few that are
let pass are told under *differs*.

*here*: *added* where moto has no such operation, *corrected* where moto's is mended, *moto* where it is taken as it is.
What is said of AWS is from the pages under *read in*; nothing was compared with a live account. Any other operation is
moto's, untried, and one that moto does not know either is answered as AWS answers an unknown action.
"""


def page(services: Mapping[str, Mapping[str, Operation]]) -> str:
    """The page, without its last line."""
    count = sum(len(operations) for operations in services.values())
    lines = [HEAD.format(count=count)]
    for service in sorted(services, key=_title):
        lines += [f"## {_title(service)}", "", *_table(services[service]), ""]
    return "\n".join(lines)


def _title(service: str) -> str:
    return SERVICES.get(service, service)


def _table(operations: Mapping[str, Operation]) -> Iterator[str]:
    yield "| operation | here | faithful | differs | read in |"
    yield "|---|---|---|---|---|"
    for operation in operations.values():
        told = (operation.name, operation.here, operation.faithful, _differs(operation))
        links = " ".join(f"[{number}]({url})" for number, url in enumerate(operation.source, 1))
        yield f"| {' | '.join(escaped(text) for text in told)} | {links} |"


def _differs(operation: Operation) -> str:
    shapes = [f'Not of AWS\'s shape: "{one.says.rstrip(": ")}". {one.because}' for one in operation.deviations]
    return " ".join([*([] if shapes and operation.differs == "Nothing known." else [operation.differs]), *shapes])
