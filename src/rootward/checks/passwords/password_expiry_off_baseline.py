"""Password expiry differs from the baseline.

## What it checks
Whether passwords expire as the baseline chose (`max_password_age_days`). The default is 0, no forced expiry, as NIST
SP 800-63B says: people who must change a password every quarter choose weaker ones. With 90, passwords must expire
within 90 days, as Security Hub's IAM.17 asks.

A policy that forces expiry where the baseline does not want it, or that never does or waits longer where it does,
fails. Without a password policy passwords never expire. Where an expired password locks its user out until an
administrator resets it (`HardExpiry`), the finding says so: with every administrator's password expired, nobody is
left to do that but root.

## Why it matters
Forced expiry makes passwords worse unless a rule that you are held to asks for it; then its absence is the finding.

## How to fix it
IAM console → *Account settings* → *Password policy* → *Edit* → *Turn on password expiration*. Turning it on binds at
once: every password older than the limit must be changed at the next sign-in.

## How rootward fixes it
`rootward plan` makes passwords expire within `max_password_age_days`, or where the baseline forces no expiry, never;
a shorter time that the baseline allows stays. It is held back where an expired password would lock its user out
(`HardExpiry`): every password older than the limit would lock somebody out at once, administrators included. Switch
`HardExpiry` off first. Where expiry is turned on or comes earlier, the plan says that the step may hurt.

Where users may not change their own password (`AllowUsersToChangePassword`), the same write lets them: at the sign-in
with an expired one they could not set a new one, and an administrator would have to, for each. It is not held back for
that: `password-change-forbidden` asks for the same setting, it takes nothing from anybody, and could lock nobody out.

All that the checks of this practice find becomes one write, which repeats every other setting as it is; without a
policy it is the baseline's whole policy, and no rule of it is weaker than AWS's default. If the policy was changed
since the plan, nothing is written. `rootward undo` writes back the policy that was, or takes away the one that was
made; passwords that were set in the meantime stay.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PasswordPolicy.html>
- <https://pages.nist.gov/800-63-3/sp800-63b.html>
- Security Hub IAM.17 (90 days)
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from rootward.checks.check import Check, Limit
from rootward.checks.passwords.mending import mending
from rootward.checks.passwords.rules import in_force, ruled, whose
from rootward.checks.remedy import Refused
from rootward.checks.verdict import Verdict, fails, passes, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential import PasswordPolicy
from rootward.model.unknown import Unknown


def judge(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    policy = account.password_policy
    if isinstance(policy, Unknown):
        yield unknown(account.resource, policy)
        return
    rules, wanted = in_force(policy), baseline.max_password_age_days
    age = rules.max_age_days or 0
    message = f"{whose(policy)} {_expiry(rules)}; the baseline asks for "
    message += f"expiry within {wanted} days" if wanted else "no forced expiry"
    agrees = 0 < age <= wanted if wanted else age == 0
    evidence = [ruled(account, "MaxPasswordAge", age)]
    if rules.hard_expiry:
        evidence.append(ruled(account, "HardExpiry", value=True))
    yield (passes if agrees else fails)(account.resource, message, *evidence)


def _expiry(rules: PasswordPolicy) -> str:
    if not rules.max_age_days:
        return "never makes passwords expire"
    hard = ", and then locks the user out until an administrator resets it" if rules.hard_expiry else ""
    return f"makes passwords expire after {rules.max_age_days} days{hard}"


def _as_chosen(policy: PasswordPolicy, baseline: Baseline) -> PasswordPolicy | Refused:
    wanted = baseline.max_password_age_days
    if wanted and policy.hard_expiry:
        return Refused(
            "HardExpiry is on: whoever has an older password, administrators too, would be locked out at once until an "
            "administrator resets it; switch HardExpiry off first"
        )
    age = min(policy.max_age_days or wanted, wanted)
    # Whoever may not change an expired password could renew it by an administrator alone.
    may_change = policy.allow_users_to_change or bool(age)
    return msgspec.structs.replace(policy, max_age_days=age or None, allow_users_to_change=may_change)


CHECK = Check(
    id="password-expiry-off-baseline",
    practice="passwords",
    severity="low",
    title="Password expiry differs from the baseline",
    holds="passwords expire as the baseline chose",
    why="forced expiry makes people choose weaker passwords, unless a rule that you are held to asks for it",
    next_step="IAM console → Account settings → Password policy → Edit → Password expiration: as the baseline asks",
    facts=("password_policy",),
    controls={"security-hub": ("IAM.17",)},
    limits=(
        Limit(
            framework="security-hub",
            control="IAM.17",
            asks="passwords expire within 90 days",
            strict_enough=lambda baseline: 0 < baseline.max_password_age_days <= 90,  # noqa: PLR2004 - its own number
        ),
    ),
    judge=judge,
    fix="automatic",
    remedy=mending(_as_chosen),
)
