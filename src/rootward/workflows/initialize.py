"""Write a first configuration file."""

from __future__ import annotations

from pathlib import Path

from rootward.errors import OutputError
from rootward.local.configuration import commented_template
from rootward.local.files import write_owner_only


def write_configuration(path: Path, *, replace: bool = False) -> None:
    """Write the commented template. Raises OutputError; an existing file is only replaced when told to."""
    if path.exists() and not replace:
        message = f"{path} is already there"
        raise OutputError(message, advice="give another name with -o, or --force to replace it")
    write_owner_only(path, commented_template().encode())
