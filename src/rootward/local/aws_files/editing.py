"""A document after one change: what the change is about is other, and every other byte is as it was.

A file that would read otherwise than meant is never given back: each document is read again before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

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
    return with_changes(document, {section: values})


def without_keys(document: Document, section: str, keys: Collection[str]) -> Document:
    """The document without the section's own entries of those keys, each with its whole line."""
    return with_changes(document, {section: dict.fromkeys(keys)}) if document.section(section) else document


def with_changes(document: Document, changes: Mapping[str, Mapping[str, Secret | None]]) -> Document:
    """Both, for several sections at once: by section and key the value, None where the entry is to go.

    Raises as with_values.
    """
    edits: list[_Edit] = []
    made: list[_Edit] = []
    expected = _reading(document)
    for name, values in changes.items():
        for key, value in values.items():
            _refuse_unfit(key, value)
        section = document.section(name)
        if section is None:
            made.append(_new_section(document, name, values))
            expected.append((name, _present(values)))
            continue
        edits += _edits(document, section, values)
        for found, entries in expected:
            if found == name:
                entries[:] = _after(section, entries, values)
    return _edited(document, [*edits, *made], expected, "it cannot be changed without other entries changing too")


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
    return _edited(document, [_Edit(Span(start, after), "")], expected, f"{named(section)} cannot be taken out")


class _Edit(msgspec.Struct, frozen=True):
    at: Span
    text: str

    def __repr__(self) -> str:
        return f"_Edit({self.at})"


def _edits(document: Document, section: Section, values: Mapping[str, Secret | None]) -> Iterator[_Edit]:
    for entry in section.entries:
        if entry.key not in values:
            continue
        value = values[entry.key]
        if value is None:
            yield _Edit(Span(entry.whole.start, _next_line(document.text, entry.whole.end)), "")
        elif entry.last_line != entry.line:
            raise AwsFileError(
                f"{document.shown}: the value of {entry.key} goes on from line {entry.line} to line {entry.last_line}",
                advice="bring it onto one line",
            )
        else:
            yield _Edit(_credential_at(entry), value.reveal())
    added = [(key, value) for key, value in _present(values) if section.entry(key) is None]
    if added:
        yield _new_entries(document, section, values, added)


def _new_entries(
    document: Document, section: Section, values: Mapping[str, Secret | None], added: list[tuple[str, str]]
) -> _Edit:
    """Below the last entry that stays, and no deeper than it, so that they do not go on with its value."""
    staying = [entry for entry in section.entries if values.get(entry.key, entry) is not None]
    if staying:
        end, indent = _line_end(document.text, staying[-1].whole.end), staying[-1].indent
    else:  # below a header anything goes, but what would make the next header go on with the last value
        following = document.sections[document.sections.index(section) + 1 :]
        end, indent = section.header.end, following[0].indent if following else ""
    lead = _ending(document) + indent
    return _Edit(Span(end, end), "".join(f"{lead}{key} = {value}" for key, value in added))


def _new_section(document: Document, section: str, values: Mapping[str, Secret | None]) -> _Edit:
    if section == DEFAULTS or not section.strip() or not section.isprintable():
        raise UsageError(f"{named(section)} cannot be the section of a profile")
    ending = _ending(document)
    end = len(document.text)
    above = document.text.removeprefix(BYTE_ORDER_MARK)
    lead = ending if above[_line_start(above, len(above)) :] else ""
    if not _ends_blank(above):
        lead += ending
    lines = [f"[{section}]", *(f"{key} = {value}" for key, value in _present(values))]
    return _Edit(Span(end, end), lead + "".join(line + ending for line in lines))


def _after(
    section: Section, entries: list[tuple[str, str]], values: Mapping[str, Secret | None]
) -> list[tuple[str, str]]:
    """The section's entries as they are to read then."""
    rests = {entry.key: entry.value.reveal()[_length(_credential_at(entry)) :] for entry in section.entries}
    present = dict(_present(values))
    there = {key for key, _ in entries}
    kept = [
        (key, present[key] + rests[key] if key in present else old)
        for key, old in entries
        if values.get(key, old) is not None
    ]
    return kept + [(key, value) for key, value in present.items() if key not in there]


def _edited(document: Document, edits: Iterable[_Edit], expected: _Reading, refusal: str) -> Document:
    """The document after those edits, when it reads as expected."""
    refused = AwsFileError(f"{document.shown}: {refusal}", advice="look at the indented lines of that file")
    parts = []
    end = 0
    for edit in sorted(edits, key=lambda edit: edit.at.start):  # of two at one place, the first stays the first
        parts += [document.text[end : edit.at.start], edit.text]
        end = edit.at.end
    text = "".join([*parts, document.text[end:]])
    if text == document.text:
        return document
    try:
        text.encode(document.encoding)
        after = parse_document(text, document.encoding, document.shown)
    except (AwsFileError, UnicodeEncodeError):
        raise refused from None
    if _reading(after) != expected:
        raise refused
    return after


def _refuse_unfit(key: str, value: Secret | None) -> None:
    if not _KEY.fullmatch(key):
        raise UsageError(f"{key!r} cannot be the key of an entry")
    text = "none" if value is None else value.reveal()
    if not text.isprintable() or text != text.strip() or not text:
        raise UsageError(f"what {key} is to be is no single line of text")


def _present(values: Mapping[str, Secret | None]) -> list[tuple[str, str]]:
    return [(key, value.reveal()) for key, value in values.items() if value is not None]


def _reading(document: Document) -> _Reading:
    return [
        (section.name, [(entry.key, entry.value.reveal()) for entry in section.entries])
        for section in document.sections
    ]


def _credential_at(entry: Entry) -> Span:
    """The place of a credential in its value: all of it, or the one word before a comment."""
    value = entry.value.reveal()
    word = _WORD.match(value) if entry.key in _ONE_WORD else None
    if word and _COMMENT.match(value, word.end()):
        return Span(entry.at.start, entry.at.start + word.end())
    return entry.at


def _length(span: Span) -> int:
    return span.end - span.start


def _content_end(section: Section) -> int:
    return section.entries[-1].whole.end if section.entries else section.header.end


def _ending(document: Document) -> str:
    """What the file's first line ends with."""
    found = _ENDING.search(document.text)
    return found[0] if found else "\n"


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _line_end(text: str, at: int) -> int:
    """Where the line of that place ends, its ending not included."""
    found = _ENDING.search(text, at)
    return found.start() if found else len(text)


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
