"""An XML document of an answer against a shape of botocore's model: element by element, nothing left over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from botocore.model import ListShape, MapShape, Shape, StructureShape

from tests.sandbox.answers.values import count_faults, shown, text_faults

BODY_TIMESTAMP = "iso8601"
SCHEMA_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"


def local_name(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def namespace(element: Element) -> str:
    """The element's namespace, or ""."""
    return element.tag.rpartition("}")[0].removeprefix("{")


def member_elements(shape: StructureShape) -> dict[str, str]:
    """The name of the element → the member, for the members that stand in the body."""
    names = {}
    for member, inner in shape.members.items():
        if "location" not in inner.serialization and not inner.serialization.get("xmlAttribute"):
            names[_element_name(member, inner)] = member
    return names


def _element_name(member: str, shape: Shape) -> str:
    if isinstance(shape, ListShape) and shape.serialization.get("flattened"):
        of_item = shape.member.serialization.get("name")
        if of_item:
            return str(of_item)
    return str(shape.serialization.get("name", member))


def structure_faults(place: str, shape: StructureShape, element: Element) -> Iterator[str]:
    """The members of a structure: none that the model does not know, all that it requires, each right."""
    if (element.text or "").strip():
        yield f"{place}: text where members should be: {shown((element.text or '').strip())}"
    known = member_elements(shape)
    counts = Counter(local_name(child) for child in element)
    for name in counts.keys() - known.keys():
        yield f"{_at(place, name)}: not in the model of {shape.name}"
    for name, member in known.items():
        inner = shape.members[member]
        at = _at(place, member)
        children = [child for child in element if local_name(child) == name]
        if not children:
            if member in shape.required_members and not _flattened(inner):
                yield f"{at}: required by the model of {shape.name}, and missing"
        elif _flattened(inner):
            yield from _flattened_faults(at, inner, children)
        else:
            if len(children) > 1:
                yield f"{at}: there {len(children)} times"
            yield from shape_faults(at, inner, children[0])
    if shape.is_tagged_union and len(counts) != 1:
        yield f"{place}: a union of {len(counts)} members, not of one"


def shape_faults(place: str, shape: Shape, element: Element) -> Iterator[str]:
    """Whatever shape the element has."""
    if isinstance(shape, StructureShape):
        yield from structure_faults(place, shape, element)
    elif isinstance(shape, ListShape):
        yield from _list_faults(place, shape, element)
    elif isinstance(shape, MapShape):
        yield from _map_faults(place, shape, element)
    else:
        if len(element):
            yield f"{place}: elements where a {shape.type_name} should be"
        yield from text_faults(place, shape, element.text or "", BODY_TIMESTAMP)


def _list_faults(place: str, shape: ListShape, element: Element) -> Iterator[str]:
    name = shape.member.serialization.get("name", "member")
    yield from count_faults(place, shape, len(element))
    if (element.text or "").strip():
        yield f"{place}: text where elements should be"
    for child in element:
        if local_name(child) == name:
            yield from shape_faults(place, shape.member, child)
        else:
            yield f"{place}: an element {local_name(child)} where {name} should be"


def _map_faults(place: str, shape: MapShape, element: Element) -> Iterator[str]:
    yield from count_faults(place, shape, len(element))
    for child in element:
        if local_name(child) == "entry":
            yield from _entry_faults(place, shape, child)
        else:
            yield f"{place}: an element {local_name(child)} where entry should be"


def _entry_faults(place: str, shape: MapShape, entry: Element) -> Iterator[str]:
    key = shape.key.serialization.get("name", "key")
    value = shape.value.serialization.get("name", "value")
    if sorted(local_name(child) for child in entry) != sorted((key, value)):
        yield f"{place}: an entry of {[local_name(child) for child in entry]}, not of {key} and {value}"
        return
    for child in entry:
        yield from shape_faults(place, shape.key if local_name(child) == key else shape.value, child)


def _flattened_faults(place: str, shape: Shape, children: list[Element]) -> Iterator[str]:
    yield from count_faults(place, shape, len(children))
    for child in children:
        if isinstance(shape, ListShape):
            yield from shape_faults(place, shape.member, child)
        elif isinstance(shape, MapShape):
            yield from _entry_faults(place, shape, child)


def _flattened(shape: Shape) -> bool:
    return bool(shape.serialization.get("flattened"))


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
