"""What the commands that change an account have in common: their options, their progress, and how they end."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import Any, TypeVar

import click

from rootward.cli.approval import TYPED, Asking, refuse_nobody
from rootward.cli.ending import INTERRUPTED
from rootward.cli.options import account_options, source_of, with_options
from rootward.cli.terminal import look, note, silent, write_report
from rootward.errors import UsageError
from rootward.model.applied import Applied, StepOutcome
from rootward.model.plan import Step
from rootward.reports.plan.applied import render_applied, render_progress
from rootward.workflows.running.run import Ran, Setting
from rootward.workflows.source import Live, Practice, Source

Function = TypeVar("Function", bound=Callable[..., Any])


def running_options(function: Function) -> Function:
    """`--profile` and its like, `--auto-approve`, `--show`, `--allow-endpoint`, `--quiet`."""
    approve = click.option("--auto-approve", is_flag=True, help="Do not ask. What cannot be undone is left out.")
    return account_options(with_options(function, (approve, *_CHANGING)))


def asked_options(function: Function) -> Function:
    """The same without `--auto-approve`, for a command that always asks."""
    return account_options(with_options(function, _CHANGING))


_CHANGING = (
    click.option("--show", type=click.Choice(["cli"]), help="cli: show the AWS CLI's line for each call."),
    click.option("--allow-endpoint", is_flag=True, help="Send changes to an endpoint that is neither AWS's nor local."),
    click.option("--quiet", "-q", is_flag=True, help="No progress."),
)


_IRREVERSIBLE = "--allow-irreversible"


def irreversible_option(function: Function) -> Function:
    """`--allow-irreversible`."""
    option = click.option(
        _IRREVERSIBLE,
        is_flag=False,
        flag_value=TYPED,
        default=None,
        metavar="[=ACCOUNT]",
        help="Allow what cannot be undone, too: the account's alias or number is typed, or given here.",
    )
    return option(function)


class WithIrreversible(click.Command):
    """A command that takes the value of `--allow-irreversible` after an equals sign only: a plan may follow it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, which would take the word that follows."""
        return super().parse_args(ctx, [f"{word}=" if word == _IRREVERSIBLE else word for word in args])


def live_source(options: dict[str, Any]) -> Live | Practice:
    """The account that is to be changed."""
    source = source_of(options)
    if not isinstance(source, Live | Practice):  # no option of these commands names a file of facts
        raise UsageError("facts from a file cannot be changed")
    return source


def asking(options: dict[str, Any], *, resuming: bool = False, previews: bool = False) -> Asking:
    """How a plan is approved. Raises UsageError where nobody can be asked: before anything is read.

    `previews`: only once the plan is shown, for `rootward plan` does not show it.
    """
    irreversible = options.get("allow_irreversible")
    if not previews:
        refuse_nobody(auto_approve=options["auto_approve"], irreversible=irreversible)
    return Asking(
        auto_approve=options["auto_approve"],
        irreversible=irreversible,
        show_cli=options.get("show") == "cli",
        quiet=options["quiet"],
        resuming=resuming,
        previews=previews,
    )


def setting(options: dict[str, Any]) -> Setting:
    """Where the run tells what it does."""
    return Setting(
        progress=silent if options["quiet"] else note,
        on_step=_unseen if options["quiet"] else _on_step,
        collect_seconds=options["deadline"],
    )


def command_line(source: Source, *words: str) -> str:
    """The command that goes on with the same account, to be copied: `rootward apply plan.json --profile prod`."""
    named: tuple[tuple[str, str | None], ...] = ()
    if isinstance(source, Practice):
        named = (("--sandbox", source.scenario),)
    elif isinstance(source, Live):
        named = (("--profile", source.profile), ("--region", source.region), ("--role-arn", source.role_arn))
    options = (word for name, value in named if value for word in (name, value))
    return shlex.join(("rootward", *words, *options))


def close(ran: Ran | None, source: Live | Practice) -> int:
    """Report what was done; the exit code. Raises the error that the run ended with."""
    if ran is None:
        return 0
    report(ran)
    note_gone(source)
    return ended(ran)


def report(ran: Ran) -> None:
    """Report what was done."""
    shown = look()
    text = render_applied(ran.applied, width=shown.width, color=shown.color, unicode=shown.unicode)
    write_report(text, None)


def note_gone(source: Live | Practice) -> None:
    """Say that a practice account inside this process ends with it."""
    if isinstance(source, Practice):
        note("this practice account is gone now; 'rootward sandbox serve' keeps one between commands")


def ended(ran: Ran) -> int:
    """The exit code. Raises the error that the run ended with."""
    if ran.error is not None:
        raise ran.error
    return exit_code(ran.applied)


def exit_code(applied: Applied) -> int:
    """130 interrupted; 3: not every step is done, or a gap's state is unknown; 1: a gap is still open; 0."""
    if applied.ending == "interrupted":
        return INTERRUPTED
    statuses = {proof.status for proof in applied.proofs}
    if not applied.is_whole:
        return 3
    return 1 if "open" in statuses else 3 if "unknown" in statuses else 0


def _on_step(step: Step, outcome: StepOutcome) -> None:
    note(render_progress(step, outcome.end, outcome.detail))


def _unseen(_step: Step, _outcome: StepOutcome) -> None:
    """Progress of a quiet run."""
