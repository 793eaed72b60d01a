"""The keys of the account in AWS's own files of the machine that collects, and nothing else of that machine."""

from __future__ import annotations

import sys
from typing import Any

import msgspec
import pytest

from rootward.checks.registry import BY_ID
from rootward.local.snapshot import read_snapshot, write_snapshot
from rootward.model.account import NOT_COLLECTED
from rootward.model.unknown import Unknown
from rootward.sandbox import serve
from rootward.workflows.audit import facts_of
from rootward.workflows.plan import Planning, plan_source
from rootward.workflows.source import Collecting, Live, Practice, obtain
from rootward.workflows.this_machine import keys_on_this_machine, with_this_machine
from tests.checks.asking import status
from tests.checks.facts import account
from tests.local.key_places.planting import ACCOUNT, key_id, plant, secret, token, write

CHECK = BY_ID["access-key-on-disk"]
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes")


@pytest.fixture
def home(tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    return home


def section(name, key, number, *more):
    return "\n".join((f"[{name}]", f"aws_access_key_id={key}", f"aws_secret_access_key={secret(number)}", *more, ""))


def looked() -> Any:
    return keys_on_this_machine(ACCOUNT)


def found():
    return [(key.id, key.line, key.profile) for key in looked()]


def test_only_aws_s_own_two_files_are_looked_into(home):
    plant(home)

    assert found() == [(key_id(1), 2, "default"), (key_id(2), 2, "work")]


@pytest.mark.usefixtures("home")
def test_of_files_that_are_not_there_there_is_nothing_to_tell():
    assert found() == []


def test_variables_say_where_the_files_lie(home, tmp_path, monkeypatch):
    plant(home)
    elsewhere = write(tmp_path / "elsewhere", section("default", key_id(7), 7))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(elsewhere))
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")

    assert found() == [(key_id(7), 2, "default")]


def test_keys_of_other_accounts_of_sessions_and_without_a_secret_are_left_out(home):
    texts = (
        section("other", key_id(1, account="999999999999"), 1),
        section("session", key_id(2, prefix="ASIA"), 2, f"aws_session_token={token(2)}"),
        *("#" for _ in range(20)),
        f"[id]\naws_access_key_id={key_id(3)}\n",
    )
    write(home / ".aws" / "credentials", "\n".join(texts))

    assert found() == []


def test_an_id_that_does_not_tell_its_account_may_be_of_this_one(home):
    older = "AKIA" + "I" + "BCDEFGHJKLMNOP2"  # its first bit is 0
    write(home / ".aws" / "credentials", section("a", older, 1) + section("b", key_id(2), 2))

    assert [key.is_of_this_account for key in looked()] == [False, True]


@posix
def test_the_file_s_permissions_are_told(home):
    path = write(home / ".aws" / "credentials", section("a", key_id(1), 1), mode=0o640)

    (key,) = looked()

    assert (key.mode, key.path) == ("0640", str(path))


@posix
def test_a_link_leads_to_the_file_and_a_file_of_both_names_counts_once(home, monkeypatch):
    path = write(home / "dotfiles" / "aws", section("a", key_id(1), 1))
    (home / ".aws").mkdir()
    (home / ".aws" / "credentials").symlink_to(path)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))

    assert [key.path for key in looked()] == [str(path)]


def test_a_file_that_cannot_be_read_is_unknown_beside_what_was_found(home, monkeypatch):
    plant(home)
    config = home / ".aws" / "config"
    config.write_bytes(b"x" * 4096)
    monkeypatch.setattr("rootward.local.key_places.reading.MOST_BYTES", 4095)

    key, unread = looked()

    assert key.id == key_id(1)
    assert isinstance(unread, Unknown)
    assert (unread.reason, unread.detail.partition(":")[0]) == ("failed", "the AWS configuration file of this machine")
    assert status(CHECK, account(machine_keys=(unread,))) == "unknown"


@pytest.mark.usefixtures("home")
def test_a_variable_that_names_no_file_leaves_all_unknown(monkeypatch):
    monkeypatch.setenv("AWS_CONFIG_FILE", "")

    keys = looked()

    assert isinstance(keys, Unknown)
    assert (keys.reason, keys.action) == ("failed", None)


def test_the_machine_is_looked_at_only_for_whom_that_is_a_question(home):
    plant(home)

    assert with_this_machine(account(id=ACCOUNT, machine_keys=NOT_COLLECTED), ("alias",)).machine_keys == NOT_COLLECTED
    assert status(CHECK, with_this_machine(account(id=ACCOUNT), facts_of((CHECK,)))) == "fail"
    for other in ("https://sts.internal.example/", None):
        assert with_this_machine(account(id=ACCOUNT, endpoint=other), facts_of((CHECK,))).machine_keys
    served = account(id=ACCOUNT, endpoint="http://127.0.0.1:4566", machine_keys=NOT_COLLECTED)
    assert status(CHECK, with_this_machine(served, facts_of((CHECK,)))) == "not_applicable"


def test_no_secret_is_in_the_fact_and_a_snapshot_keeps_it(home, tmp_path):
    plant(home)
    facts = with_this_machine(account(id=ACCOUNT), facts_of((CHECK,)))
    assert isinstance(facts.machine_keys, tuple)
    facts = msgspec.structs.replace(facts, machine_keys=(*facts.machine_keys, Unknown("failed", detail="x")))

    write_snapshot(facts, tmp_path / "account.json")

    assert read_snapshot(tmp_path / "account.json") == facts
    told = (tmp_path / "account.json").read_text("utf-8") + repr(facts)
    assert not any(secret(number) in told for number in (1, 2))
    assert key_id(1) in told


def silent(_line):
    pass


@pytest.fixture
def served(home, monkeypatch):
    """A practice account that is taken for one of AWS's own, and one of its keys on the disk."""
    with serve("startup") as sandbox:
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        write(home / ".aws" / "credentials", section("work", key_id(5, account=sandbox.account_id), 5))
        monkeypatch.setattr("rootward.aws.endpoint.is_loopback", lambda _endpoint: False)
        yield sandbox


@pytest.mark.usefixtures("served")
def test_a_live_audit_looks_at_the_machine():
    collected = obtain(Live(), facts_of((CHECK,)), Collecting(), silent, silent)

    assert status(CHECK, collected) == "fail"


@pytest.mark.usefixtures("served")
def test_a_live_plan_leaves_the_key_to_somebody(tmp_path):
    plan = plan_source(
        Live(), Planning(checks=(CHECK,), state_folder=tmp_path / "state"), progress=silent, announce=silent
    )

    assert plan.steps == ()
    assert [step.gap.check for step in plan.guided] == [CHECK.id]


def test_a_practice_account_sees_nothing_of_the_machine(home):
    plant(home)

    collected = obtain(Practice(scenario="fresh-account"), facts_of((CHECK,)), Collecting(), silent, silent)

    assert collected.machine_keys == NOT_COLLECTED
