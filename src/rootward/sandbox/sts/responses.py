"""STS's answers: whoever signs with a key that the account does not know acts as the scenario's caller.

AWS would answer InvalidClientTokenId; here any made-up key is let in, so that tools with fixed test keys can be tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from moto.sts.models import STSBackend, sts_backends
from moto.sts.responses import TokenResponse

if TYPE_CHECKING:
    from rootward.sandbox.iam.backend import PracticeIamBackend


class Caller(NamedTuple):
    """The identity that signs the calls, and its credentials."""

    user_id: str
    arn: str
    key_id: str
    secret: str
    session_token: str = ""


class PracticeStsBackend(STSBackend):
    """moto's STS, with a caller of the scenario's choice."""

    caller: Caller | None = None

    def get_caller_identity(self, access_key_id: str, region: str) -> tuple[str, str, str]:
        """User id, ARN and account of the caller."""
        user_id, arn, account_id = super().get_caller_identity(access_key_id, region)
        if self.caller is not None and arn.endswith(":user/moto"):
            return self.caller.user_id, self.caller.arn, account_id
        return user_id, arn, account_id

    def call_as_user(self, iam: PracticeIamBackend, user_name: str) -> Caller:
        """Let the user's first active access key be the caller's."""
        user = iam.get_user(user_name)
        key = next(key for key in user.access_keys if key.status == "Active")
        self.caller = Caller(user.id, user.arn, key.access_key_id, key.secret_access_key)
        return self.caller

    def call_as_role(self, iam: PracticeIamBackend, role_name: str, session: str) -> Caller:
        """Let a fresh session of the role be the caller."""
        role = self.assume_role(
            region_name="us-east-1",
            role_session_name=session,
            role_arn=iam.get_role(role_name).arn,
            policy="",
            duration=12 * 3600,
            external_id="",
        )
        self.caller = Caller(role.user_id, role.arn, role.access_key_id, role.secret_access_key, role.session_token)
        return self.caller


class PracticeSts(TokenResponse):
    """The STS API of a practice account."""

    @property
    def backend(self) -> PracticeStsBackend:
        """The account's STS."""
        return cast("PracticeStsBackend", sts_backends[self.current_account][self.partition])
