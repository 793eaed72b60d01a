"""An account whose root is heard of from every region, and what a test takes away from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import boto3
import msgspec
import pytest

from rootward.sandbox import Sandbox, serve
from rootward.sandbox.cloudtrail.bucket_policy import bucket_policy
from rootward.sandbox.scenario.file import load
from rootward.sandbox.state import State

ACCOUNT = "123456789012"
HOME, QUIET = "us-east-1", "eu-west-3"
BUCKET, TRAIL, RULE = "acme-trail", "all", "root-use"
SECURITY = "security@acme.example"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/root-events"
BUS = f"arn:aws:events:{HOME}:{ACCOUNT}:event-bus/default"
TOPIC = f"arn:aws:sns:{HOME}:{ACCOUNT}:{RULE}"
EVERYTHING = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
PATTERN = json.dumps({"detail": {"userIdentity": {"type": ["Root"]}}})


def policy(action: str, resource: str | None = None, **statement: Any) -> str:
    """A policy of one statement."""
    told = {"Effect": "Allow", "Action": action, **({"Resource": resource} if resource else {}), **statement}
    return json.dumps({"Version": "2012-10-17", "Statement": [told]})


TO_EVENTS: dict[str, Any] = {"Principal": {"Service": "events.amazonaws.com"}}
TRUST = policy("sts:AssumeRole", **TO_EVENTS)


class Watched:
    """The account, and clients of its administrator and of root."""

    def __init__(self, sandbox: Sandbox, client: Callable[..., Any]) -> None:
        self.sandbox = sandbox
        self._client = client
        self.root = cache(self._root)

    def admin(self, service: str, region: str = HOME) -> Any:
        """A client of who set it all up."""
        return self._client(self.sandbox, service, region)

    def _root(self, service: str, region: str = HOME) -> Any:
        """A client of the root user."""
        from moto.iam.models import iam_backends

        with self.sandbox._application.backends.in_place():
            iam: Any = iam_backends[ACCOUNT]["aws"]
            key = iam.root.access_keys[0]
        return boto3.Session(region_name=region).client(
            service,  # type: ignore[call-overload] # any service
            endpoint_url=self.sandbox.endpoint_url,
            aws_access_key_id=key.access_key_id,
            aws_secret_access_key=key.secret_access_key,
        )

    def trail(self) -> None:
        """A trail of all regions, that logs."""
        self.admin("s3").create_bucket(Bucket=BUCKET)
        arn = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/{TRAIL}"
        allowed = bucket_policy(BUCKET, arn, f"AWSLogs/{ACCOUNT}")
        self.admin("s3").put_bucket_policy(Bucket=BUCKET, Policy=allowed)
        cloudtrail = self.admin("cloudtrail")
        for other in cloudtrail.describe_trails()["trailList"]:
            cloudtrail.delete_trail(Name=other["TrailARN"])
        cloudtrail.create_trail(Name=TRAIL, S3BucketName=BUCKET, IsMultiRegionTrail=True)
        cloudtrail.start_logging(Name=TRAIL)

    def topic(self) -> None:
        """A topic to which EventBridge may publish, and somebody who reads what comes."""
        sns = self.admin("sns")
        allowed = policy("sns:Publish", TOPIC, **TO_EVENTS)
        sns.create_topic(Name=RULE, Attributes={"Policy": allowed})
        sns.subscribe(TopicArn=TOPIC, Protocol="email", Endpoint=SECURITY)
        self.sandbox.confirm_subscription(SECURITY)

    def role(self) -> None:
        """The role with which EventBridge puts events on the bus at home."""
        iam = self.admin("iam")
        iam.create_role(RoleName="root-events", AssumeRolePolicyDocument=TRUST)
        iam.put_role_policy(RoleName="root-events", PolicyName="put", PolicyDocument=policy("events:PutEvents", BUS))

    def rule(self, region: str, target: dict[str, str], state: str = EVERYTHING, name: str = RULE) -> None:
        """A rule for root's events, and where it sends them."""
        events = self.admin("events", region)
        events.put_rule(Name=name, EventPattern=PATTERN, State=state)
        events.put_targets(Rule=name, Targets=[{"Id": "on", **target}])

    @property
    def heard(self) -> list[dict[str, Any]]:
        """The events that the reader got."""
        return [json.loads(message.text) for message in self.sandbox.messages_to(SECURITY)]


@pytest.fixture(scope="session")
def set_up(client: Callable[..., Any]) -> Iterator[tuple[Watched, State]]:
    """The account as it was set up, for `watched`."""
    scenario = msgspec.structs.replace(load("startup"), regions=(HOME, "eu-west-1", QUIET))
    with serve(scenario) as sandbox:
        account = Watched(sandbox, client)
        account.trail()
        account.topic()
        account.role()
        account.rule(HOME, {"Arn": TOPIC})
        account.rule(QUIET, {"Arn": BUS, "RoleArn": ROLE})
        yield account, sandbox.save()


@pytest.fixture
def watched(set_up: tuple[Watched, State]) -> Iterator[Watched]:
    """An account in which every link is there, from a quiet region to who reads the mail."""
    account, saved = set_up
    account.sandbox.restore(saved)
    yield account
    account.sandbox.no_faults()
