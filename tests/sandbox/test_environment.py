"""The variables that lead a client here, and the lines that set them."""

from __future__ import annotations

import shlex
from types import SimpleNamespace
from typing import Any

import pytest

from rootward.sandbox import export_lines
from rootward.sandbox.environment import client_environment

ENVIRONMENT = client_environment("http://127.0.0.1:4711", "us-east-1", ("testing", "it's a secret", ""))


@pytest.fixture
def sandbox() -> Any:
    return SimpleNamespace(environment=ENVIRONMENT)


def test_every_variable_that_a_client_needs_is_there():
    assert ENVIRONMENT == {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:4711",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "it's a secret",
        "AWS_SESSION_TOKEN": "",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
    }


def test_posix_lines_give_the_values_back_whatever_they_hold(sandbox):
    lines = export_lines(sandbox, "posix").splitlines()
    words = [shlex.split(line) for line in lines]
    assert {word[0] for word in words} == {"export"}
    assert dict(word[1].split("=", 1) for word in words) == ENVIRONMENT


def test_powershell_lines_double_a_quote(sandbox):
    lines = export_lines(sandbox, "powershell").splitlines()
    assert lines[0] == "$Env:AWS_ENDPOINT_URL = 'http://127.0.0.1:4711'"
    assert lines[2] == "$Env:AWS_SECRET_ACCESS_KEY = 'it''s a secret'"


@pytest.mark.parametrize(("system", "start"), [("nt", "$Env:"), ("posix", "export ")])
def test_the_system_says_which_shell(sandbox, monkeypatch, system, start):
    monkeypatch.setattr("rootward.sandbox.environment.os", SimpleNamespace(name=system))
    assert all(line.startswith(start) for line in export_lines(sandbox).splitlines())
