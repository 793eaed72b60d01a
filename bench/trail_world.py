"""Who acts in the drawn logs: accounts of an organisation, and in each roles, users, services and federated people."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

REGIONS = ("us-east-1", "eu-central-1", "us-west-2", "ap-southeast-2")
BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
DAYS = 14
AGENTS = (
    "aws-sdk-go-v2/1.30.3 ua/2.0 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64 api/{}#1.27.2",
    "Boto3/1.40.12 md/Botocore#1.40.12 ua/2.1 os/linux#6.1.0 md/arch#x86_64 lang/python#3.12.4 cfg/retry-mode#legacy",
    "APN/1.0 HashiCorp/1.0 Terraform/1.9.3 (+https://www.terraform.io) terraform-provider-aws/5.60.0 aws-sdk-go",
    "aws-cli/2.27.1 md/awscrt#0.26.1 ua/2.1 os/macos#24.4.0 md/arch#arm64 lang/python#3.13.2 md/command#{}",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0 Safari/537.36",
    'Root-Certificate-Checker/2.1 ("Root"; userIdentity.type=Root)',
)
SERVICES = (
    "ec2",
    "lambda",
    "autoscaling",
    "cloudtrail",
    "config",
    "eks",
    "ecs-tasks",
    "rds",
    "ssm",
    "s3",
    "elasticmapreduce",
)
TEAMS = ("orders", "billing", "search", "fraud", "media", "ledger", "ops", "data", "web", "core")
WORK = ("reader", "writer", "deployer", "worker", "exporter", "scheduler", "crawler", "api", "etl", "canary")
PEOPLE = (
    "ana",
    "bo",
    "carla",
    "dimitri",
    "edda",
    "farid",
    "grete",
    "hugo",
    "ines",
    "root",
    "Root",
    "rooty",
    "assumedRoot",
)


def packed(value: Any) -> bytes:
    """As CloudTrail writes JSON: on one line, without spaces."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def moment(time: datetime) -> str:
    """`2026-09-01T08:30:00Z`."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


class Drawing:
    """What is drawn from one seed: numbers, ids and keys. No key stands in the tree; each is made when it is needed."""

    def __init__(self, seed: str) -> None:
        self.rng = Random(seed)

    def key(self, prefix: str) -> str:
        """An id of 20 characters: AKIA, ASIA, AIDA or AROA, and what follows."""
        return prefix + base64.b32encode(self.rng.randbytes(10)).decode("ascii")

    def uuid(self) -> str:
        """An event's id."""
        text = self.rng.randbytes(16).hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def number(self, digits: int) -> str:
        """Decimal digits, the first of which is not zero."""
        return str(self.rng.randrange(10 ** (digits - 1), 10**digits))

    def address(self) -> str:
        """An address of the ranges for documentation."""
        return f"{self.rng.choice(('192.0.2', '198.51.100', '203.0.113'))}.{self.rng.randrange(1, 255)}"


@dataclass(frozen=True)
class Principal:
    """Somebody whose actions are counted."""

    name: str
    """What its actions are counted by: of a session the role's ARN or the user's."""
    kind: str
    """`role`, `user`, `service`, `federated`, `foreign`."""
    identities: tuple[bytes, ...]
    """Its userIdentity in several sessions, as JSON."""
    places: tuple[bytes, ...]
    """Where it calls from: `ADDRESS","userAgent":"AGENT`, as JSON."""


@dataclass(frozen=True)
class Account:
    """One account."""

    id: str
    name: str
    principals: tuple[Principal, ...]


@dataclass(frozen=True)
class World:
    """The organisation. The first account is its management account."""

    organisation: str
    accounts: tuple[Account, ...]


def world(drawing: Drawing, accounts: int = 12) -> World:
    """Draw the organisation."""
    organisation = "o-" + drawing.rng.randbytes(5).hex()
    return World(organisation, tuple(_account(drawing, index) for index in range(accounts)))


def _account(drawing: Drawing, index: int) -> Account:
    number, rng = drawing.number(12), drawing.rng
    people = [_user(drawing, number, name) for name in rng.sample(PEOPLE, 8)]
    roles = [
        _role(drawing, number, f"{path}{team}-{work}")
        for team in rng.sample(TEAMS, 5)
        for work in rng.sample(WORK, 5)
        for path in (rng.choice(("", "", "service-role/")),)
    ]
    roles.append(_role(drawing, number, "AWSServiceRoleForRoot"))
    if index % 3 == 0:
        roles += [_role(drawing, number, "Root"), _role(drawing, number, "break-glass/Root")]
    services = [_service(name) for name in SERVICES]
    others = [_federated(drawing, number, "WebIdentityUser"), _federated(drawing, number, "SAMLUser")]
    others += [_foreign(drawing), _identity_center(drawing, number), _federated_user(drawing, number)]
    return Account(number, f"acme-{TEAMS[index % len(TEAMS)]}-{index}", (*roles, *people, *services, *others))


