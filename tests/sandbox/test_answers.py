"""Every answer is of AWS's shape: each emulated operation is walked, and each answer held against botocore's model."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from rootward.sandbox import serve
from rootward.sandbox.emulation import by_service, topics
from tests.sandbox.answers.called import called_by_rootward, called_by_tests
from tests.sandbox.answers.emulated import origins

WALKS = sorted(path.stem for path in (Path(__file__).parent / "walks").glob("*.py") if path.stem != "__init__")
TOPICS = {name.replace("-", "_"): topic for name, topic in topics().items()}
DESCRIBED = {
    (service, operation): entry for service, entries in by_service().items() for operation, entry in entries.items()
}


def shown(operations):
    return sorted(f"{service} {operation}" for service, operation in operations)


def test_every_topic_has_its_walk():
    assert sorted(TOPICS) == WALKS


@pytest.mark.parametrize("topic", WALKS)
def test_a_walk_makes_each_operation_of_its_topic_succeed(topic, client, watch):
    module = import_module(f"tests.sandbox.walks.{topic}")
    with serve(getattr(module, "SCENARIO", "startup")) as sandbox:
        module.walk(sandbox, client)

    entries = {(TOPICS[topic].service, entry.name): entry for entry in TOPICS[topic].operations}
    assert shown(entries.keys() - watch.succeeded) == [], "described in the topic, and not made to succeed by the walk"

    stated = {(*key, one.says) for key, entry in entries.items() for one in entry.deviations}
    assert sorted(stated - watch.deviated) == [], "a deviation that no answer shows any more: take it out"


def test_every_operation_that_rootward_calls_is_described_and_so_walked():
    assert shown(called_by_rootward() - DESCRIBED.keys() - OF_QUEUES) == []


def test_every_operation_that_tests_of_the_sandbox_call_is_described_and_so_walked():
    assert shown(called_by_tests() - DESCRIBED.keys() - NOT_DESCRIBED) == []


OF_QUEUES = {("sqs", "DeleteMessage"), ("sqs", "ReceiveMessage")}
"""`trail watch` follows a queue, and the practice account delivers to none: tests/aws/test_trail_queue.py fakes one."""

NOT_DESCRIBED = {
    ("elb", "CreateLoadBalancer"),
    ("elb", "DeleteLoadBalancer"),
    ("freetier", "GetFreeTierUsage"),
    ("kms", "CreateKey"),
    ("kms", "ListKeys"),
    ("ssm", "DescribeParameters"),
    ("ssm", "PutParameter"),
}
"""What tests call because nothing answers it, or because moto alone does: a service that rootward has no use for."""


@pytest.mark.parametrize("operation", DESCRIBED, ids=" ".join)
def test_an_operation_is_from_where_its_description_says(operation):
    assert DESCRIBED[operation].here in origins(*operation)


def test_rootwards_calls_are_found_in_its_code():
    called = called_by_rootward()

    assert ("iam", "GetAccountAuthorizationDetails") in called
    assert ("sts", "GetCallerIdentity") in called
    assert ("iam", "ListUsers") in called_by_tests()
