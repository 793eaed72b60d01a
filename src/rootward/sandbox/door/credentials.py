"""From the access key that signed a call to the identity that makes it, or to AWS's refusal.

Key ids and sessions: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast
from zlib import crc32

from moto.iam.models import AccessKeyLastUsed, iam_backends
from moto.sts.models import sts_backends

from rootward.sandbox.backends import ACCOUNT_ID
from rootward.sandbox.clock import Clock
from rootward.sandbox.door import refusal
from rootward.sandbox.door.principal import Principal, Session
from rootward.sandbox.iam.root_user import ROOT

if TYPE_CHECKING:
    from moto.iam.models import AccessKey

    from rootward.sandbox.door.call import Call, SignedCall
    from rootward.sandbox.iam.backend import PracticeIamBackend
    from rootward.sandbox.sts.backend import PracticeStsBackend

_ISSUED = re.compile(r"A[KS]IA[A-Z0-9]{16}")
"""The form of the ids that AWS issues. Any other is made up, and acts as the scenario's caller."""

_HOSTS = 3
"""So many machines answer for a service here, in turn; a new key reaches one after the other, as does its state."""

_KNOWN_AT_ONE_AFTER = 3.0
_KNOWN_EVERYWHERE_AFTER = 15.0
"""Seconds after which a key, or that it was switched on or off, is known on the first machine, and on all."""

_USE_NOTED_EVERY = timedelta(minutes=15)
"""Of several uses in this span only the first is recorded.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, and the secret that the signature must have been made with; None: it is not checked."""

    principal: Principal
    secret: str | None = field(repr=False)


def signer_of(signed: SignedCall, token: str, now: datetime, turn: int) -> Signer | refusal.Refusal:
    """The identity behind a call. The state must be in place.

    `token`: the session token that came with it, or "". `now`: UTC without a zone, by the practice account's clock.
    `turn`: the number of the call, which tells the machine that answers it.
    """
    key_id = signed.key_id
    if not key_id:
        return Signer(_nobody(), None)
    if not _ISSUED.fullmatch(key_id):
        if signed.presigned:
            return refusal.unknown_key(signed.call, signed.protocol)  # whoever can make somebody open a link could sign
        return Signer(_scenarios_caller(), None)
    session = _session(key_id)
    if session is not None:
        return _lent(session, signed, token, now)
    found = _long_lived(key_id)
    if found is None or token or not _works(found[1], signed.call, now, turn):
        return refusal.unknown_key(signed.call, signed.protocol)
    return Signer(found[0], found[1].secret_access_key)


def _lent(session: Session, signed: SignedCall, token: str, now: datetime) -> Signer | refusal.Refusal:
    """A session lasts as long as its user, whatever becomes of the key that it was got with: it "cannot be revoked".

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access.html
    """
    is_orphan = session.kind == "user" and all(
        user.id != session.user_id for user in _iam(session.account_id).users.values()
    )
    if session.token != token or is_orphan:
        return refusal.unknown_key(signed.call, signed.protocol)
    if session.expires <= now:
        return refusal.expired(signed.call, signed.protocol)
    return Signer(_of_session(session), session.secret)


def note_use(principal: Principal, call: Call, now: datetime) -> None:
    """Let the key, the role and the entity of a call remember that they were used."""
    iam = _iam(principal.account_id)
    service = call.action.partition(":")[0]
    session = principal.session
    if session is None:
        key = iam.access_keys.get(principal.key_id)
        if key is not None and _is_due(key.last_used, service, now):
            key.last_used = AccessKeyLastUsed(now, service, call.region)
    elif session.role_arn:
        for role in iam.roles.values():
            if role.arn == session.role_arn:
                role.last_used = now
                role.last_used_region = call.region  # type: ignore[assignment] # moto types it None
    entity = session.role_arn if session and session.role_arn else principal.arn
    iam.note_access(entity, service, call.region)


def expire_sessions(now: datetime) -> int:
    """Let every session end now, and say how many did."""
    ended = 0
    for account in sts_backends.values():
        for backend in account.values():
            sessions = cast("PracticeStsBackend", backend).sessions
            for key_id, session in sessions.items():
                if session.expires > now:
                    sessions[key_id] = replace(session, expires=now)
                    ended += 1
    return ended


