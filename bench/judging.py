"""What judging a snapshot's policies costs, in a process of its own. Prints one line of JSON.

    python bench/judging.py .bench/runs/policy/5000-1000/account.json
    python bench/judging.py ACCOUNT --decisions 20000      single decisions instead of the whole judgement
    python bench/judging.py ACCOUNT --profile FILE         with cProfile, which makes it several times slower

Times are seconds of this process's CPU, so that a busy machine changes them little.
"""

import argparse
import cProfile
import importlib
import json
import pstats
import random
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import msgspec

from rootward.iam_policy import Complete, Partial, Policies, Request, decide
from rootward.iam_policy.administrators import administrators
from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.powers import Holder, Powers
from rootward.model.account import Account
from rootward.model.identity import Identities

SEED = 20_261_127
ASKED = (
    *("s3:GetObject", "s3:PutObject", "ec2:DescribeInstances", "ec2:CreateTags", "dynamodb:GetItem", "sqs:PutMessage"),
    *("logs:GetLogEvents", "kms:GetKey", "lambda:UpdateFunction", "secretsmanager:GetSecretValue", "iam:CreateUser"),
    *("iam:PassRole", "iam:ListUsers", "glue:GetTable", "ssm:GetParameter", "cloudformation:DescribeStack"),
)

Made = TypeVar("Made")


class Clock:
    """Seconds of CPU that each stage took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, stage: str, work: Callable[[], Made]) -> Made:
        """Do the work, and note what it took."""
        begin = time.process_time()
        made = work()
        self.seconds[stage] = time.process_time() - begin
        return made


def decoded(data: bytes, clock: Clock) -> tuple[Account, Identities]:
    """The account of the snapshot, and the median of five decodings under `decode`."""
    times = []
    account = None
    for _ in range(5):
        del account
        account = clock("decode", lambda: msgspec.json.decode(data, type=Account))
        times.append(clock.seconds["decode"])
    clock.seconds["decode"] = median(times)
    assert account is not None
    assert isinstance(account.identities, Identities)
    return account, account.identities


def judgement(data: bytes) -> dict[str, Any]:
    """The whole account: who may what, who may assume which role, who is an administrator, who could become one."""
    clock = Clock()
    account, identities = decoded(data, clock)
    powers = clock("powers", lambda: Powers(account, identities))
    assumption = clock("assumption", lambda: Assumption(powers))
    found = clock("administrators", lambda: administrators(powers, assumption))
    graph = escalation(account, identities, powers, assumption, clock)
    return {
        "seconds": clock.seconds,
        "principals": len(powers.holders),
        "steps": sum(len(assumption.roles_of(holder)) for holder in powers.holders),
        "administrators": len(found),
        "by_group": sum(_is_in_group(each.holder) for each in found),
        "graph": graph,
    }


def escalation(
    account: Account, identities: Identities, powers: Powers, assumption: Assumption, clock: Clock
) -> int | None:
    """Make the escalation graph and ask for every principal's path. How many have one; None: there is no graph yet."""
    try:
        module: Any = importlib.import_module("rootward.iam_policy.escalation.graph")
    except ImportError as error:
        say(f"no escalation graph: {error}")
        return None

    def paths() -> int:
        made = module.Escalation(account, identities, powers, assumption)
        return sum(made.of(holder) is not None for holder in powers.holders)

    return clock("graph", paths)


def decisions(data: bytes, count: int) -> dict[str, Any]:
    """Single decisions of a mix: every kind of principal, action and context. Policies are made ready before.

    `first`: policies are asked about an action for the first time; `again`: the same requests once more. `read`: what
    decoding the documents of each decision takes, as JSON without a type.
    """
    clock = Clock()
    account, identities = decoded(data, clock)
    powers = Powers(account, identities)
    chance = random.Random(SEED)
    asked = [_request(chance.choice(powers.holders), chance) for _ in range(count)]
    documents = [[msgspec.json.encode(_plain(each)) for each in policies.identity] for _, policies in asked]

    def ask() -> int:
        return sum(decide(request, policies).verdict.name == "ALLOW" for request, policies in asked)

    def read() -> None:
        for held in documents:
            for each in held:
                msgspec.json.decode(each)

    allowed = clock("first", ask)
    clock("again", ask)
    clock("read", read)
    size = sum(len(each) for held in documents for each in held) / count
    return {"seconds": clock.seconds, "allowed": allowed / count, "bytes": size, "count": count}


def _request(holder: Holder, chance: random.Random) -> tuple[Request, Policies]:
    action = chance.choice(ASKED)
    service = action.partition(":")[0]
    region = "" if service in {"iam", "s3"} else "eu-west-1"
    account = holder.arn.split(":")[4]
    resource = f"arn:aws:{service}:{region}:{account}:team-{chance.randrange(60):02}-a/{chance.random()}"
    keys = {"aws:SourceIp": "192.0.2.7", "aws:RequestedRegion": "eu-west-1", "aws:PrincipalTag/team": "team-07"}
    known = Complete({**keys, "aws:MultiFactorAuthPresent": "true"}) if chance.random() < 0.5 else Partial(dict(keys))
    return Request(action=action, resource=resource, principal=holder.arn, context=known), holder.policies


def _plain(ready: Any) -> Any:
    return msgspec.to_builtins(ready.document)


def _is_in_group(holder: Holder) -> bool:
    return any(held.group == "administrators" for held in holder.held)


def say(line: str) -> None:
    """What goes beside the result."""
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    """Judge, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("account", type=Path)
    parser.add_argument("--decisions", type=int, metavar="COUNT")
    parser.add_argument("--profile", type=Path, metavar="FILE")
    options = parser.parse_args()
    data = options.account.read_bytes()
    profile = cProfile.Profile() if options.profile else None
    with profile or nullcontext():
        found = decisions(data, options.decisions) if options.decisions else judgement(data)
    print(json.dumps(found))
    if profile is not None:
        with options.profile.open("w", encoding="utf-8") as out:
            pstats.Stats(profile, stream=out).sort_stats("tottime").print_stats(40)
    return 0


if __name__ == "__main__":
    sys.exit(main())
