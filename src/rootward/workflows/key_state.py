"""Switch one access key off or on, or delete it: whose it is is asked of AWS, and it is planned, asked for and applied.

The id is taken as it stands: nothing is guessed from a part of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from rootward import __version__
from rootward.engine.key_orders import KeyOrder, OrderedKey, proposal
from rootward.engine.lockout import Caller
from rootward.engine.planning import plan_of
from rootward.errors import GuardRefusedError, IncompleteError, UsageError
from rootward.model.account import Account
from rootward.model.change.access_key import KeyState
from rootward.model.credential import AccessKey
from rootward.model.key_id import account_of, is_temporary
from rootward.model.root_entry import root_entry
from rootward.model.unknown import Unknown
from rootward.workflows.apply import Ask, apply_here, refuse_endpoint
from rootward.workflows.collect import collect_account
from rootward.workflows.plan import Planning, read_session
from rootward.workflows.running.journals import kept
from rootward.workflows.running.run import Ran, Setting
from rootward.workflows.source import Live, Practice, Progress, opened

if TYPE_CHECKING:
    from rootward.aws.access_keys import AccessKeys, OwnedKeys
    from rootward.aws.session import AwsSession
    from rootward.engine.rotation.seen import SeenKey

OPERATIONS = ("UpdateAccessKey", "DeleteAccessKey")
"""What the changes make."""

_ID = re.compile(r"\w{16,128}", re.ASCII)
"""https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html"""

_OF_ROOT = ("root_credentials", "summary")
"""Facts of root's keys, in a session of root's own."""


def change_key(
    source: Live | Practice,
    order: KeyOrder,
    *,
    planning: Planning,
    ask: Ask,
    setting: Setting,
    announce: Progress,
    foreign_endpoint: bool = False,
) -> Ran | None:
    """Plan the order, ask and apply. None: not approved, or the key is as it is to be: that is announced.

    Raises UsageError for what is no key's id, IncompleteError where whose it is or its last use cannot be read,
    GuardRefusedError for what `engine.key_orders` refuses and for a key of root's where root does not act, and what
    `apply_plan` raises, before anything is changed.
    """
    refuse_no_key(order.key_id)
    with opened(source, setting.progress, announce) as session, kept(source, setting.state_folder) as folder:
        setting = msgspec.structs.replace(setting, state_folder=folder)
        refuse_endpoint(session, allowed=foreign_endpoint)
        planning = msgspec.structs.replace(planning, state_folder=folder, checks=())
        found = find_key(session, order.key_id, setting)
        account, _history = read_session(session, planning, setting.progress)
        account = with_found(account, found)
        key = found.ordered(account)
        proposed = proposal(order, key, account, planning.baseline)
        if proposed is None:
            announce(f"{key.told} is {key.state.lower()} already: nothing to do")
            return None
        caller = Caller(account.caller, session.identity.key_id)
        plan = plan_of(account, (proposed,), planning.baseline, caller=caller, version=__version__)
        return apply_here(session, plan, ask=ask, guide=None, setting=setting)


class FoundKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key of the account, and whose it is."""

    id: str
    owner: str | None
    """The user's name; None: it is root's."""
    keys: tuple[SeenKey, ...] = ()
    """All keys of its user."""
    of_root: Account | None = None
    """Where it is root's: the facts that root's own session reads."""

    def ordered(self, account: Account) -> OrderedKey:
        """The key, as orders ask for it. Raises IncompleteError where its owner is not among the account's users."""
        if self.owner is None:
            return _of_root(self.id, account)
        seen = next(key for key in self.keys if key.id == self.id)
        return OrderedKey(
            id=self.id,
            owner=self.owner,
            arn=arn_of_user(account, self.owner),
            state="Active" if seen.is_active else "Inactive",
            last_used=seen.last_used,
        )


