"""Who can come in: users, their passwords and keys, their groups, and identity providers."""

from __future__ import annotations

from rootward.trail.classify.detections.choosing import done
from rootward.trail.classify.detections.need import called
from rootward.trail.classify.detections.rule import Rule
from rootward.trail.classify.detections.who import user_named
from rootward.trail.record import Record


def _of_a_user(record: Record) -> bool:
    return bool(user_named(record))


def _for_another(record: Record) -> bool:
    """A role has no key of its own: whichever user it names is another. A user's own name is in its ARN as well."""
    named, identity = user_named(record), record.identity
    own = (identity.name or identity.arn.rpartition("/")[2]) if identity.type == "IAMUser" else ""
    return bool(named) and named != own


RULES = (
    Rule(
        id="login-profile-changed",
        severity="medium",
        by_root="high",
        title="A user's console password was created or changed",
        fires="CreateLoginProfile or UpdateLoginProfile succeeds for a user.",
        source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html",
        needs=(called("iam", "CreateLoginProfile", "UpdateLoginProfile"),),
        chooses=done(_of_a_user),
        did="set a console password",
    ),
    Rule(
        id="access-key-created-for-another",
        severity="medium",
        by_root="high",
        title="An access key was created for another user",
        fires="CreateAccessKey succeeds for a user who is not the caller.",
        source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html",
        needs=(called("iam", "CreateAccessKey"),),
        chooses=done(_for_another),
        did="created an access key for another user",
    ),
    Rule(
        id="user-created",
        severity="low",
        by_root="high",
        title="A user was created",
        fires="CreateUser succeeds.",
        source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html",
        needs=(called("iam", "CreateUser"),),
        chooses=done(),
        did="created a user",
    ),
    Rule(
        id="user-added-to-group",
        severity="low",
        by_root="high",
        title="A user was added to a group",
        fires="AddUserToGroup succeeds.",
        source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html",
        needs=(called("iam", "AddUserToGroup"),),
        chooses=done(),
        did="added a user to a group",
    ),
    Rule(
        id="identity-provider-changed",
        severity="medium",
        by_root="high",
        title="A SAML or OIDC provider was changed",
        fires="A SAML or OpenID Connect provider of IAM is created, updated or deleted, or its client ids or its "
        "thumbprints are changed.",
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers.html",
        needs=(
            called(
                "iam",
                "CreateSAMLProvider",
                "UpdateSAMLProvider",
                "DeleteSAMLProvider",
                "CreateOpenIDConnectProvider",
                "DeleteOpenIDConnectProvider",
                "AddClientIDToOpenIDConnectProvider",
                "RemoveClientIDFromOpenIDConnectProvider",
                "UpdateOpenIDConnectProviderThumbprint",
            ),
        ),
        chooses=done(),
        did="changed an identity provider",
        on=lambda record: record.name,
    ),
)
