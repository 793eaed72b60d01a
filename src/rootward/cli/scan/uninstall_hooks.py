"""`rootward scan uninstall-hooks`."""

from __future__ import annotations

from pathlib import Path

import click

from rootward.cli.options import FILE
from rootward.cli.terminal import note


@click.command("uninstall-hooks")
@click.argument("repository", type=FILE, default=Path())
@click.option("--global", "everywhere", is_flag=True, help="For repositories that are cloned or made from now on.")
def command(repository: Path, *, everywhere: bool) -> int:
    """Take the hooks away, and give back what was there.

    Takes rootward's hooks out of REPOSITORY (default: that of the working directory). Hooks that were there before are
    what they were, byte for byte. One that was changed by hand, or that another program put in the place of rootward's,
    is left, and told: exit code 5.
    """
    from rootward.workflows.scan_hooks import uninstall_hooks, uninstall_hooks_for_all

    done = uninstall_hooks_for_all() if everywhere else uninstall_hooks(repository)
    for line in done.notes:
        note(line)
    names = [hook.name for hook in done.hooks if hook.done]
    note(f"{', '.join(names)} taken out of {done.folder}" if names else f"{done.folder} has no hooks of rootward's")
    return 5 if any(hook.left for hook in done.hooks) else 0
