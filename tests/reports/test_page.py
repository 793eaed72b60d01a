"""A check's page."""

from __future__ import annotations

import re

import msgspec
import pytest

from rootward.checks.registry import BY_ID, CHECKS
from rootward.reports.page import catalogue, controls, page, render
from rootward.reports.sheet import in_ascii

CHECK = BY_ID["root-mfa-missing"]
ACTIONS = ("iam:GetCredentialReport", "iam:GetAccountSummary")


def test_the_page_begins_with_what_is_declared():
    lines = page(CHECK, ACTIONS).splitlines()

    assert lines[:11] == [
        "# root-mfa-missing",
        "",
        "Root has no MFA device.",
        "",
        "- **Severity**: critical",
        "- **Practice**: MFA",
        "- **Fix**: by hand: AWS has no call for it, or it is for the owner to do",
        "- **Controls**: CIS 3.0: 1.5 · CIS 5.0: 1.4 · CIS 7.0: 2.5 · Security Hub: IAM.9",
        f"- **Facts read**: {', '.join(f'`{fact}`' for fact in CHECK.facts)}",
        "- **IAM permissions**: `iam:GetAccountSummary`, `iam:GetCredentialReport`",
        "",
    ]
    assert lines[11] == "## What it checks"


def test_markdown_is_the_page_itself():
    assert render(CHECK, ACTIONS, form="markdown") == page(CHECK, ACTIONS)


def test_in_a_terminal_there_is_no_markup_left():
    text = render(CHECK, ACTIONS)

    assert "What it checks\n" in text
    for markup in ("##", "**", "`", "<https", "\x1b"):
        assert markup not in text


def test_an_address_stays_whole_to_be_copied():
    assert "https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html\n" in render(
        CHECK, (), width=50
    )


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_page_keeps_to_its_width_and_to_ascii_where_asked(check):
    text = render(check, ACTIONS, width=72, unicode=False)

    source = in_ascii(check.page)
    code = "\n".join(re.findall(r"^    .*$|^```\w*\n.*?^```$", source, re.MULTILINE | re.DOTALL))
    copied = {line.strip() for line in code.splitlines()}
    assert all(len(line) <= 72 for line in text.splitlines() if "https://" not in line and line.strip() not in copied)
    assert text.isascii()


def test_colour_is_only_where_it_was_asked_for():
    assert "\x1b[" in render(CHECK, (), color=True)


def test_a_check_without_controls_says_why():
    unasked = msgspec.structs.replace(CHECK, controls={}, no_controls="nobody asks")

    assert controls(unasked) == "none: nobody asks"


def test_the_catalogue_has_a_line_for_each_check_worst_first():
    text = catalogue(CHECKS, width=200)

    assert text.startswith("Identities --")
    assert text.isascii()
    for check in CHECKS:
        assert f"{check.severity:<8}  {check.id}" in text
        assert check.title in text
    assert text.index("root-mfa-missing") < text.index("root-mfa-single")
