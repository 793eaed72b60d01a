"""A TOML file of the user's, read whole, with one clear line for everything that can be wrong with it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from rootward.errors import ConfigurationError
from rootward.local.bounded_read import read_bounded

LARGEST = 1_000_000
"""Bytes. A configuration is a page; what is larger is another file by mistake."""

_PLACE = re.compile(r"\s*\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


def read_toml(path: Path, shown: str) -> dict[str, Any]:
    """The document at `path`, which errors call `shown`. Raises ConfigurationError."""
    return parse_toml(_text(path, shown), shown)


def parse_toml(text: str, shown: str) -> dict[str, Any]:
    """The document. Raises ConfigurationError that names line and column."""
    import tomllib  # where there is no file, nothing needs it

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        place = _PLACE.search(said)
        end = text.rstrip().splitlines() or [""]
        line, column = (place["line"], place["column"]) if place and place["line"] else (len(end), len(end[-1]) + 1)
        what = _PLACE.sub("", said)
        raise ConfigurationError(
            f"{shown}: line {line}, column {column}: {what[:1].lower()}{what[1:]}",
            advice="the file must be TOML (https://toml.io)",
        ) from None
    except ValueError as error:  # int refuses to read thousands of digits
        raise ConfigurationError(f"{shown}: a value cannot be read: {str(error).partition(';')[0]}") from None
    except RecursionError:
        raise ConfigurationError(f"{shown}: nested too deeply to be a configuration") from None


def _text(path: Path, shown: str) -> str:
    try:
        if path.is_dir():
            raise ConfigurationError(f"{shown}: this is a folder, not a file")
        content = read_bounded(path, LARGEST, wait_seconds=0)
    except FileNotFoundError:
        raise ConfigurationError(f"{shown}: there is no such file", advice="'rootward init' writes one") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigurationError(f"{shown}: cannot be read: {why}") from None
    if len(content) > LARGEST:
        raise ConfigurationError(f"{shown}: larger than {LARGEST // 1000} kB, which is no configuration")
    try:
        # Windows editors begin a file with a byte order mark, which TOML does not allow.
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"{shown}: line {line} is not UTF-8", advice="save the file as UTF-8") from None
