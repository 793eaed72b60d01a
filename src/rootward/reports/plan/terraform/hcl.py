"""Blocks of HCL, laid out as `terraform fmt` does it.

https://developer.hashicorp.com/terraform/language/syntax/configuration
https://developer.hashicorp.com/terraform/language/style
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from rootward.reports.plan.as_code.text import quoted


class Expression(msgspec.Struct, frozen=True):
    """What is written as it is: a reference, as `aws_iam_group.admins.name`."""

    text: str


class Encoded(msgspec.Struct, frozen=True):
    """A JSON document: `jsonencode({ … })`."""

    document: Mapping[str, object]


Value = str | int | bool | Expression | Encoded | Sequence["Value"] | Mapping[str, "Value"]


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A block, with a comment above it."""

    kind: str
    """`resource`, `import`, `provider`, `terraform`."""
    labels: tuple[str, ...] = ()
    arguments: Mapping[str, Value] = {}
    blocks: tuple[Block, ...] = ()
    depends_on: tuple[str, ...] = ()
    comment: tuple[str, ...] = ()
    """Lines, safe to show."""


_INDENT = "  "
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_WORDS = frozenset({"for", "if", "in", "null", "true", "false"})


def text(block: Block) -> str:
    """The block."""
    return "".join(f"{line}\n" for line in _block(block))


def literal(value: str) -> str:
    """A string that stands for itself: what would be a template in it is escaped by doubling its sign.

    IAM's `${aws:username}` is `$${aws:username}`: https://developer.hashicorp.com/terraform/language/expressions/strings
    """
    return quoted(value).replace("${", "$${").replace("%{", "%%{")


def _block(block: Block) -> Iterator[str]:
    yield from (f"# {line}" for line in block.comment)
    yield f"{' '.join([block.kind, *(quoted(label) for label in block.labels)])} {{"
    yield from (f"{_INDENT}{line}" for line in _arguments(block.arguments, plain=True))
    for number, inner in enumerate(block.blocks):
        if number or block.arguments:
            yield ""
        yield from (f"{_INDENT}{line}" if line else "" for line in _block(inner))
    if block.depends_on:
        if block.arguments:
            yield ""
        yield from (f"{_INDENT}{line}" for line in _dependencies(block.depends_on))
    yield "}"


def _dependencies(addresses: Sequence[str]) -> Iterator[str]:
    yield "depends_on = ["
    yield from (f"{_INDENT}{address}," for address in addresses)
    yield "]"


def _arguments(arguments: Mapping[str, object], *, plain: bool) -> Iterator[str]:
    """Each on its line, or lines; the signs of neighbours on one line each stand under each other."""
    written = [(_key(name, plain=plain), tuple(_value(value))) for name, value in arguments.items()]
    for number, (name, lines) in enumerate(written):
        width = _width(written, number) if len(lines) == 1 else len(name)
        yield f"{name:<{width}} = {lines[0]}"
        yield from lines[1:]


def _width(written: list[tuple[str, tuple[str, ...]]], number: int) -> int:
    """Of the longest name among those around it that take one line each."""
    first = last = number
    while first > 0 and len(written[first - 1][1]) == 1:
        first -= 1
    while last + 1 < len(written) and len(written[last + 1][1]) == 1:
        last += 1
    return max(len(name) for name, _ in written[first : last + 1])


def _key(name: str, *, plain: bool) -> str:
    """The name of an argument (`plain`), or one of a document, quoted where it could be taken for anything else."""
    return name if plain or (_PLAIN_KEY.match(name) and name not in _WORDS) else literal(name)


def _value(value: object) -> Iterator[str]:
    match value:
        case Expression(text=expression):
            yield expression
        case Encoded(document=document):
            first, *others = _value(document)
            yield f"jsonencode({first}" + ("" if others else ")")
            yield from others[:-1]
            if others:
                yield f"{others[-1]})"
        case bool():
            yield "true" if value else "false"
        case None:
            yield "null"
        case str():
            yield literal(value)
        case Mapping():
            yield from _bracketed("{", tuple(_arguments(value, plain=False)), "}")
        case list() | tuple():
            yield from _list(value)
        case _:
            yield repr(value)


def _list(values: Sequence[object]) -> Iterator[str]:
    written = [tuple(_value(one)) for one in values]
    if len(written) == 1 and len(written[0]) == 1:
        yield f"[{written[0][0]}]"
        return
    lines = [line for one in written for line in (*one[:-1], f"{one[-1]},")]
    yield from _bracketed("[", tuple(lines), "]")


def _bracketed(opening: str, lines: Sequence[str], closing: str) -> Iterator[str]:
    if not lines:
        yield f"{opening}{closing}"
        return
    yield opening
    yield from (f"{_INDENT}{line}" for line in lines)
    yield closing
