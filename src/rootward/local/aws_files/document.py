"""One shared credentials or configuration file: its sections and entries, each with its line and its place.

Read by the rules of botocore, which are those of Python's configparser: `#` and `;` begin a comment only at the
beginning of a line, `=` and `:` both part a key from its value, a line that is indented deeper than its entry goes on
with the value, and what stands in [DEFAULT] stands in every section. Two things it reads otherwise: a byte order mark
is passed over (botocore refuses the file), and a file that is refused is refused with line numbers.
https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
https://docs.python.org/3/library/configparser.html#supported-ini-file-structure
"""

from __future__ import annotations

import locale
import re
from collections.abc import Iterator, Mapping

import msgspec

from rootward.errors import AwsFileError
from rootward.model.secret import Secret

DEFAULTS = "DEFAULT"
"""The section whose entries stand in every other one. Not [default], the profile."""

BYTE_ORDER_MARK = "\ufeff"
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_SECTION = re.compile(r"\[(?P<name>.+)\]")
_DELIMITER = re.compile("[=:]")
_LONGEST_NAME = 60


class Span(msgspec.Struct, frozen=True):
    """A place in the document's text, counted in characters: from `start` up to and without `end`."""

    start: int
    end: int


class Entry(msgspec.Struct, frozen=True):
    """A key and its value."""

    key: str
    """In lower case, as botocore looks for it."""

    value: Secret
    """As botocore reads it: with a comment that follows on the line, lines that go on joined by a line feed."""

    line: int
    last_line: int
    """A later one than `line` where the value goes on over several."""

    indent: str
    whole: Span
    """From the beginning of its line to the end of its value, the line's ending not included."""

    at: Span
    """The value's place: empty, at the end of the line, where there is none."""


class Section(msgspec.Struct, frozen=True):
    """A header and the entries below it."""

    name: str
    """What stands between the brackets, to the letter."""

    line: int
    indent: str
    header: Span
    """Its line, without the ending."""

    entries: tuple[Entry, ...]

    def entry(self, key: str) -> Entry | None:
        """The section's own entry of that key."""
        return next((entry for entry in self.entries if entry.key == key), None)


class Document(msgspec.Struct, frozen=True):
    """A file's text and what it says. Two sections of one name, or two entries of one key, there are not."""

    shown: str
    """What errors call the file."""

    text: str
    encoding: str
    sections: tuple[Section, ...]
    """[DEFAULT] too, more than once where it stands there more than once."""

    by_name: Mapping[str, Section]
    """The first of each name: there are files of thousands of profiles."""

    defaults: Mapping[str, Entry]
    """All that stands in [DEFAULT], by its key."""

    def __repr__(self) -> str:
        return f"Document({self.shown!r})"

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return self.text.encode(self.encoding)

    @property
    def has_byte_order_mark(self) -> bool:
        """Whether the file begins with one: the AWS CLI and boto3 refuse such a file."""
        return self.text.startswith(BYTE_ORDER_MARK)

    def section(self, name: str) -> Section | None:
        """The section of that name."""
        return self.by_name.get(name)

    def entry(self, section: str, key: str) -> Entry | None:
        """What botocore finds for that key: the section's own entry, else that of [DEFAULT]."""
        found = self.section(section)
        if found is None:
            return None
        return found.entry(key) or self.defaults.get(key)

    def values(self, section: str) -> Mapping[str, Secret]:
        """All that botocore finds in that section; none where there is no such section."""
        found = self.section(section)
        entries = {**self.defaults, **{entry.key: entry for entry in found.entries}} if found else {}
        return {key: entry.value for key, entry in entries.items()}


def read_document(data: bytes, shown: str) -> Document:
    """The document that a file's bytes are; errors call the file `shown`.

    Raises AwsFileError, with the lines, for all that botocore refuses: a line that is neither a header nor an entry, an
    entry above the first header, two sections of one name, two entries of one key, a nested block with a line that has
    no `=`, and text that is none.
    """
    text, encoding = _decoded(data, shown)
    return parse_document(text, encoding, shown)


def parse_document(text: str, encoding: str, shown: str) -> Document:
    """As read_document, from the text."""
    reader = _Reader(shown)
    for line in _lines(text):
        reader.take(line)
    sections = reader.sections()
    return Document(
        shown=shown,
        text=text,
        encoding=encoding,
        sections=sections,
        by_name={section.name: section for section in reversed(sections)},
        defaults={entry.key: entry for section in sections if section.name == DEFAULTS for entry in section.entries},
    )


def named(section: str) -> str:
    """A section's name for a message: on one line, and not longer than a line bears."""
    shown = section if len(section) <= _LONGEST_NAME else section[:_LONGEST_NAME] + "…"
    return f"[{shown}]" if shown.isprintable() else f"[{shown!r}]"


