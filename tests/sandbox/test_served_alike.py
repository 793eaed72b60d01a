"""The account inside the process and the one that `rootward sandbox serve` serves give equal answers to equal calls."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootward.sandbox import Sandbox, serve

ONCE = Config(retries={"total_max_attempts": 1, "mode": "standard"})
SERVICES = ("iam", "sts", "organizations", "account", "sns", "s3")

USERS = st.sampled_from(["maya.chen", "priya.raman", "nobody", "new-one", "new-two"])
GROUPS = st.sampled_from(["admins", "designers", "crew"])
POLICIES = st.sampled_from(["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/Nothing"])
KINDS = st.sampled_from(["SECURITY", "BILLING", "NONSENSE"])


def call(service: str, operation: str, **parameters: Any) -> st.SearchStrategy[tuple[str, str, dict[str, Any]]]:
    fixed = {
        name: value if isinstance(value, st.SearchStrategy) else st.just(value) for name, value in parameters.items()
    }
    return st.tuples(st.just(service), st.just(operation), st.fixed_dictionaries(fixed))


CALLS = st.one_of(
    call("sts", "get_caller_identity"),
    call("iam", "create_user", UserName=USERS),
    call("iam", "delete_user", UserName=USERS),
    call("iam", "get_user", UserName=USERS),
    call("iam", "list_users", MaxItems=st.integers(1, 20)),
    call("iam", "create_group", GroupName=GROUPS),
    call("iam", "add_user_to_group", GroupName=GROUPS, UserName=USERS),
    call("iam", "remove_user_from_group", GroupName=GROUPS, UserName=USERS),
    call("iam", "attach_user_policy", UserName=USERS, PolicyArn=POLICIES),
    call("iam", "detach_user_policy", UserName=USERS, PolicyArn=POLICIES),
    call("iam", "create_access_key", UserName=USERS),
    call("iam", "list_access_keys", UserName=USERS),
    call("iam", "list_groups_for_user", UserName=USERS),
    call("iam", "create_virtual_mfa_device", VirtualMFADeviceName=st.sampled_from(["phone", "tablet"])),
    call("iam", "list_virtual_mfa_devices"),
    call("iam", "delete_account_password_policy"),
    call("iam", "get_account_password_policy"),
    call("iam", "get_account_summary"),
    call("iam", "get_account_authorization_details", MaxItems=st.integers(1, 9)),
    call("organizations", "describe_organization"),
    call("organizations", "create_organization", FeatureSet=st.sampled_from(["ALL", "CONSOLIDATED_BILLING"])),
    call("account", "get_alternate_contact", AlternateContactType=KINDS),
    call("account", "delete_alternate_contact", AlternateContactType=KINDS),
    call("sns", "create_topic", Name=st.sampled_from(["alarms", "bad name"])),
    call("sns", "list_topics"),
    call("s3", "create_bucket", Bucket=st.sampled_from(["one-bucket", "acme-cloudtrail-123456789012"])),
    call("s3", "list_buckets"),
)  # fmt: skip


def clients(environment: dict[str, str]) -> dict[str, Any]:
    session = boto3.Session(
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        region_name="us-east-1",
    )
    url = environment["AWS_ENDPOINT_URL"]
    return {
        service: session.client(service, endpoint_url=url, config=ONCE)  # type: ignore[call-overload] # any service
        for service in SERVICES
    }


def answer_of(made: dict[str, Any], service: str, operation: str, parameters: dict[str, Any]) -> Any:
    try:
        return plain(getattr(made[service], operation)(**parameters))
    except ClientError as error:
        return plain(error.response)


def plain(answer: Any) -> Any:
    """An answer without what every two answers differ in: ids of requests, and dates."""
    if isinstance(answer, dict):
        volatile = ("RequestId", "HTTPHeaders", "HostId")
        return {name: plain(value) for name, value in answer.items() if name not in volatile}
    if isinstance(answer, list):
        return [plain(item) for item in answer]
    return "a date" if isinstance(answer, datetime) else answer


def order(endpoint: str, wish: dict[str, str]) -> None:
    request = urllib.request.Request(f"{endpoint}/_rootward/states", data=json.dumps(wish).encode())  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - http, loopback
        assert answer.status == 200


@pytest.fixture(scope="module")
def inside() -> Iterator[Sandbox]:
    with serve("startup") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def served() -> Iterator[dict[str, str]]:
    command = [sys.executable, "-m", "rootward", "sandbox", "serve", "--scenario", "startup"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        environment: dict[str, str] = {}
        while "AWS_DEFAULT_REGION" not in environment:
            line = process.stdout.readline()
            assert line, "the served account ended"
            match = re.search(r"(AWS_\w+) ?= ?'?([^'\n]*)'?", line)
            if match:
                environment[match[1]] = match[2]
        yield environment
        process.kill()


class Pair:
    """Both accounts, and the state at the start of each."""

    def __init__(self, inside: Sandbox, served: dict[str, str]) -> None:
        self.inside = inside
        self.start = inside.save()
        self.served_url = served["AWS_ENDPOINT_URL"]
        order(self.served_url, {"save": "at the start"})
        self.clients = clients(inside.environment), clients(served)

    def back_to_the_start(self) -> None:
        self.inside.restore(self.start)
        order(self.served_url, {"restore": "at the start"})


@pytest.fixture(scope="module")
def pair(inside, served):
    return Pair(inside, served)


@given(calls=st.lists(CALLS, min_size=1, max_size=12))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_equal_calls_get_equal_answers(pair, calls):
    pair.back_to_the_start()
    for service, operation, parameters in calls:
        one, other = (answer_of(made, service, operation, parameters) for made in pair.clients)
        assert one == other, f"{service}.{operation}({parameters})"