def _places(drawing: Drawing, count: int = 3, agents: Sequence[str] = AGENTS) -> tuple[bytes, ...]:
    weights = [0.02 if '"' in agent else 1 for agent in agents]
    chosen = drawing.rng.choices(agents, weights, k=count)
    return tuple(
        packed([drawing.address(), agent.format("s3")])[2:-2].replace(b'","', b'","userAgent":"', 1) for agent in chosen
    )


def _session(drawing: Drawing, mfa: str) -> dict[str, str]:
    begun = BEGIN + timedelta(minutes=drawing.rng.randrange(DAYS * 24 * 60))
    return {"creationDate": moment(begun), "mfaAuthenticated": mfa}


def _role(drawing: Drawing, account: str, name: str) -> Principal:
    last = name.rpartition("/")[2]
    arn, unique = f"arn:aws:iam::{account}:role/{name}", drawing.key("AROA")
    identities = []
    for turn in range(12):
        session = f"{last}-{drawing.rng.randbytes(4).hex()}" if turn % 3 else f"i-0{drawing.rng.randbytes(8).hex()}"
        context: dict[str, Any] = {
            "sessionIssuer": {
                "type": "Role",
                "principalId": unique,
                "arn": arn,
                "accountId": account,
                "userName": last,
            },
            "attributes": _session(drawing, "false"),
        }
        if turn % 3 == 0:
            context["ec2RoleDelivery"] = "2.0"
        if turn % 4 == 0:
            context["assumedRoot"] = ""  # newer records have it, empty
        identity = {
            "type": "AssumedRole",
            "principalId": f"{unique}:{session}",
            "arn": f"arn:aws:sts::{account}:assumed-role/{last}/{session}",
            "accountId": account,
            "accessKeyId": drawing.key("ASIA"),
            "sessionContext": context,
        }
        if turn == 7:
            identity["invokedBy"] = "cloudformation.amazonaws.com"
        identities.append(packed(identity))
    return Principal(arn, "role", tuple(identities), _places(drawing))


def _user(drawing: Drawing, account: str, name: str) -> Principal:
    arn = f"arn:aws:iam::{account}:user/{name}"
    identity: dict[str, Any] = {
        "type": "IAMUser",
        "principalId": drawing.key("AIDA"),
        "arn": arn,
        "accountId": account,
        "accessKeyId": drawing.key("AKIA"),
        "userName": name,
    }
    console = identity | {
        "accessKeyId": drawing.key("ASIA"),
        "sessionContext": {"sessionIssuer": {}, "attributes": _session(drawing, "true"), "webIdFederationData": {}},
    }
    return Principal(arn, "user", (packed(identity), packed(console)), _places(drawing))


def _service(name: str) -> Principal:
    host = f"{name}.amazonaws.com"
    place = packed([host, host])[2:-2].replace(b'","', b'","userAgent":"', 1)
    return Principal(host, "service", (packed({"type": "AWSService", "invokedBy": host}),), (place,))


def _federated(drawing: Drawing, account: str, kind: str) -> Principal:
    name = "deploy@example.com" if kind == "SAMLUser" else "repo:acme/root:ref:refs/heads/main"
    provider = f"arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com"
    if kind == "SAMLUser":
        provider = f"arn:aws:iam::{account}:saml-provider/Okta"
    principal = f"{provider}:sts.amazonaws.com:{name}"
    identity = {"type": kind, "principalId": principal, "userName": name, "identityProvider": provider}
    return Principal(principal, "federated", (packed(identity),), _places(drawing))


def _foreign(drawing: Drawing) -> Principal:
    unique = f"{drawing.key('AROA')}:scanner"
    identity = {"type": "AWSAccount", "principalId": unique, "accountId": drawing.number(12)}
    return Principal(unique, "foreign", (packed(identity),), _places(drawing))


def _identity_center(drawing: Drawing, account: str) -> Principal:
    person = drawing.uuid()
    identity = {
        "type": "IdentityCenterUser",
        "accountId": account,
        "onBehalfOf": {"userId": person, "identityStoreArn": f"arn:aws:identitystore::{account}:identitystore/d-9067"},
        "credentialId": drawing.rng.randbytes(32).hex(),
    }
    return Principal("IdentityCenterUser", "federated", (packed(identity),), _places(drawing))


def _federated_user(drawing: Drawing, account: str) -> Principal:
    issuer = f"arn:aws:iam::{account}:user/broker"
    identity = {
        "type": "FederatedUser",
        "principalId": f"{account}:root",
        "arn": f"arn:aws:sts::{account}:federated-user/root",
        "accountId": account,
        "accessKeyId": drawing.key("ASIA"),
        "sessionContext": {
            "sessionIssuer": {
                "type": "IAMUser",
                "principalId": drawing.key("AIDA"),
                "arn": issuer,
                "accountId": account,
                "userName": "broker",
            },
            "attributes": _session(drawing, "false"),
        },
    }
    return Principal(issuer, "federated", (packed(identity),), _places(drawing))
