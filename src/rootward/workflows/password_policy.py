"""Password policy: the account's beside the baseline's; and what would be planned to make it as strict."""

from __future__ import annotations

from rootward import __version__
from rootward.checks.registry import BY_ID
from rootward.engine import auditing
from rootward.errors import IncompleteError, SnapshotError
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential import PasswordPolicy
from rootward.model.unknown import Unknown
from rootward.reports.password_policy import comparison
from rootward.reports.password_policy.comparison import Comparison
from rootward.workflows.source import Collecting, Progress, Source, obtain

FACTS = ("alias", "password_policy")

CHECKS = tuple(BY_ID[name] for name in ("password-policy-missing", *comparison.CHECKS))
"""Those whose remedies write the password policy, and nothing else: what `--set` plans by."""


def compare_source(
    source: Source, baseline: Baseline, *, collecting: Collecting, progress: Progress, announce: Progress
) -> Comparison:
    """Obtain the policy and compare. Raises what `obtain` and `compare_account` raise."""
    return compare_account(obtain(source, FACTS, collecting, progress, announce), baseline)


def compare_account(account: Account, baseline: Baseline) -> Comparison:
    """The account's password policy beside the baseline's.

    Raises SnapshotError where a file does not hold the policy, IncompleteError where AWS did not give it.
    """
    policy = _known(account)
    asked = [BY_ID[name] for name in comparison.CHECKS]
    findings = auditing.audit(account, asked, baseline, version=__version__).findings
    return comparison.compared(account, policy, baseline, findings, __version__)


def _known(account: Account) -> PasswordPolicy | None:
    found = account.password_policy
    if not isinstance(found, Unknown):
        return found
    if found.reason == "not_collected":
        raise SnapshotError("the facts hold no password policy", advice="collect it: rootward collect -o FILE")
    advice = "try again, or give it longer with --deadline"
    if found.reason == "denied" and found.action:
        advice = f"allow {found.action}"
    raise IncompleteError(f"the password policy could not be read: {found.detail}", advice=advice)
