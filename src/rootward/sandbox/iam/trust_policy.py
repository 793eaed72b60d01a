"""Trust policies of roles: whom they may name, and what becomes of those names.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from moto.iam.exceptions import MalformedPolicyDocument
from moto.iam.models import iam_backends
from moto.iam.policy_validation import IAMTrustPolicyDocumentValidator

from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MALFORMED = "MalformedPolicyDocument"
_ENTITY = re.compile(r"arn:aws:iam::(?P<account>\d{12}):(?P<kind>user|role)/.+")
_IN_AWS_WORDS = (
    ("Trust Policy statement actions", "AssumeRole policy may only specify STS AssumeRole actions."),
    ("Has prohibited field Resource", "Has prohibited field Resource"),
)
"""How moto's words begin, and AWS's: localstack/localstack, tests/aws/services/iam/test_iam_roles.snapshot.json."""


def require_trust_policy(document: str) -> None:
    """Refuse what is no trust policy, or names somebody of this sandbox's accounts who is not there.

    Raises:
        PracticeError: MalformedPolicyDocument.

    """
    try:
        policy = json.loads(document)
    except ValueError:
        message = "This policy contains invalid Json"
        raise PracticeError(_MALFORMED, message) from None
    try:
        IAMTrustPolicyDocumentValidator(document).validate()
    except MalformedPolicyDocument as error:
        words = next((ours for theirs, ours in _IN_AWS_WORDS if error.message.startswith(theirs)), error.message)
        raise PracticeError(_MALFORMED, words) from None
    for principals in _principals(policy):
        _require_known(principals)


def follow(name: str, new_name: str) -> None:
    """Let the trust policies of all accounts name somebody otherwise.

    AWS keeps a user or a role in a trust policy by its unique id: it shows the ARN that goes with it now, and the id
    itself once the user or the role is deleted. One made anew under the same name is somebody else.
    """
    if name == new_name:
        return
    for regions in list(iam_backends.values()):
        for role in regions["aws"].roles.values():
            if name in role.assume_role_policy_document:
                role.assume_role_policy_document = _renamed(role.assume_role_policy_document, name, new_name)


def _renamed(document: str, name: str, new_name: str) -> str:
    policy = json.loads(document)
    for principals in _principals(policy):
        named = principals.get("AWS")
        if isinstance(named, list):
            principals["AWS"] = [new_name if one == name else one for one in named]
        elif named == name:
            principals["AWS"] = new_name
    return json.dumps(policy)


def _principals(policy: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    statements = policy["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        for element in ("Principal", "NotPrincipal"):
            if isinstance(statement.get(element), dict):
                yield statement[element]


def _require_known(principals: dict[str, Any]) -> None:
    named = principals.get("AWS", ())
    if not any(one != [] for one in principals.values()):
        message = "The passed in policy has a statement with no principals!"
        raise PracticeError(_MALFORMED, message)
    for one in [named] if isinstance(named, str) else named:
        if not _is_known(str(one)):
            raise PracticeError(_MALFORMED, f'Invalid principal in policy: "AWS":"{one}"')


def _is_known(principal: str) -> bool:
    """Whether a principal is there; of accounts that the sandbox does not hold nobody knows, and they pass."""
    match = _ENTITY.fullmatch(principal)
    if match is None:
        return True
    if "*" in principal:
        return False
    if match["account"] not in iam_backends:
        return True
    iam = iam_backends[match["account"]]["aws"]
    holders: dict[str, Any] = iam.users if match["kind"] == "user" else iam.roles
    return any(holder.arn == principal for holder in holders.values())
