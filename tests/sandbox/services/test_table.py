"""Which class answers."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from rootward.sandbox.backends import Backends
from rootward.sandbox.door.call import Call, SignedCall
from rootward.sandbox.services.table import REGIONAL, responder


@pytest.fixture
def backends():
    made = Backends(("us-east-1",))
    with made.in_place():
        yield made
    made.remove()


def answering(backends, service, operation="X", signing_name=None, path="/"):
    signed = SignedCall(Call(service, operation, "us-east-1"), "testing", signing_name or service, "query")
    answer: Any = responder(signed, path, backends)
    return answer and answer.__self__.__name__


@pytest.mark.parametrize(
    ("service", "operation", "name"),
    [
        ("iam", "ListUsers", "PracticeIam"),
        ("sts", "GetCallerIdentity", "PracticeSts"),
        ("events", "ListRules", "PracticeEvents"),
        ("accessanalyzer", "ListAnalyzers", "AccessAnalyzerResponse"),
    ],
)
def test_a_service_that_rootward_extends_or_names_is_answered_by_its_class(backends, service, operation, name):
    assert answering(backends, service, operation) == name


@pytest.mark.parametrize("service", ["iam", "sts", "events", "accessanalyzer", "organizations"])
def test_nobody_answers_an_operation_that_the_class_of_a_service_has_not(backends, service):
    assert answering(backends, service, "MakeTea") is None


def test_any_other_service_is_answered_by_moto(backends):
    assert answering(backends, "kms") == "KmsResponse"
    assert answering(backends, "s3", path="/bucket") == "S3Response"
    assert answering(backends, "budgets") == "BudgetsResponse"


def test_nobody_answers_for_a_service_or_a_path_that_moto_has_not(backends):
    assert answering(backends, "freetier") is None
    assert answering(backends, "amp", signing_name="aps", path="/no/such/path") is None


def test_describe_regions_does_not_load_all_of_ec2():
    code = (
        "import sys, rootward.sandbox as s\n"
        "from rootward.sandbox.backends import Backends\n"
        "from rootward.sandbox.door.call import Call, SignedCall\n"
        "from rootward.sandbox.services.table import responder\n"
        "signed = SignedCall(Call('ec2', 'DescribeRegions', 'us-east-1'), 'testing', 'ec2', 'ec2')\n"
        "assert responder(signed, '/', Backends(('us-east-1',)))\n"
        "print('moto.ec2' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_global_services_have_no_region():
    assert {
        *("events", "sns", "logs", "cloudwatch", "sqs", "cloudtrail", "accessanalyzer", "ec2", "elb", "elbv2"),
    } == REGIONAL
