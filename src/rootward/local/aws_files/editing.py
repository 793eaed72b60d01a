"""A document after one change: what the change is about is other, and every other byte is as it was.

A file that would read otherwise than meant is never given back: each document is read again before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from rootward.errors import AwsFileError, UsageError
from rootward.local.aws_files.document import (
    BYTE_ORDER_MARK,
    DEFAULTS,
    Document,
    Entry,
    Section,
    Span,
    named,
    parse_document,
)
from rootward.model.secret import Secret

_ONE_WORD = frozenset(
    {"aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token", "aws_account_id"}
)
_KEY = re.compile(r"[a-z0-9_]+")
_WORD = re.compile(r"\S+")
_COMMENT = re.compile(r"\s+[#;]")
_ENDING = re.compile(r"\r\n|\r|\n")

_Reading = list[tuple[str, list[tuple[str, str]]]]


def has_comment(entry: Entry) -> bool:
    """Whether a credential is followed by a comment on its line: the AWS CLI and boto3 take that for a part of it."""
    return entry.at != _credential_at(entry)


def with_values(document: Document, section: str, values: Mapping[str, Secret]) -> Document:
    """The document in which that section has those values: replaced where the key is there, added where it is not.

    Of a credential that a comment follows on its line, the credential is replaced and the comment stays: see
    `has_comment`. A section that is not there is made, at the end.

    Raises UsageError for a key or a value that one line cannot hold, and AwsFileError where the value that is to be
    replaced goes on over several lines.
    """
    for key, value in values.items():
        _refuse_unfit(key, value)
    if document.section(section) is None:
        return _with_section(document, section, values)
    after = document
    for key, value in values.items():
        found = _there(after, section)
        entry = found.entry(key)
        after = _with_entry(after, found, key, value) if entry is None else _with_value(after, found, entry, value)
    return after


def without_keys(document: Document, section: str, keys: Collection[str]) -> Document:
    """The document without the section's own entries of those keys, each with its whole line."""
    after = document
    for key in keys:
        found = after.section(section)
        entry = found.entry(key) if found else None
        if entry is not None:
            after = _without_entry(after, section, entry)
    return after


def without_section(document: Document, section: str) -> Document:
    """The document without that section: header, entries, what stands between them, and the blank lines after them.

    Comments below the last entry stay. Raises AwsFileError where what follows would read otherwise without it.
    """
    found = document.section(section)
    if found is None:
        return document
    start, end = found.header.start, _next_line(document.text, _content_end(found))
    after = _blank_lines_end(document.text, end)
    if after == len(document.text):  # the last section: the blank line that parted it from those before goes with it
        start = _blank_line_start(document.text, start)
    expected = [part for part in _reading(document) if part[0] != section]
    return _changed(document, Span(start, after), "", expected, f"{named(section)} cannot be taken out")


def _refuse_unfit(key: str, value: Secret) -> None:
    text = value.reveal()
    if not _KEY.fullmatch(key):
        raise UsageError(f"{key!r} cannot be the key of an entry")
    if not text.isprintable() or text != text.strip() or not text:
        raise UsageError(f"what {key} is to be is no single line of text")


def _with_value(document: Document, section: Section, entry: Entry, value: Secret) -> Document:
    if entry.last_line != entry.line:
        raise AwsFileError(
            f"{document.shown}: the value of {entry.key} goes on from line {entry.line} to line {entry.last_line}",
            advice="bring it onto one line",
        )
    at = _credential_at(entry)
    rest = entry.value.reveal()[at.end - at.start :]
    expected = _reading(document)
    for name, entries in expected:
        if name == section.name:
            entries[:] = [(key, value.reveal() + rest if key == entry.key else old) for key, old in entries]
    return _changed(document, at, value.reveal(), expected, f"line {entry.line} cannot be changed")


def _with_entry(document: Document, section: Section, key: str, value: Secret) -> Document:
    """Below the section's last entry, and no deeper than it, so that it does not go on with its value."""
    end = _content_end(section)
    line = f"{_ending(document)}{_indent(document, section)}{_written(key, value)}"
    expected = _reading(document)
    for name, entries in expected:
        if name == section.name:
            entries.append((key, value.reveal()))
    return _changed(document, Span(end, end), line, expected, f"{key} cannot be added to {named(section.name)}")