def refuse_no_key(key_id: str) -> None:
    """Raise UsageError for what cannot be the id of a long-lived key."""
    if not _ID.fullmatch(key_id):
        raise UsageError(
            f"'{key_id[:40]}' is no access key's id",
            advice="give it whole, as AKIA and sixteen more: rootward keys list shows them",
        )
    if is_temporary(key_id):
        raise UsageError(
            f"{key_id} is the key of a session: it ends by itself, within 36 hours, and cannot be switched off",
            advice="CloudTrail tells which key or role began it (userIdentity): aws cloudtrail lookup-events "
            f"--lookup-attributes AttributeKey=AccessKeyId,AttributeValue={key_id}; then 'rootward keys revoke' of "
            "that key, with --role of that role, ends its sessions",
        )


def find_key(session: AwsSession, key_id: str, setting: Setting) -> FoundKey:
    """The key, by what GetAccessKeyLastUsed says of its owner and what the owner's list says of it.

    Raises IncompleteError, GuardRefusedError for root's key where somebody else acts.
    """
    from rootward.aws.access_keys import AccessKeys
    from rootward.aws.aws_clock import AwsClock

    if session.identity.is_root:
        of_root = collect_account(session, _OF_ROOT, deadline_seconds=setting.collect_seconds)
        own = of_root.root_credentials
        if not isinstance(own, Unknown) and any(key.id == key_id for key in own.access_keys):
            return FoundKey(id=key_id, owner=None, of_root=of_root)
    keys = AccessKeys(session, AwsClock(setting.pace.now, setting.pace.clock))
    owned = _owned(keys, session, key_id)
    if owned is None:
        raise GuardRefusedError(
            f"the access key {key_id} is the root user's, and you act as {session.identity.arn}: AWS takes a change of "
            "it from root alone",
            advice=root_entry(session.identity.partition).advice,
        )
    return FoundKey(id=key_id, owner=owned.owner.user, keys=owned.keys)


def _owned(keys: AccessKeys, session: AwsSession, key_id: str) -> OwnedKeys | None:
    try:
        return keys.find(key_id)
    except IncompleteError as error:
        own, whose = session.identity.account, account_of(key_id)
        if whose not in {None, own}:
            raise IncompleteError(
                f"{error}; by its id the key is of account {whose}, and you act in {own}",
                advice="choose that account's own credentials with --profile or --role-arn",
            ) from None
        raise


def with_found(account: Account, found: FoundKey) -> Account:
    """The account with what was read of the key: the lists of facts hold keys of users with an active one alone."""
    if found.of_root is not None:
        return msgspec.structs.replace(
            account, root_credentials=found.of_root.root_credentials, summary=found.of_root.summary
        )
    listed = account.access_keys
    if isinstance(listed, Unknown) or found.owner is None:
        return account
    own = (
        AccessKey(id=key.id, user=found.owner, status="Active" if key.is_active else "Inactive", created=key.created_at)
        for key in found.keys
    )
    others = (key for key in listed if key.user != found.owner)
    return msgspec.structs.replace(account, access_keys=(*others, *own))


def arn_of_user(account: Account, user: str) -> str:
    """The user's ARN, which tells the path that the name does not. Raises IncompleteError."""
    found = account.identities
    if isinstance(found, Unknown):
        raise IncompleteError(
            f"users could not be listed: {found.detail}",
            advice=f"allow {found.action}" if found.action else "try again",
        )
    arn = next((one.arn for one in found.users if one.name == user), None)
    if arn is None:
        raise IncompleteError(f"the user {user} is not among the account's users", advice="try again")
    return arn


def _of_root(key_id: str, account: Account) -> OrderedKey:
    own = account.root_credentials
    listed = () if isinstance(own, Unknown) else own.access_keys
    key = next(one for one in listed if one.id == key_id)
    state: KeyState = "Active" if key.status == "Active" else "Inactive"
    return OrderedKey(id=key_id, owner=None, arn=account.root_arn, state=state, last_used=key.last_used)
