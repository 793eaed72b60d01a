"""What every part of STS's API stands on: the account's state, the checks of parameters, the form of credentials."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, cast

from moto.sts.models import sts_backends
from moto.sts.responses import TokenResponse

from rootward.iam_policy.document import MalformedPolicyError, parse
from rootward.sandbox.authorization.context import of_request
from rootward.sandbox.constraint import check
from rootward.sandbox.door.call import Call
from rootward.sandbox.door.refusal import Refusal
from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from moto.core.common_types import TYPE_RESPONSE
    from moto.core.responses import ActionResult

    from rootward.sandbox.authorization.context import Keys
    from rootward.sandbox.door.principal import Session
    from rootward.sandbox.sts.backend import PracticeStsBackend

_COMMON = {
    "AccessDenied": 403,
    "InvalidAction": 400,
    "InvalidClientTokenId": 403,
    "InvalidParameterValue": 400,
    "ValidationError": 400,
}
"""Errors that STS's model does not list, and their HTTP status.

https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
"""

_LONGEST_POLICIES = 2048


class StsApi(TokenResponse):
    """moto's STS API, on a practice account's state."""

    @property
    def backend(self) -> PracticeStsBackend:
        """The STS of the account that calls."""
        return cast("PracticeStsBackend", sts_backends[self.current_account][self.partition])

    def keys_of_request(self) -> Keys:
        """The condition keys of the call that do not tell of its caller."""
        return of_request(Call("sts", self._get_action(), self.region), self.normalized_request)

    def require_valid_parameters(self) -> None:
        """Refuse what STS's model does not allow.

        Raises:
            PracticeError: ValidationError.

        """
        check("sts", self._get_action(), cast("dict[str, Any]", self.params), code="ValidationError")

    def session_policy(self) -> str | None:
        """The session policies of the call as one JSON text: the document, or a list of ARNs, or both in a list.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session

        Raises:
            PracticeError: MalformedPolicyDocument; InvalidParameterValue, the policies are too long.

        """
        document: str | None = self._get_param("Policy")
        arns = [each["arn"] for each in self._get_param("PolicyArns") or ()]
        if document is not None:
            _require_session_policy(document)
        if len(document or "") + sum(map(len, arns)) > _LONGEST_POLICIES:
            # Wording: https://github.com/leggedrobotics/kleinkram/issues/416
            raise PracticeError(
                "InvalidParameterValue", f"Session policy should not exceed {_LONGEST_POLICIES} characters"
            )
        if not arns:
            return document
        return json.dumps([*arns, *([json.loads(document)] if document else [])])

    def packed_policy_size(self) -> int:
        """Per cent of the room for policies and tags: a guess by length, as AWS's packing is unknown."""
        tags = self._get_param("Tags") or ()
        length = len(self._get_param("Policy") or "")
        length += sum(len(each["arn"]) for each in self._get_param("PolicyArns") or ())
        length += sum(len(tag["Key"]) + len(tag["Value"]) for tag in tags)
        return math.ceil(100 * length / (2 * _LONGEST_POLICIES))

    def serialized(self, action_result: ActionResult) -> TYPE_RESPONSE:
        """As moto's, but for the errors that STS's model does not list: moto warns of those, and answers 400 to all."""
        error = action_result.result
        if not isinstance(error, PracticeError) or error.code not in _COMMON:
            return super().serialized(action_result)
        answer = Refusal(error.code, error.message, _COMMON[error.code]).answer("query")
        return answer.status_code, dict(answer.headers), answer.get_data(as_text=True)

    def _determine_resource(self) -> str:
        return "*"


def credentials(session: Session) -> dict[str, object]:
    """A Credentials structure."""
    return {
        "AccessKeyId": session.key_id,
        "SecretAccessKey": session.secret,
        "SessionToken": session.token,
        "Expiration": session.expires,
    }


def not_authorized(caller_arn: str, action: str, resource: str, reason: str = "") -> PracticeError:
    """The denial that STS answers with. `reason`: in AWS's words, or "" where it names none."""
    message = f"User: {caller_arn} is not authorized to perform: {action} on resource: {resource}"
    return PracticeError("AccessDenied", f"{message} {reason}".rstrip())


def _require_session_policy(document: str) -> None:
    try:
        statements = parse(document).statements
    except MalformedPolicyError:
        raise PracticeError("MalformedPolicyDocument", "Syntax errors in policy.") from None
    if any(each.principals is not None or each.not_principals is not None for each in statements):
        raise PracticeError("MalformedPolicyDocument", "Policy document should not specify a principal.")
