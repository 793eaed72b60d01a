"""`rootward keys revoke`."""

from __future__ import annotations

from typing import Any

import click

from rootward.cli.keys.changing import key_options, planning_of
from rootward.cli.plan import exit_code as held_back
from rootward.cli.running import asking, ended, live_source, note_gone, report, setting
from rootward.cli.terminal import look, note, write_report
from rootward.workflows.revoke import Revoking, revoke


@click.command("revoke")
@key_options
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="NAME",
    help="Deny all older sessions of this role, too, whoever began them; may be repeated.",
)
def command(key_id: str, roles: tuple[str, ...], **options: Any) -> int:
    """End the power of an access key that has leaked.

    KEYID is the whole id, of any user of the account. In one plan: the key is switched off, whatever uses it; sessions
    that it began are denied everything, which switching it off alone does not do; its user is quarantined by AWS's own
    policy, AWSCompromisedKeyQuarantine. Then it says what the key did lately (CloudTrail, of every region, within half
    a minute), which roles it assumed or could have, and what is left to do. 'rootward undo' takes it back. Exit code:
    as that of 'rootward apply'.
    """
    source = live_source(options)
    ask = asking(options, previews=True)
    revoked = revoke(
        source,
        Revoking(key_id=key_id, roles=roles),
        planning=planning_of(options),
        ask=ask,
        setting=setting(options),
        announce=note,
        made=report,
        foreign_endpoint=options["allow_endpoint"],
    )
    if revoked is None:
        return 0
    from rootward.reports.revocation.text import render

    shown = look()
    write_report(render(revoked.aftermath, width=shown.width, color=shown.color, unicode=shown.unicode), None)
    note_gone(source)
    code = 0 if revoked.ran is None else ended(revoked.ran)
    if revoked.is_interrupted:
        raise KeyboardInterrupt
    return code or (held_back(ask.shown) if ask.shown is not None else 0)
