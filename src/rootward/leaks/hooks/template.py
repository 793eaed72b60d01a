"""A template of rootward's own, from which git makes new repositories: `init.templateDir`.

It takes the place of git's own template, of which only `info/exclude` is of use to anybody.
https://git-scm.com/docs/git-init#_template_directory
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from rootward.errors import OutputError
from rootward.leaks.git.command import Git
from rootward.leaks.hooks.folder import TEMPLATE, settings

_EXCLUDE = b"""\
# Files that git is to pass by in this repository alone, one pattern a line.
# See https://git-scm.com/docs/gitignore
"""


def make_template(git: Git, folder: Path) -> bool:
    """Make `folder` the template of the user's new repositories; whether it was not. Raises OutputError, GitError."""
    exclude = folder / "info" / "exclude"
    try:
        exclude.parent.mkdir(parents=True, exist_ok=True)
        if not exclude.exists():
            exclude.write_bytes(_EXCLUDE)
    except OSError as error:
        raise OutputError(f"{error.filename or folder} cannot be written: {error.strerror or error}") from error
    if _is_template(git, folder):
        return False
    git.ask("config", "--global", TEMPLATE, str(folder))
    return True


def drop_template(git: Git, folder: Path) -> bool:
    """Give git its own template back, and remove the folder so far as nobody else put anything there; whether it was.

    Raises GitError.
    """
    was = _is_template(git, folder)
    if was:
        git.ask("config", "--global", "--unset", TEMPLATE)
    exclude = folder / "info" / "exclude"
    with suppress(OSError):
        if exclude.read_bytes() == _EXCLUDE:
            exclude.unlink()
    for one in (folder / "info", folder / "hooks", folder):
        with suppress(OSError):
            one.rmdir()
    return was


def _is_template(git: Git, folder: Path) -> bool:
    said = settings(git).get(TEMPLATE)
    return said is not None and said.by_user and os.path.normpath(said.value) == os.path.normpath(folder)
