"""What the companion says to root who comes by an access key; the whole way is walked in `test_secure`."""

from __future__ import annotations

import pytest

from rootward.aws.session import Identity
from rootward.cli.companion import Tally, TerminalCompanion
from rootward.workflows.running.run import Setting
from rootward.workflows.source import Live


def asked(partition: str, answer: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether root goes on with its key, by that answer."""
    monkeypatch.setattr("rootward.cli.companion.replied", lambda _question: answer)
    companion = TerminalCompanion(Live(), Setting(progress=lambda _: None), Tally(), show_cli=False)
    arn = f"arn:{partition}:iam::123456789012:root"
    root = Identity(account="123456789012", arn=arn, partition=partition, key_id="root-key-1")
    return companion.takes_root_key(root)


@pytest.mark.parametrize("partition", ["aws", "aws-eusc"])
def test_where_root_has_a_console_it_is_to_sign_in_there(partition, monkeypatch, capsys):
    assert asked(partition, "yes", monkeypatch)

    assert "  aws login --profile root-session\n" in capsys.readouterr().out


def test_in_govcloud_nobody_else_can_delete_the_key_and_nobody_signs_in(monkeypatch, capsys):
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user_manage_delete-key.html"""
    assert not asked("aws-us-gov", "no", monkeypatch)

    told = capsys.readouterr().out
    words = " ".join(told.split())
    assert "Come as an administrator instead." in words
    assert "no administrator can delete its key. Once nothing needs it, the key deletes itself, or root's" in words
    assert told.endswith("\n  aws iam delete-access-key --access-key-id root-key-1\n\n")
    assert "aws login" not in told
