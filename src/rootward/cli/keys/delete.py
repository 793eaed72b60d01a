"""`rootward keys delete`."""

from __future__ import annotations

from typing import Any

import click

from rootward.cli.approval import TYPED
from rootward.cli.keys.changing import carry_out, force_option, key_options
from rootward.cli.running import WithIrreversible, irreversible_option
from rootward.engine.key_orders import KeyOrder


@click.command("delete", cls=WithIrreversible)
@key_options
@irreversible_option
@force_option
def command(key_id: str, *, force: bool, **options: Any) -> int:
    """Delete an access key that is switched off, for good.

    KEYID is the whole id, of any user of the account; AWS says whose it is. An active key is refused: 'rootward keys
    deactivate' comes first. One that was used within recent_days (30) stays without --force: wait until nobody misses
    it. Root's own keys only root can delete. Nothing brings it back, so the account's alias or number is typed, or
    given by --allow-irreversible=ACCOUNT. Exit code: as that of 'rootward apply'.
    """
    if options["allow_irreversible"] is None:
        options["allow_irreversible"] = TYPED
    return carry_out(KeyOrder(key_id=key_id, after=None, force=force), options)
