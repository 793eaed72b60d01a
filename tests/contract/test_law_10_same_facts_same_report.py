"""Law 10: the same facts give the same report, byte for byte, on any machine and in any process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given

from rootward.model.account import Account
from rootward.model.credential_report import CredentialReport
from rootward.model.identity import Identities
from rootward.reports.formats import FORMATS
from rootward.workflows.audit import audit_account
from tests.contract.accounts import accounts
from tests.contract.hostile import hostile_account

PROJECT = Path(__file__).parents[2]
NAME = "Zoë-山"

PROGRAM = f"""
import sys
from rootward.reports.formats import FORMATS
from rootward.workflows.audit import audit_account
from tests.contract.hostile import hostile_account
audit = audit_account(hostile_account({NAME!a}), verbose=True)
for form in FORMATS:
    sys.stdout.buffer.write(FORMATS[form](audit, verbose=True).encode())
"""


def reports(account: Account) -> bytes:
    """All formats of one audit, one after another."""
    audit = audit_account(account, verbose=True)
    return "".join(FORMATS[form](audit, verbose=True) for form in FORMATS).encode()


def written_elsewhere(**environment: str) -> bytes:
    """The same from a new process with this environment."""
    keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "HOME", "USERPROFILE") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        check=True,
        capture_output=True,
        cwd=PROJECT,
        env={**keep, "PYTHONPATH": os.pathsep.join([str(PROJECT / "src"), str(PROJECT)]), **environment},
    )
    return done.stdout


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4711"},
        {"TZ": "Asia/Tokyo"},
        {"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "2"},
        {"LC_ALL": "C", "LANG": "C"},
        {"LC_ALL": "de_DE.UTF-8"},
        {"PYTHONUTF8": "1", "COLUMNS": "37", "LINES": "5", "TERM": "dumb"},
        {"FORCE_COLOR": "1", "TERM": "xterm-256color"},
        {"NO_COLOR": "1"},
        {"PYTHONOPTIMIZE": "1"},
    ],
    ids=lambda environment: " ".join(f"{name}={value}" for name, value in environment.items()),
)
def test_no_environment_changes_a_byte(environment):
    assert written_elsewhere(**environment) == reports(hostile_account(NAME))


@given(facts=accounts())
def test_neither_judging_again_nor_the_order_in_which_aws_lists_things_changes_a_byte(facts):
    again = msgspec.json.decode(msgspec.json.encode(facts), type=Account)
    written = reports(facts)

    assert reports(again) == written
    assert reports(reversed_lists(facts)) == written


def test_the_order_of_a_full_account_changes_nothing():
    assert reports(reversed_lists(hostile_account(NAME))) == reports(hostile_account(NAME))


def reversed_lists(facts: Account) -> Account:
    """The same facts, every list that AWS orders as it likes turned around."""
    turned: dict[str, object] = {}
    for name in Account.__struct_fields__:
        value = getattr(facts, name)
        match value:
            case tuple():
                turned[name] = value[::-1]
            case CredentialReport():
                turned[name] = msgspec.structs.replace(value, rows=value.rows[::-1])
            case Identities():
                lists = {field: getattr(value, field)[::-1] for field in value.__struct_fields__}
                turned[name] = msgspec.structs.replace(value, **lists)
    return msgspec.structs.replace(facts, **turned)
