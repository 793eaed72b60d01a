"""Sessions of users and of root: GetSessionToken and GetFederationToken.

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.responses import ActionResult

from rootward.sandbox.door.principal import caller
from rootward.sandbox.error import PracticeError
from rootward.sandbox.sts.api import StsApi, credentials
from rootward.sandbox.sts.second_factor import proven
from rootward.sandbox.sts.session_tags import SessionTags

if TYPE_CHECKING:
    from rootward.sandbox.door.principal import Principal

_DEFAULT = 12 * 3600
_LONGEST_OF_ROOT = 3600


class SessionTokenApi(StsApi):
    """What a long-lived key of a user or of root can borrow."""

    def get_session_token(self) -> ActionResult:
        """A session of the caller itself, with a second factor or without.

        Raises:
            PracticeError: ValidationError; AccessDenied: the caller is a session, or the second factor failed.

        """
        self.require_valid_parameters()
        calling = _long_lived("GetSessionToken")
        device = proven(calling, self._get_param("SerialNumber"), self._get_param("TokenCode"))
        session = self.backend.open_session(
            seconds=self._seconds(calling),
            kind=calling.kind,
            arn=calling.arn,
            user_id=calling.user_id,
            user_name=calling.user_name,
            mfa_serial=device,
            issued_by=calling.key_id,
        )
        return ActionResult({"Credentials": credentials(session)})

    def get_federation_token(self) -> ActionResult:
        """A session with a name of the caller's choice.

        Raises:
            PracticeError: ValidationError, MalformedPolicyDocument, InvalidParameterValue; AccessDenied: the caller
                is a session.

        """
        self.require_valid_parameters()
        calling = _long_lived("GetFederationToken")
        name: str = self._get_param("Name")
        user_id = f"{calling.account_id}:{name}"
        arn = f"arn:{self.partition}:sts::{calling.account_id}:federated-user/{name}"
        tags = SessionTags.passed(self._get_param("Tags"))
        session = self.backend.open_session(
            seconds=self._seconds(calling),
            kind="federated",
            arn=arn,
            user_id=user_id,
            user_name=calling.user_name,
            policy=self.session_policy(),
            issued_by=calling.key_id,
        )
        self.backend.session_tags[session.key_id] = tags
        return ActionResult(
            {
                "Credentials": credentials(session),
                "FederatedUser": {"FederatedUserId": user_id, "Arn": arn},
                "PackedPolicySize": self.packed_policy_size(),
            }
        )

    def _seconds(self, calling: Principal) -> int:
        asked: int = self._get_param("DurationSeconds") or _DEFAULT
        # "If the duration is longer than one hour, the session for AWS account owners defaults to one hour."
        return min(asked, _LONGEST_OF_ROOT) if calling.kind == "root" else asked


def _long_lived(operation: str) -> Principal:
    calling = caller()
    if calling.session is not None:
        raise PracticeError("AccessDenied", f"Cannot call {operation} with session credentials")
    return calling
