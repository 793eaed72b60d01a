"""The account that every tool of the audit benchmark looks at, written straight into moto's IAM backend.

A seed and a number of users give the same names, ids, keys and policies in every run; dates lie whole days before the
start. Every kind of resource grows in step with the users, up to AWS's default quotas for groups (300), roles (1,000)
and customer managed policies (1,500), so that the cost per user can be compared between account sizes.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from moto.iam.models import AccessKeyLastUsed, Group, IAMBackend, ManagedPolicy, User, iam_backends
from moto.moto_api._internal import mock_random

ACCOUNT_ID = "123456789012"
SEED = 20_261_101

_AWS = "arn:aws:iam::aws:policy/"
_GROUP_POLICIES = (
    "ReadOnlyAccess",
    "AmazonS3ReadOnlyAccess",
    "PowerUserAccess",
    "SecurityAudit",
    "job-function/Billing",
)
_ROLE_POLICIES = (
    "AmazonS3FullAccess",
    "CloudWatchLogsFullAccess",
    "AmazonDynamoDBReadOnlyAccess",
    "AmazonEC2FullAccess",
)
_TRUSTED_SERVICES = ("lambda.amazonaws.com", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "states.amazonaws.com")
_SERVICES = ("kinesis", "ec2", "dynamodb", "sqs", "sns", "logs", "kms", "lambda")


class Members(list[User]):
    """A group's members, with a constant-time `in`.

    moto asks every group whether it holds a user, for each user it describes. Over lists that is quadratic in the
    users, a cost that AWS does not have and that would be billed here to whichever tool asks.
    """

    def __init__(self) -> None:
        super().__init__()
        self._names: set[str] = set()

    def append(self, user: User) -> None:
        """Add a member."""
        super().append(user)
        self._names.add(user.name)

    def __contains__(self, user: object) -> bool:
        """Whether the user is a member, by name."""
        return isinstance(user, User) and user.name in self._names


def backend() -> IAMBackend:
    """The IAM of the benchmark's account, as moto holds it."""
    return iam_backends[ACCOUNT_ID]["aws"]


