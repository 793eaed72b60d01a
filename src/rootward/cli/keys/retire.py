"""`rootward keys retire`."""

from __future__ import annotations

from typing import Any

import click

from rootward.cli.rotating import close_all, progress_of, setting, signing_of, wish_of


@click.command("retire")
@click.option("--profile", envvar="ROOTWARD_PROFILE", help="Profile of the AWS configuration.")
@click.option("--user", metavar="NAME", help="Only the keys of this IAM user: a name or an ARN.")
@signing_of
@click.option("--store-with", metavar="PROGRAM", help="The program that stored the new key, should it go back.")
@click.option("--allow-endpoint", is_flag=True, help="Go to an endpoint that is neither AWS's nor local.")
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def command(**options: Any) -> int:
    """Delete the keys that rotations switched off.

    Those of this account that this machine rotated, once their days are over, and each only after a look at its last
    use: where an old key is used again, its rotation goes back instead. Never before. Exit code: 0, also where none is
    due; 3 where one went back, or could not be looked at.
    """
    from rootward.workflows.keys_rotate import retire_keys

    return close_all(retire_keys(wish_of(options), setting(options), progress_of(options)))
