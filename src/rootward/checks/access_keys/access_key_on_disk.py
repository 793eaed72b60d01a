"""An access key lies in this machine's AWS files.

## What it checks
The shared credentials file and the configuration file of the AWS command line on the machine that collected, wherever
`AWS_SHARED_CREDENTIALS_FILE` and `AWS_CONFIG_FILE` say that they lie: whether a long-lived access key of this account
stands there with its secret. The account is read from the key's id, offline; an id of the older form does not tell it,
and such a key is named too. Keys of other accounts are left to their own audits, and the keys of sessions, which end by
themselves, are not meant.

A key of root is critical; who signs in as root is shown root's own keys, and nobody else is. With `--deep`, which lists
the users' keys by their ids, the finding says whose the key is, whether its owner is an administrator, and whether it
is switched off, which makes the finding a low one. It says so as well where others who use the machine can read the
file. On Windows nobody can tell that.

A file that could not be read is unknown. Where nobody looked (the facts were downloaded, or come from a practice
account, which is served on this machine and whose keys lie in no file), the question does not arise. A snapshot holds
the ids of the keys and their places, and no secret.

Other places are not looked into: `rootward keys find` knows them.

## Why it matters
Whatever runs in your name can read these files, a careless backup takes them along, and what stands in them works from
everywhere, for ever, and without a second factor of its own. Programs that steal credentials look here first.

## How to fix it
Let the profile give keys that end by themselves: `aws login` (AWS CLI 2.32 or later) for whoever signs in to the
console, `aws configure sso` where there is IAM Identity Center, or a role. Then take the key's lines out of the file,
and switch the key off: `rootward keys deactivate KEYID`. A key that has to stay is replaced from time to time:
`rootward keys rotate`. A key of root is never needed: see `root-access-key-present`.

Where others can read the file, `rootward keys find --fix-permissions` leaves it to its owner.

## How rootward fixes it
It does not: what works with the key, only you know. `rootward keys find --fix-permissions` and `rootward keys rotate`
do their part when they are told.

## References
- <https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html>
- <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp>
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from rootward.checks.check import Check
from rootward.checks.power import proven_authority
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential import AccessKey
from rootward.model.finding import Severity
from rootward.model.machine_key import MachineKey
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """A verdict for each key in each place, and for each file that could not be read."""
    keys = account.machine_keys
    if isinstance(keys, Unknown):
        if keys.reason == "not_collected":
            yield not_applicable(account.resource, "no machine's AWS files were looked into with these facts")
        else:
            yield unknown(account.resource, keys)
        return
    if not keys:
        yield passes(account.resource)
    for key in keys:
        yield unknown(account.resource, key) if isinstance(key, Unknown) else _of(account, key)


def _of(account: Account, key: MachineKey) -> Verdict:
    owner = _owner(account, key)
    where = f"{key.path}, line {key.line}" + (f", profile {key.profile}" if key.profile else "")
    message = f"access key {key.id}{owner.told} lies in {where}{_open(key)}"
    evidence = read(account, "this-machine", key.id, f"{key.path}:{key.line}")
    return fails(account.resource, message, evidence, severity=owner.severity)


def _open(key: MachineKey) -> str:
    if key.readable_by != "others":
        return ""
    mode = f" ({key.mode})" if key.mode else ""
    return f", which others can read{mode}: rootward keys find --fix-permissions"


class _Owner(msgspec.Struct, frozen=True):
    """Whose a key is, as far as is known."""

    told: str
    severity: Severity | None = None


def _owner(account: Account, key: MachineKey) -> _Owner:
    of_root = account.root_credentials
    if not isinstance(of_root, Unknown) and any(one.id == key.id for one in of_root.access_keys):
        return _Owner(" of root", "critical")
    listed = () if isinstance(account.access_keys, Unknown) else account.access_keys
    mine = next((one for one in listed if one.id == key.id), None)
    if mine is None:
        return _Owner("" if key.is_of_this_account else " (whose account its id does not tell)")
    if mine.status != "Active":
        return _Owner(f" of {mine.user}, which is switched off,", "low")
    return _Owner(f" of {mine.user}{_power(account, mine)}")


def _power(account: Account, key: AccessKey) -> str:
    """Whether its owner is an administrator; nothing where that is not known."""
    power = proven_authority(account)
    users = () if isinstance(account.identities, Unknown) else account.identities.users
    owner = next((user.arn for user in users if user.name == key.user), None)
    if isinstance(power, Unknown) or owner is None:
        return ""
    administrator = power.before_scps.administrator_by_arn.get(owner)
    if administrator is None:
        return f", no administrator{power.caveat},"
    return f", an administrator{power.caveat}," if administrator.is_proved else ""


CHECK = Check(
    id="access-key-on-disk",
    practice="access_keys",
    severity="medium",
    title="An access key lies in this machine's AWS files",
    holds="no long-lived access key of this account lies in the AWS files of the machine that collected",
    why="whatever runs in your name can read these files, and what stands in them works from everywhere and for ever",
    next_step="let the profile use aws login, aws configure sso or a role, take the key out of the file, then"
    " rootward keys deactivate KEYID",
    facts=("machine_keys", "access_keys", "identities", "organization", "root_credentials"),
    no_controls="the CIS benchmark and Security Hub judge what lies in the account, and look at no machine",
    judge=judge,
    fix="guided",
)
