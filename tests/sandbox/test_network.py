"""Calls that go wrong on the way, seen from the client."""

from __future__ import annotations

import socket
import threading
import time
import urllib.request

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from rootward.sandbox.faults import Crash, Cut, Fail, Hang, Throttle


def names(iam):
    return {user["UserName"] for user in iam.list_users()["Users"]}


def test_a_call_cut_before_has_no_effect(fresh, client):
    iam = client(fresh, "iam")
    fresh.fault(Cut(actions=("iam:CreateUser",), times=1))
    with pytest.raises(ConnectionClosedError):
        iam.create_user(UserName="newcomer")
    assert "newcomer" not in names(iam)


def test_a_call_cut_after_has_its_effect_and_no_answer(fresh, client):
    iam = client(fresh, "iam")
    fresh.fault(Cut(actions=("iam:CreateUser",), moment="after", times=1))
    with pytest.raises(ConnectionClosedError):
        iam.create_user(UserName="newcomer")
    assert "newcomer" in names(iam)


@pytest.mark.parametrize(("moment", "made"), [("before", {"first"}), ("after", {"first", "second"})])
def test_a_crash_at_the_second_write_lets_nothing_through_any_more(fresh, client, moment, made):
    iam = client(fresh, "iam")
    fresh.fault(Crash(actions=("iam:Create*",), skip=1, moment=moment))
    iam.create_user(UserName="first")
    with pytest.raises(ConnectionClosedError):
        iam.create_user(UserName="second")
    with pytest.raises(ConnectionClosedError):
        iam.list_users()
    fresh.no_faults()
    assert {"first", "second"} & names(iam) == made


@pytest.mark.parametrize(("moment", "there"), [("before", False), ("after", True)])
def test_aws_fails_before_or_after_the_effect(fresh, client, moment, there):
    iam = client(fresh, "iam")
    fresh.fault(Fail(actions=("iam:CreateUser",), status=503, code="ServiceUnavailable", moment=moment, times=1))
    with pytest.raises(ClientError) as error:
        iam.create_user(UserName="newcomer")
    assert error.value.response["Error"]["Code"] == "ServiceUnavailable"
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503
    assert ("newcomer" in names(iam)) is there


def test_the_sdk_gets_over_what_passes(fresh):
    fresh.fault(Fail(actions=("iam:ListUsers",), times=1))
    fresh.fault(Cut(actions=("iam:ListUsers",), times=1))
    fresh.fault(Throttle(actions=("iam:ListUsers",), times=1))
    iam = boto3.client(
        "iam",
        region_name="us-east-1",
        endpoint_url=fresh.endpoint_url,
        aws_access_key_id=fresh.environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=fresh.environment["AWS_SECRET_ACCESS_KEY"],
        config=Config(retries={"total_max_attempts": 5, "mode": "standard"}),
    )
    assert len(iam.list_users()["Users"]) == 12


def test_a_call_that_hangs_is_never_answered_and_has_no_effect(fresh, client):
    impatient = boto3.client(
        "iam",
        region_name="us-east-1",
        endpoint_url=fresh.endpoint_url,
        aws_access_key_id=fresh.environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=fresh.environment["AWS_SECRET_ACCESS_KEY"],
        config=Config(retries={"total_max_attempts": 1, "mode": "standard"}, read_timeout=0.2),
    )
    fresh.fault(Hang(actions=("iam:CreateUser",)))
    with pytest.raises(ReadTimeoutError):
        impatient.create_user(UserName="newcomer")
    assert "newcomer" not in names(client(fresh, "iam"))


def test_what_hangs_is_cut_when_faults_are_taken_back(fresh, client):
    iam = client(fresh, "iam")
    fresh.fault(Hang(actions=("iam:ListUsers",)))
    ended = []

    def hang():
        try:
            iam.list_users()
        except ConnectionClosedError:
            ended.append("cut")

    hanging = threading.Thread(target=hang, daemon=True)
    hanging.start()
    while ("iam", "ListUsers", "us-east-1") not in fresh.calls:
        time.sleep(0.001)
    fresh.no_faults()
    hanging.join(timeout=30)
    assert ended == ["cut"]


def test_a_rate_is_kept_by_the_clock_of_the_account(fresh, client):
    iam = client(fresh, "iam")
    fresh.fault(Throttle(actions=("iam:ListUsers",), rate=0.01, burst=2))
    names(iam)
    names(iam)
    with pytest.raises(ClientError, match="Throttling"):
        names(iam)
    fresh.advance_clock(101)
    names(iam)


def test_a_cut_connection_is_closed_not_answered(fresh):
    fresh.fault(Cut())
    host, port = fresh.endpoint_url.removeprefix("http://").split(":")
    scope = "Credential=testing/20260101/us-east-1/sts/aws4_request"
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    request = (
        f"POST / HTTP/1.1\r\nHost: {host}\r\nAuthorization: AWS4-HMAC-SHA256 {scope}, Signature=0\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(request + body)
        assert connection.recv(1) == b""


def test_an_ended_account_lets_go_what_hangs():
    from rootward.sandbox import serve

    ended = threading.Event()
    with serve("startup") as sandbox:
        sandbox.fault(Hang())

        def hang():
            signature = "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/s3/aws4_request, Signature=0"
            request = urllib.request.Request(sandbox.endpoint_url, headers={"Authorization": signature})  # noqa: S310
            with pytest.raises(OSError, match="closed connection"):
                urllib.request.urlopen(request, timeout=30)  # noqa: S310 - http, loopback
            ended.set()

        threading.Thread(target=hang, daemon=True).start()
        while not sandbox.calls:
            time.sleep(0.001)
    assert ended.wait(timeout=30)
