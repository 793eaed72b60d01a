"""Where configuration lies, and which files of it are the user's own.

A file that merely lies in the working directory came with somebody's repository: what it may say is for those to decide
who read it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from rootward.errors import ConfigurationError
from rootward.local.bounded_read import read_bounded
from rootward.local.toml_document import read_toml

FILE_NAME = "rootward.toml"
PROJECT_FILE = "pyproject.toml"

_LARGEST_PROJECT_FILE = 1 << 26


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One file."""

    path: Path
    shown: str
    trusted: bool
    """Whether the user named it, or keeps it in a folder of their own."""


def user_configuration_folder() -> Path:
    """The user's own folder for rootward: under `~/.config`, `~/Library/Application Support` or `%LOCALAPPDATA%`."""
    from platformdirs import user_config_path

    return user_config_path("rootward", appauthor=False)


def user_folder_in(environ: Mapping[str, str]) -> Path:
    """The same in that environment, for what is to begin at once: platformdirs takes longer than a small scan."""
    if os.name == "nt" or sys.platform == "darwin":
        return user_configuration_folder()
    named = Path(environ.get("XDG_CONFIG_HOME", ""))
    return (named if named.is_absolute() else Path("~/.config").expanduser()) / "rootward"


def places(config: Path | None, working_directory: Path, user_folder: Path) -> Iterator[Place]:
    """The files that are there, the least first. `config`, the file of `--config`, is read in place of all others."""
    if config is not None:
        yield Place(path=config, shown=str(config), trusted=True)
        return
    own = user_folder / FILE_NAME
    if os.path.lexists(own):
        yield Place(path=own, shown=str(own), trusted=True)
    project = working_directory / PROJECT_FILE
    # Another tool's broken pyproject.toml is not this tool's business.
    if _mentions_rootward(project):
        yield Place(path=project, shown=PROJECT_FILE, trusted=False)
    local = working_directory / FILE_NAME
    if os.path.lexists(local) and os.path.realpath(local) != os.path.realpath(own):
        yield Place(path=local, shown=FILE_NAME, trusted=False)


def read_table(place: Place) -> dict[str, Any]:
    """What the file holds for rootward: of a pyproject.toml `[tool.rootward]`. Raises ConfigurationError."""
    table = read_toml(place.path, place.shown)
    if place.path.name != PROJECT_FILE:
        return table
    tool = table.get("tool")
    of_rootward = tool.get("rootward") if isinstance(tool, dict) else None
    if not isinstance(of_rootward, dict | None):
        from rootward.local.threshold import shown

        message = f"{place.shown}: tool.rootward = {shown(of_rootward)} must be a table, [tool.rootward]"
        raise ConfigurationError(message)
    return of_rootward or {}


def _mentions_rootward(path: Path) -> bool:
    """Whether it may hold the table: TOML has many ways to write its name, and most projects have none of them."""
    try:
        return path.is_file() and b"rootward" in read_bounded(path, _LARGEST_PROJECT_FILE, wait_seconds=0)
    except OSError:
        return False
