"""The elements of a log file's list, each as the bytes that stand there. Pure."""

from __future__ import annotations

import msgspec


class _Log(msgspec.Struct):
    elements: list[msgspec.Raw] = msgspec.field(name="Records")


_LOG = msgspec.json.Decoder(_Log)


def elements_of(text: bytes) -> list[msgspec.Raw]:
    """Those of the last list of that name, whatever they are. Raises as `NO_JSON` has it where it is no log file."""
    return _LOG.decode(text).elements
