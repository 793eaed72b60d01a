"""`rootward keys process`."""

from __future__ import annotations

import sys

import click

from rootward.cli.terminal import note, write_report
from rootward.errors import CredentialsError


@click.command("process")
@click.option("--profile", required=True, metavar="NAME", help="Profile whose key is in the keyring.")
def command(profile: str) -> int:
    """Print a key of the keyring for the AWS SDKs.

    A profile names it: credential_process = rootward keys process --profile NAME. 'rootward keys rotate --store
    keyring' writes that line. Exit code: 4 where the keyring is locked, or has no such key.
    """
    from rootward.local.key_stores.keyring_entry import find
    from rootward.reports.credential_process import render_key

    entry = find(profile)
    if entry is None:
        raise CredentialsError(
            f"the keyring has no key for profile '{profile}', or is locked", advice="unlock it, and try again"
        )
    write_report(render_key(entry.pair), None)
    if sys.stdout.isatty():
        note("this is a secret, and stands in this terminal's scrollback now")
    return 0
