"""A generated request: who asks for what, on which resource, in which context."""

import random
from dataclasses import dataclass

import conditions
from vocabulary import ACTIONS, AWAY, GLOBAL_KEYS, HOME, PROVIDERS, ROLES, SERVICES, SESSIONS, USERS, Action, Guard


@dataclass(frozen=True)
class Caller:
    """Who asks."""

    kind: str
    """User, Role, AssumedRole, FederatedUser, Root, Service, Anonymous or Federated."""
    id: str
    account: str | None
    facts: dict[str, str]
    """The condition keys that follow from who asks."""
    names: tuple[str, ...] = ()
    """The entries under "AWS" that a Principal element can name the caller by, its account aside."""


def _pick(rng: random.Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _caller(rng: random.Random, action: Action) -> Caller:
    if action.name in {"sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"}:
        provider = PROVIDERS[0] if action.name.endswith("SAML") else rng.choice(PROVIDERS[1:])
        return Caller("Federated", provider.format(account=HOME), None, {"aws:PrincipalIsAWSService": "false"})
    weights = {"User": 30, "AssumedRole": 30, "Role": 6, "FederatedUser": 8, "Root": 5}
    if action.guard is not Guard.NONE:
        weights |= {"Service": 10, "Anonymous": 5}
    kind = rng.choices(list(weights), list(weights.values()))[0]
    if kind == "Service":
        return Caller(kind, rng.choice(SERVICES), None, {"aws:PrincipalIsAWSService": "true"})
    if kind == "Anonymous":
        return Caller(kind, "*", None, {"aws:PrincipalIsAWSService": "false", "aws:PrincipalType": "Anonymous"})
    return _of_the_account(rng, kind)


def _of_the_account(rng: random.Random, kind: str) -> Caller:
    facts = {"aws:PrincipalAccount": HOME, "aws:PrincipalIsAWSService": "false"}
    iam, sts = f"arn:aws:iam::{HOME}", f"arn:aws:sts::{HOME}"
    name = rng.choice(USERS)
    role = rng.choices(ROLES, (8, 8, 1))[0]
    session = f"{sts}:assumed-role/{role.rsplit('/')[-1]}/{rng.choice(SESSIONS)}"
    role = f"{iam}:role/{role}"
    user = f"{iam}:user/{rng.choice(('', '', 'staff/'))}{name}"
    federated = f"{sts}:federated-user/{name}"
    callers = {
        "User": Caller(kind, user, HOME, facts | _who(user, "User") | {"aws:username": name}, (user,)),
        "FederatedUser": Caller(kind, federated, HOME, facts | _who(federated, "FederatedUser"), (federated,)),
        "Root": Caller(kind, f"{iam}:root", HOME, facts | _who(f"{iam}:root", "Account")),
        "Role": Caller(kind, role, HOME, facts | _who(role, "AssumedRole"), (role,)),
        "AssumedRole": Caller(kind, session, HOME, facts | _who(role, "AssumedRole"), (role, session)),
    }
    return callers[kind]


def _who(arn: str, kind: str) -> dict[str, str]:
    return {"aws:PrincipalArn": arn, "aws:PrincipalType": kind}


@dataclass(frozen=True)
class Scene:
    """A request, to aim statements at."""

    rng: random.Random
    action: Action
    resource: str
    resource_account: str
    caller: Caller
    context: conditions.Context

    def chance(self, share: float) -> bool:
        """True in `share` of the cases."""
        return self.rng.random() < share


def set_scene(rng: random.Random) -> Scene:
    """Draw a request."""
    action = rng.choice(ACTIONS)
    caller = _caller(rng, action)
    account = HOME
    if action.resources and caller.kind != "Federated" and rng.random() < (0.08 if action.guard is Guard.NONE else 0.3):
        account = AWAY
    resource = rng.choice(action.resources).format(account=account) if action.resources else "*"
    context: conditions.Context = {}
    for key in (*GLOBAL_KEYS, *action.keys):
        if rng.random() < (0.4 if key in GLOBAL_KEYS else 0.75):
            # At times a multivalued key is there without a value.
            count = rng.randint(1, len(key.values)) if rng.random() < 0.95 else 0
            context[key.name] = rng.sample(key.values, count) if key.many else rng.choice(key.values)
    context |= caller.facts | {"aws:ResourceAccount": account}
    return Scene(rng, action, resource, account, caller, context)
