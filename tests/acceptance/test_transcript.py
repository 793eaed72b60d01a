"""A transcript of the AWS CLI, unchanged, against one practice account: every service, exit codes, refusals.

The commands and what they must end with are in `transcript.toml`. What they said is written to the file that the
environment variable ROOTWARD_TRANSCRIPT names, if one is.
The AWS CLI is another project's command: where it is not on the PATH this is skipped, and says so.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest

from rootward.sandbox import serve

AWS = shutil.which("aws")

WRITTEN_TO = os.environ.get("ROOTWARD_TRANSCRIPT")
"""Read here: a test sees no such variable of the machine."""

SHOWN_LINES = 4
"""Of what each command said, in the transcript."""

SERVICES = {
    "account", "accessanalyzer", "cloudtrail", "cloudwatch", "ec2", "events", "iam", "logs", "organizations", "s3",
    "s3api", "sns", "sts",
}  # fmt: skip


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One command, and what it must end with."""

    run: str
    """Its arguments, as in a shell."""
    ends: int = 0
    """The exit code of AWS CLI version 2."""
    says: tuple[str, ...] = ()
    """Text that the output holds."""
    reveals: tuple[str, ...] = ()
    """Text that the error output holds."""
    with_: dict[str, str] = msgspec.field(name="with", default_factory=dict)
    """Environment variables of this command alone."""


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The commands in order."""

    commands: tuple[Command, ...] = msgspec.field(name="command")


COMMANDS = msgspec.toml.decode(Path(__file__).with_name("transcript.toml").read_bytes(), type=Script).commands


def test_the_transcript_has_forty_commands_over_all_services_and_refusals_among_them():
    assert len(COMMANDS) >= 40
    assert {command.run.split()[0] for command in COMMANDS} == SERVICES
    assert {command.ends for command in COMMANDS} >= {0, 252, 254}


@pytest.mark.skipif(AWS is None, reason="the AWS CLI is not on the PATH")
def test_every_command_of_the_transcript_ends_as_it_must(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear reader,\n", encoding="utf-8")
    blanks = {"folder": str(tmp_path), "unknown": "AKIA" + "Q3EGZZZZ22223333"}
    codes = exit_codes()
    transcript: list[str] = []
    wrong: list[str] = []
    with serve("startup") as sandbox:
        for command in COMMANDS:
            arguments = [filled(word, blanks) for word in shlex.split(command.run)]
            changed = {name: filled(value, blanks) for name, value in command.with_.items()}
            done = aws(arguments, {**sandbox.environment, **changed})
            transcript.append(entry(command, done))
            wrong += [f"aws {command.run}: {mistake}" for mistake in mistakes(command, done, codes)]
    Path(WRITTEN_TO or tmp_path / "transcript.txt").write_text("\n".join(transcript), encoding="utf-8")
    assert not wrong, "\n".join(wrong)


def filled(text: str, blanks: dict[str, str]) -> str:
    for name, value in blanks.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def aws(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    assert AWS is not None
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    quiet = {"AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true"}
    present = {name: value for name, value in environment.items() if value}
    files: dict[str, Any] = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    return subprocess.run(
        [AWS, *arguments],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**inherited, **quiet, **files, **present},
        timeout=60,
    )


def exit_codes() -> dict[int, int]:
    """How this AWS CLI ends where version 2 ends so: version 1 has other codes.

    https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-returncodes.html
    https://docs.aws.amazon.com/cli/v1/userguide/cli-usage-returncodes.html
    """
    version = aws(["--version"], {})
    return {254: 255, 252: 2} if (version.stdout + version.stderr).startswith("aws-cli/1.") else {}


def mistakes(command: Command, done: subprocess.CompletedProcess[str], codes: dict[int, int]) -> list[str]:
    found = []
    ends = codes.get(command.ends, command.ends)
    if done.returncode != ends:
        found.append(f"exit code {done.returncode}, not {ends}: {(done.stderr or done.stdout).strip()[:300]}")
    found += [f"does not say {text!r}: {done.stdout[:300]}" for text in command.says if text not in done.stdout]
    found += [f"does not reveal {text!r}: {done.stderr[:300]}" for text in command.reveals if text not in done.stderr]
    return found


def entry(command: Command, done: subprocess.CompletedProcess[str]) -> str:
    """The command as typed, its exit code, and the first lines that it said; never a secret."""
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    shown = [line for line in lines if "Secret" not in line and "Token" not in line][:SHOWN_LINES]
    more = [f"    ... {len(lines) - len(shown)} more lines"] if len(lines) > len(shown) else []
    return "\n".join(
        [f"$ aws {command.run}", f"    exit code {done.returncode}", *(f"    {one}" for one in shown), *more, ""]
    )