def _with_section(document: Document, section: str, values: Mapping[str, Secret]) -> Document:
    if section == DEFAULTS or not section.strip() or not section.isprintable():
        raise UsageError(f"{named(section)} cannot be the section of a profile")
    ending = _ending(document)
    end = len(document.text)
    above = document.text.removeprefix(BYTE_ORDER_MARK)
    lead = ending if above[_line_start(above, len(above)) :] else ""
    if not _ends_blank(above):
        lead += ending
    lines = [f"[{section}]", *(_written(key, value) for key, value in values.items())]
    text = lead + "".join(line + ending for line in lines)
    expected = [*_reading(document), (section, [(key, value.reveal()) for key, value in values.items()])]
    return _changed(document, Span(end, end), text, expected, f"{named(section)} cannot be added")


def _without_entry(document: Document, section: str, entry: Entry) -> Document:
    span = Span(entry.whole.start, _next_line(document.text, entry.whole.end))
    expected = _reading(document)
    for name, entries in expected:
        if name == section:
            entries[:] = [(key, value) for key, value in entries if key != entry.key]
    return _changed(document, span, "", expected, f"line {entry.line} cannot be taken out")


def _changed(document: Document, span: Span, text: str, expected: _Reading, refusal: str) -> Document:
    """The document with `text` in the place of that span, when it reads as expected."""
    refused = AwsFileError(f"{document.shown}: {refusal}", advice="look at the indented lines of that file")
    try:
        after = parse_document(
            document.text[: span.start] + text + document.text[span.end :], document.encoding, document.shown
        )
        if _reading(after) != expected:
            raise refused
        _ = after.data
    except (AwsFileError, UnicodeEncodeError):
        raise refused from None
    return after


def _reading(document: Document) -> _Reading:
    return [
        (section.name, [(entry.key, entry.value.reveal()) for entry in section.entries])
        for section in document.sections
    ]


def _there(document: Document, name: str) -> Section:
    found = document.section(name)
    if found is None:  # pragma: no cover: callers look first
        raise KeyError(name)
    return found


def _credential_at(entry: Entry) -> Span:
    """The place of a credential in its value: all of it, or the one word before a comment."""
    value = entry.value.reveal()
    word = _WORD.match(value) if entry.key in _ONE_WORD else None
    if word and _COMMENT.match(value, word.end()):
        return Span(entry.at.start, entry.at.start + word.end())
    return entry.at


def _written(key: str, value: Secret) -> str:
    return f"{key} = {value.reveal()}"


def _content_end(section: Section) -> int:
    return section.entries[-1].whole.end if section.entries else section.header.end


def _indent(document: Document, section: Section) -> str:
    """The last entry's, so that the next header stays a header; below a header, anything goes but deeper than that."""
    if section.entries:
        return section.entries[-1].indent
    following = document.sections[document.sections.index(section) + 1 :]
    return following[0].indent if following else ""


def _ending(document: Document) -> str:
    """What the file's first line ends with."""
    found = _ENDING.search(document.text)
    return found[0] if found else "\n"


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _next_line(text: str, at: int) -> int:
    """Where the line after the one at that place begins."""
    found = _ENDING.search(text, at)
    return found.end() if found else len(text)


def _blank_lines_end(text: str, at: int) -> int:
    """Where the first line begins, at that place or after it, that is not blank."""
    while at < len(text):
        end = _next_line(text, at)
        if text[at:end].strip():
            break
        at = end
    return at


def _blank_line_start(text: str, at: int) -> int:
    """Where the blank line begins that ends at that place; the place itself where there is none."""
    before = _line_start(text, _line_end_before(text, at))
    return before if before < at and not text[before:at].strip() else at


def _line_end_before(text: str, at: int) -> int:
    """Where the line before the one that begins at that place has its ending."""
    for ending in ("\r\n", "\r", "\n"):
        if text.endswith(ending, 0, at):
            return at - len(ending)
    return at


def _ends_blank(text: str) -> bool:
    """Whether the last line is blank; the line ends where the text does."""
    last = _line_end_before(text, len(text))
    return not text[_line_start(text, last) : last].strip()
