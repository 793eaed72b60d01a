"""The baseline: what an account is held to. Thresholds, and the risks and identities set apart.

A frozen struct with the defaults of CHECKS.md; `rootward.toml` and `ROOTWARD_*` variables give other values.
"""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase
from typing import Annotated, Literal

import msgspec

Days = Annotated[int, msgspec.Meta(ge=0, le=3650)]
CharacterClass = Literal["uppercase", "lowercase", "numbers", "symbols"]

ADMIN_PATH_FORM = r"\A(user|group|role)/[A-Za-z0-9_+=,.@/*?-]+\Z"

ADMIN_PATH = (
    "group/administrators",
    "role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_*",
    "role/OrganizationAccountAccessRole",
    "role/AWSControlTowerExecution",
    "role/cdk-*-cfn-exec-role-*",
)
"""Who is meant to administer an account: rootward's own group, and the roles by which platforms do.

https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
https://docs.aws.amazon.com/controltower/latest/userguide/roles-how.html
https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
"""


EMAIL_FORM = r"\A[A-Za-z0-9_+=.#|!&-]+@[A-Za-z0-9_.-]+\.[A-Za-z0-9_]+\Z"
PHONE_FORM = r"\A(?=.*[0-9])[0-9()+-]([0-9 ()+-]*[0-9()+-])?\Z"
"""AWS's own patterns for an alternate contact's address and number, without white space around them: AWS may trim it,
and what is read back would not be what was written.

https://docs.aws.amazon.com/accounts/latest/reference/API_AlternateContact.html
"""

USER_NAME_FORM = r"\A[A-Za-z0-9_+=,.@-]{1,64}\Z"
"""https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html"""

WORDS_FORM = r"\A[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f])?\Z"
"""Words of one line, without white space around them."""

EmailAddress = Annotated[str, msgspec.Meta(min_length=1, max_length=254, pattern=EMAIL_FORM)]


class AcceptedRisk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A finding that somebody decided to live with, until a day."""

    check: str
    """The exact id of the check."""
    resource: str
    """A glob over the finding's resource: `*`, `?` and `[...]`, case-sensitive."""
    reason: str
    owner: str
    expires: date
    """The last UTC day on which it holds, judged at the account's `taken_at`."""


class Contact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom AWS may write to and call. AWS asks for all of it, and has these limits.

    https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=WORDS_FORM)]
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=50, pattern=WORDS_FORM)]
    email: EmailAddress
    phone: Annotated[str, msgspec.Meta(min_length=1, max_length=25, pattern=PHONE_FORM)]


class Baseline(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Thresholds and exceptions. Days are whole days; a thing exactly at a limit is still within it."""

    max_key_age_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 90
    unused_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 45
    unused_permission_days: Annotated[int, msgspec.Meta(ge=1, le=400)] = 90
    """AWS keeps 400 days of service last accessed data."""
    root_quiet_days: Days = 30
    min_length: Annotated[int, msgspec.Meta(ge=6, le=128)] = 14
    """Minimum password length; AWS allows 6 to 128."""
    reuse_prevention: Annotated[int, msgspec.Meta(ge=0, le=24)] = 24
    required_classes: tuple[CharacterClass, ...] = ("uppercase", "lowercase", "numbers", "symbols")
    max_password_age_days: Annotated[int, msgspec.Meta(ge=0, le=1095)] = 0
    """0: passwords are not forced to expire (NIST SP 800-63B)."""
    max_admins: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 5
    """So many users and roles may be administrators, those on `admin_path` aside."""
    recent_days: Days = 30
    """An access key that was used within so many days is in use: whose key it is is not bound to MFA."""
    grace_days: Days = 30
    """So many days a key lies switched off before it may be deleted."""
    observe_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 14
    """So many days a key that was rotated lies switched off, and its use is observed, before it may be deleted."""
    iac: bool = False
    """Whether the account's identities are kept as code: then groups and memberships are told, and not changed."""
    admin_path: tuple[Annotated[str, msgspec.Meta(pattern=ADMIN_PATH_FORM)], ...] = ADMIN_PATH
    """The identities that are meant to administer the account, as `role/platform-*`: a kind, path and name, where `*`
    and `?` stand for any text and any character."""
    trusted_accounts: tuple[Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{12}\Z")], ...] = ()
    """Account numbers that roles may trust without an ExternalId."""
    break_glass: tuple[str, ...] = ()
    """ARNs of identities kept for emergencies."""
    session_users: tuple[Annotated[str, msgspec.Meta(pattern=USER_NAME_FORM)], ...] = ()
    """Names of users whose access keys serve `rootward mfa session` alone: the use of these keys speaks not against
    binding the user to MFA, for a session with a code is what they work with."""
    alarm_email: EmailAddress | None = None
    """Who is told when root wakes and when the guards of identity change; None: nobody was named yet."""
    security_contact: Contact | None = None
    """Whom AWS is to write to when something is wrong; None: nobody was named yet."""
    accepted_risks: tuple[AcceptedRisk, ...] = ()

    def is_break_glass(self, arn: str) -> bool:
        """Whether the identity is kept for emergencies."""
        return arn in self.break_glass

    def is_on_admin_path(self, arn: str) -> bool:
        """Whether the user, group or role is meant to administer the account."""
        name = arn.split(":", 5)[-1]
        return any(fnmatchcase(name, pattern) for pattern in self.admin_path)
