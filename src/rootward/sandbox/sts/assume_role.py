"""AssumeRole, by a user or by a session of a role.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
The trust policy decides; where policies are enforced, the caller's own have their say, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.responses import ActionResult

from rootward.sandbox.authorization.context import of_caller, of_tags, tag_map
from rootward.sandbox.door.principal import caller
from rootward.sandbox.error import PracticeError
from rootward.sandbox.sts.api import StsApi, credentials, not_authorized
from rootward.sandbox.sts.backend import sts_of
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
from rootward.sandbox.sts.trust import why_not_lent

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
        self._require_trust(role, role_arn, calling, device, source_identity, tags=tags)
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
        tags: SessionTags,
    ) -> None:
        """Refuse unless each action that the call amounts to is allowed.

        TagSession and SetSourceIdentity: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html and
        https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
        """
        actions = ["sts:AssumeRole"]
        actions += ["sts:TagSession"] * bool(tags.tags) + ["sts:SetSourceIdentity"] * bool(source_identity)
        keys = {
            **self.keys_of_request(),
            **of_caller(calling, device),
            **of_tags(tag_map(self._get_param("Tags"))),
            "sts:ExternalId": self._get_param("ExternalId"),
            "sts:RoleSessionName": self._get_param("RoleSessionName"),
            "sts:SourceIdentity": source_identity,
            "sts:TransitiveTagKeys": tuple(self._get_param("TransitiveTagKeys") or ()),
        }
        for action in actions:
            reason = why_not_lent(role, action, calling, keys)
            if reason is not None:
                raise not_authorized(calling.arn, action, role_arn, reason)


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
