"""A program of the user's that stores the key."""

from __future__ import annotations

import json
import os
import shlex
import sys

import pytest

from rootward.errors import UsageError
from rootward.local.key_stores import program_store
from rootward.local.key_stores.program_store import ProgramStore, words_of
from rootward.local.key_stores.store import NotStored, Stored, Unclear
from tests.local.key_stores.pairs import NEW, OLD


def store(code: str, said: list[str] | None = None) -> ProgramStore:
    return ProgramStore((sys.executable, "-c", code), (said if said is not None else []).append)


def test_it_gets_the_pair_on_its_standard_input_and_not_on_its_command_line(tmp_path):
    code = f"import sys; open({str(tmp_path / 'got')!r}, 'w').write(sys.stdin.read() + ' '.join(sys.argv))"

    assert store(code).put(NEW, instead_of=OLD.key_id) == Stored()
    got = (tmp_path / "got").read_text()
    assert got.endswith("\n-c")
    assert json.loads(got.removesuffix("-c")) == {
        "Version": 1,
        "AccessKeyId": NEW.key_id,
        "SecretAccessKey": NEW.secret.reveal(),
        "Replaces": OLD.key_id,
    }


def test_its_exit_code_decides():
    assert store("").put(NEW, instead_of=OLD.key_id) == Stored()
    refused = store("raise SystemExit(113)").put(NEW, instead_of=OLD.key_id)
    assert isinstance(refused, NotStored)
    assert "exit code 113" in refused.why


@pytest.mark.parametrize("code", [1, 28, 112, 127])
def test_one_that_stored_it_and_failed_after_that_is_not_taken_for_one_that_stored_nothing(tmp_path, code):
    kept = tmp_path / "kept"
    outcome = store(f"open({str(kept)!r}, 'w').write(input()); raise SystemExit({code})").put(
        NEW, instead_of=OLD.key_id
    )

    assert NEW.key_id in kept.read_text()
    assert isinstance(outcome, Unclear)
    assert f"exit code {code}" in outcome.why


@pytest.mark.skipif(os.name == "nt", reason="there are no signals")
def test_whether_a_program_that_was_killed_has_stored_it_nobody_knows():
    outcome = store("import os; os.kill(os.getpid(), 9)").put(NEW, instead_of=OLD.key_id)

    assert isinstance(outcome, Unclear)


def test_whether_one_that_does_not_end_has_stored_it_neither(monkeypatch):
    monkeypatch.setattr(program_store, "LONGEST_SECONDS", 0.5)

    assert isinstance(store("import time; time.sleep(60)").put(NEW, instead_of=OLD.key_id), Unclear)


def test_one_that_cannot_be_run_has_stored_nothing(tmp_path):
    gone = ProgramStore((str(tmp_path / "gone"),), print)

    assert isinstance(gone.put(NEW, instead_of=OLD.key_id), NotStored)


def test_what_it_prints_is_shown_without_the_secret_or_a_piece_of_it():
    said: list[str] = []
    read = "import sys, json; s = json.load(sys.stdin)['SecretAccessKey']; "
    code = f"{read} print('got', s); print(s[5:25], file=sys.stderr)"
    store(code, said).put(NEW, instead_of=OLD.key_id)

    assert len(said) == 2
    assert all("[masked]" in line for line in said)
    assert "new+" not in "".join(said)


def test_a_program_that_prints_for_ever_is_shown_in_part():
    said: list[str] = []
    store("for n in range(1000): print('line', n) if n else print()", said).put(NEW, instead_of=OLD.key_id)

    assert len(said) == 200
    assert said[-1].endswith("and 800 more lines")


def test_a_command_is_parted_as_a_shell_does_and_nothing_else():
    python = sys.executable if os.name == "nt" else shlex.quote(sys.executable)

    assert words_of(f"{python} 'a b' $HOME|x") == (sys.executable, "a b", "$HOME|x")


def test_in_windows_words_a_backslash_is_none_of_a_shells(monkeypatch):
    monkeypatch.setattr(program_store, "found", lambda command, **_: command)
    monkeypatch.setattr("os.name", "nt")

    assert words_of(r'C:\keep.exe "a b" \x') == (r"C:\keep.exe", "a b", r"\x")


@pytest.mark.parametrize("command", ["", "  ", "'open", "no-such-program-here x"])
def test_what_is_no_command_is_refused(command):
    with pytest.raises(UsageError):
        words_of(command)


def test_the_place_tells_the_program_and_no_argument_of_it():
    place = ProgramStore(("/usr/bin/keep", "--token", "hush"), print).place

    assert place.label == "what keep stores"
    assert place.profile is None


def test_a_rotation_that_is_gone_on_with_has_the_program_named_again():
    place = store("").place
    again = ProgramStore((), print, place)

    assert again.place == place
    assert again.holds() is None
    assert again.read() is None
    with pytest.raises(UsageError, match="does not keep the program") as refused:
        again.put(NEW, instead_of=OLD.key_id)
    assert "--store-with" in refused.value.advice
