"""A group of commands that loads a command's module only when that command runs."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from rootward.cli.commands import Command
from rootward.cli.loading import load_msgspec


class LazyGroup(click.Group):
    """A click group over a table of commands."""

    def __init__(self, *arguments: Any, table: tuple[Command, ...] = (), **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.table = table
        self._by_name = {command.name: command for command in table}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        del ctx
        return list(self._by_name)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, loaded; None for a name that is not in the table."""
        del ctx
        if cmd_name not in self._by_name:
            return None
        load_msgspec()
        command: click.Command = import_module(self._by_name[cmd_name].module).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a mistyped command."""
        if args and args[0] not in self._by_name and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], self._by_name, n=1)
            hint = f" Did you mean '{close[0]}'?" if close else f" Commands: {', '.join(self._by_name)}."
            ctx.fail(f"{self.unknown(args[0])}{hint}")
        return super().resolve_command(ctx, args)

    def unknown(self, word: str) -> str:
        """What is said of a word that is no command of the group."""
        return f"No such command '{word}'."

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table's own lines of help; no command is loaded."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(command.name, command.help) for command in self.table])
