"""The access key of a profile in the system's keyring, and the line by which the AWS SDKs come by it.

    credential_process = rootward keys process --profile NAME

https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import msgspec

from rootward.local.aws_files.paths import CONFIG_VARIABLE, config_file
from rootward.local.credential_store import system_keyring
from rootward.model.key_pair import KeyPair
from rootward.model.secret import Secret

_PROGRAM = re.compile(r"\bkeys\s+process\s+--profile\s+")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What the keyring holds for a profile, and for those that share its key."""

    key_id: str
    secret: str
    moved_from: str = ""
    """Id of the key that lay in a file before, while the way back leads there; empty: it leads to the keyring."""
    sections: tuple[str, ...] = ()
    """The sections of that file."""

    def __repr__(self) -> str:
        return f"Entry(key_id={self.key_id!r})"

    @property
    def pair(self) -> KeyPair:
        """The key."""
        return KeyPair(self.key_id, Secret(self.secret))


def keep(profile: str, entry: Entry) -> bool:
    """Keep it in place of the one before; whether it is there now."""
    text = Secret(msgspec.json.encode(entry).decode())
    return system_keyring.keep(_name(profile), text, service=system_keyring.KEYS)


def find(profile: str) -> Entry | None:
    """What is kept for the profile; None: nothing, or nothing that can be had."""
    found = system_keyring.find(_name(profile), service=system_keyring.KEYS)
    if found is None:
        return None
    try:
        return msgspec.json.decode(found.reveal().encode(), type=Entry)
    except (ValueError, msgspec.MsgspecError):
        return None


def drop(profile: str) -> None:
    """Keep it no longer."""
    system_keyring.drop(_name(profile), service=system_keyring.KEYS)


def can_be_used() -> bool:
    """Whether there is a keyring that keeps what it is given: tried with a word that is none."""
    name = "rootward looks whether this keyring works"
    kept = system_keyring.keep(name, Secret("it does"), service=system_keyring.KEYS)
    system_keyring.drop(name, service=system_keyring.KEYS)
    return kept


def program_line(profile: str) -> str:
    """The value of `credential_process`. By the whole path: programs that are not started by a shell have no PATH."""
    words = [*_rootward(), "keys", "process", "--profile", profile]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def profile_of(program: str) -> str | None:
    """The profile whose entry such a line names; None: it is another program's."""
    found = _PROGRAM.search(program)
    if found is None:
        return None
    name = program[found.end() :].strip()
    if os.name == "nt":
        return name.strip('"')
    try:
        words = shlex.split(name)
    except ValueError:
        return None
    return words[0] if len(words) == 1 else None


def _rootward() -> list[str]:
    beside = Path(sys.executable).with_name("rootward.exe" if os.name == "nt" else "rootward")
    return [str(beside)] if beside.is_file() else [sys.executable, "-m", "rootward"]


def _name(profile: str) -> str:
    """The profile's own name; where a variable names another configuration file, that file's with it."""
    return f"{profile} in {config_file()}" if os.environ.get(CONFIG_VARIABLE) else profile
