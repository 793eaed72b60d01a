"""AssumeRoleWithWebIdentity: a role's session for whoever brings a token of an identity provider.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
The token's signature is not checked: a practice account cannot ask an identity provider for its keys.
Wording of the refusals: https://github.com/aws-actions/configure-aws-credentials/issues/721 (no provider),
https://github.com/guardian/cdk/issues/1944 (audience), https://github.com/awslabs/aws-orbit-workbench/issues/771
(expired), https://github.com/aws/aws-sdk-js-v3/issues/6225 (not trusted).
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from datetime import UTC
from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.iam.models import iam_backends

from rootward.sandbox.error import PracticeError
from rootward.sandbox.sts.api import StsApi, credentials
from rootward.sandbox.sts.role import account_of, assumed_role_user, find_role, open_role_session, require_seconds
from rootward.sandbox.sts.trust import trusts

if TYPE_CHECKING:
    from moto.iam.models import OpenIDConnectProvider

    from rootward.sandbox.authorization.context import Keys

_ACTION = "sts:AssumeRoleWithWebIdentity"
_PARTS_OF_A_JWT = 3

Claims = dict[str, Any]


class WebIdentityApi(StsApi):
    """Sessions of roles for those whom an OpenID Connect provider vouches for."""

    def assume_role_with_web_identity(self) -> ActionResult:
        """A session of a role that trusts the token's provider and subject.

        Raises:
            PracticeError: ValidationError, MalformedPolicyDocument, InvalidParameterValue; InvalidIdentityToken: no
                token, or not for this account; ExpiredTokenException; AccessDenied: not trusted.

        """
        self.require_valid_parameters()
        role_arn: str = self._get_param("RoleArn")
        claims = _claims(self._get_param("WebIdentityToken"))
        provider = _provider(account_of(role_arn), claims)
        audience = _audience(claims, provider)
        name: str = self._get_param("RoleSessionName")
        keys = {**self.keys_of_request(), **_keys_of(provider, claims, audience), "sts:RoleSessionName": name}
        role = find_role(role_arn)
        if role is None or not trusts(role, _ACTION, provider.arn, keys):
            raise PracticeError("AccessDenied", f"Not authorized to perform {_ACTION}")
        policy = self.session_policy()
        session = open_role_session(
            role, name, require_seconds(role, self._get_param("DurationSeconds")), policy=policy
        )
        answer: dict[str, object] = {
            "Credentials": credentials(session),
            "SubjectFromWebIdentityToken": claims["sub"],
            "AssumedRoleUser": assumed_role_user(session),
            "Provider": provider.arn,
            "Audience": audience,
        }
        if policy is not None:
            answer["PackedPolicySize"] = self.packed_policy_size()
        return ActionResult(answer)


def _claims(token: str) -> Claims:
    """What the token says, unproven."""
    parts = token.split(".")
    try:
        claims = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (IndexError, ValueError):
        claims = None
    if len(parts) != _PARTS_OF_A_JWT or not isinstance(claims, dict):
        raise _invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")
    for name in ("iss", "sub", "aud", "exp"):
        if name not in claims:
            raise _invalid(f"Missing a required claim: {name}")
    now = int(utcnow().replace(tzinfo=UTC).timestamp())
    if not isinstance(claims["exp"], int | float) or claims["exp"] <= now:
        message = f"Token expired: current date/time {now} must be before the expiration date/time{claims['exp']}"
        raise PracticeError("ExpiredTokenException", message)
    return claims


def _provider(account_id: str, claims: Claims) -> OpenIDConnectProvider:
    issuer = str(claims["iss"])
    if account_id in iam_backends:
        for provider in iam_backends[account_id]["aws"].open_id_providers.values():
            if f"https://{provider.url}" == issuer:
                return provider
    raise _invalid(f"No OpenIDConnect provider found in your account for {issuer}")


def _audience(claims: Claims, provider: OpenIDConnectProvider) -> str:
    listed = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    audience = next((one for one in listed if one in provider.client_id_list), None)
    if audience is None:
        raise _invalid("Incorrect token audience")
    return str(audience)


def _keys_of(provider: OpenIDConnectProvider, claims: Claims, audience: str) -> Keys:
    """The condition keys that AWS takes from any provider's token; those of single providers are not known here.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
    """
    prefix = provider.url.lower()
    return {
        f"{prefix}:aud": str(claims.get("azp") or audience),
        f"{prefix}:oaud": audience,
        f"{prefix}:sub": str(claims["sub"]),
        f"{prefix}:email": claims.get("email"),
    }


def _invalid(message: str) -> PracticeError:
    return PracticeError("InvalidIdentityToken", message)
