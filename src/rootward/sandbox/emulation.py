"""What the practice account emulates, operation by operation: the tables of `operations/`.

The page docs/sandbox-operations.md is made of them, and the tests hold them against what is there.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated, Literal

import msgspec

from rootward.errors import InternalError

_Text = Annotated[str, msgspec.Meta(min_length=1)]
_Address = Annotated[str, msgspec.Meta(pattern=r"^https://\S+$")]


class Deviation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer of the operation that is known not to be of AWS's shape, and is let pass by the tests."""

    says: _Text
    """How the finding of the tests begins, as `Buckets.BucketArn: `."""
    because: _Text
    """Why it stays."""


class Operation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One emulated operation."""

    name: _Text
    """AWS's name, as `ListUsers`."""
    here: Literal["added", "corrected", "moto"]
    """Whether moto has none, has one that is mended, or has one that is taken as it is."""
    faithful: _Text
    """What a user can rely on."""
    differs: _Text
    """What is known to differ from AWS."""
    source: Annotated[tuple[_Address, ...], msgspec.Meta(min_length=1)]
    """Where that was read."""
    deviations: tuple[Deviation, ...] = ()


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Operations of one service that belong together."""

    service: _Text
    """The name of botocore's client, as `cloudwatch`."""
    operations: Annotated[tuple[Operation, ...], msgspec.Meta(min_length=1)] = msgspec.field(name="operation")


def topics() -> dict[str, Topic]:
    """Every topic by its name, in the order of the names. Raises InternalError with the place of the first mistake."""
    found = (entry for entry in files("rootward.sandbox").joinpath("operations").iterdir())
    texts = {entry.name.removesuffix(".toml"): entry.read_bytes() for entry in found if entry.name.endswith(".toml")}
    return {name: decode(texts[name], name) for name in sorted(texts)}


def decode(text: bytes, name: str) -> Topic:
    """Make a topic of TOML text. Raises InternalError with the place of the first mistake."""
    try:
        return msgspec.toml.decode(text, type=Topic)
    except msgspec.MsgspecError as error:
        message = f"operations '{name}' cannot be read: {error}"
        raise InternalError(message) from error


def by_service() -> dict[str, dict[str, Operation]]:
    """Every operation by its name, by service.

    Raises:
        InternalError: a file has a mistake, or two describe the same operation.

    """
    services: dict[str, dict[str, Operation]] = {}
    for name, topic in topics().items():
        known = services.setdefault(topic.service, {})
        for operation in topic.operations:
            if operation.name in known:
                message = f"operations '{name}': {topic.service} {operation.name} is described twice"
                raise InternalError(message)
            known[operation.name] = operation
    return {service: dict(sorted(services[service].items())) for service in sorted(services)}
