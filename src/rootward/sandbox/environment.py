"""The environment variables that lead a client to the practice account, and the lines that set them in a shell.

Which variables: https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html#EVarSettings
"""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rootward.sandbox.server import Sandbox

Shell = Literal["posix", "powershell"]


def client_environment(endpoint_url: str, region: str, credentials: tuple[str, str, str]) -> dict[str, str]:
    """All variables a client needs. `credentials`: key id, secret, session token or "".

    AWS_SESSION_TOKEN is there even when it is empty: one inherited from the user's shell must not be sent along.
    """
    key_id, secret, token = credentials
    return {
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_ACCESS_KEY_ID": key_id,
        "AWS_SECRET_ACCESS_KEY": secret,
        "AWS_SESSION_TOKEN": token,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
    }


def export_lines(sandbox: Sandbox, shell: Shell | None = None) -> str:
    """The lines that a person pastes into a shell, without a last newline: PowerShell's on Windows, else POSIX."""
    shell = shell or ("powershell" if os.name == "nt" else "posix")
    line = _powershell_line if shell == "powershell" else _posix_line
    return "\n".join(line(name, value) for name, value in sandbox.environment.items())


def _posix_line(name: str, value: str) -> str:
    return f"export {name}={shlex.quote(value)}"


def _powershell_line(name: str, value: str) -> str:
    quoted = value.replace("'", "''")
    return f"$Env:{name} = '{quoted}'"
