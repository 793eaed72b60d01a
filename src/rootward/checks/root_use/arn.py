"""Amazon resource names, as far as routes need them."""

from __future__ import annotations

from typing import NamedTuple


class Arn(NamedTuple):
    """The parts of an ARN; empty where the text has none.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
    """

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @property
    def name(self) -> str:
        """The last part of the resource: `alerts` of `topic/alerts`, `alerts` and `log-group:alerts`."""
        return self.resource.replace(":", "/").rsplit("/", 1)[-1]


def read_arn(text: str) -> Arn:
    """Split an ARN. Never fails: what is no ARN has an empty service."""
    parts = text.split(":", 5)
    if len(parts) != len(("arn", *Arn._fields)) or parts[0] != "arn":
        return Arn("", "", "", "", text)
    return Arn(*parts[1:])
