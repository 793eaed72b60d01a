"""The tables of commands: name, module and one line of help, so that `--help` need not load the commands."""

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
    Command("secure", "rootward.cli.secure", "Be led from a new account to one in which root sleeps."),
    Command("plan", "rootward.cli.plan", "Show every change that would close the gaps, and change nothing."),
    Command("apply", "rootward.cli.apply", "Make the changes of a plan, and prove that the gaps are closed."),
    Command("undo", "rootward.cli.undo", "Take back what 'rootward apply' changed."),
    Command("prove", "rootward.cli.prove", "Look again whether what a plan changed still holds."),
    Command("keys", "rootward.cli.keys", "Find, list and rotate access keys, and switch them off."),
    Command("mfa", "rootward.cli.mfa", "List and register second factors, work with one, ask for one."),
    Command("scan", "rootward.cli.scan", "Find leaked AWS credentials in files, changes and histories."),
    Command("trail", "rootward.cli.trail", "Find what root did in CloudTrail, and say whether it took root."),
    Command("password", "rootward.cli.password", "Choose, check and change passwords, and the rules for them."),
    Command("collect", "rootward.cli.collect", "Write an account's facts to a file, to be judged later or elsewhere."),
    Command("who-can", "rootward.cli.who_can", "List who may do something, or who is an administrator."),
    Command("can", "rootward.cli.can", "Say whether a user or role may do something, and why."),
    Command("list", "rootward.cli.list", "List users, groups or policies, or those of one user."),
    Command("explain", "rootward.cli.explain", "Show a check's page: what, why, and how to fix it."),
    Command("permissions", "rootward.cli.permissions", "Print the least-privilege IAM policy that a command needs."),
    Command("init", "rootward.cli.init", "Write a commented rootward.toml."),
    Command("sandbox", "rootward.cli.sandbox", "Serve a practice AWS account on this machine."),
)

KEYS_COMMANDS = (
    Command("list", "rootward.cli.keys.list", "List the access keys of root and every user."),
    Command("find", "rootward.cli.keys.find", "Find the access keys that lie on this machine."),
    Command("deactivate", "rootward.cli.keys.deactivate", "Switch an access key off; 'activate' switches it on again."),
    Command("activate", "rootward.cli.keys.activate", "Switch an access key on again."),
    Command("delete", "rootward.cli.keys.delete", "Delete an access key that is switched off, for good."),
    Command("revoke", "rootward.cli.keys.revoke", "End the power of an access key that has leaked."),
    Command("rotate", "rootward.cli.keys.rotate", "Put a new access key in the place of an old one."),
    Command("retire", "rootward.cli.keys.retire", "Delete the keys that rotations switched off."),
    Command("process", "rootward.cli.keys.process", "Print a key of the keyring for the AWS SDKs."),
)

MFA_COMMANDS = (
    Command("list", "rootward.cli.mfa.list", "List the MFA devices of root and every user."),
    Command("enroll", "rootward.cli.mfa.enroll", "Register an authenticator app as a user's MFA device."),
    Command("session", "rootward.cli.mfa.session", "Work with MFA: temporary credentials for a code."),
    Command("enforce", "rootward.cli.mfa.enforce", "Bind users to MFA, and give those a way in who have none yet."),
)

PASSWORD_COMMANDS = (
    Command("policy", "rootward.cli.password.policy", "Show the account's password policy, or set it."),
    Command("generate", "rootward.cli.password.generate", "Choose a password that AWS takes and nobody guesses."),
    Command("check", "rootward.cli.password.check", "Say whether a password would do, and how long it would hold."),
    Command("change", "rootward.cli.password.change", "Change your own password as an IAM user."),
)

SCAN_COMMANDS = (
    Command("baseline", "rootward.cli.scan.baseline", "Write what is found today to a file, to be passed over later."),
    Command("install-hooks", "rootward.cli.scan.install_hooks", "Have git scan each commit before it is made."),
    Command(
        "uninstall-hooks", "rootward.cli.scan.uninstall_hooks", "Take the hooks away, and give back what was there."
    ),
)

TRAIL_COMMANDS = (
    Command("report", "rootward.cli.trail.report", "Tell when root woke, what it did, and whether that took root."),
    Command(
        "policy", "rootward.cli.trail.policy", "Propose the policy that would have been enough for a user or role."
    ),
    Command(
        "ingest",
        "rootward.cli.trail.ingest",
        "Put logs into a set of Parquet files, so that repeated questions are quick.",
    ),
    Command("sql", "rootward.cli.trail.sql", "Ask a set of logs in SQL, by DuckDB."),
    Command("watch", "rootward.cli.trail.watch", "Say within a minute that root woke."),
)
