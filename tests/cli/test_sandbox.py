"""`rootward sandbox serve` answers on a port until it is interrupted."""

from __future__ import annotations

import socket
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from rootward.cli.main import main


def test_it_prints_the_lines_for_a_shell_and_answers(capsys, monkeypatch):
    seen = {}

    def interrupted_at_once() -> None:
        lines = capsys.readouterr().out
        endpoint = (
            next(line for line in lines.splitlines() if "AWS_ENDPOINT_URL" in line).split("=", 1)[1].strip("\"' ")
        )
        seen["lines"] = lines
        try:
            urlopen(f"{endpoint}/", timeout=10).close()  # noqa: S310 - loopback
        except HTTPError as refused:
            seen["status"] = refused.code
            refused.close()

    monkeypatch.setattr("rootward.cli.sandbox.wait_for_interrupt", interrupted_at_once)

    assert main(["sandbox", "serve"]) == 0
    assert "AWS_ACCESS_KEY_ID" in seen["lines"]
    assert seen["status"] == 403  # unsigned, as AWS would refuse it


def test_a_port_in_use_is_one_clear_line(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert main(["sandbox", "serve", "--port", str(port)]) == 2

    assert f"port {port}" in capsys.readouterr().err


def test_the_scenarios_are_listed_with_their_titles(capsys):
    assert main(["sandbox", "scenarios"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["startup", "Acme,", "a", "small", "company", "that", "grew", "fast"]
    assert any(line.startswith("fresh-account ") for line in lines)


def test_the_scenarios_of_checks_are_listed_apart(capsys):
    assert main(["sandbox", "scenarios", "--checks"]) == 0

    out = capsys.readouterr().out
    assert "root-mfa-missing.fail " in out
    assert "startup" not in out


def test_a_check_can_be_tried_on_its_own_scenario(capsys):
    assert main(["audit", "--sandbox", "root-mfa-missing.fail", "--only", "root-mfa-missing", "-q"]) == 1
    assert "1 failed" in capsys.readouterr().out


def test_sandbox_without_a_name_is_the_default_scenario(capsys):
    assert main(["audit", "--sandbox", "--only", "password-too-short", "-q", "--fail-on", "never"]) == 0
    assert "acme-startup" in capsys.readouterr().out


def test_two_different_scenarios_are_refused(capsys):
    assert main(["audit", "--sandbox", "hardened", "--scenario", "startup"]) == 2
    assert "name two different scenarios" in capsys.readouterr().err


def test_an_account_one_hour_old_is_audited_as_root(capsys):
    assert main(["audit", "--sandbox", "fresh-account", "--only", "mfa"]) == 1

    report = capsys.readouterr().out
    assert "by arn:aws:iam::123456789012:root" in report
    assert "root has a password and no MFA device" in report


def test_what_was_called_and_is_not_emulated_is_said_at_the_end(capsys, monkeypatch):
    def interrupted_after_an_unknown_call() -> None:
        lines = capsys.readouterr().out.splitlines()
        endpoint = next(line for line in lines if "AWS_ENDPOINT_URL" in line).split("=", 1)[1].strip("\"' ")
        scope = "Credential=testing/20260101/us-east-1/iam/aws4_request"
        request = Request(  # noqa: S310 - loopback
            endpoint,
            b"Action=SimulatePrincipalPolicy&Version=2010-05-08",
            {
                "Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0",
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )
        with pytest.raises(HTTPError) as refused:
            urlopen(request, timeout=10)  # noqa: S310
        refused.value.close()

    monkeypatch.setattr("rootward.cli.sandbox.wait_for_interrupt", interrupted_after_an_unknown_call)

    assert main(["sandbox", "serve"]) == 0
    assert "called and not emulated: iam:SimulatePrincipalPolicy (1)" in capsys.readouterr().err
