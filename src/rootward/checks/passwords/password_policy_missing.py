r"""The account has no password policy.

## What it checks
Whether the account has a password policy for its IAM users, if any of them has a console password, or may have one:
where the credential report could not be read, somebody may. Where the report shows that nobody has a console
password, the question does not arise; where it does not show every user whom the account lists (one was created after
it), or they could not be listed, it is open.

What a policy asks for is judged by the checks beside this one; with no policy they judge AWS's default.

## Why it matters
Without a policy AWS takes eight characters of three classes, and the old password again at every change.

## How to fix it
One call sets the whole policy, and what it leaves out goes back to AWS's weakest value:

```sh
aws iam update-account-password-policy --minimum-password-length 14 --password-reuse-prevention 24 \
  --require-uppercase-characters --require-lowercase-characters --require-numbers --require-symbols \
  --allow-users-to-change-password
```

Existing passwords stay as they are until they are changed.

## How rootward fixes it
`rootward plan` writes the whole policy of the baseline: `min_length`, `reuse_prevention`, `required_classes` and
`max_password_age_days`, users may change their own password, and an expired one locks nobody out. Nothing gets weaker
than AWS's default: it never asks for fewer than 8 characters or three classes, whatever the baseline says.

The checks beside this one propose the same then, and it is one write. If a policy was made since the plan, nothing is
written. `rootward undo` takes the policy away again; passwords set in the meantime stay.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html>
- <https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-7>
- Security Hub IAM.7 (which also asks for 8 characters and all four classes: see `password-too-short` and
  `password-complexity-low`)
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.passwords.console_user import console_users
from rootward.checks.passwords.mending import mending, nothing_more
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.finding import Evidence
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    policy = account.password_policy
    evidence = read(
        account, "password-policy", "PasswordPolicy", not isinstance(policy, Unknown) and policy is not None
    )
    if isinstance(policy, Unknown):
        yield unknown(account.resource, policy)
    elif policy is not None:
        yield passes(account.resource, "the account has a password policy", evidence)
    else:
        yield _without_policy(account, evidence)


def _without_policy(account: Account, evidence: Evidence) -> Verdict:
    match console_users(account):
        case False:
            return not_applicable(account.resource, "no IAM user has a console password")
        case tuple() as unseen:
            return unknown(account.resource, *unseen)
        case found:
            users = "users have" if found else "users may have"
            message = f"the account has no password policy, and {users} a console password"
            return fails(account.resource, message, evidence)


CHECK = Check(
    id="password-policy-missing",
    practice="passwords",
    severity="high",
    title="The account has no password policy",
    holds="the account has a password policy",
    why="without one AWS takes eight characters, and the old password again at every change",
    next_step="aws iam update-account-password-policy --minimum-password-length 14 --password-reuse-prevention 24 "
    "--require-uppercase-characters --require-lowercase-characters --require-numbers --require-symbols "
    "--allow-users-to-change-password",
    facts=("password_policy", "credential_report", "identities"),
    controls={"security-hub": ("IAM.7",)},
    judge=judge,
    fix="automatic",
    remedy=mending(nothing_more),
)
