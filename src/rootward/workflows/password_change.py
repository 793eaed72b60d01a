"""Password change: an IAM user's own. What the account asks of it is looked at before the call, and nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

from rootward.checks.passwords.mending import of_baseline
from rootward.checks.passwords.rules import required
from rootward.engine.password.rules import LEAST, broken, cautions
from rootward.engine.password.strength import LEAST_SCORE, strength_of
from rootward.errors import CredentialsError, UsageError
from rootward.model.baseline import Baseline
from rootward.model.credential import PasswordPolicy
from rootward.model.key_id import is_temporary
from rootward.model.secret import Secret
from rootward.model.unknown import Unknown
from rootward.workflows.apply import refuse_endpoint
from rootward.workflows.source import Live, Progress, opened

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession, Identity

FACTS = ("password_policy",)
"""What is looked at before the call."""

_WHATEVER_AWS_TAKES = PasswordPolicy(minimum_length=1)
"""Of a policy that could not be read nothing is known: what is left is the form of a password."""


class Typist(Protocol):
    """Whoever knows the present password, and chooses the new one."""

    def present(self) -> Secret:
        """The password that is to be changed."""
        ...

    def chosen(self, wrong: tuple[str, ...]) -> Secret:
        """The new one. `wrong`: why the one before will not do, a line each; none at first.

        Raises UsageError where nobody chooses again.
        """
        ...


class Changed(NamedTuple):
    """Whose password it was."""

    user: str
    account: str


def change_password(
    source: Live,
    typist: Typist,
    baseline: Baseline,
    *,
    deadline_seconds: float = 60,
    progress: Progress,
    announce: Progress,
    foreign_endpoint: bool = False,
) -> Changed:
    """Change the own password of the IAM user whose credentials the source has.

    Nobody is asked for a password who cannot change it so. The new one is held to the account's policy before anything
    is sent; where that could not be read, it is said, and AWS alone judges. Of a weak one, and then of one that AWS's
    default or the baseline would not take, `announce` is told before the call, which is made. `foreign_endpoint`:
    passwords may be sent to an endpoint that is neither AWS's nor on this machine.

    Raises UsageError for root, roles and federated people, and for passwords that will not do; IncompleteError,
    GuardRefusedError, CredentialsError.
    """
    from rootward.aws.own_password import change_own_password

    with opened(source, progress, announce) as session:
        refuse_endpoint(session, allowed=foreign_endpoint)
        user = user_of(session.identity)
        try:
            policy = _policy(session, deadline_seconds)
            if isinstance(policy, Unknown):
                announce(
                    "what the account asks of a password could not be read, so the new one is looked at by AWS alone: "
                    f"{policy.detail or policy.reason}"
                )
            else:
                progress(_asked(policy))
            present = typist.present()
            new = _chosen(typist, present, policy)
            for caution in _about(new, user, policy, baseline):
                announce(f"note, about the new one: {caution}")
            change_own_password(session, user, present, new)
        except CredentialsError as error:
            raise _without_mfa(session.identity, error) from None
        return Changed(user, session.identity.account)


def user_of(identity: Identity) -> str:
    """The name of the IAM user. Raises UsageError for everybody else, with the place where theirs is changed.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
    """
    if identity.user is not None:
        return identity.user
    if identity.is_root:
        raise UsageError(
            "these credentials are root's, whose password no API changes",
            advice="sign in as root: account name → Account → Actions → Update email address and password; "
            "rootward password generate --root chooses one",
        )
    kind, _, name = identity.arn.split(":", 5)[5].partition("/")
    if name.startswith("AWSReservedSSO_"):
        raise UsageError(
            "these credentials come of IAM Identity Center, where your password is not IAM's",
            advice="AWS access portal → your name → Security; or at the identity provider that your organisation uses",
        )
    if kind == "assumed-role":
        raise UsageError(
            f"these credentials are those of role {name.partition('/')[0]}, and a role has no password",
            advice="name the profile of your own IAM user with --profile; who signs in by federation changes it there",
        )
    raise UsageError(
        "these credentials are a federated session's, which may not call IAM",
        advice="name the profile of your own IAM user with --profile",
    )


def _policy(session: AwsSession, seconds: float) -> PasswordPolicy | Unknown | None:
    from rootward.workflows.collect import collect_account

    return collect_account(session, FACTS, deadline_seconds=seconds).password_policy


def _chosen(typist: Typist, present: Secret, policy: PasswordPolicy | Unknown | None) -> Secret:
    """The new one, once nothing speaks against it."""
    wrong: tuple[str, ...] = ()
    while True:
        new = typist.chosen(wrong)
        wrong = _against(new, present, policy)
        if not wrong:
            return new


def _against(new: Secret, present: Secret, policy: PasswordPolicy | Unknown | None) -> tuple[str, ...]:
    if new == present:
        return ("it is the present one",)
    return broken(new, _WHATEVER_AWS_TAKES if isinstance(policy, Unknown) else policy)


def _about(new: Secret, user: str, policy: PasswordPolicy | Unknown | None, baseline: Baseline) -> Iterator[str]:
    """What no rule that AWS is known to hold it to forbids, and whoever chose it should know, a line each."""
    if isinstance(policy, Unknown):
        yield from (f"AWS's default asks for more: {line}" for line in broken(new, None))
        yield from (f"the baseline asks for more: {line}" for line in broken(new, of_baseline(baseline)))
    strength = strength_of(new, (user,))
    if strength is not None and strength.score < LEAST_SCORE:
        told = " ".join((strength.reason, *strength.advice))
        yield f"its strength is {strength.score} of 4, and {LEAST_SCORE} is asked for. {told}"
    yield from cautions(new)


def _asked(policy: PasswordPolicy | None) -> str:
    """What the account asks for, in one line."""
    if policy is None:
        return f"the account has no password policy: AWS asks for {LEAST} characters of three of the four kinds"
    kinds = [name for name in ("uppercase", "lowercase", "numbers", "symbols") if name in required(policy)]
    told = f"the account asks for at least {policy.minimum_length} characters"
    told += f", {', '.join(kinds)} among them" if kinds else ""
    several = policy.reuse_prevention or 0
    return told + (f", and none of your last {several} passwords" if several > 1 else "")


def _without_mfa(identity: Identity, error: CredentialsError) -> CredentialsError:
    """What it is likely to mean that IAM does not take a session's credentials that STS took a moment ago.

    Raises it again where nothing is known of it.
    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
    """
    if not is_temporary(identity.key_id):
        raise error
    return CredentialsError(
        f"IAM takes no session of a user that was made without MFA, or this one has ended: {error}",
        advice="work with MFA: rootward mfa session -- rootward password change",
    )
