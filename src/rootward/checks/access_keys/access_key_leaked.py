"""An access key has leaked.

## What it checks
The access keys that `rootward scan --join` found (in files, in commits, in archives) and that AWS named as this
account's. Such a scan remembers on this machine the key's id, its owner, and where it was seen: never the secret. Each
audit then asks AWS whose the key is now, whether it is switched on, and when it was last used.

A key that was found with its secret is critical, whoever's it is and wherever the file lay: nobody knows who read it.
Where only its id was found the finding is a low one: an id is no secret, but its secret may stand near. A key that is
switched off, or deleted, passes. Whether a key of root's is switched off AWS shows to root alone: it fails until root
itself looks, or it is deleted.

Where no scan on this machine was joined with the account the question does not arise, and nobody has looked: that is no
"no". A scan finds what stands in what it looked through, and nothing else. A snapshot (`rootward collect`) holds
what its machine remembered, and so does `--from`.

## Why it matters
Programs read public repositories within minutes, and a key that stands in a history stays there when the file is gone.
Taking the line out ends nothing: only the key's end does.

## How to fix it
`rootward keys revoke KEYID` switches the key off, denies the sessions that it began, and says what it did of late. Give
what worked with it a role, or another key (`rootward keys rotate`). Then look what else lay beside it.

## How rootward fixes it
`rootward plan` proposes to switch the key off (`UpdateAccessKey`, by its exact id), although it may be in use: a
thief's use looks like any other. What signs with it is refused from then on. `rootward undo` switches it on again. The
step is held back where nobody could administer the account without that key. Sessions that the key began live on for up
to 36 hours: `rootward keys revoke` ends them. A key of root's only root switches off, and a plan that root runs
proposes it.

Of a key of which only the id was found it changes nothing: whether its secret is out, only you can see.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/securing_access-keys.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html>
- <https://repost.aws/knowledge-center/potential-account-compromise>
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rootward.checks.access_keys.leaked_now import LeakedNow, use, where
from rootward.checks.check import Check
from rootward.checks.power import surely_administers
from rootward.checks.remedy import Guidance, Proposal, Proposed, Refused, Remedy
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import AccessKeyChange, RootCredentialChange
from rootward.model.finding import Finding
from rootward.model.root_entry import root_entry
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """A verdict for each key that was found."""
    keys = account.leaked_keys
    if isinstance(keys, Unknown):
        if keys.reason == "not_collected":
            yield not_applicable(
                account.resource, "nobody has looked: no scan of what lies on this machine was joined with this account"
            )
        else:
            yield unknown(account.resource, keys)
        return
    if not keys:
        yield passes(account.resource)
    judged = [_of_key(account, LeakedNow(account, key)) for key in keys]
    yield from (one for one in judged if isinstance(one, Verdict))
    waiting = {one: None for one in judged if isinstance(one, Unknown)}
    yield from (unknown(account.resource, one) for one in waiting)  # once, however many keys wait for a list


def _of_key(account: Account, now: LeakedNow) -> Verdict | Unknown:
    state = now.state(account)
    if isinstance(state, Unknown) and not now.is_root:
        if state == account.access_keys:
            return state
        message = f"cannot tell: {now.told} was found {where(now.leak)}, and whether it is switched off was not read"
        return unknown(now.arn, state, message=message)
    if state == "gone":
        return passes(now.arn, f"{now.told} has leaked, and is deleted")
    if state in {"Inactive", "Expired"}:
        return passes(now.arn, f"{now.told} has leaked, and is switched off")
    return _fails(account, now, is_seen=not isinstance(state, Unknown))


def _fails(account: Account, now: LeakedNow, *, is_seen: bool) -> Verdict:
    leak, first = now.leak, now.leak.places[0] if now.leak.places else None
    power = ", an administrator," if not now.is_root and surely_administers(account, now.arn) else ""
    hidden = "" if is_seen else "; whether it is switched off root alone is shown"
    place = None if first is None else f"{first.path}:{first.line}"
    evidence = (
        read(account, "scan", leak.id, place),
        read(account, "scan", "last found", leak.last_found),
        read(account, "access-keys", f"{leak.id} last used", now.key.last_used),
    )
    if not leak.with_secret:
        message = f"the id of {now.told}{power} was found {where(leak)}, without its secret{hidden}"
        return fails(now.arn, message, *evidence, severity="low", fix="guided")
    message = f"{now.told}{power} was found with its secret {where(leak)}{use(now.key)}{hidden}"
    guided = now.is_root and isinstance(account.root_credentials, Unknown)
    return fails(now.arn, message, *evidence, fix="guided" if guided else None)


def propose(finding: Finding, account: Account, baseline: Baseline) -> Iterator[Proposed]:
    """Each key of that owner that leaked with its secret, and is on: switched off. Of an id alone, what to look at."""
    leaked = () if isinstance(account.leaked_keys, Unknown) else account.leaked_keys
    for now in (LeakedNow(account, key) for key in leaked):
        state = now.state(account)
        if now.arn != finding.resource or not (state == "Active" or (now.is_root and isinstance(state, Unknown))):
            continue
        if not now.leak.with_secret:
            yield Guidance(
                f"look {where(now.leak)} and around it, and in the file's history, for the secret of {now.leak.id}: if "
                f"it ever stood there, rootward keys revoke {now.leak.id}"
            )
        elif now.is_root:
            yield _of_root_s(now, account)
        else:
            yield _of_user_s(now, account, baseline)


def _of_user_s(now: LeakedNow, account: Account, baseline: Baseline) -> Proposed:
    if now.listed is None:
        listed = account.access_keys
        if isinstance(listed, Unknown):
            told = "`rootward plan` reads them" if listed.reason == "not_collected" else listed.detail or listed.reason
            return Refused(f"{now.user}'s access keys were not read: {told}", lacks_facts=True)
        return Refused(
            f"the list of access keys does not hold {now.leak.id} of {now.user}: plan again", lacks_facts=True
        )
    change = AccessKeyChange(
        user=now.user,
        user_arn=now.arn,
        key_id=now.leak.id,
        before="Active",
        after="Inactive",
        last_used=_known(now.key.last_used),
        in_use=True,
    )
    kept = "; its owner is kept for emergencies (break_glass)" if baseline.is_break_glass(now.arn) else ""
    return _switched_off(change, now, kept)


def _of_root_s(now: LeakedNow, account: Account) -> Proposed:
    own = account.root_credentials
    if isinstance(own, Unknown):
        if own.reason in {"denied", "failed"}:
            return Refused(f"root's own credentials could not be listed: {own.detail or own.reason}", lacks_facts=True)
        entry = root_entry(account.partition)
        place = entry.to_switch_off("access-key", now.leak.id)
        by_hand = f"sign in as root → {place}: deactivate {now.leak.id}" if entry.has_console else place
        return Guidance(f"{by_hand}; or run rootward keys revoke {now.leak.id} {entry.acting}")
    change = RootCredentialChange(
        credential="access-key",
        root_arn=account.root_arn,
        id=now.leak.id,
        before="Active",
        after="Inactive",
        last_used=None if now.of_root is None else now.of_root.last_used,
        in_use=True,
    )
    return _switched_off(change, now, "")


def _switched_off(change: AccessKeyChange | RootCredentialChange, now: LeakedNow, kept: str) -> Proposal:
    why = (
        f"it leaked ({where(now.leak).removeprefix('in ')}): it goes although it may be in use{kept}; sessions that it "
        "began live on: rootward keys revoke ends them"
    )
    return Proposal(batches=((change,),), restricts=True, why=why)


def _known(moment: datetime | Unknown | None) -> datetime | None:
    return moment if isinstance(moment, datetime) else None


CHECK = Check(
    id="access-key-leaked",
    practice="access_keys",
    severity="critical",
    title="An access key has leaked",
    holds="no access key of this account that a joined scan found is switched on",
    why="whoever reads the file has the key, and nobody knows who did: taking the line out ends nothing",
    next_step="rootward keys revoke KEYID (whole, as rootward keys list shows it), then give what worked with it a role"
    " or another key",
    facts=(
        "leaked_keys",
        "access_keys",
        "identities",
        "organization",
        "credential_report",
        "root_credentials",
    ),
    no_controls="the CIS benchmark and Security Hub judge what lies in the account, and look through no files",
    judge=judge,
    fix="automatic",
    remedy=Remedy(
        propose=propose,
        operations=("UpdateAccessKey",),
        operations_of_root=("UpdateAccessKey",),
    ),
)
