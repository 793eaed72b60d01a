"""A JSON document of an answer against a shape of botocore's model: member by member, nothing left over."""

from __future__ import annotations

from collections.abc import Iterator

from botocore.model import ListShape, MapShape, Shape, StructureShape

from tests.sandbox.answers.values import count_faults, json_faults, shown, string_faults

BODY_TIMESTAMP = "unixTimestamp"


def structure_faults(place: str, shape: StructureShape, value: object) -> Iterator[str]:
    """The members of a structure: none that the model does not know, all that it requires, each right."""
    if shape.is_document_type:
        return
    if not isinstance(value, dict):
        yield f"{place or 'the document'}: {shown(value)} is no structure"
        return
    known = {
        str(inner.serialization.get("name", member)): member
        for member, inner in shape.members.items()
        if "location" not in inner.serialization
    }
    for name in value.keys() - known.keys():
        yield f"{_at(place, name)}: not in the model of {shape.name}"
    for name, member in known.items():
        if name in value:
            yield from shape_faults(_at(place, member), shape.members[member], value[name])
        elif member in shape.required_members:
            yield f"{_at(place, member)}: required by the model of {shape.name}, and missing"
    if shape.is_tagged_union and len(value) != 1:
        yield f"{place}: a union of {len(value)} members, not of one"


def shape_faults(place: str, shape: Shape, value: object) -> Iterator[str]:
    """Whatever shape the value has. A member that has no value is left out of a document, never null."""
    if value is None:
        yield f"{place}: null"
    elif isinstance(shape, StructureShape):
        yield from structure_faults(place, shape, value)
    elif isinstance(shape, ListShape):
        if not isinstance(value, list):
            yield f"{place}: {shown(value)} is no list"
            return
        yield from count_faults(place, shape, len(value))
        for one in value:
            yield from shape_faults(place, shape.member, one)
    elif isinstance(shape, MapShape):
        if not isinstance(value, dict):
            yield f"{place}: {shown(value)} is no map"
            return
        yield from count_faults(place, shape, len(value))
        for key, one in value.items():
            yield from string_faults(f"{place}'s key", shape.key, key)
            yield from shape_faults(place, shape.value, one)
    else:
        yield from json_faults(place, shape, value, BODY_TIMESTAMP)


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
