"""The click application: the lazy group of commands, and every way a run can end."""

from __future__ import annotations

from importlib import import_module

import click

from rootward import __version__
from rootward.cli import ending
from rootward.cli.commands import COMMANDS
from rootward.cli.signals import heeded

_BY_NAME = {command.name: command for command in COMMANDS}


class LazyGroup(click.Group):
    """A group that loads a command's module only when that command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        del ctx
        return list(_BY_NAME)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, loaded; None for a name that is not in the table."""
        del ctx
        if cmd_name not in _BY_NAME:
            return None
        command: click.Command = import_module(_BY_NAME[cmd_name].module).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a mistyped command."""
        if args and args[0] not in _BY_NAME and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], _BY_NAME, n=1)
            hint = f" Did you mean '{close[0]}'?" if close else f" Commands: {', '.join(_BY_NAME)}."
            ctx.fail(f"No such command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table's own lines of help; no command is loaded."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(command.name, command.help) for command in COMMANDS])


@click.command(
    cls=LazyGroup,
    name="rootward",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start without an account: rootward audit --sandbox. Exit codes: 0 clean, 1 findings, 2 usage, "
    "3 incomplete, 4 credentials, 5 refused, 70 defect, 130 interrupted.",
)
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
def application() -> None:
    """Secure an AWS account's root user, and make root unnecessary."""


def run(arguments: list[str]) -> int:
    """Run the application and turn every ending into an exit code and at most a few plain lines."""
    try:
        with heeded():
            result = application.main(arguments, prog_name="rootward", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        return ending.interrupted()
    except click.ClickException as mistake:
        return ending.misused(mistake)
    except OSError as error:
        return ending.failed(error) if error.filename else ending.unwritten(error)
    except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback reaches a user
        return ending.failed(error)
    return result if isinstance(result, int) else 0
