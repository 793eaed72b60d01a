"""AssumeRoleWithSAML: a role's session for whoever brings a SAML assertion.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
The assertion's signature is not checked: the providers of a practice account have no certificates.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.iam.models import iam_backends

from rootward.sandbox.error import PracticeError
from rootward.sandbox.sts.api import StsApi, credentials
from rootward.sandbox.sts.role import account_of, assumed_role_user, find_role, open_role_session, require_seconds
from rootward.sandbox.sts.trust import trusts

if TYPE_CHECKING:
    from moto.iam.models import SAMLProvider

_ACTION = "sts:AssumeRoleWithSAML"
_ASSERTION = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/"
_FORMATS = "urn:oasis:names:tc:SAML:2.0:nameid-format:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What an assertion says, unproven."""

    issuer: str
    subject: str
    subject_type: str
    recipient: str
    not_on_or_after: str | None
    attributes: dict[str, tuple[str, ...]]
    """Name → values."""

    def first(self, name: str) -> str | None:
        """The first value of an attribute of AWS's, by the last part of its name."""
        return next(iter(self.attributes.get(_ATTRIBUTES + name, ())), None)


class SamlApi(StsApi):
    """Sessions of roles for those whom a SAML provider vouches for."""

    def assume_role_with_saml(self) -> ActionResult:
        """A session of a role that the assertion names together with the provider, and that trusts the provider.

        Raises:
            PracticeError: ValidationError, MalformedPolicyDocument, InvalidParameterValue; InvalidIdentityToken: no
                assertion, or no such provider; ExpiredTokenException; AccessDenied: not trusted.

        """
        self.require_valid_parameters()
        role_arn: str = self._get_param("RoleArn")
        assertion = _read(self._get_param("SAMLAssertion"))
        provider = _provider(account_of(role_arn), self._get_param("PrincipalArn"))
        name = assertion.first("RoleSessionName")
        if name is None:
            raise _invalid("RoleSessionName is required in AuthnResponse")
        role = find_role(role_arn)
        keys = {
            **self.keys_of_request(),
            "saml:aud": assertion.recipient,
            "saml:iss": assertion.issuer,
            "saml:namequalifier": _name_qualifier(assertion, provider),
            "saml:sub": assertion.subject,
            "saml:sub_type": assertion.subject_type,
            "sts:RoleSessionName": name,
        }
        if not _names(assertion, role_arn, provider) or role is None or not trusts(role, _ACTION, provider.arn, keys):
            raise PracticeError("AccessDenied", f"Not authorized to perform {_ACTION}")
        asked: int | None = self._get_param("DurationSeconds")
        wanted = int(assertion.first("SessionDuration") or 0) or None
        policy = self.session_policy()
        session = open_role_session(role, name, require_seconds(role, asked or wanted), policy=policy)
        answer: dict[str, object] = {
            "Credentials": credentials(session),
            "AssumedRoleUser": assumed_role_user(session),
            "Subject": assertion.subject,
            "SubjectType": assertion.subject_type,
            "Issuer": assertion.issuer,
            "Audience": assertion.recipient,
            "NameQualifier": _name_qualifier(assertion, provider),
        }
        if policy is not None:
            answer["PackedPolicySize"] = self.packed_policy_size()
        return ActionResult(answer)


def _read(encoded: str) -> Assertion:
    """Read a base64 SAML response, and refuse one that has expired."""
    try:
        response = ET.fromstring(b64decode(encoded))  # noqa: S314 - the account is served to loopback alone
    except (ValueError, ET.ParseError):
        raise _invalid("Invalid SAML response") from None
    found = response if response.tag == f"{_ASSERTION}Assertion" else response.find(f".//{_ASSERTION}Assertion")
    if found is None:
        raise _invalid("Invalid SAML response")
    subject = found.find(f".//{_ASSERTION}NameID")
    confirmation = found.find(f".//{_ASSERTION}SubjectConfirmationData")
    assertion = Assertion(
        issuer=(found.findtext(f"{_ASSERTION}Issuer") or "").strip(),
        subject=(subject.text or "").strip() if subject is not None else "",
        subject_type=subject.get("Format", "").removeprefix(_FORMATS) if subject is not None else "",
        recipient=confirmation.get("Recipient", "") if confirmation is not None else "",
        not_on_or_after=confirmation.get("NotOnOrAfter") if confirmation is not None else None,
        attributes={
            attribute.get("Name", ""): tuple(
                (value.text or "").strip() for value in attribute.iter(f"{_ASSERTION}AttributeValue")
            )
            for attribute in found.iter(f"{_ASSERTION}Attribute")
        },
    )
    ends = assertion.not_on_or_after
    if ends is not None and datetime.fromisoformat(ends) <= utcnow().replace(tzinfo=UTC):
        raise PracticeError("ExpiredTokenException", "Token must be redeemed within 5 minutes of issuance")
    return assertion


def _provider(account_id: str, arn: str) -> SAMLProvider:
    if account_id in iam_backends:
        for provider in iam_backends[account_id]["aws"].saml_providers.values():
            if provider.arn == arn:
                return provider
    raise _invalid("Specified provider doesn't exist")


def _names(assertion: Assertion, role_arn: str, provider: SAMLProvider) -> bool:
    """Whether the assertion pairs the role with the provider, in whichever order."""
    pairs = assertion.attributes.get(f"{_ATTRIBUTES}Role", ())
    return any({part.strip() for part in pair.split(",")} == {role_arn, provider.arn} for pair in pairs)


def _name_qualifier(assertion: Assertion, provider: SAMLProvider) -> str:
    """The hash that AWS documents for NameQualifier in AssumeRoleWithSAML's answer."""
    text = f"{assertion.issuer}{provider.account_id}/{provider.name}"
    return b64encode(sha1(text.encode()).digest()).decode()  # noqa: S324 - AWS's


def _invalid(message: str) -> PracticeError:
    return PracticeError("InvalidIdentityToken", message)
