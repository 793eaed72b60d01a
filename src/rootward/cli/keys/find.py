"""`rootward keys find`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rootward.cli.options import FILE
from rootward.cli.terminal import look, note, silent, write_report
from rootward.errors import UsageError


@click.command("find")
@click.argument("paths", nargs=-1, type=FILE)
@click.option("--verify", is_flag=True, help="Ask AWS, by the keys themselves, whose each is and whether it works.")
@click.option(
    "--region", envvar="ROOTWARD_REGION", help="With --verify: ask there, as cn-north-1 for keys of that partition."
)
@click.option("--fix-permissions", is_flag=True, help="Let only its owner read each file in which a key was found.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="How the list is written.",
)
@click.option("--output", "-o", type=FILE, help="Write the list to a file that only you can read.")
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def command(paths: tuple[Path, ...], **options: Any) -> int:
    """Find the access keys that lie on this machine.

    In PATHS, or in the home folder, the environment and the files that its variables name: the AWS command line's own
    files, .env, .boto, .s3cfg, .passwd-s3fs, Terraform's variables and state, Docker, Kubernetes and CI, shell
    histories, and what the console gave to download. Other files are opened only where PATHS names them. Says whose
    account each key is of, which its id tells, and who can read the file. No secret is ever shown. Exit code: 0,
    whatever is found; 2 where a path is not there; 3 where something could not be read, or its permissions stayed.
    """
    from rootward.reports.keys_find import csv, json, text
    from rootward.workflows.keys_find import Asking, find_keys

    context = click.get_current_context()
    if not options["verify"] and context.get_parameter_source("region") is click.core.ParameterSource.COMMANDLINE:
        raise UsageError("--region says where --verify asks", advice="give --verify too, or leave --region out")
    found = find_keys(
        paths,
        asking=Asking(options["region"]) if options["verify"] else None,
        keeping_to_owner=options["fix_permissions"],
        progress=silent if options["quiet"] else note,
        announce=note,
    )
    shown = look(options["output"])
    render = {"json": json.render, "csv": csv.render}.get(options["form"], text.render)
    write_report(render(found, width=shown.width, color=shown.color, unicode=shown.unicode), options["output"])
    for line in (*found.unread, *found.unchanged):
        note(f"incomplete: {line}")
    for key in found.keys:
        if key.is_root:
            note(f"ROOT'S KEY lies on this machine: {key.key_id}, account {key.proof.account if key.proof else ''}")
    if not options["quiet"]:
        note(text.summary(found))
    return 3 if found.unread or found.unchanged else 0
