"""How a file's name is shown, and how the reason is that it could not be read."""

from __future__ import annotations

import os


def shown(path: str) -> str:
    r"""The path as a report has it: `/` between its parts on every system, bytes that are no UTF-8 as `\xNN`."""
    if os.sep != "/":
        path = path.replace(os.sep, "/")
    if path.isascii():
        return path
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def absolute(path: str) -> str:
    """The path from the root, links left as they are, so that two names of one place are told to be one."""
    return os.path.abspath(path)  # noqa: PTH100 - Path's own follows links, or leaves `..`


def reason(error: OSError) -> str:
    """Why, in the system's own words, as a clause."""
    words = error.strerror or type(error).__name__
    return words[:1].lower() + words[1:]
