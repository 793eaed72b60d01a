"""What scans found of an account's keys on this machine, and how those keys are now: a fact beside those of AWS.

A scan that is joined with an account writes down what it found (`rootward.local.leaked_keys`); whoever collects that
account's facts later asks AWS about these keys alone, two calls each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from rootward.model.account import Account
from rootward.model.credential import AccountSummary
from rootward.model.credential_report import ROOT_ROW
from rootward.model.leaked_key import KeyLeak, LeakedKey
from rootward.model.unknown import Unknown

if TYPE_CHECKING:
    from rootward.aws.leaked_keys import KeyNow
    from rootward.aws.session import AwsSession

NOT_JOINED = Unknown("not_collected", detail="no scan on this machine was joined with the account")


def with_leaked_keys(
    session: AwsSession, account: Account, facts: Collection[str], seconds: float, folder: Path | None = None
) -> Account:
    """The account, and if `facts` asks for them its keys that scans on this machine found. Raises CredentialsError.

    What is remembered and cannot be read is Unknown. `seconds`: so long AWS is asked, at most.
    """
    if "leaked_keys" not in facts:
        return account
    leaks = leaks_of(account, folder)
    if isinstance(leaks, Unknown):
        return msgspec.structs.replace(account, leaked_keys=leaks)
    from rootward.aws.leaked_keys import read_leaked

    now = read_leaked(session, {leak.id: leak.user for leak in leaks}, deadline_seconds=seconds)
    return msgspec.structs.replace(account, leaked_keys=tuple(leaked(account, leaks, now)))


def leaks_of(account: Account, folder: Path | None = None) -> tuple[KeyLeak, ...] | Unknown:
    """What this machine remembers of the account."""
    from rootward.local.leaked_keys import UnusableLeaksError, found_by_scans

    try:
        found = found_by_scans(account.id, account.endpoint, folder)
    except UnusableLeaksError as error:
        # Without its path: a redacted snapshot keeps what is told here.
        return Unknown("failed", detail=f"what scans on this machine found {error.reason}")
    return NOT_JOINED if found is None else found.keys


def leaked(account: Account, leaks: Iterable[KeyLeak], now: Mapping[str, KeyNow]) -> Iterable[LeakedKey]:
    """The keys as they are now. One that root's own list holds is root's, whatever AWS calls its owner."""
    own = account.root_credentials
    of_root = {} if isinstance(own, Unknown) else {key.id: key for key in own.access_keys}
    for leak in leaks:
        one = now[leak.id]
        if (mine := of_root.get(leak.id)) is not None:
            yield LeakedKey(
                leak=leak,
                user=ROOT_ROW,
                state=mine.status,
                last_used=mine.last_used,
                service=mine.service,
                region="" if mine.region == "N/A" else mine.region,
            )
            continue
        user = one.user or leak.user
        has_none = isinstance(account.summary, AccountSummary) and account.summary.access_keys_present is False
        yield LeakedKey(
            leak=leak,
            user=user,
            state="gone" if user == ROOT_ROW and has_none else one.state,
            last_used=one.last_used,
            service=one.service,
            region=one.region,
        )
