"""Where the shared credentials and configuration files lie.

`~/.aws/credentials` and `~/.aws/config`, on Windows below %USERPROFILE%, unless an environment variable names another
place. botocore gives that name as it stands, and expands variables and the home folder when it opens the file.
https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
"""

from __future__ import annotations

import os
from pathlib import Path

from rootward.errors import UsageError

CREDENTIALS_VARIABLE = "AWS_SHARED_CREDENTIALS_FILE"
CONFIG_VARIABLE = "AWS_CONFIG_FILE"


def credentials_file() -> Path:
    """The shared credentials file, whether it is there or not. Raises UsageError where the variable names no file."""
    return _place(CREDENTIALS_VARIABLE, "credentials")


def config_file() -> Path:
    """The configuration file, whether it is there or not. Raises UsageError where the variable names no file."""
    return _place(CONFIG_VARIABLE, "config")


def _place(variable: str, name: str) -> Path:
    named = os.environ.get(variable, f"~/.aws/{name}")
    if not named:
        raise UsageError(
            f"{variable} is set, and empty", advice=f"unset it for ~/.aws/{name}, or let it name the file that you use"
        )
    return Path(os.path.expanduser(os.path.expandvars(named)))  # noqa: PTH111 - as botocore; Path.expanduser raises where there is no home folder
