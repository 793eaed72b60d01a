"""`rootward permissions`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import click

from rootward.checks.check import Check
from rootward.cli.selection import selected
from rootward.cli.terminal import write_report
from rootward.errors import UsageError
from rootward.workflows.permissions import (
    policy_for,
    policy_for_applying,
    policy_for_asking,
    policy_for_bootstrapping,
    policy_for_changing_password,
    policy_for_enforcing,
    policy_for_enrolling,
    policy_for_joining,
    policy_for_key_states,
    policy_for_listing,
    policy_for_listing_devices,
    policy_for_listing_keys,
    policy_for_password_policy,
    policy_for_planning,
    policy_for_revoking,
    policy_for_rotating,
    policy_for_securing,
    policy_for_session,
    policy_for_undoing,
    roles_for,
)
from rootward.workflows.trail_permissions import COMMANDS as OF_TRAIL
from rootward.workflows.trail_permissions import FACTS as WITH_TRAIL
from rootward.workflows.trail_permissions import policy_for_trail


@click.command("permissions")
@click.option(
    "--command",
    "name",
    type=click.Choice(
        [
            "audit",
            "collect",
            "list",
            "keys-list",
            "keys-deactivate",
            "keys-activate",
            "keys-delete",
            "keys-revoke",
            "keys-rotate",
            "keys-retire",
            "mfa-list",
            "mfa-enroll",
            "mfa-session",
            "mfa-enforce",
            "password-policy",
            "password-change",
            "bootstrap",
            "secure",
            "plan",
            "apply",
            "undo",
            "scan",
            *OF_TRAIL,
            "who-can",
            "can",
        ]
    ),
    default="audit",
    show_default=True,
    help="The command that is to run.",
)
@click.option("--only", multiple=True, metavar="NAME", help="For this practice or check alone; may be repeated.")
@click.option("--deep", is_flag=True, help="With --deep.")
@click.option(
    "--trail",
    multiple=True,
    metavar="SOURCE",
    help="The trail that is read: s3://BUCKET/PREFIX, for a watch sqs://QUEUE or its URL; may be repeated.",
)
@click.option("--lookup", is_flag=True, help="With --lookup, of trail-report, trail-policy, trail-ingest.")
@click.option(
    "--partition",
    type=click.Choice(["aws", "aws-cn", "aws-us-gov"]),
    default="aws",
    show_default=True,
    help="Of the resources that are named.",
)
@click.option("--roles", is_flag=True, help="Print a CloudFormation template of two roles instead.")
@click.option(
    "--trust", metavar="ARN|ACCOUNT", default="", help="With --roles: who may assume them (default: the account)."
)
def command(
    name: str,
    only: tuple[str, ...],
    trust: str,
    trail: tuple[str, ...],
    *,
    deep: bool,
    lookup: bool,
    partition: str,
    roles: bool,
) -> int:
    """Print the least-privilege IAM policy that a command needs.

    It holds the reads of the command's checks; of apply and undo also the writes of what they can fix, each on its own
    kind of resource alone. who-can, can, the lists and scan --join need few reads (any other scan none), bootstrap has
    checks of its own and secure has all, whatever is named; the trail's commands need those of its bucket, queue and
    event history. --trail names what they read, or what an audit or collect reads beside the account: nothing else may
    be read of buckets and queues then. --roles prints two roles as one template: rootward-auditor for audit and plan,
    rootward-applier for bootstrap, apply and undo, which asks for MFA unless a role is trusted.
    """
    if trust and not roles:
        raise UsageError("--trust names who may assume the roles, and no roles are asked for", advice="add --roles")
    if roles and (trail or lookup):
        raise UsageError("--trail and --lookup are of one command's policy, and --roles prints two roles")
    if not roles and name in OF_TRAIL and (only or deep):
        raise UsageError(
            "--only and --deep are of the facts of an account, and the trail's commands read none",
            advice="leave them out, or ask for --command audit",
        )
    checks = selected(only)
    if not roles and (name in OF_TRAIL or ((trail or lookup) and name in WITH_TRAIL)):
        text = policy_for_trail(name, trail, lookup=lookup, checks=checks, deep=deep, partition=partition)
    elif trail or lookup:
        commands = (*WITH_TRAIL, *OF_TRAIL) if trail else OF_TRAIL
        raise UsageError(
            "--trail and --lookup are of the policy of a command that reads a trail, and this one reads none",
            advice=f"ask for --command {', '.join(commands)}",
        )
    elif roles:
        text = roles_for(checks, deep=deep, trust=trust)
    else:
        text = _policy(name, checks, deep=deep, partition=partition)
    write_report(text, None)
    return 0


def _policy(name: str, checks: tuple[Check, ...], *, deep: bool, partition: str) -> str:
    made: dict[str, Callable[[], str]] = {
        "who-can": policy_for_asking,
        "can": policy_for_asking,
        "list": policy_for_listing,
        "keys-list": policy_for_listing_keys,
        "scan": policy_for_joining,
        **dict.fromkeys(
            ("keys-deactivate", "keys-activate", "keys-delete"), partial(policy_for_key_states, partition=partition)
        ),
        "keys-revoke": partial(policy_for_revoking, partition=partition),
        "mfa-list": policy_for_listing_devices,
        "mfa-enroll": partial(policy_for_enrolling, partition=partition),
        **dict.fromkeys(("keys-rotate", "keys-retire"), partial(policy_for_rotating, partition=partition)),
        "mfa-session": policy_for_session,
        "mfa-enforce": partial(policy_for_enforcing, partition=partition),
        "password-policy": partial(policy_for_password_policy, partition=partition),
        "password-change": partial(policy_for_changing_password, partition=partition),
        "bootstrap": partial(policy_for_bootstrapping, partition=partition),
        "secure": partial(policy_for_securing, partition=partition),
        "plan": partial(policy_for_planning, checks, deep=deep),
        "apply": partial(policy_for_applying, checks, partition=partition),
        "undo": partial(policy_for_undoing, checks, partition=partition),
    }
    return made.get(name, partial(policy_for, checks, deep=deep))()
