"""`rootward explain` prints a check's page."""

from __future__ import annotations

from rootward.checks.registry import CHECKS
from rootward.cli.main import main


def test_a_check_is_explained_with_its_fix(capsys):
    assert main(["explain", "root-mfa-missing"]) == 0

    shown = capsys.readouterr().out
    assert "Why it matters" in shown
    assert "How to fix it" in shown
    assert "iam:GetAccountSummary" in shown


def test_markdown_is_the_page_as_it_is_published(capsys):
    assert main(["explain", "root-mfa-missing", "--format", "markdown"]) == 0
    assert "## Why it matters" in capsys.readouterr().out


def test_without_a_name_every_check_is_listed(capsys):
    assert main(["explain"]) == 0

    shown = capsys.readouterr().out
    assert all(check.id in shown for check in CHECKS)


def test_a_mistyped_check_gets_a_suggestion(capsys):
    assert main(["explain", "root-mfa-mising"]) == 2
    assert "did you mean 'root-mfa-missing'?" in capsys.readouterr().err
