"""Every line of docs/bootstrap.md that can be typed, or put into a file, is."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import boto3
import pytest

from rootward.cli.main import main
from rootward.local.blueprint_file import load_blueprint
from rootward.local.configuration import load_configuration
from rootward.sandbox import Sandbox, serve
from tests.workflows.new_account import CONTACT, EMAIL, NEW

PAGE = (Path(__file__).parents[2] / "docs" / "bootstrap.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ rootward (.*?)(?:  +#.*)?$", PAGE, re.MULTILINE)
FILES = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory in which nobody sits at a terminal."""
    for name in ("state", "config"):
        monkeypatch.setattr(f"platformdirs.user_{name}_path", lambda *_args, name=name, **_more: tmp_path / name)
    monkeypatch.setattr(sys, "stdin", StringIO())
    monkeypatch.chdir(tmp_path)
    no_billing = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "aws-portal:*", "Resource": "*"}]}
    (tmp_path / "no-billing.json").write_text(json.dumps(no_billing))
    return tmp_path


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with serve(NEW) as sandbox:
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        yield sandbox


def typed(line: str) -> list[str]:
    """The words of a line, with what stands in for somebody at the terminal."""
    words = shlex.split(line)
    if "-o" in words:
        return words
    told = ["--password-file", "told.txt"] if words[0] != "undo" and "--password-file" not in words else []
    return [*words, *told, *(["--auto-approve"] if "--auto-approve" not in words else [])]


def test_the_page_has_these_lines():
    assert [line.split()[0] for line in COMMANDS] == [
        *["bootstrap"] * 5,
        "apply",
        "bootstrap",
        "undo",
    ]
    assert len(FILES) == 2


@pytest.mark.usefixtures("machine")
def test_the_practice_account_is_set_up(capsys):
    assert main([*typed(COMMANDS[0]), "--user", "mark"]) == 0
    assert "proved: " in capsys.readouterr().out


@pytest.mark.usefixtures("sandbox")
def test_the_commands_do_what_they_say_one_after_the_other(machine, capsys):
    (machine / "rootward.toml").write_text(FILES[0])

    ended = []
    for line in COMMANDS[1:]:
        ended.append((line.split()[0], main(typed(line))))
        shown = capsys.readouterr()
        assert "internal error" not in shown.err
        if line == "bootstrap --identity-center":
            # Mark administers by then: there is nothing left to be assigned.
            assert "Nothing to change" in shown.out

    assert {code for _, code in ended} == {0}, ended


def test_the_first_file_describes_what_the_page_says(machine):
    (machine / "own.toml").write_text(FILES[0])

    blueprint = load_blueprint(Path("own.toml"))
    baseline = load_configuration(Path("own.toml"), {}, machine).baseline

    assert (baseline.alarm_email, baseline.security_contact) == (EMAIL, CONTACT)
    assert [(user.name, user.groups, user.console) for user in blueprint.users] == [
        ("mark", ("administrators",), True),
        ("ann", ("developers",), True),
        ("backup", ("developers",), False),
    ]
    (developers,) = blueprint.groups
    assert (developers.name, developers.policies) == ("developers", ("PowerUserAccess",))
    assert [one.name for one in developers.documents] == ["no-billing"]


def test_the_second_file_makes_its_roles(machine, sandbox, capsys):
    key_id, secret, token = sandbox.credentials
    iam = boto3.client(
        "iam",
        endpoint_url=sandbox.endpoint_url,
        region_name=sandbox.region,
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        aws_session_token=token or None,
    )
    iam.create_saml_provider(Name="company", SAMLMetadataDocument="<EntityDescriptor/>" + " " * 1000)
    iam.create_open_id_connect_provider(
        Url="https://token.actions.githubusercontent.com", ClientIDList=["sts.amazonaws.com"]
    )
    (machine / "own.toml").write_text(FILES[1])

    code = main(["bootstrap", "--config", "own.toml", "--auto-approve"])

    shown = capsys.readouterr()
    assert code == 0, shown.err
    assert "closed  admin-identity-missing" in shown.out
    trusts = {
        name: iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]["Statement"]
        for name in ("administrators", "deploy")
    }
    assert trusts["administrators"][0]["Action"] == "sts:AssumeRoleWithSAML"
    assert trusts["deploy"][0]["Condition"] == {
        "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
        "StringLike": {"token.actions.githubusercontent.com:sub": "repo:example/site:ref:refs/heads/main"},
    }
