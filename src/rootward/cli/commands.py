"""The command table: name, module and one line of help, so that `--help` need not load the commands."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """One command: `module` holds it as `command`."""

    name: str
    module: str
    help: str


COMMANDS = (
    Command("audit", "rootward.cli.audit", "Judge an account by the five practices."),
    Command("bootstrap", "rootward.cli.bootstrap", "Set up a new account so that root may sleep."),
    Command("plan", "rootward.cli.plan", "Show every change that would close the gaps, and change nothing."),
    Command("apply", "rootward.cli.apply", "Make the changes of a plan, and prove that the gaps are closed."),
    Command("undo", "rootward.cli.undo", "Take back what 'rootward apply' changed."),
    Command("prove", "rootward.cli.prove", "Look again whether what a plan changed still holds."),
    Command("collect", "rootward.cli.collect", "Write an account's facts to a file, to be judged later or elsewhere."),
    Command("who-can", "rootward.cli.who_can", "List who may do something, or who is an administrator."),
    Command("can", "rootward.cli.can", "Say whether a user or role may do something, and why."),
    Command("list", "rootward.cli.list", "List users, groups or policies, or those of one user."),
    Command("explain", "rootward.cli.explain", "Show a check's page: what, why, and how to fix it."),
    Command("permissions", "rootward.cli.permissions", "Print the least-privilege IAM policy that a command needs."),
    Command("init", "rootward.cli.init", "Write a commented rootward.toml."),
    Command("sandbox", "rootward.cli.sandbox", "Serve a practice AWS account on this machine."),
)
