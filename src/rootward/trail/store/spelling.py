"""Names of files as text."""

from __future__ import annotations

import os


def spelled(name: str) -> str:
    r"""The name as JSON and Parquet can hold it: what of it is no UTF-8 is written as `\xff`.

    https://docs.python.org/3/library/os.html#file-names-command-line-arguments-and-environment-variables
    """
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "backslashreplace")
