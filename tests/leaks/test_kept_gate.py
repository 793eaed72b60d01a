"""The gate that is kept between two runs answers as the one that was made."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rootward.leaks.gate import FEW, open_gate
from rootward.leaks.gate.plain import PlainGate
from rootward.leaks.gate.quick import QuickGate
from rootward.leaks.kept_gate import kept_gate, open_kept_gate
from rootward.leaks.rules import Rules
from tests.leaks.files.scanned import leak

PARTS = [b"nothing", leak(1), b"", leak(2), b"aws_secret_access_key"]


@pytest.fixture
def made(monkeypatch):
    """How often a gate was compiled."""
    made = []
    first = QuickGate.__init__

    def init(self, rules, compiled=None):
        if compiled is None:
            made.append(rules)
        first(self, rules, compiled)

    monkeypatch.setattr(QuickGate, "__init__", init)
    return made


def files(folder):
    return sorted(path for path in Path(folder).rglob("*") if path.is_file())


def test_a_gate_is_made_once_and_answers_the_same(tmp_path, made):
    for _ in range(3):
        assert open_kept_gate(Rules(), str(tmp_path)).admitted(PARTS) == open_gate(Rules()).admitted(PARTS)
    assert len(made) == 1 + 3
    (kept,) = files(tmp_path)
    assert os.name == "nt" or kept.stat().st_mode & 0o777 == 0o600


def test_other_rules_have_a_gate_of_their_own(tmp_path, made):
    open_kept_gate(Rules(), str(tmp_path))
    open_kept_gate(Rules(account_numbers=True), str(tmp_path))
    assert len(made) == len(files(tmp_path)) == 2


def test_the_users_own_patterns_are_never_kept(tmp_path):
    gate = open_kept_gate(Rules(patterns=("own-secret-[0-9]+",)), str(tmp_path))
    assert gate.admitted([b"x", b"own-secret-12"]) == [1]
    assert open_kept_gate(Rules(), str(tmp_path)).admitted([b"x", b"own-secret-12"]) == []
    assert all(b"own-secret" not in path.read_bytes() for path in files(tmp_path))


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 1000])
def test_one_that_was_damaged_is_made_anew(tmp_path, made, damage):
    open_kept_gate(Rules(), str(tmp_path))
    (kept,) = files(tmp_path)
    whole = kept.read_bytes()
    kept.write_bytes(damage or whole[: len(whole) // 2])
    assert open_kept_gate(Rules(), str(tmp_path)).admitted(PARTS) == [1, 3]
    assert len(made) == 2
    assert kept.read_bytes() == whole


@pytest.mark.skipif(os.name == "nt", reason="POSIX only: who may write is a mode")
def test_one_that_others_may_have_written_is_not_believed(tmp_path, made):
    open_kept_gate(Rules(), str(tmp_path))
    (kept,) = files(tmp_path)
    kept.chmod(0o666)
    open_kept_gate(Rules(), str(tmp_path))
    assert len(made) == 2


def test_nothing_is_kept_where_nothing_is_to_be(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert open_kept_gate(Rules(), None).admitted(PARTS) == [1, 3]
    assert files(tmp_path) == []


def test_few_bytes_make_no_gate_and_take_one_that_is_there(tmp_path, made):
    assert isinstance(open_kept_gate(Rules(), str(tmp_path), expected=FEW), PlainGate)
    assert made == []
    open_kept_gate(Rules(), str(tmp_path))
    assert isinstance(open_kept_gate(Rules(), str(tmp_path), expected=FEW), QuickGate)
    assert isinstance(open_kept_gate(Rules(), str(tmp_path), expected=1000), PlainGate)


def test_a_gate_that_is_only_wanted_where_it_is_kept_is_never_made(tmp_path, made):
    assert kept_gate(Rules(), str(tmp_path)) is None
    assert kept_gate(Rules(), None) is None
    assert files(tmp_path) == made == []
    open_kept_gate(Rules(), str(tmp_path))
    gate = kept_gate(Rules(), str(tmp_path))
    assert gate is not None
    assert gate.admitted(PARTS) == [1, 3]
    (kept,) = files(tmp_path)
    kept.write_bytes(b"x")
    assert kept_gate(Rules(), str(tmp_path)) is None
    assert len(made) == 1
