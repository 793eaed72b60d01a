"""The command table tells the truth about the commands, so that `--help` need not load them."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import click
import pytest

from rootward.cli.commands import (
    COMMANDS,
    KEYS_COMMANDS,
    MFA_COMMANDS,
    PASSWORD_COMMANDS,
    SCAN_COMMANDS,
    TRAIL_COMMANDS,
)

ALL = (*COMMANDS, *KEYS_COMMANDS, *MFA_COMMANDS, *PASSWORD_COMMANDS, *SCAN_COMMANDS, *TRAIL_COMMANDS)
every_command = pytest.mark.parametrize("entry", ALL, ids=[entry.module for entry in ALL])


@every_command
def test_the_table_says_what_the_command_says_of_itself(entry):
    command = import_module(entry.module).command

    assert isinstance(command, click.Command)
    assert command.name == entry.name
    assert command.get_short_help_str(limit=200) == entry.help


@every_command
def test_every_option_has_a_line_of_help(entry):
    command = import_module(entry.module).command
    commands = command.commands.values() if isinstance(command, click.Group) else [command]

    for option in (parameter for one in commands for parameter in one.params if isinstance(parameter, click.Option)):
        assert option.help, f"{entry.name} {option.name}"


def loaded_by(*arguments: str) -> set[str]:
    script = (
        "import sys; before = set(sys.modules)\n"
        "from rootward.cli.main import main\n"
        f"main({list(arguments)!r})\n"
        "print(*(set(sys.modules) - before), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(done.stderr.split())


def test_version_loads_neither_click_nor_msgspec_nor_importlib_metadata():
    assert loaded_by("--version").isdisjoint({"click", "msgspec", "importlib.metadata", "rich", "boto3"})


def test_help_loads_click_and_no_command():
    loaded = loaded_by("--help")

    assert "click" in loaded
    assert loaded.isdisjoint({"msgspec", "rich", "boto3", "botocore", "moto", "platformdirs"})
