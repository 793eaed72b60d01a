"""Audit: collect the facts that the checks ask for, and judge them."""

from __future__ import annotations

from collections.abc import Iterable

from rootward import __version__
from rootward.checks.check import Check
from rootward.checks.registry import CHECKS
from rootward.engine import auditing
from rootward.model.account import DEEP_FACTS, Account
from rootward.model.audit import Audit
from rootward.model.baseline import Baseline
from rootward.workflows.source import Collecting, Progress, Source, obtain

ALWAYS = ("alias", "summary", "credential_report", "organization")
"""Facts of every report's head: who this is, and root's state."""


def facts_of(checks: Iterable[Check], *, deep: bool = False) -> tuple[str, ...]:
    """The facts that these checks read, and those of the report's head; the deep ones only if asked for."""
    wanted = dict.fromkeys(ALWAYS)
    for check in checks:
        wanted.update(dict.fromkeys(check.facts))
    return tuple(fact for fact in wanted if deep or fact not in DEEP_FACTS)


def audit_account(
    account: Account,
    baseline: Baseline | None = None,
    *,
    checks: Iterable[Check] = CHECKS,
    verbose: bool = False,
    warnings: tuple[str, ...] = (),
) -> Audit:
    """Judge facts that are already here. Pure but for the version it names."""
    return auditing.audit(
        account, checks, baseline or Baseline(), version=__version__, verbose=verbose, warnings=warnings
    )


def audit_source(
    source: Source,
    baseline: Baseline,
    *,
    checks: tuple[Check, ...],
    collecting: Collecting,
    progress: Progress,
    announce: Progress,
    verbose: bool = False,
    warnings: tuple[str, ...] = (),
    trail: tuple[str, ...] = (),
) -> Audit:
    """Obtain the facts and judge them. `trail`: where CloudTrail's logs of the account lie.

    Raises what `workflows.source.obtain` raises, and UsageError for a log that is not there.
    """
    facts = facts_of(checks, deep=collecting.deep)
    if trail:
        from rootward.workflows.trail.facts import look_for

        look_for(trail, facts)
    account = obtain(source, facts, collecting, progress, announce)
    if trail:
        from rootward.workflows.trail.facts import with_log_facts

        account = with_log_facts(account, facts, trail, baseline, source, progress=progress, announce=announce)
    return audit_account(account, baseline, checks=checks, verbose=verbose, warnings=warnings)
