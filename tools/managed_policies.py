"""Judge each of AWS's own managed policies: whether it makes an administrator of its holder, or leads to one.

The account is one in which every way is open that a policy could open: roles with all rights that any service may
assume, one that the whole account may assume, a user and a group with all rights. Prints the policies that make an
administrator, and those that lead to one, each with its shortest path.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

from moto.iam.aws_managed_policies import aws_managed_policies_data

from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.escalation.doubt import Certainty
from rootward.iam_policy.escalation.edge import edges
from rootward.iam_policy.escalation.graph import Escalation
from rootward.iam_policy.powers import Powers
from rootward.model.account import Account
from rootward.model.identity import Group, Identities, ManagedPolicy, Role, User

ACCOUNT_ID = "123456789012"
AT = datetime(2026, 1, 1, tzinfo=UTC)
_CERTAIN = {Certainty.SURE: "leads to one", Certainty.POSSIBLE: "possible", Certainty.UNREAD: "unread"}
ALL_RIGHTS = "arn:aws:iam::aws:policy/AdministratorAccess"


def published() -> dict[str, tuple[str, str]]:
    """Name → ARN and document of each policy, as moto ships them."""
    return {
        name: (f"arn:aws:iam::aws:policy{policy.get('Path', '/')}{name}", json.dumps(policy["Document"]))
        for name, policy in sorted(json.loads(aws_managed_policies_data).items())
    }


def role(name: str, trusted: object) -> Role:
    """A role with all rights."""
    arn = f"arn:aws:iam::{ACCOUNT_ID}:role/{name}"
    statement = {"Effect": "Allow", "Principal": trusted, "Action": "sts:AssumeRole"}
    return Role(
        name=name,
        arn=arn,
        created=AT,
        trust_policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        attached_policies=(ALL_RIGHTS,),
        instance_profiles=(arn.replace(":role/", ":instance-profile/"),),
    )


def open_account(arn: str, document: str, all_rights: str) -> tuple[Account, Identities]:
    """The account, with a user `holder` who holds the one policy."""
    services = sorted({service for edge in edges() for service in (*edge.services, *edge.helper_services)})
    identities = Identities(
        users=(
            User(name="boss", arn=f"arn:aws:iam::{ACCOUNT_ID}:user/boss", created=AT, attached_policies=(ALL_RIGHTS,)),
            User(name="holder", arn=f"arn:aws:iam::{ACCOUNT_ID}:user/holder", created=AT, attached_policies=(arn,)),
        ),
        groups=(Group(name="bosses", arn=f"arn:aws:iam::{ACCOUNT_ID}:group/bosses", attached_policies=(ALL_RIGHTS,)),),
        roles=(
            role("account-wide", {"AWS": ACCOUNT_ID}),
            *(role(f"for-{service.partition('.')[0]}", {"Service": service}) for service in services),
        ),
        policies=(
            ManagedPolicy(name="AdministratorAccess", arn=ALL_RIGHTS, attachment_count=1, document=all_rights),
            ManagedPolicy(name="held", arn=arn, attachment_count=1, document=document),
        ),
    )
    return Account(taken_at=AT, id=ACCOUNT_ID, identities=identities), identities


def judged() -> Iterator[tuple[str, str]]:
    """Each policy that gives or leads to administration, and how."""
    policies = published()
    for name, (arn, document) in policies.items():
        account, identities = open_account(arn, document, policies["AdministratorAccess"][1])
        powers = Powers(account, identities)
        holder = powers.by_arn[f"arn:aws:iam::{ACCOUNT_ID}:user/holder"]
        power = powers.administration(holder)
        if power.control is not False:
            yield name, "administrator: everything" if power.everything is not False else "administrator: controls IAM"
            continue
        path = Escalation(account, identities, powers, Assumption(powers)).of(holder)
        if path is not None and path.steps:
            yield name, f"{_CERTAIN[path.certainty]}: {', '.join(step.edge.id for step in path.steps)}"


def main() -> int:
    """Print the list, and how many policies there are."""
    found = list(judged())
    for name, how in sorted(found, key=lambda each: (each[1].partition(":")[0], each[0])):
        print(f"{name:<60} {how}")
    print(f"{len(published())} policies judged, {len(found)} of them give or lead to administration", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
