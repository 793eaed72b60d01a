"""`rootward keys activate`."""

from __future__ import annotations

from typing import Any

import click

from rootward.cli.keys.changing import carry_out, key_options
from rootward.engine.key_orders import KeyOrder


@click.command("activate")
@key_options
def command(key_id: str, **options: Any) -> int:
    """Switch an access key on again.

    KEYID is the whole id, of any user of the account; AWS says whose it is. The plan is shown and asked for; 'rootward
    undo' takes it back. Exit code: as that of 'rootward apply'.
    """
    return carry_out(KeyOrder(key_id=key_id, after="Active"), options)
