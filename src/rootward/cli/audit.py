"""`rootward audit`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from rootward.cli.options import FILE, collecting_of, file_options, live_options, source_of, trail_option
from rootward.cli.selection import selected
from rootward.cli.terminal import look, note, silent, write_report
from rootward.engine.exit_code import FailOn, exit_code, incomplete
from rootward.local.configuration import load_configuration
from rootward.model.audit import Audit
from rootward.model.finding import PRACTICES, SEVERITIES
from rootward.reports.formats import FORMATS
from rootward.workflows.audit import audit_source


@click.command("audit")
@live_options
@file_options
@trail_option
@click.option("--config", type=FILE, envvar="ROOTWARD_CONFIG", help="Configuration file that is trusted in full.")
@click.option(
    "--only",
    multiple=True,
    envvar="ROOTWARD_ONLY",
    metavar="NAME",
    help=f"A practice ({', '.join(PRACTICES)}) or a check; may be repeated.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    envvar="ROOTWARD_FORMAT",
    help="How the report is written.",
)
@click.option("--output", "-o", type=FILE, help="Write the report to a file that only you can read.")
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    default="high",
    show_default=True,
    envvar="ROOTWARD_FAIL_ON",
    help="Exit 1 for findings at or over this severity.",
)
@click.option("--verbose", "-v", is_flag=True, help="A row for every resource, passes too.")
@click.option("--quiet", "-q", is_flag=True, help="The summary alone, and no progress.")
def command(form: str, output: Path | None, fail_on: FailOn, **options: Any) -> int:
    """Judge an account by the five practices.

    Reads the account that the AWS configuration names (read calls only), or what --sandbox, --from or the two
    file options give instead. Exit code: 1 for findings at or over --fail-on, 3 where a read was denied or
    failed, 0 otherwise.
    """
    checks = selected(options["only"])
    source = source_of(options)
    configuration = load_configuration(options["config"], os.environ, Path())  # not cwd(): it may be deleted
    audit = audit_source(
        source,
        configuration.baseline,
        checks=checks,
        collecting=collecting_of(options),
        progress=silent if options["quiet"] else note,
        announce=note,
        verbose=options["verbose"],
        warnings=configuration.warnings,
        trail=options["trail"],
    )
    shown = look(output)
    report = FORMATS[form](
        audit,
        width=shown.width,
        color=shown.color,
        verbose=options["verbose"],
        quiet=options["quiet"],
        unicode=shown.unicode,
    )
    write_report(report, output)
    return _close(audit, fail_on, output, quiet=options["quiet"])


def _close(audit: Audit, fail_on: FailOn, output: Path | None, *, quiet: bool) -> int:
    """Warnings and the closing line, and the exit code."""
    for warning in audit.warnings:
        note(f"warning: {warning}")
    missing = incomplete(audit, fail_on)
    if missing:
        count = len({finding.check for finding in missing})
        checks = "1 check" if count == 1 else f"{count} checks"
        note(f"incomplete: reads that were denied or failed leave {checks} at or over '{fail_on}' unknown")
    if not quiet:
        score = "no score" if audit.summary.score is None else f"score {audit.summary.score}"
        where = f"; report in {output}" if output else ""
        note(
            f"{score}: {audit.summary.fail} failed, {audit.summary.passed} passed, "
            f"{audit.summary.unknown} unknown{where}"
        )
    return exit_code(audit, fail_on)
