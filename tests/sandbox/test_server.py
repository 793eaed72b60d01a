"""Serving: one endpoint, on loopback, for as long as its block lasts."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from importlib import util

import boto3
import msgspec
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from rootward.errors import MissingExtraError, UsageError
from rootward.sandbox import serve
from rootward.sandbox.scenario.file import load


def test_the_environment_alone_leads_a_client_to_the_account(fresh, monkeypatch):
    for name, value in fresh.environment.items():
        monkeypatch.setenv(name, value)
    assert boto3.client("sts").get_caller_identity()["Arn"] == "arn:aws:iam::123456789012:user/maya.chen"


def test_the_caller_of_the_hardened_account_is_a_session_of_a_role(hardened, client):
    identity = client(hardened, "sts").get_caller_identity()
    role = "AWSReservedSSO_SecurityAudit_4f1e2d3c5b6a7980"
    assert identity["Arn"] == f"arn:aws:sts::123456789012:assumed-role/{role}/maya.chen@acme.example"
    assert identity["Account"] == "123456789012"
    assert identity["Arn"] == hardened.caller_arn


def test_a_made_up_key_acts_as_the_caller(fresh):
    made_up = boto3.client(
        "sts",
        region_name="us-east-1",
        endpoint_url=fresh.endpoint_url,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",  # noqa: S106
    )
    assert made_up.get_caller_identity()["Arn"] == "arn:aws:iam::123456789012:user/maya.chen"


def test_an_ended_account_answers_no_more(client):
    with serve() as ended:
        sts = client(ended, "sts")
        sts.get_caller_identity()
    with pytest.raises(EndpointConnectionError):
        sts.get_caller_identity()


def test_two_accounts_at_once_do_not_share_their_users(fresh, client):
    with serve() as other:
        client(fresh, "iam").create_user(UserName="only-here")
        names = {user["UserName"] for user in client(other, "iam").list_users()["Users"]}
        assert "only-here" not in names
        client(other, "organizations").create_organization(FeatureSet="ALL")
        with pytest.raises(ClientError, match="AWSOrganizationsNotInUseException"):
            client(fresh, "organizations").describe_organization()


def test_ten_threads_are_answered_at_once_and_nothing_is_lost(fresh, client):
    iam = client(fresh, "iam")
    with ThreadPoolExecutor(10) as threads:
        list(threads.map(lambda number: iam.create_user(UserName=f"made-{number}"), range(40)))
        users = list(threads.map(lambda _: len(iam.list_users(MaxItems=1000)["Users"]), range(20)))
    assert users == [12 + 40] * 20


def test_the_same_scenario_has_the_same_ids_at_every_start(startup, client):
    with serve("startup") as again:
        assert again.environment["AWS_ACCESS_KEY_ID"] == startup.environment["AWS_ACCESS_KEY_ID"]
        ids = [
            {user["UserName"]: user["UserId"] for user in client(sandbox, "iam").list_users()["Users"]}
            for sandbox in (startup, again)
        ]
    assert ids[0] == ids[1]


def test_policies_are_enforced_where_the_scenario_or_the_caller_says_so():
    scenario = load("startup")
    with serve(scenario) as sandbox:
        assert not sandbox.enforce
    with serve(scenario, enforce=True) as sandbox:
        assert sandbox.enforce
    with serve(msgspec.structs.replace(scenario, enforce=True)) as sandbox:
        assert sandbox.enforce
    with serve(msgspec.structs.replace(scenario, enforce=True), enforce=False) as sandbox:
        assert not sandbox.enforce


def test_an_unknown_scenario_is_refused_and_the_known_ones_are_named():
    with pytest.raises(UsageError, match="no scenario 'paradise'") as refused, serve("paradise"):
        pass
    assert refused.value.advice == (
        "the scenarios are: startup, enterprise, fresh-account, hardened, organisation; "
        "and for each check as root-mfa-missing.fail, .pass, .unknown"
    )


def test_a_port_in_use_is_refused_in_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} on 127.0.0.1 cannot be used") as refused, serve(port=port):
            pass
    assert "\n" not in str(refused.value)
    assert "--port" in refused.value.advice


def test_a_port_can_be_used_again_at_once(client):
    with serve() as first:
        port = int(first.endpoint_url.rpartition(":")[2])
        client(first, "sts").get_caller_identity()
    with serve(port=port) as second:
        assert second.endpoint_url == first.endpoint_url


def test_a_port_that_does_not_exist_is_refused():
    with pytest.raises(UsageError, match="port 70000"), serve(port=70_000):
        pass


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])  # noqa: S104 - to be refused
def test_the_account_stays_on_this_machine(host):
    with pytest.raises(UsageError, match="cannot be served on"), serve(host=host):
        pass


def test_a_host_that_is_no_address_is_refused():
    with pytest.raises(UsageError, match=r"'practice\.example' is no loopback address"), serve(host="practice.example"):
        pass


def test_without_moto_the_missing_extra_is_named(monkeypatch):
    monkeypatch.setattr(
        "rootward.sandbox.server.find_spec", lambda name: None if name == "moto" else util.find_spec(name)
    )
    with pytest.raises(MissingExtraError, match="sandbox") as missing, serve():
        pass
    assert missing.value.advice == "install it: pip install 'rootward[sandbox]'"
