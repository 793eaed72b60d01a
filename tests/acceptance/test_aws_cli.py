"""What somebody types with the AWS CLI changes the next audit: on a practice account, and on a plain moto server.

The AWS CLI is another project's command: where it is not on the PATH these tests are skipped, and say so.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest

from rootward.cli.main import main
from rootward.sandbox import serve

AWS = shutil.which("aws")
needs_the_aws_cli = pytest.mark.skipif(AWS is None, reason="the AWS CLI is not on the PATH")

PLAIN = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
}


@pytest.fixture(scope="module")
def practice_account() -> Iterator[dict[str, str]]:
    with serve("hardened") as sandbox:
        yield sandbox.environment


@pytest.fixture(scope="module")
def plain_moto() -> Iterator[dict[str, str]]:
    """A moto server in a process of its own, as anybody may have one: nothing of rootward is in it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        yield {**PLAIN, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"moto's server ended with exit code {server.returncode} before it answered")


@pytest.fixture(params=["practice_account", "plain_moto"])
def environment(request, monkeypatch) -> dict[str, str]:
    """The environment of a shell that points at the account, for the AWS CLI and for rootward alike."""
    variables: dict[str, str] = request.getfixturevalue(request.param)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


def aws(*arguments: str) -> None:
    assert AWS is not None
    done = subprocess.run([AWS, *arguments], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def statuses(capsys, check: str) -> dict[str, str]:
    """Resource to status, of one check of a fresh audit."""
    code = main(["audit", "--only", check, "--format", "json", "--quiet", "--verbose"])
    shown = capsys.readouterr()
    assert code in {0, 1}, shown.err
    return {finding["resource"]: finding["status"] for finding in json.loads(shown.out)["findings"]}


def wait_four_hours(environment: dict[str, str]) -> None:
    """AWS makes a credential report anew once it is four hours old; a practice account's clock is moved there."""
    if environment["AWS_ACCESS_KEY_ID"] == PLAIN["AWS_ACCESS_KEY_ID"]:
        return
    move = json.dumps({"advance": 4 * 3600 + 1}).encode()
    urllib.request.urlopen(f"{environment['AWS_ENDPOINT_URL']}/_rootward/clock", move, timeout=30).close()  # noqa: S310


def user(name: str) -> str:
    return f"arn:aws:iam::123456789012:user/{name}"


@needs_the_aws_cli
@pytest.mark.usefixtures("environment")
def test_a_user_in_a_group_with_a_policy_changes_the_audit(capsys):
    before = statuses(capsys, "cloudshell-full-access")
    assert "fail" not in before.values()

    aws("iam", "create-group", "--group-name", "builders")
    policy = "arn:aws:iam::aws:policy/AWSCloudShellFullAccess"
    aws("iam", "attach-group-policy", "--group-name", "builders", "--policy-arn", policy)
    aws("iam", "create-user", "--user-name", "mark")
    aws("iam", "add-user-to-group", "--user-name", "mark", "--group-name", "builders")

    after = statuses(capsys, "cloudshell-full-access")
    assert after["arn:aws:iam::123456789012:group/builders"] == "fail"
    assert user("mark") in statuses(capsys, "policy-attached-to-user")


@needs_the_aws_cli
def test_a_support_role_is_missed_until_somebody_is_in_the_group(environment, capsys):
    if "AWS_SESSION_TOKEN" not in environment:
        assert set(statuses(capsys, "support-role-missing").values()) == {"fail"}
    policy = "arn:aws:iam::aws:policy/AWSSupportAccess"
    aws("iam", "create-group", "--group-name", "support")
    aws("iam", "attach-group-policy", "--group-name", "support", "--policy-arn", policy)
    aws("iam", "create-user", "--user-name", "sue")
    aws("iam", "add-user-to-group", "--user-name", "sue", "--group-name", "support")

    assert set(statuses(capsys, "support-role-missing").values()) == {"pass"}


@needs_the_aws_cli
def test_a_policy_on_a_user_and_a_password_are_found(environment, capsys):
    aws("iam", "create-user", "--user-name", "eve")
    aws("iam", "attach-user-policy", "--user-name", "eve", "--policy-arn", "arn:aws:iam::aws:policy/ReadOnlyAccess")
    aws("iam", "create-login-profile", "--user-name", "eve", "--password", "Correct-Horse-9-Battery")
    wait_four_hours(environment)

    assert statuses(capsys, "policy-attached-to-user")[user("eve")] == "fail"
    assert statuses(capsys, "user-mfa-missing")[user("eve")] == "fail"

    aws("iam", "detach-user-policy", "--user-name", "eve", "--policy-arn", "arn:aws:iam::aws:policy/ReadOnlyAccess")
    aws("iam", "delete-login-profile", "--user-name", "eve")
    wait_four_hours(environment)

    assert statuses(capsys, "policy-attached-to-user")[user("eve")] == "pass"
    assert statuses(capsys, "user-mfa-missing").get(user("eve")) != "fail"


@needs_the_aws_cli
@pytest.mark.usefixtures("environment")
def test_the_password_policy_is_read_anew(capsys):
    aws("iam", "update-account-password-policy", "--minimum-password-length", "8")
    assert set(statuses(capsys, "password-too-short").values()) == {"fail"}

    aws("iam", "update-account-password-policy", "--minimum-password-length", "14")
    assert set(statuses(capsys, "password-too-short").values()) == {"pass"}
