"""The AWS CLI on PATH, asked one call at a time."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import Any, Protocol

_CODE = re.compile(r"An error occurred \((?P<code>\w+?)(?:Exception)?\)")
_SECONDS = 120


class CliError(Exception):
    """The AWS CLI did not answer: AWS's error code without a trailing `Exception`, or its last line."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Cli(Protocol):
    """Asks AWS by the AWS CLI's own words: `cli("iam", "list-users", region=None)`, and gives its JSON."""

    def __call__(self, *words: str, region: str | None = None) -> dict[str, Any]:
        """The answer of one command. Raises CliError."""
        ...


class AwsCli:
    """The real one."""

    def __init__(self, executable: str, profile: str | None) -> None:
        self._start = [executable, "--output", "json"]
        if profile:
            self._start += ["--profile", profile]

    def __call__(self, *words: str, region: str | None = None) -> dict[str, Any]:
        """The answer of one command. Raises CliError."""
        command = [*self._start, *(["--region", region] if region else []), *words]
        quiet = {**os.environ, "AWS_PAGER": ""}
        done = subprocess.run(command, env=quiet, capture_output=True, text=True, timeout=_SECONDS, check=False)
        if done.returncode:
            found = _CODE.search(done.stderr)
            lines = done.stderr.strip().splitlines() or ["no answer"]
            raise CliError(found["code"] if found else lines[-1])
        answer: dict[str, Any] = json.loads(done.stdout or "{}")
        return answer
