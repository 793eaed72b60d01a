"""One value of an answer against its shape in botocore's model: does it parse, and is it within the constraints?"""

from __future__ import annotations

import re
import sys
import unicodedata
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import unquote

from botocore.model import Shape

BITS = {"integer": 32, "long": 64}
PYTHON: dict[str, type | tuple[type, ...]] = {
    "blob": str,
    "boolean": bool,
    "char": str,
    "double": (int, float),
    "float": (int, float),
    "integer": int,
    "long": int,
    "string": str,
    "timestamp": str,
}
"""What JSON gives for a scalar."""
ISO_8601 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z")
RFC_822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT")
CATEGORY = re.compile(r"\\p\{([A-Z][a-z]?)\}")
ENCODED = "policyDocumentType"
URL_ENCODED = re.compile(r"(?:[A-Za-z0-9_.~*!'()/+-]|%[0-9A-Fa-f]{2})*")
SHOWN = 60


def text_faults(place: str, shape: Shape, text: str, timestamp_format: str) -> Iterator[str]:
    """A scalar that is written as text: all of XML's, and headers."""
    kind = shape.type_name
    if kind in ("string", "char"):
        yield from string_faults(place, shape, text)
    elif kind in BITS:
        if not re.fullmatch(r"-?\d+", text):
            yield f"{place}: {shown(text)} is no {kind}"
        else:
            yield from number_faults(place, shape, int(text))
    elif kind in ("float", "double"):
        if not re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?|NaN|-?Infinity", text):
            yield f"{place}: {shown(text)} is no {kind}"
        else:
            yield from number_faults(place, shape, float(text))
    elif kind == "boolean":
        if text not in ("true", "false"):
            yield f"{place}: {shown(text)} is no boolean"
    elif kind == "timestamp":
        yield from timestamp_faults(place, text, str(shape.serialization.get("timestampFormat", timestamp_format)))
    elif kind == "blob":
        yield from blob_faults(place, shape, text)
    else:
        yield f"{place}: a {kind} cannot be text"


def json_faults(place: str, shape: Shape, value: object, timestamp_format: str) -> Iterator[str]:
    """A scalar of a JSON document."""
    kind = shape.type_name
    form = str(shape.serialization.get("timestampFormat", timestamp_format)) if kind == "timestamp" else ""
    python = (int, float) if form == "unixTimestamp" else PYTHON.get(kind, ())
    if not isinstance(value, python) or (isinstance(value, bool) and kind != "boolean"):
        yield f"{place}: {shown(value)} is no {kind}{f' of the form {form}' if form else ''}"
    elif isinstance(value, str):
        if kind == "blob":
            yield from blob_faults(place, shape, value)
        elif form:
            yield from timestamp_faults(place, value, form)
        else:
            yield from string_faults(place, shape, value)
    elif isinstance(value, int | float) and not form:
        yield from number_faults(place, shape, value)


def string_faults(place: str, shape: Shape, text: str) -> Iterator[str]:
    """A string: the enumeration, the length in characters, the pattern (the whole of it).

    IAM's policy documents come URL-encoded; the model's limits are those of the document.
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyVersion.html
    """
    metadata: dict[str, Any] = shape.metadata
    if shape.name == ENCODED:
        if not URL_ENCODED.fullmatch(text):
            yield f"{place}: {shown(text)} is not URL-encoded"
        text = unquote(text)
    if "enum" in metadata:
        if text not in metadata["enum"]:
            yield f"{place}: {shown(text)} is none of {shape.name}: {', '.join(metadata['enum'])}"
        return
    yield from _length_faults(place, shape, len(text), "characters")
    if "pattern" in metadata and not pattern(metadata["pattern"]).fullmatch(text):
        yield f"{place}: {shown(text)} does not match the pattern {metadata['pattern']}"


def number_faults(place: str, shape: Shape, number: float) -> Iterator[str]:
    """A number: its bits and its range."""
    bits = BITS.get(shape.type_name)
    if bits and not -(2 ** (bits - 1)) <= number < 2 ** (bits - 1):
        yield f"{place}: {number} does not fit into {bits} bits"
    if number < shape.metadata.get("min", number):
        yield f"{place}: {number} is less than {shape.metadata['min']}"
    if number > shape.metadata.get("max", number):
        yield f"{place}: {number} is more than {shape.metadata['max']}"


def blob_faults(place: str, shape: Shape, text: str) -> Iterator[str]:
    """A blob: base64, and its length in bytes."""
    try:
        content = b64decode(text, validate=True)
    except ValueError:
        yield f"{place}: {shown(text)} is no base64"
    else:
        yield from _length_faults(place, shape, len(content), "bytes")


def count_faults(place: str, shape: Shape, count: int) -> Iterator[str]:
    """How many things a list or a map holds."""
    yield from _length_faults(place, shape, count, "elements")


def timestamp_faults(place: str, text: str, form: str) -> Iterator[str]:
    """A timestamp that is written as text, in the form that the protocol asks for."""
    try:
        if form == "iso8601":
            good = ISO_8601.fullmatch(text) is not None
            datetime.fromisoformat(text)
        elif form == "rfc822":
            good = RFC_822.fullmatch(text) is not None
            parsedate_to_datetime(text)
        else:
            good = re.fullmatch(r"\d+(\.\d+)?", text) is not None
    except ValueError:
        good = False
    if not good:
        yield f"{place}: {shown(text)} is no timestamp of the form {form}"


def _length_faults(place: str, shape: Shape, length: int, unit: str) -> Iterator[str]:
    if length < shape.metadata.get("min", length):
        yield f"{place}: {length} {unit}, fewer than {shape.metadata['min']}"
    if length > shape.metadata.get("max", length):
        yield f"{place}: {length} {unit}, more than {shape.metadata['max']}"


def shown(value: object) -> str:
    """A value in a sentence: short, as Python would write it."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


@cache
def pattern(text: str) -> re.Pattern[str]:
    """A pattern of a model, which is Java's: with `\\p{L}` and its like written out."""
    return re.compile(CATEGORY.sub(lambda found: _characters(found[1]), text), re.ASCII)


@cache
def _characters(category: str) -> str:
    """The characters of a category of Unicode, as the inside of a character class."""
    ranges: list[list[int]] = []
    for number in range(sys.maxunicode + 1):
        if unicodedata.category(chr(number)).startswith(category):
            if ranges and ranges[-1][1] == number - 1:
                ranges[-1][1] = number
            else:
                ranges.append([number, number])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
