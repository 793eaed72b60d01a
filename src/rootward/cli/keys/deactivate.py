"""`rootward keys deactivate`."""

from __future__ import annotations

from typing import Any

import click

from rootward.cli.keys.changing import carry_out, force_option, key_options
from rootward.engine.key_orders import KeyOrder


@click.command("deactivate")
@key_options
@force_option
def command(key_id: str, *, force: bool, **options: Any) -> int:
    """Switch an access key off; 'activate' switches it on again.

    KEYID is the whole id, of any user of the account; AWS says whose it is. A key that was used within recent_days (30)
    stays on without --force, and so does the key that you act with, or your only active one. Root's own keys only root
    can switch off. The plan is shown and asked for; 'rootward undo' takes it back. A key that has leaked: 'rootward
    keys revoke'. Exit code: as that of 'rootward apply'.
    """
    return carry_out(KeyOrder(key_id=key_id, after="Inactive", force=force), options)