def _is_due(last: AccessKeyLastUsed | None, service: str, now: datetime) -> bool:
    return last is None or last.service != service or not timedelta() <= now - last.timestamp < _USE_NOTED_EVERY


def _session(key_id: str) -> Session | None:
    for account in sts_backends.values():
        for sts in account.values():
            session = cast("PracticeStsBackend", sts).sessions.get(key_id)
            if session is not None:
                return session
    return None


def _of_session(session: Session) -> Principal:
    return Principal(
        account_id=session.account_id,
        kind=session.kind,
        arn=session.arn,
        user_id=session.user_id,
        key_id=session.key_id,
        user_name=session.user_name,
        session=session,
    )


def _long_lived(key_id: str) -> tuple[Principal, AccessKey] | None:
    for account_id, account in iam_backends.items():
        for iam in account.values():
            key = iam.access_keys.get(key_id)
            if key is not None:
                principal = _owner(account_id, cast("PracticeIamBackend", iam), key)
                return (principal, key) if principal else None
    return None


def _owner(account_id: str, iam: PracticeIamBackend, key: AccessKey) -> Principal | None:
    if key in iam.root.access_keys:
        return Principal(
            account_id=account_id,
            kind="root",
            arn=iam.root.arn,
            user_id=account_id,
            key_id=key.access_key_id,
            user_name=ROOT,
        )
    user = iam.users.get(key.user_name or "")
    if user is None or key not in user.access_keys:
        return None
    return Principal(
        account_id=account_id,
        kind="user",
        arn=user.arn,
        user_id=user.id,
        key_id=key.access_key_id,
        user_name=user.name,
    )


def _works(key: AccessKey, call: Call, now: datetime, turn: int) -> bool:
    """Whether the machine that answers this call takes the key."""
    if not _has_heard(key, key.create_date, call, now, turn):
        return False
    status, switched = key.status, getattr(key, "switched", None)
    if switched is not None and not _has_heard(key, switched[0], call, now, turn):
        status = switched[1]
    return status == "Active"


def _has_heard(key: AccessKey, since: datetime, call: Call, now: datetime, turn: int) -> bool:
    """Whether the machine that answers this call knows of what became of the key then."""
    age = (now - since).total_seconds()
    if not 0 <= age < _KNOWN_EVERYWHERE_AFTER:
        return True
    host = turn % _HOSTS
    share = crc32(f"{key.access_key_id} {call.service} {call.region} {host}".encode()) / 2**32
    return age >= _KNOWN_AT_ONE_AFTER + share * (_KNOWN_EVERYWHERE_AFTER - _KNOWN_AT_ONE_AFTER)


def _scenarios_caller() -> Principal:
    caller = cast("PracticeStsBackend", sts_backends[ACCOUNT_ID]["aws"]).caller
    assert caller is not None  # noqa: S101 - founding sets it before the first call
    session = _session(caller.key_id)
    if session is not None:
        return _of_session(session)
    found = _long_lived(caller.key_id)
    if found is None:
        # Its key was taken away meanwhile: it is who it was, as far as a made-up key can be anybody.
        return Principal(
            account_id=ACCOUNT_ID,
            kind="user",
            arn=caller.arn,
            user_id=caller.user_id,
            key_id=caller.key_id,
            user_name=caller.arn.rpartition("/")[2],
        )
    return found[0]


def _nobody() -> Principal:
    """Of a call that needs no signature: AssumeRoleWithWebIdentity, AssumeRoleWithSAML."""
    return Principal(account_id=ACCOUNT_ID, kind="federated", arn="", user_id="", key_id="")


def _iam(account_id: str) -> PracticeIamBackend:
    return cast("PracticeIamBackend", iam_backends[account_id]["aws"])


def note_uses_alone() -> None:
    """Keep moto from noting the use of keys of practice accounts: it does so to the second, and for fewer callers."""
    from moto.iam import models

    motos = models.mark_account_as_visited
    if motos.__module__ == __name__:
        return

    def mark_account_as_visited(account_id: str, access_key: str, service: str, region: str) -> None:
        if Clock.shown is None:
            motos(account_id, access_key, service, region)

    models.mark_account_as_visited = mark_account_as_visited
