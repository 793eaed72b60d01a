"""The click application: the commands, and every way a run can end."""

from __future__ import annotations

import click

from rootward import __version__
from rootward.cli import ending
from rootward.cli.commands import COMMANDS
from rootward.cli.lazy_group import LazyGroup
from rootward.cli.signals import heeded


@click.command(
    cls=LazyGroup,
    name="rootward",
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start without an account: rootward audit --sandbox. Exit codes: 0 clean, 1 findings, 2 usage, "
    "3 incomplete, 4 credentials, 5 refused, 70 defect, 130 interrupted, or a no.",
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
    except click.ClickException as mistake:
        return ending.misused(mistake)
    except (Exception, KeyboardInterrupt) as end:  # noqa: BLE001 - the last line of defence: no traceback reaches a user
        return ending.ended(end)
    return result if isinstance(result, int) else 0
