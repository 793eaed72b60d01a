"""Service-specific credentials: user names and passwords for one service, and long-term API keys.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_service-specific-creds.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_api_keys_for_aws_services.html
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.iam.utils import generate_access_key_id_from_account_id, random_alphanumeric

from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam import limit
from rootward.sandbox.iam.api import IamApi

if TYPE_CHECKING:
    from rootward.sandbox.iam.user import PracticeUser

_WITH_PASSWORD = frozenset({"cassandra.amazonaws.com", "codecommit.amazonaws.com"})
_WITH_API_KEY = frozenset({"bedrock.amazonaws.com", "logs.amazonaws.com"})
"""Services whose credentials are an alias and a secret, and may expire."""
_PER_SERVICE = 2


@dataclass
class ServiceSpecificCredential:
    """A service-specific credential; moto has none.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceSpecificCredential.html
    """

    user_name: str
    service_name: str
    service_user_name: str
    service_specific_credential_id: str
    status: str
    create_date: datetime
    expiration_date: datetime | None
    service_credential_alias: str | None = None
    secret: str = field(default="", repr=False)
    """The password, or the API key."""

    @property
    def has_api_key(self) -> bool:
        """Whether it is an alias and a secret, not a user name and a password."""
        return self.service_name in _WITH_API_KEY


class ServiceCredentialApi(IamApi):
    """Create, List, Update, Reset and Delete of ServiceSpecificCredential."""

    def create_service_specific_credential(self) -> ActionResult:
        """A new credential, with its secret; two for each user and service.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html
        """
        user, service = self.backend.get_user(self._get_param("UserName")), self._get_param("ServiceName")
        days = self._get_param("CredentialAgeDays")
        _require_supported(service)
        if days is not None and service not in _WITH_API_KEY:
            message = f"CredentialAgeDays is not valid for {service}."
            raise PracticeError("ValidationError", message)
        held = [
            credential
            for credential in self.backend.service_specific_credentials
            if (credential.user_name, credential.service_name) == (user.name, service)
        ]
        limit.enforce("ServiceSpecificCredentialsPerUser", _PER_SERVICE, held)
        credential = self._new(user, service, len(held))
        if days is not None:
            credential.expiration_date = credential.create_date + timedelta(days=int(days))
        self.backend.service_specific_credentials.append(credential)
        return ActionResult({"ServiceSpecificCredential": _with_secret(credential)})

    def list_service_specific_credentials(self) -> ActionResult:
        """Credentials of one user, or of all (AllUsers), without secrets.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html
        """
        service, everybody = self._get_param("ServiceName"), self._get_param("AllUsers", False)  # noqa: FBT003 - moto's
        if everybody and self._get_param("UserName"):
            message = "AllUsers and UserName cannot be given together."
            raise PracticeError("ValidationError", message)
        if service is not None:
            _require_supported(service)
        owner = None if everybody else self.backend.get_user(self.addressed_user_name()).name
        found = [
            _shown(credential)
            for credential in self.backend.service_specific_credentials
            if owner in (None, credential.user_name) and service in (None, credential.service_name)
        ]
        return ActionResult({"ServiceSpecificCredentials": found})

    def update_service_specific_credential(self) -> ActionResult:
        """Make a credential active or inactive.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServiceSpecificCredential.html
        """
        status = self._get_param("Status")
        if status == "Expired":
            message = f"The status of a service-specific credential cannot be set to {status}."
            raise PracticeError("ValidationError", message)
        self._credential().status = status
        return EmptyResult()

    def reset_service_specific_credential(self) -> ActionResult:
        """Another password; the one before no longer works.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResetServiceSpecificCredential.html
        """
        credential = self._credential()
        credential.secret = _secret(credential)
        return ActionResult({"ServiceSpecificCredential": _with_secret(credential)})

    def delete_service_specific_credential(self) -> ActionResult:
        """Delete a credential for good.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceSpecificCredential.html
        """
        self.backend.service_specific_credentials.remove(self._credential())
        return EmptyResult()

    def _new(self, user: PracticeUser, service: str, number: int) -> ServiceSpecificCredential:
        account = user.account_id
        suffix = f"+{number}" if number else ""
        credential = ServiceSpecificCredential(
            user_name=user.name,
            service_name=service,
            service_user_name=f"{user.name}{suffix}-at-{account}",
            service_specific_credential_id=generate_access_key_id_from_account_id(account, "ACCA", total_length=21),
            status="Active",
            create_date=utcnow(),
            expiration_date=None,
        )
        if credential.has_api_key:
            credential.service_credential_alias = f"{user.name}+{number + 1}-at-{account}"
        credential.secret = _secret(credential)
        return credential

    def _credential(self) -> ServiceSpecificCredential:
        owner, wanted = self.addressed_user_name(), self._get_param("ServiceSpecificCredentialId")
        self.backend.get_user(owner)
        for credential in self.backend.service_specific_credentials:
            if (credential.user_name, credential.service_specific_credential_id) == (owner, wanted):
                return credential
        message = f"No such credential {wanted} exists"
        raise PracticeError("NoSuchEntity", message)


def _require_supported(service: str) -> None:
    """Refuse other services with the code that AWS gives, as LocalStack's tests recorded it: not the page's.

    https://github.com/localstack/localstack, tests/aws/services/iam/test_iam.py
    """
    if service not in _WITH_PASSWORD | _WITH_API_KEY:
        message = f"No such service {service} is supported for Service Specific Credentials"
        raise PracticeError("NoSuchEntity", message)


def _secret(credential: ServiceSpecificCredential) -> str:
    random = random_alphanumeric(44)
    if not credential.has_api_key:
        return random
    return "ABSK" + b64encode(f"{credential.service_credential_alias}:{random}".encode()).decode()


def _shown(credential: ServiceSpecificCredential) -> dict[str, object]:
    ends = credential.expiration_date
    shown: dict[str, object] = {
        "UserName": credential.user_name,
        "Status": "Expired" if ends and ends <= utcnow() else credential.status,
        "CreateDate": credential.create_date,
        "ServiceSpecificCredentialId": credential.service_specific_credential_id,
        "ServiceName": credential.service_name,
    }
    if ends:
        shown["ExpirationDate"] = ends
    if credential.service_credential_alias:
        return {**shown, "ServiceCredentialAlias": credential.service_credential_alias}
    return {**shown, "ServiceUserName": credential.service_user_name}


def _with_secret(credential: ServiceSpecificCredential) -> dict[str, object]:
    kind = "ServiceCredentialSecret" if credential.has_api_key else "ServicePassword"
    return {**_shown(credential), kind: credential.secret}
