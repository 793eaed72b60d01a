"""IAM actions as a least-privilege policy, or as the roles of a CloudFormation template."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterable, Mapping

from rootward.iam_policy.actions import find

SID = "RootwardReads"

_NARROW: Mapping[str, str] = {
    "account": "arn:*:account::*:account",
    "events": "arn:*:events:*:*:rule/rootward-*",
    "iam:CreateServiceLinkedRole": "arn:*:iam::*:role/aws-service-role/access-analyzer.amazonaws.com/*",
    "iam:PassRole": "arn:*:iam::*:role/rootward-*",
    "s3": "arn:*:s3:::rootward-*",
    "sns": "arn:*:sns:*:*:rootward-*",
}
"""What rootward touches of all that AWS lists, by service or by action: its own account, and names of its own."""

_OWN_ROLES = _NARROW["iam:PassRole"]

Json = Mapping[str, object]

Place = Callable[[str], object]
"""The resource of a statement, made of AWS's own pattern: `arn:*:iam::*:user/*`."""

_KINDS = {"user": "Users", "group": "Groups", "role": "Roles", "policy": "Policies", "mfa": "MfaDevices"}


def policy(
    actions: Iterable[str],
    writes: Iterable[str] = (),
    *,
    on_own_roles: Container[str] = (),
    more: Iterable[Json] = (),
    partition: str = "aws",
) -> str:
    """An IAM policy, JSON text, that allows exactly these actions: each once, sorted.

    `actions` only read, and are allowed on every resource: most of them support no others, and nothing is gained where
    one reads all users anyway. `writes` are allowed on the kind of resource that AWS lists for each, in this partition,
    of any account: IAM writes in its caller's own only. Where AWS lists no resource that is `*`
    (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html).
    Those of `on_own_roles` are allowed on roles of rootward's own names alone. `more`: statements that follow. No
    actions give a policy of no statements: IAM knows no statement without an action.
    """

    def place(pattern: str) -> str:
        return pattern.replace("arn:*:", f"arn:{partition}:", 1)

    return _text(_document([*_statements(actions, writes, on_own_roles, place), *more]))


def roles(
    auditor: Iterable[str],
    applier: Iterable[str],
    writes: Iterable[str],
    *,
    on_own_roles: Container[str] = (),
    trust: str = "",
    by_role: bool = False,
) -> str:
    """A CloudFormation template, JSON text, of the roles `rootward-auditor` and `rootward-applier`.

    The one may read what audits and plans rest on, the other what `apply` and `undo` need. `trust` is the ARN or the
    account number of who may assume them; empty: the account itself, as far as its own policies allow it. The applier
    is given to nobody without MFA, unless it is given to a role (`by_role`): the session of a role never has MFA, and
    what it takes to get one is for that role's own trust policy to say. Partition and account are CloudFormation's own.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
    """
    principal = _principal(trust)
    needs_mfa = None if by_role else {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    made = {
        "RootwardAuditor": _role(
            "rootward-auditor",
            "Reads what rootward audit and rootward plan rest on",
            _trust(principal, None),
            _statements(auditor, (), (), _in_this_account),
        ),
        "RootwardApplier": _role(
            "rootward-applier",
            "Makes and takes back what rootward apply and rootward undo change. Guard it like an administrator",
            _trust(principal, needs_mfa),
            _statements(applier, writes, on_own_roles, _in_this_account),
        ),
    }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "The roles that rootward works with. Needs CAPABILITY_NAMED_IAM",
        "Resources": made,
        "Outputs": {f"{name}Arn": {"Value": {"Fn::GetAtt": [name, "Arn"]}} for name in made},
    }
    return _text(template)


def _statements(reads: Iterable[str], writes: Iterable[str], on_own_roles: Container[str], place: Place) -> list[Json]:
    read = sorted(set(reads))
    statements: list[Json] = [_allow(SID, read, "*")] if read else []
    by_pattern: dict[str, set[str]] = {}
    for action in writes:
        for pattern in (_OWN_ROLES,) if action in on_own_roles else _patterns(action):
            by_pattern.setdefault(pattern, set()).add(action)
    for pattern, actions in sorted(by_pattern.items()):
        resource = "*" if pattern == "*" else place(pattern)
        statements.append(_allow(_sid(pattern), sorted(actions), resource))
    return statements


def _patterns(action: str) -> tuple[str, ...]:
    """The resources that AWS lists for the action; `*` where it lists none, or does not have the action."""
    if narrow := _NARROW.get(action) or _NARROW.get(action.partition(":")[0]):
        return (narrow,)
    found = find(action)
    return (found.resources if found else ()) or ("*",)


def _sid(pattern: str) -> str:
    """`RootwardWritesUsers`, `RootwardWritesEvents`: letters and digits, as IAM asks, and each pattern's own."""
    if pattern == "*":
        return "RootwardWritesAccount"
    service, resource = pattern.split(":", 5)[2], pattern.split(":", 5)[5]
    if service != "iam":
        return f"RootwardWrites{'Contacts' if service == 'account' else _word(service)}"
    kind, _, rest = resource.partition("/")
    return f"RootwardWrites{'' if rest == '*' else _word(rest)}{_KINDS.get(kind) or _word(kind)}"


def _word(text: str) -> str:
    """Its letters and digits, each word with a capital."""
    return "".join(re.findall(r"[A-Za-z0-9]+", text.title()))


def _allow(sid: str, actions: list[str], resource: object) -> Json:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource}


def _document(statements: list[Json]) -> Json:
    return {"Version": "2012-10-17", "Statement": statements}


def _in_this_account(pattern: str) -> object:
    _, _, service, region, account, rest = pattern.split(":", 5)
    owner = "${AWS::AccountId}" if account else ""
    return {"Fn::Sub": f"arn:${{AWS::Partition}}:{service}:{region}:{owner}:{rest}"}


def _principal(trust: str) -> object:
    if trust.startswith("arn:"):
        return trust
    return {"Fn::Sub": f"arn:${{AWS::Partition}}:iam::{trust or '${AWS::AccountId}'}:root"}


def _trust(principal: object, condition: Json | None) -> Json:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return _document([{**statement, "Condition": condition} if condition else statement])


def _role(name: str, description: str, trust: Json, statements: list[Json]) -> Json:
    properties = {
        "RoleName": name,
        "Description": description,
        "MaxSessionDuration": 3600,
        "AssumeRolePolicyDocument": trust,
        "Policies": [{"PolicyName": name, "PolicyDocument": _document(statements)}],
    }
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def _text(value: Json) -> str:
    return json.dumps(value, indent=2) + "\n"
