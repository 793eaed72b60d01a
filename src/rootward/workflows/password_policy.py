"""Password policy: the account's beside the baseline's; and what would be planned to make it as strict."""

from __future__ import annotations

from rootward import __version__
from rootward.checks.registry import BY_ID
from rootward.engine import auditing
from rootward.engine.password import comparing
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.policy_comparison import Comparison
from rootward.workflows.known_policy import known_policy
from rootward.workflows.source import Collecting, Progress, Source, obtain

FACTS = ("alias", "password_policy")

CHECKS = tuple(BY_ID[name] for name in ("password-policy-missing", *comparing.CHECKS))
"""Those whose remedies write the password policy, and nothing else: what `--set` plans by."""


def compare_source(
    source: Source, baseline: Baseline, *, collecting: Collecting, progress: Progress, announce: Progress
) -> Comparison:
    """Obtain the policy and compare. Raises what `obtain` and `compare_account` raise."""
    return compare_account(obtain(source, FACTS, collecting, progress, announce), baseline)


def compare_account(account: Account, baseline: Baseline) -> Comparison:
    """The account's password policy beside the baseline's.

    Raises what `known_policy` raises.
    """
    policy = known_policy(account)
    asked = [BY_ID[name] for name in comparing.CHECKS]
    findings = auditing.audit(account, asked, baseline, version=__version__).findings
    return comparing.compared(account, policy, baseline, findings, __version__)
