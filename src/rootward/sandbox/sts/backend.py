"""STS's state: the sessions whose credentials it gave, and who the scenario's caller is."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from moto.core.utils import utcnow
from moto.iam.utils import generate_access_key_id_from_account_id, random_alphanumeric
from moto.moto_api._internal import mock_random
from moto.sts.models import STSBackend, sts_backends

from rootward.sandbox.backends import Backends
from rootward.sandbox.door.principal import Session

if TYPE_CHECKING:
    from datetime import datetime

    from rootward.sandbox.iam.backend import PracticeIamBackend
    from rootward.sandbox.sts.session_tags import SessionTags

_TOKEN_BYTES = 264
_LONGEST_ROLE_SESSION = 12 * 3600
_KEPT_AFTER_EXPIRY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Caller:
    """The identity that signs the calls, and its credentials."""

    user_id: str
    arn: str
    key_id: str
    secret: str = field(repr=False)
    session_token: str = field(default="", repr=False)


class PracticeStsBackend(STSBackend):
    """The STS of one practice account. moto's own lists of tokens and assumed roles stay empty."""

    caller: Caller | None = None

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.sessions: dict[str, Session] = {}
        """The sessions that act in this account, by their access key id; those too that expired in the last day."""
        self.session_tags: dict[str, SessionTags] = {}
        """The tags of those sessions that were opened with tags, by access key id."""

    def open_session(self, *, seconds: int, **known: Any) -> Session:  # noqa: ANN401 - Session's fields
        """Lend credentials for a session that acts in this account. `known`: the other fields of the Session."""
        issued = utcnow()
        self._forget_sessions(issued - _KEPT_AFTER_EXPIRY)
        session = Session(
            account_id=self.account_id,
            key_id=generate_access_key_id_from_account_id(self.account_id, "ASIA", total_length=20),
            secret=random_alphanumeric(40),
            token=b64encode(mock_random.getrandbits(_TOKEN_BYTES * 8).to_bytes(_TOKEN_BYTES, "big")).decode(),
            issued=issued,
            expires=issued + timedelta(seconds=seconds),
            **known,
        )
        self.sessions[session.key_id] = session
        return session

    def _forget_sessions(self, expired_by: datetime) -> None:
        kept = self.caller.key_id if self.caller else ""
        for key_id in [one for one, session in self.sessions.items() if session.expires < expired_by and one != kept]:
            del self.sessions[key_id]
            self.session_tags.pop(key_id, None)

    def call_as_user(self, iam: PracticeIamBackend, user_name: str) -> Caller:
        """Let the user's first active access key be the caller's."""
        user = iam.get_user(user_name)
        key = next(key for key in user.access_keys if key.status == "Active")
        self.caller = Caller(user.id, user.arn, key.access_key_id, key.secret_access_key)
        return self.caller

    def call_as_role(self, iam: PracticeIamBackend, role_name: str, session: str) -> Caller:
        """Let a fresh session of the role be the caller: of twelve hours, and without its trust policy being asked."""
        role = iam.get_role(role_name)
        opened = self.open_session(
            seconds=_LONGEST_ROLE_SESSION,
            kind="role",
            arn=f"arn:aws:sts::{self.account_id}:assumed-role/{role.name}/{session}",
            user_id=f"{role.id}:{session}",
            role_arn=role.arn,
            session_name=session,
        )
        self.caller = Caller(opened.user_id, opened.arn, opened.key_id, opened.secret, opened.token)
        return self.caller

    def call_as_root(self) -> Caller:
        """Let root be the caller without an access key, as `aws login` does.

        The session is of twelve hours, as long as the AWS CLI renews one.
        https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html
        """
        opened = self.open_session(
            seconds=_LONGEST_ROLE_SESSION,
            kind="root",
            arn=f"arn:aws:iam::{self.account_id}:root",
            user_id=self.account_id,
            user_name="<root_account>",
        )
        self.caller = Caller(opened.user_id, opened.arn, opened.key_id, opened.secret, opened.token)
        return self.caller


def sts_of(account_id: str) -> PracticeStsBackend:
    """The STS of an account of the organisation. The state must be in place."""
    if account_id not in sts_backends:
        from rootward.sandbox.services.table import open_service

        open_service("sts", Backends.placed(), account_id)
    return cast("PracticeStsBackend", sts_backends[account_id]["aws"])
