"""`rootward keys list` on a practice account: the list on stdout, the exit code, one clear line for a mistake."""

from __future__ import annotations

import json

import pytest

from rootward.cli.main import main

ASK = ("keys", "list", "--sandbox", "startup", "--quiet")


@pytest.fixture
def asked(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    def ask(*arguments):
        code = main([*ASK, *arguments])
        return code, *capsys.readouterr()

    return ask


def test_everybodys_keys(asked):
    code, out, err = asked()

    assert (code, err) == (0, "")
    assert "Root's: 1 key" in out
    assert "Switched off: 1 key" in out


def test_keys_that_are_older(asked):
    _, out, _ = asked("--older-than", "700", "--format", "json")

    assert sorted(key["user"] for key in json.loads(out)["keys"]) == ["backup-agent", "backup-agent", "tomas.novak"]


def test_a_user_whom_the_account_does_not_have(asked):
    code, out, err = asked("--user", "priya")

    assert (code, out) == (2, "")
    assert "no user 'priya'" in err
    assert "priya.raman" in err


def test_a_file_that_only_you_can_read(asked, tmp_path):
    code, out, _ = asked("--format", "csv", "-o", str(tmp_path / "keys.csv"))

    assert (code, out) == (0, "")
    assert (tmp_path / "keys.csv").read_text().startswith('"account","taken_at","key_id"')
