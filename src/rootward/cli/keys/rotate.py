"""`rootward keys rotate`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rootward.cli.duration import Duration
from rootward.cli.options import FILE
from rootward.cli.rotating import INCOMPLETE, AtTerminal, close, progress_of, setting, signing_of, wish_of
from rootward.cli.terminal import look, note, write_report
from rootward.errors import UsageError

if TYPE_CHECKING:
    from rootward.workflows.rotating.run import Rested

_MOST_DAYS = 3650

_OF_ONE = ("key_id", "store", "store_with", "settle", "observe_days", "resume", "rollback", "give_up")


@click.command("rotate")
@click.option("--profile", envvar="ROOTWARD_PROFILE", help="Profile whose key is rotated (default: the one in force).")
@click.option(
    "--user", metavar="NAME", help="The IAM user whose key is rotated, by an administrator: a name or an ARN."
)
@click.option("--key", "key_id", metavar="ID", help="The key's id, where it cannot be told otherwise.")
@signing_of
@click.option(
    "--store",
    type=click.Choice(["file", "keyring", "stdout"]),
    help="Where the new key goes (default: where the old one is). stdout: JSON, for a pipe.",
)
@click.option("--store-with", metavar="PROGRAM", help="Give it to this program, as JSON on its standard input.")
@click.option(
    "--settle",
    type=Duration(),
    metavar="TIME",
    help="So long both keys stay active, and others' use of the old one is looked for (default: 20m).",
)
@click.option(
    "--observe-days",
    type=click.IntRange(1, _MOST_DAYS),
    help="So long the old key stays switched off before 'keys retire' deletes it (default: observe_days, 14).",
)
@click.option("--config", type=FILE, envvar="ROOTWARD_CONFIG", help="Configuration file that is trusted in full.")
@click.option("--resume", is_flag=True, help="Go on with the rotation that was cut off, or that waits.")
@click.option("--rollback", is_flag=True, help="Take it back: the old key on, and in its place again.")
@click.option("--give-up", is_flag=True, help="Close it as it is, where it can go neither way. Touches no key.")
@click.option("--all", "everybody", is_flag=True, help="Of all users: say who rotates what and how. Changes nothing.")
@click.option(
    "--older-than",
    type=click.IntRange(min=0, max=36_500),
    metavar="DAYS",
    help="With --all: keys older than so many days (default: max_key_age_days, 90).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "csv"]),
    default="text",
    show_default=True,
    help="With --all: how that is written. markdown: a section for each owner.",
)
@click.option("--output", "-o", type=FILE, help="With --all: write it to a file that only you can read.")
@click.option("--allow-endpoint", is_flag=True, help="Go to an endpoint that is neither AWS's nor local.")
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def command(**options: Any) -> int:
    """Put a new access key in the place of an old one.

    Makes the key, waits until it works everywhere, stores it in all profiles that had the old one, proves that the
    profile works, and switches the old one off when nobody has used it for twenty minutes. Each step is written
    down first: after a crash the profile has a key that works, and --resume goes on. Goes back by itself where the new
    key does not work, or the old one is still in use. Root's keys are never rotated. Exit code: 0 done, the old key is
    observed; 3 it went back, or waits for somebody; 4 credentials; 5 refused by a guard.
    """
    if options["everybody"]:
        return _tell_all(options)
    _refuse_lone(("older_than", "form", "output"), "--all")
    rested = _run(options)
    code = close(rested, to_stdout=rested.rotation.opened.place.kind != "output")
    return 0 if options["give_up"] else code


def _run(options: dict[str, Any]) -> Rested:
    from rootward.workflows.keys_rotate import give_up_key, resume_key, roll_back_key, rotate_key

    if sum(options[way] for way in ("resume", "rollback", "give_up")) > 1:
        raise UsageError("--resume goes forward, --rollback back, and --give-up nowhere", advice="give one of them")
    if options["store"] and options["store_with"]:
        raise UsageError("--store and --store-with name two places", advice="give one of them")
    wish = wish_of(options)
    if options["resume"]:
        return resume_key(wish, setting(options), progress_of(options))
    if options["give_up"]:
        return give_up_key(wish, AtTerminal(), setting(options), progress_of(options))
    if options["rollback"]:
        return roll_back_key(wish, setting(options), progress_of(options))
    return rotate_key(wish, AtTerminal(), setting(options), progress_of(options))


def _refuse_lone(names: tuple[str, ...], other: str) -> None:
    """Raises UsageError where one of these options was typed that mean something with the other one alone."""
    context = click.get_current_context()
    for name in names:
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            shown = {"form": "--format"}.get(name, f"--{name.replace('_', '-')}")
            raise UsageError(f"{shown} goes with {other}", advice=f"add {other}, or leave {shown} out")


def _tell_all(options: dict[str, Any]) -> int:
    from rootward.local.configuration import load_configuration
    from rootward.reports.keys_due import csv, markdown, text
    from rootward.reports.keys_due.words import summary
    from rootward.workflows.keys_due import keys_due
    from rootward.workflows.source import Collecting, Live

    given = [f"--{name.replace('_', '-')}" for name in _OF_ONE if options[name]]
    if given:
        raise UsageError(f"--all changes nothing, and {given[0]} is of one rotation", advice=f"leave {given[0]} out")
    baseline = load_configuration(options["config"], os.environ, Path()).baseline
    older_than = options["older_than"]
    due = keys_due(
        Live(profile=options["signer"] or options["profile"], region=options["region"]),
        older_than_days=baseline.max_key_age_days if older_than is None else older_than,
        recent_days=baseline.recent_days,
        collecting=Collecting(),
        progress=progress_of(options),
        announce=note,
        user=options["user"],
    )
    shown = look(options["output"])
    render = {"markdown": markdown.render, "csv": csv.render}.get(options["form"], text.render)
    write_report(render(due, width=shown.width, color=shown.color, unicode=shown.unicode), options["output"])
    for line in due.unread:
        note(f"incomplete: {line}")
    if not options["quiet"]:
        note(summary(due))
    return INCOMPLETE if due.unread else 0
