"""Logs of a month before the facts of an account were read."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from rootward.model.account import Account
from tests.checks.facts import ACCOUNT, NOW, account
from tests.cli.trail.trails import by_user, delivered


def before(days: float) -> str:
    """So long before NOW, as CloudTrail writes it."""
    return f"{NOW - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


def month(folder: Path, *records: tuple[float, dict[str, Any]], without: tuple[int, ...] = ()) -> Path:
    """A file of each of the last 33 days, in which a user was busy; and these records, so many days before NOW."""
    for day in range(33):
        if day in without:
            continue
        busy = by_user(day, eventTime=before(day + 0.01), recipientAccountId=ACCOUNT)
        extra = [{**one, "eventTime": before(days)} for days, one in records if int(days) == day]
        delivered(folder, f"{NOW - timedelta(days=day):%Y-%m-%d}", busy, *extra, account=ACCOUNT)
    return folder


def of_account(record: dict[str, Any], number: str = ACCOUNT) -> dict[str, Any]:
    """The record, of that account's root."""
    identity = {
        **record["userIdentity"],
        "accountId": number,
        "principalId": number,
        "arn": f"arn:aws:iam::{number}:root",
    }
    return {**record, "userIdentity": identity, "recipientAccountId": number}


def facts(**given: Any) -> Account:
    """The account's facts."""
    return account(**given)
