"""Collect into a file: the facts of an account, for `--from`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from rootward.checks.check import Check
from rootward.model.account import FACTS, Account
from rootward.model.baseline import Baseline
from rootward.model.unknown import Unknown
from rootward.workflows.audit import facts_of
from rootward.workflows.mfa_list import DEVICES_OF_USERS
from rootward.workflows.source import Collecting, Progress, Source, obtain


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What a collection left behind."""

    account: str
    unread: tuple[str, ...]
    """The facts that were denied or failed, each with its reason."""
    warnings: tuple[str, ...] = ()


def collect_to_file(
    source: Source,
    path: Path,
    *,
    checks: tuple[Check, ...],
    collecting: Collecting,
    progress: Progress,
    announce: Progress,
    redact: bool = False,
    trail: tuple[str, ...] = (),
    baseline: Baseline | None = None,
) -> Written:
    """Collect what `checks` need, and with `deep` all MFA devices, and write it.

    `trail`: where CloudTrail's logs of the account lie; `baseline` says of how many days they are read. Raises what
    `obtain` raises, OutputError, and UsageError for a log that is not there.
    """
    from rootward.local.snapshot import workspace_warning, write_snapshot
    from rootward.model.redaction import redact as redacted

    facts = facts_of(checks, deep=collecting.deep)
    if trail:
        from rootward.workflows.trail.facts import look_for

        look_for(trail, facts)
    devices = (DEVICES_OF_USERS,) if collecting.deep and "virtual_mfa_devices" in facts else ()
    account = obtain(source, (*facts, *devices), collecting, progress, announce)
    if trail:
        from rootward.workflows.trail.facts import with_log_facts

        account = with_log_facts(
            account, facts, trail, baseline or Baseline(), source, progress=progress, announce=announce
        )
    kept = redacted(account) if redact else account
    warning = workspace_warning(path)
    write_snapshot(kept, path)
    return Written(account=kept.id, unread=_unread(account), warnings=(warning,) if warning else ())


def _unread(account: Account) -> tuple[str, ...]:
    facts = ((fact, getattr(account, fact)) for fact in FACTS)
    return tuple(
        f"{fact} ({value.reason}{': ' + value.action if value.action else ''})"
        for fact, value in facts
        if isinstance(value, Unknown) and value.reason in {"denied", "failed"}
    )
