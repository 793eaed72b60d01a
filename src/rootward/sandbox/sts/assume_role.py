"""AssumeRole, by a user or by a session of a role.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
What the caller's own policies say is not looked at: the trust policy alone decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.responses import ActionResult

from rootward.sandbox.door.principal import caller
from rootward.sandbox.error import PracticeError
from rootward.sandbox.sts.api import StsApi, credentials, not_authorized
from rootward.sandbox.sts.backend import sts_of
from rootward.sandbox.sts.context import names_of, of_caller, of_request
from rootward.sandbox.sts.role import (
    DEFAULT_SECONDS,
    account_of,
    assumed_role_user,
    find_role,
    open_role_session,
    require_seconds,
)
from rootward.sandbox.sts.second_factor import proven
from rootward.sandbox.sts.session_tags import SessionTags
from rootward.sandbox.sts.trust import Knock, is_trusted

if TYPE_CHECKING:
    from moto.iam.models import Role

    from rootward.sandbox.door.principal import Principal

_LONGEST_CHAINED = 3600


class AssumeRoleApi(StsApi):
    """Sessions of roles for those who have credentials."""

    def assume_role(self) -> ActionResult:
        """A session of a role that trusts the caller.

        Raises:
            PracticeError: ValidationError, InvalidParameterValue, MalformedPolicyDocument; AccessDenied: root calls,
                the second factor failed, there is no such role, or it does not trust the caller.

        """
        self.require_valid_parameters()
        calling = caller()
        if calling.kind == "root":
            raise PracticeError("AccessDenied", "Roles may not be assumed by root accounts.")
        role_arn: str = self._get_param("RoleArn")
        account_of(role_arn)
        asked: int | None = self._get_param("DurationSeconds")
        _require_chainable(calling, asked)
        policy = self.session_policy()
        tags = SessionTags.passed(
            self._get_param("Tags"), self._get_param("TransitiveTagKeys"), _tags_of_session(calling)
        )
        device = proven(calling, self._get_param("SerialNumber"), self._get_param("TokenCode"))
        role = find_role(role_arn)
        source_identity = self._source_identity(calling, role_arn)
        self._require_trust(role, role_arn, calling, device, source_identity, tagged=bool(tags.tags))
        assert role is not None  # noqa: S101 - none would not have been trusted
        session = open_role_session(
            role,
            self._get_param("RoleSessionName"),
            require_seconds(role, asked),
            policy=policy,
            mfa_serial=device,
            source_identity=source_identity,
            issued_by=calling.key_id,
        )
        if tags.tags:
            sts_of(role.account_id).session_tags[session.key_id] = tags
        answer: dict[str, object] = {
            "Credentials": credentials(session),
            "AssumedRoleUser": assumed_role_user(session),
            "SourceIdentity": source_identity,
        }
        if policy is not None or tags.tags:
            answer["PackedPolicySize"] = self.packed_policy_size()
        return ActionResult(answer)

    def _source_identity(self, calling: Principal, role_arn: str) -> str | None:
        """The source identity of the new session: once set, it stays along the chain.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
        """
        given: str | None = self._get_param("SourceIdentity")
        earlier = calling.session.source_identity if calling.session else None
        if given and earlier and given != earlier:
            raise not_authorized(calling.arn, "sts:SetSourceIdentity", role_arn)
        return given or earlier

    def _require_trust(
        self,
        role: Role | None,
        role_arn: str,
        calling: Principal,
        device: str | None,
        source_identity: str | None,
        *,
        tagged: bool,
    ) -> None:
        """Refuse unless the trust policy allows each action that the call amounts to.

        TagSession and SetSourceIdentity: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html and
        https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
        """
        actions = ["sts:AssumeRole"]
        actions += ["sts:TagSession"] * tagged + ["sts:SetSourceIdentity"] * bool(source_identity)
        context = {
            **of_request(self.normalized_request.remote_addr or "127.0.0.1", self.region),
            **of_caller(calling, device),
            "sts:externalid": self._get_param("ExternalId"),
            "sts:rolesessionname": self._get_param("RoleSessionName"),
            "sts:sourceidentity": source_identity,
            **{f"aws:requesttag/{tag['Key'].lower()}": tag["Value"] for tag in self._get_param("Tags") or ()},
        }
        for action in actions:
            knock = Knock(action=action, aws=names_of(calling), context=context)
            if role is None or not is_trusted(role.assume_role_policy_document, knock):
                raise not_authorized(calling.arn, action, role_arn)


def _require_chainable(calling: Principal, asked: int | None) -> None:
    """A session opens sessions of at most an hour: those of users, too.

    Wording, and that it is so for GetSessionToken's credentials: https://github.com/mmmorris1975/aws-runas/issues/11
    """
    if calling.session is not None and (asked or DEFAULT_SECONDS) > _LONGEST_CHAINED:
        raise PracticeError(
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
        )


def _tags_of_session(calling: Principal) -> SessionTags | None:
    if calling.session is None:
        return None
    return sts_of(calling.session.account_id).session_tags.get(calling.session.key_id)
