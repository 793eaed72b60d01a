"""`rootward scan`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from rootward.cli.commands import SCAN_COMMANDS
from rootward.cli.lazy_group import LazyGroup
from rootward.cli.options import FILE, signing_options, source_of
from rootward.cli.scanning import Printing, print_scan
from rootward.errors import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from rootward.workflows.scan import Asking
    from rootward.workflows.scanning.keeping import Keeping
    from rootward.workflows.scanning.order import Order

_WORDS = "rootward.scan.words"
"""Where the context holds the words of the command line."""

_MODULES = {command.name: command.module for command in SCAN_COMMANDS}


class ScanCommand(click.Command):
    """The scan; where its first word is the name of one of its commands, that one runs in its place.

    A file of such a name is scanned as `./baseline`.
    """

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of the command that the first word names, or of the scan."""
        if not args or args[0] not in _MODULES:
            words = tuple(args)
            context = super().make_context(info_name, args, parent, **extra)
            context.meta[_WORDS] = words
            return context
        command: click.Command = import_module(_MODULES[args[0]]).command
        group = click.Context(LazyGroup(self.name, table=SCAN_COMMANDS), info_name=info_name, parent=parent)
        return command.make_context(args[0], args[1:], parent=group, **extra)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, below the options."""
        with formatter.section("Commands, in place of PATHS"):
            formatter.write_dl([(command.name, command.help) for command in SCAN_COMMANDS])
        super().format_epilog(ctx, formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Options; and the names of the commands."""
        from click.shell_completion import CompletionItem  # a scan completes no words

        commands = [
            CompletionItem(command.name, help=command.help)
            for command in SCAN_COMMANDS
            if command.name.startswith(incomplete)
        ]
        return [*commands, *super().shell_complete(ctx, incomplete)]


@click.command("scan", cls=ScanCommand)
@click.argument("paths", nargs=-1, metavar="[PATHS | - | RANGE]...")
@click.option("--history", is_flag=True, help="Scan all that the repositories PATHS hold, not the files there.")
@click.option("--staged", is_flag=True, help="Scan what the next commit would bring.")
@click.option("--commit-msg", type=click.Path(), metavar="FILE", help="Scan the message of the next commit.")
@click.option("--gitignore", is_flag=True, help="Pass by what git ignores.")
@click.option("--account-numbers", is_flag=True, help="Find account numbers, too.")
@click.option("--no-attribution", is_flag=True, help="Do not look for the commits that brought what was found.")
@click.option("--baseline", type=FILE, help="Pass over what this file of 'rootward scan baseline' lists.")
@click.option("--no-repo-allow", is_flag=True, help="Look past rules that lie in what is scanned.")
@click.option("--config", type=FILE, envvar="ROOTWARD_CONFIG", help="Configuration file that is trusted in full.")
@click.option("--no-cache", is_flag=True, help="Use nothing that an earlier scan kept, and keep nothing.")
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="Processes, at most.")
@click.option("--join", is_flag=True, help="Ask the account whose the keys are, and what they can do.")
@click.option("--from", "snapshot", type=FILE, help="The same of a file that 'rootward collect --deep' wrote.")
@click.option("--verify", is_flag=True, help="Ask AWS, by the keys themselves, whose each is and whether it works.")
@signing_options
@click.option(
    "--fail-on",
    type=click.Choice(["high", "medium", "low", "never"]),
    default="low",
    show_default=True,
    envvar="ROOTWARD_SCAN_FAIL_ON",
    help="Findings of this confidence or a higher one make the exit code 1.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "csv", "github"]),
    default="text",
    show_default=True,
    help="How the report is written.",
)
@click.option("--output", "-o", type=FILE, help="Write the report to a file that only you can read.")
@click.option("--quiet", "-q", is_flag=True, help="No progress; and no report where nothing was found.")
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Find leaked AWS credentials in files, changes and histories.

    PATHS are files, folders and globs (default: the working directory); - is standard input; a RANGE of commits is
    main..HEAD; a bare repository is a history. Nothing of what is scanned is run, fetched or believed, and no secret
    is ever shown. Exit code: 0 clean, 1 findings, 2 usage, 3 where something could not be read, 130 interrupted: what
    was found until then is reported.
    """
    from rootward.workflows.scanning.naming import sources_of
    from rootward.workflows.scanning.order import Order

    order = Order(
        sources=sources_of(
            paths,
            history=options["history"],
            staged=options["staged"],
            message=options["commit_msg"],
            gitignore=options["gitignore"],
        ),
        account_numbers=options["account_numbers"],
        attribution=not options["no_attribution"],
        repository_rules=not options["no_repo_allow"],
        baseline=options["baseline"],
        config=options["config"],
        cache=not options["no_cache"],
        workers=options["workers"],
    )
    asking = _asking(options)
    printing = Printing(
        form=options["form"], output=options["output"], quiet=options["quiet"], fail_on=options["fail_on"]
    )
    return print_scan(order, printing, asking=asking, keeper=None if asking else _keeper(order))


def _keeper(order: Order) -> Keeping | None:
    """Who keeps the answer; None where it is not kept."""
    from rootward.workflows.scanning.order import History

    if not any(isinstance(source, History) for source in order.sources):
        return None
    from rootward.cli.scan.keeping import keeper  # few scans are of histories

    return keeper(click.get_current_context().meta[_WORDS], order)


def _asking(options: dict[str, Any]) -> Asking | None:
    """Who is asked about the keys. Raises UsageError where an account is named, and nobody asks it anything."""
    joins = options["join"] or options["snapshot"] is not None
    if options["join"] and options["snapshot"] is not None:
        raise UsageError("--join asks the account itself, and --from a file of its facts", advice="give one of the two")
    context = click.get_current_context()
    for name in ("profile", "region", "role_arn", "sandbox", "scenario"):
        typed = context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
        if typed and not joins and not (name == "region" and options["verify"]):
            option = name.replace("_", "-")
            raise UsageError(
                f"--{option} says which account --join asks", advice=f"give --join, or leave --{option} out"
            )
    if not joins and not options["verify"]:
        return None
    from rootward.workflows.scan import Asking

    account = source_of(options) if joins else None
    return Asking(account=account, verify=options["verify"], region=options["region"])
