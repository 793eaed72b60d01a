"""Logs that lie with AWS, on the command line."""

from __future__ import annotations

import json

import pytest


def test_the_event_history_of_a_practice_account(reports):
    shown = reports("--lookup", "--sandbox", "--format", "json", "--region", "us-east-1")
    told = json.loads(shown.out)
    assert shown.code == 0
    assert told["looked_in"] == ["--lookup"]
    assert told["accounts"] == ["123456789012"]
    assert told["unread"] == []
    assert "event history of the last 90 days in 1 region" in shown.err


def test_a_bucket_that_is_not_there_is_said(reports):
    shown = reports("s3://acme-nowhere", "--sandbox")
    assert shown.code == 3
    assert "s3://acme-nowhere/: there is no such bucket" in shown.err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "no log is named"),
        (("s3://", "--sandbox"), "no bucket is named"),
        (("--lookup", "--sandbox", "--profile", "p"), "two different sources"),
    ],
)
def test_a_mistake(reports, words, why):
    shown = reports(*words)
    assert shown.code == 2
    assert why in shown.err
