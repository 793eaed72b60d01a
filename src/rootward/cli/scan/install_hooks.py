"""`rootward scan install-hooks`."""

from __future__ import annotations

from pathlib import Path

import click

from rootward.cli.options import FILE
from rootward.cli.terminal import note


@click.command("install-hooks")
@click.argument("repository", type=FILE, default=Path())
@click.option("--global", "everywhere", is_flag=True, help="For all repositories that are cloned or made from now on.")
def command(repository: Path, *, everywhere: bool) -> int:
    """Have git scan each commit before it is made.

    Puts three hooks into REPOSITORY (default: that of the working directory), or into the folder that core.hooksPath
    names: pre-commit scans what is staged, commit-msg the message, prepare-commit-msg what a merge brings, and what
    'git cherry-pick' and 'git revert' stage. A hook that is there is kept and runs first. With a finding, and where a
    scan fails, no commit is made; 'git commit --no-verify' goes on without.
    """
    from rootward.workflows.scan_hooks import install_hooks, install_hooks_for_all

    done = install_hooks_for_all() if everywhere else install_hooks(repository)
    for line in done.notes:
        note(line)
    names = [hook.name for hook in done.hooks if hook.done]
    note(f"{', '.join(names)} installed in {done.folder}" if names else f"{done.folder}: the hooks are there already")
    return 0
