"""Root has an access key.

## What it checks
Whether root has an access key, active or inactive. `GetAccountSummary` (`AccountAccessKeysPresent`) is live and counts
both. The credential report proves an active key present, and nothing absent: an inactive key and no key look the same
in it. So without the summary this check can fail, and cannot pass. In a session of root's own `ListAccessKeys` tells
which keys are active now.

GovCloud's root has no console but may have keys, and is judged. The China regions have no root credentials.

## Why it matters
A root key is a plain text that can do everything in the account, from anywhere, with no second factor, and no policy
of the account can narrow it. An inactive one can be made active again.

## How to fix it
Find what still uses the key (its last use is in the credential report), give that an IAM role, then sign in as root →
account menu → *Security credentials* → *Access keys*: deactivate, wait, delete. Deleting cannot be undone. A member
of an organisation can have it removed centrally, from the management account. In GovCloud, where root has no console,
the AWS CLI does it with a key of root's.

## How rootward fixes it
Only in a session of root's own can rootward do anything: AWS lists root's keys to nobody else, and takes a change of
them from nobody else. Sign in without a key, with `aws login` (AWS CLI 2.32 or newer), and run rootward with that
profile. Whoever else asks is told the place in the console.

As root, `rootward plan` proposes to switch a key off that was not used within `recent_days` (30): `UpdateAccessKey`, by
its exact id. Just before the step its last use is looked up live (`GetAccessKeyLastUsed`). One that is in use is left
to people: AWS tells the day, the service and the region, and not who it was. So is the key that rootward itself is run
with. Mail that is sent over SMTP with a key is no use that AWS records: look at Amazon SES before you approve.
`rootward undo`, run as root, switches the key on again.

A key that rootward switched off longer than `grace_days` (30) ago a later plan of root's deletes (`DeleteAccessKey`),
after the same look. Since when a key is off that somebody else switched off AWS does not tell: it lies as long from the
first plan on this machine that saw it off, or from its last use, if that is later. Until then it is deleted by hand
only. What was between two plans nobody saw. No undo brings a deleted key back: the step takes `--allow-irreversible`,
and the account's alias or number typed. Where root has no password, no session of root's switches a key off: it may
have begun with that very key. rootward never makes a key for root.

In GovCloud root can come by an access key only. Run with one of root's keys, rootward retires the other. The last one
goes by hand, with that very key, once nothing needs it: `aws iam delete-access-key --access-key-id …`. A key that
switched itself off can be deleted only by another key of root's.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user_manage_delete-key.html>
- <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html>
- <https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-account-root-user.html>
- CIS AWS Foundations Benchmark: 3.0 1.4 · 5.0 1.3 · 7.0 2.4; Security Hub IAM.4
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.access_keys.root_retirement import OPERATIONS, deleted_keys, next_fix, switched_off_keys
from rootward.checks.check import Check
from rootward.checks.remedy import Remedy
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, seen, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential import RootCredentials
from rootward.model.finding import Evidence
from rootward.model.root_user import RootUser, root_user
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for root."""
    root = root_user(account)
    if account.partition == "aws-cn":
        yield not_applicable(root.arn, "root has no credentials in the China regions")
    elif isinstance(root.access_key, Unknown):
        yield unknown(root.arn, root.access_key)
    elif root.access_key.value:
        message = root.access_key.told(_message(root, account))
        yield fails(root.arn, message, *_evidence(root), fix=next_fix(account))
    else:
        yield passes(root.arn, root.access_key.told("root has no access key"), seen(root.access_key))


def _message(root: RootUser, account: Account) -> str:
    active = root.active_access_key
    if isinstance(active, Unknown):
        return "root has an access key; whether it is active is not known"
    if not active.value:
        return "root has an inactive access key, which can be made active again"
    own = account.root_credentials
    if isinstance(own, RootCredentials) and own.access_keys:
        created = [f"{key.created:%Y-%m-%d}" for key in own.access_keys if key.status == "Active"]
        count = len(created)
        return f"root has {count} active access key{'s' if count > 1 else ''} (created {' and '.join(created)})"
    slots = [] if root.row is None or isinstance(root.row, Unknown) else root.row.keys
    used = [str(slot) for slot, key in enumerate(slots, start=1) if key.active is True]
    return f"root has {len(used)} active access key{'s' if len(used) > 1 else ''} (key {' and '.join(used)})"


def _evidence(root: RootUser) -> tuple[Evidence, ...]:
    sightings = (one for one in (root.access_key, root.active_access_key) if not isinstance(one, Unknown))
    return tuple(dict.fromkeys(seen(one) for one in sightings))


CHECK = Check(
    id="root-access-key-present",
    practice="access_keys",
    severity="critical",
    title="Root has an access key",
    holds="root has no access key",
    why="a root key is a plain text that can do everything, with no second factor and no policy to hold it back",
    next_step="sign in as root → account menu → Security credentials → Access keys: deactivate it, later delete it",
    facts=("summary", "credential_report", "root_credentials"),
    controls={
        "cis-3.0": ("1.4",),
        "cis-5.0": ("1.3",),
        "cis-7.0": ("2.4",),
        "security-hub": ("IAM.4",),
    },
    judge=judge,
    fix="irreversible",
    remedy=Remedy(propose=switched_off_keys, operations_of_root=OPERATIONS["access-key"], later=deleted_keys),
)