def _decoded(data: bytes, shown: str) -> tuple[str, str]:
    """UTF-8, or what this system's files are written in, as botocore opens them (on Windows a code page)."""
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    encoding = locale.getencoding()
    try:
        text = data.decode(encoding)
        if text.encode(encoding) == data:
            return text, encoding
    except (UnicodeError, LookupError):
        pass
    raise AwsFileError(f"{shown}: line {line} is not UTF-8", advice="save the file as UTF-8")


class _Line(msgspec.Struct, frozen=True):
    number: int
    start: int
    content: str
    bare: str
    indent: str

    def __repr__(self) -> str:
        return f"_Line({self.number})"

    @property
    def bare_span(self) -> Span:
        start = self.start + len(self.indent)
        return Span(start, start + len(self.bare))

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.content))


def _lines(text: str) -> Iterator[_Line]:
    """Lines end with LF, CR LF or CR, and with nothing else that Unicode calls a line break."""
    first = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
    for number, found in enumerate(_LINE.finditer(text, first), start=1):
        if found.start() < len(text):
            content = found[1]
            indent = content[: len(content) - len(content.lstrip())]
            yield _Line(number, found.start(), content, content.strip(), indent)


class _OpenEntry(msgspec.Struct):
    key: str
    line: _Line
    at: Span
    pieces: list[str]
    last_line: int

    def __repr__(self) -> str:
        return f"_OpenEntry({self.key!r})"

    def closed(self) -> Entry:
        return Entry(
            key=self.key,
            value=Secret("\n".join(self.pieces).rstrip()),
            line=self.line.number,
            last_line=self.last_line,
            indent=self.line.indent,
            whole=Span(self.line.start, self.at.end),
            at=self.at,
        )


class _OpenSection(msgspec.Struct):
    name: str
    line: _Line
    entries: list[_OpenEntry]

    def closed(self) -> Section:
        return Section(
            name=self.name,
            line=self.line.number,
            indent=self.line.indent,
            header=self.line.span,
            entries=tuple(entry.closed() for entry in self.entries),
        )


class _Reader:
    """Takes one line after the other, and refuses the first that botocore would refuse."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._sections: list[_OpenSection] = []
        self._entry: _OpenEntry | None = None
        self._depth = 0
        self._seen: dict[tuple[str, str], int] = {}

    def sections(self) -> tuple[Section, ...]:
        sections = tuple(section.closed() for section in self._sections)
        for section in sections:
            self._refuse_broken_blocks(section)
        return sections

    def take(self, line: _Line) -> None:
        if line.bare.startswith(("#", ";")):
            return
        if not line.bare:
            if self._entry is not None:
                self._entry.pieces.append("")
            return
        if self._entry is not None and len(line.indent) > self._depth:
            self._entry.pieces.append(line.bare)
            self._entry.at = Span(self._entry.at.start, line.bare_span.end)
            self._entry.last_line = line.number
            return
        self._depth = len(line.indent)
        header = _SECTION.match(line.bare)
        if header:
            self._begin_section(header["name"], line)
        else:
            self._begin_entry(line)

    def _begin_section(self, name: str, line: _Line) -> None:
        before = self._seen.setdefault((name, ""), line.number)
        if before != line.number and name != DEFAULTS:
            raise self._refused(f"lines {before} and {line.number} both begin {named(name)}", "make one of the two")
        self._sections.append(_OpenSection(name, line, []))
        self._entry = None

    def _begin_entry(self, line: _Line) -> None:
        if not self._sections:
            raise self._refused(f"line {line.number} stands above the first [section]", "move it below a header")
        delimiter = _DELIMITER.search(line.bare)
        key = line.bare[: delimiter.start()].rstrip().lower() if delimiter else ""
        if delimiter is None or not key:
            raise self._refused(
                f"line {line.number} is neither a [section] nor a key with its value", "correct that line, or remove it"
            )
        section = self._sections[-1]
        before = self._seen.setdefault((section.name, key), line.number)
        if before != line.number:
            raise self._refused(
                f"{named(section.name)} has two entries of one key, in lines {before} and {line.number}",
                "remove the one that is not in use",
            )
        value = line.bare[delimiter.end() :].lstrip()
        end = line.bare_span.end if value else line.span.end
        self._entry = _OpenEntry(key, line, Span(end - len(value), end), [value], line.number)
        section.entries.append(self._entry)

    def _refuse_broken_blocks(self, section: Section) -> None:
        for entry in section.entries:
            block = entry.value.reveal()
            if block.startswith("\n") and any(part.strip() and "=" not in part for part in block.splitlines()):
                raise self._refused(
                    f"the block in lines {entry.line} to {entry.last_line} has a line without '='",
                    "correct that line, or remove it",
                )

    def _refused(self, what: str, advice: str) -> AwsFileError:
        return AwsFileError(f"{self._shown}: {what}", advice=advice)
