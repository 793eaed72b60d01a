"""Markdown for an issue: what a renderer makes of it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rootward.reports.markdown import code, escaped, render
from rootward.reports.names import safe
from tests.reports.audits import BLIND, TROUBLED, audit, finding, user

RENDERER = MarkdownIt("gfm-like", {"linkify": False, "html": True})


def html(text):
    return RENDERER.render(text)


@given(st.text(min_size=1, max_size=40))
@example("  ")
def test_a_code_span_shows_exactly_its_text(text):
    shown = safe(text)
    rendered = html(f"- {code(shown)}\n")

    (inside,) = re.findall(r"<code>(.*?)</code>", rendered)
    assert unescape(inside) == shown


@pytest.mark.parametrize(
    "name",
    [
        "<img src=x>",
        "[a](http://b)",
        "**b**",
        "@everyone",
        "#12",
        "`code`",
        "``",
        "a|b",
        "https://b.example",
        ":rocket:",
    ],
)
def test_a_name_with_markup_is_code_and_nothing_else(name):
    rendered = html(render(audit(finding("user-mfa-missing", "mfa", "high", "fail", user(name), f"{name} is wrong"))))
    outside = re.sub(r"<code>.*?</code>", "", rendered)

    assert f"<li><code>{name.replace('<', '&lt;').replace('>', '&gt;')} is wrong</code></li>" in rendered
    assert name not in unescape(outside)
    assert "<a " not in rendered
    assert "<img" not in rendered


def test_our_own_words_may_hold_marks():
    assert html(escaped("sts:AssumeRole on * is [allowed] by <all>")) == (
        "<p>sts:AssumeRole on * is [allowed] by &lt;all&gt;</p>\n"
    )


def test_an_underscore_within_a_word_needs_no_escape():
    assert escaped("_key_1_ of access_key_1") == r"\_key_1\_ of access_key_1"


def test_the_head_names_the_account_and_the_endpoint():
    text = render(TROUBLED)

    assert text.startswith("# Audit of account `123456789012` (`acme`)\n")
    assert "`http://127.0.0.1:5000`" in text
    assert "**Root is exposed**: `root has a password and no MFA device`." in text


def test_the_policy_stands_in_a_block_to_be_copied():
    assert '```json\n{\n  "Version"' in render(BLIND)


def test_findings_are_capped_unless_verbose_and_quiet_leaves_the_scores():
    assert "- and 4 more" in render(TROUBLED)
    assert "robot-13" in render(TROUBLED, verbose=True)
    assert "robot" not in render(TROUBLED, quiet=True)
    assert "| Access keys | 83 |" in render(TROUBLED, quiet=True)


def test_without_unicode_all_is_ascii():
    assert render(TROUBLED, unicode=False).isascii()


def test_warnings_of_the_run_are_there_for_who_does_not_see_its_terminal():
    assert "expired on 2025-12-31" in render(TROUBLED)
