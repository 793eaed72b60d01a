"""What a request asks for, in every protocol."""

from __future__ import annotations

from typing import Any

import pytest
from moto.core.request import Request

from rootward.sandbox.door.call import Call, SignedCall
from rootward.sandbox.door.parameters import operation_model, parameters_of


def asked(service: str, operation: str, protocol: Any, path: str = "/", **made: Any) -> Any:
    request: Any = Request.from_values(path, **{"method": "POST", **made})
    request.get_data()
    return parameters_of(request, SignedCall(Call(service, operation, "us-east-1"), "AKIA", service, protocol))


def test_a_query_has_lists_and_structures():
    data = {"Action": "CreateUser", "UserName": "ann", "Tags.member.1.Key": "team", "Tags.member.1.Value": "ops"}
    assert asked("iam", "CreateUser", "query", data=data) == {
        "UserName": "ann",
        "Tags": [{"Key": "team", "Value": "ops"}],
    }


def test_json_is_as_it_is():
    body = '{"TrailName": "all", "EventSelectors": []}'
    assert asked("cloudtrail", "PutEventSelectors", "json", data=body) == {"TrailName": "all", "EventSelectors": []}


def test_a_rest_service_names_things_in_its_path():
    found = asked("s3", "ListObjectsV2", "rest-xml", "/logs?list-type=2&prefix=a", method="GET")
    assert (found["Bucket"], found["Prefix"]) == ("logs", "a")
    found = asked("accessanalyzer", "GetAnalyzer", "rest-json", "/analyzer/mine", method="GET")
    assert found == {"analyzerName": "mine"}


@pytest.mark.parametrize(
    ("service", "operation", "body"), [("cloudtrail", "LookupEvents", "{"), ("nothing", "X", ""), ("iam", "Wish", "")]
)
def test_what_cannot_be_read_asks_for_nothing(service, operation, body):
    assert asked(service, operation, "json", data=body) == {}


def test_a_number_that_is_none_leaves_nothing_to_read():
    assert asked("iam", "ListUsers", "query", data={"Action": "ListUsers", "MaxItems": "many"}) == {}


def test_an_operation_that_aws_does_not_know_has_no_model():
    assert operation_model("iam", "GetUser") is not None
    assert operation_model("iam", "GrantWish") is None
    assert operation_model("wishes", "Grant") is None