def populate(users: int, seed: int = SEED) -> IAMBackend:
    """Fill the account with `users` users and what goes with them; returns moto's backend."""
    mock_random.seed(seed)
    # The account is a benchmark's, not a secret's: it must come out the same in every run.
    chance = random.Random(seed)
    iam = backend()
    iam.create_account_alias("rootward-bench")
    iam.create_saml_provider("corporate", "<EntityDescriptor/>" + " " * 1000)
    iam.update_account_password_policy(True, 0, 0, 10, 5, True, True, False, True)  # noqa: FBT003 - moto's own order
    groups = _groups(iam, max(4, min(300, users // 50)))
    policies = _customer_policies(iam, max(4, min(1500, users // 20)), chance)
    _roles(iam, max(4, min(1000, users // 10)), policies, chance)
    days_ago = _Days(chance)
    for number in range(users):
        user = _user(iam, number, chance, days_ago)
        _permissions(user, number, groups, policies, chance)
        for _ in range(chance.choices((0, 1, 2), (0.5, 0.4, 0.1) if user.password else (0.05, 0.65, 0.3))[0]):
            _key(iam, user, chance, days_ago)
    return iam


def users_without_mfa() -> int:
    """How many users have a console password and no MFA device."""
    return sum(1 for user in backend().users.values() if user.password and not user.mfa_devices)


def _document(chance: random.Random, statements: int = 2) -> str:
    """A policy of ordinary size: a few actions of a service on one resource, for each statement."""
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": f"Part{part}",
                    "Effect": "Allow",
                    "Action": [f"{service}:{verb}*" for verb in ("Get", "List", "Describe")],
                    "Resource": f"arn:aws:{service}:us-east-1:{ACCOUNT_ID}:team-{chance.randrange(1000)}/*",
                }
                for part, service in enumerate(chance.sample(_SERVICES, statements))
            ],
        }
    )


def _groups(iam: IAMBackend, count: int) -> list[Group]:
    """The groups: one of administrators, the others with a policy of AWS's each."""
    groups = []
    for number in range(count):
        name = "administrators" if number == 0 else f"team-{number:03}"
        policy = "AdministratorAccess" if number == 0 else _GROUP_POLICIES[number % len(_GROUP_POLICIES)]
        group = iam.create_group(name)
        group.users = Members()
        iam.managed_policies[_AWS + policy].attach_to(group)
        groups.append(group)
    return groups


def _customer_policies(iam: IAMBackend, count: int, chance: random.Random) -> list[ManagedPolicy]:
    """Customer managed policies; every fortieth grants full administration."""
    whole = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    return [
        iam.create_policy(
            description="",
            path="/",
            policy_document=whole if number % 40 == 0 else _document(chance, 3),
            policy_name=f"application-{number:04}",
            tags=[],
        )
        for number in range(count)
    ]


def _roles(iam: IAMBackend, count: int, policies: Sequence[ManagedPolicy], chance: random.Random) -> None:
    """Roles of services, and every tenth of another account, some with an inline policy."""
    for number in range(count):
        principal: dict[str, str] = {"Service": _TRUSTED_SERVICES[number % len(_TRUSTED_SERVICES)]}
        if number % 10 == 0:
            principal = {"AWS": f"arn:aws:iam::{210987654321 + number}:root"}
        role = iam.create_role(
            role_name=f"service-{number:04}",
            assume_role_policy_document=json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}],
                }
            ),
            path="/",
            permissions_boundary=None,
            description="",
            tags=[],
            max_session_duration="3600",
        )
        iam.managed_policies[_AWS + _ROLE_POLICIES[number % len(_ROLE_POLICIES)]].attach_to(role)
        policies[number % len(policies)].attach_to(role)
        if chance.random() < 0.3:
            role.policies["inline"] = _document(chance)


class _Days:
    """Draws a moment some whole days ago, in moto's kind of time: UTC, without a zone."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._today = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0, tzinfo=None)

    def __call__(self, least: int, most: int) -> Any:
        """Between `least` and `most` days ago. Any: moto's own fields are typed as what they start with, None."""
        return self._today - timedelta(days=self._chance.randint(least, most))


def _user(iam: IAMBackend, number: int, chance: random.Random, days_ago: _Days) -> User:
    """One user: a person with a password in seven of ten cases, else a program."""
    person = chance.random() < 0.7
    user = iam.create_user("us-east-1", f"{'person' if person else 'program'}-{number:05}")
    user.create_date = days_ago(400, 1500)
    if person:
        iam.create_login_profile(user.name, "not-a-password")
        if chance.random() < 0.9:
            user.password_last_used = days_ago(0, 200)
        if chance.random() < 0.8:
            device = iam.create_virtual_mfa_device(user.name, "/")
            iam.enable_mfa_device(user.name, device.serial_number, "123456", "654321")
    return user


def _permissions(
    user: User, number: int, groups: Sequence[Group], policies: Sequence[ManagedPolicy], chance: random.Random
) -> None:
    """Groups for everyone; for some a policy attached directly, or an inline one."""
    for group in chance.sample(list(groups[1:]), chance.randint(1, 3)):
        group.users.append(user)
    if number % 200 == 0:
        groups[0].users.append(user)
    if chance.random() < 0.15:
        policies[chance.randrange(len(policies))].attach_to(user)
    if chance.random() < 0.10:
        user.policies["inline"] = _document(chance)


def _key(iam: IAMBackend, user: User, chance: random.Random, days_ago: _Days) -> None:
    """An access key of the user: most are active and used; one in ten never was."""
    key = iam.create_access_key(user.name, status="Active" if chance.random() < 0.85 else "Inactive")
    age = chance.randint(1, 390)
    key.create_date = days_ago(age, age)
    if chance.random() < 0.9:
        key.last_used = AccessKeyLastUsed(days_ago(0, age), "s3", "us-east-1")
