from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from rootward.errors import JournalError, UsageError
from rootward.local.state_folder import account_name, own_folder, state_folder, unusable

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_is_the_platforms_own_for_the_state_of_programs(monkeypatch, tmp_path):
    monkeypatch.setattr("platformdirs.user_state_path", lambda name, **_: tmp_path / name)

    assert state_folder() == tmp_path / "rootward"
    assert own_folder("locks") == tmp_path / "rootward" / "locks"
    assert (tmp_path / "rootward" / "locks").is_dir()


def test_looking_for_it_does_not_make_it(tmp_path):
    assert state_folder(tmp_path / "state") == tmp_path / "state"
    assert list(tmp_path.iterdir()) == []


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_what_is_made_on_the_way_is_its_owners_only_whatever_the_umask(tmp_path, umask):
    before = os.umask(umask)
    try:
        made = own_folder("journals", "123456789012", folder=tmp_path / "home" / "state")
    finally:
        os.umask(before)

    assert made == tmp_path / "home" / "state" / "journals" / "123456789012"
    assert [mode(one) for one in (made, *made.parents[:3])] == [0o700] * 4


@posix
def test_a_folder_that_was_there_stays_as_it_is(tmp_path):
    (tmp_path / "state").mkdir(0o755)
    (tmp_path / "state").chmod(0o755)

    own_folder("journals", folder=tmp_path / "state")

    assert mode(tmp_path / "state") == 0o755


@pytest.mark.parametrize("blocked", ["state", "state/journals"])
def test_a_file_in_the_folders_place_is_an_error_of_the_operating_systems(tmp_path, blocked):
    (tmp_path / blocked).parent.mkdir(exist_ok=True)
    (tmp_path / blocked).write_bytes(b"")

    with pytest.raises(NotADirectoryError):
        own_folder("journals", "123456789012", folder=tmp_path / "state")


def test_a_folder_that_another_run_makes_meanwhile_is_taken(tmp_path, monkeypatch):
    made = Path.mkdir

    def raced(path, *arguments):
        made(path)
        made(path, *arguments)

    monkeypatch.setattr(Path, "mkdir", raced)

    assert own_folder("locks", folder=tmp_path) == tmp_path / "locks"


@pytest.mark.parametrize(
    "name", ["", "12345678901", "1234567890123", "../../etc", "12345678901\u0662", "123456789012\n"]
)
def test_only_an_account_number_names_a_file(name):
    assert account_name("123456789012") == "123456789012"
    with pytest.raises(UsageError, match="no account number"):
        account_name(name)


@pytest.mark.parametrize(
    ("number", "advice"),
    [(13, "give yourself the right"), (28, "make room"), (20, "move away what stands in"), (5, "")],
)
def test_what_cannot_be_used_comes_with_what_to_do(number, advice):
    error = unusable("the journal x cannot be written", OSError(number, os.strerror(number)))

    assert isinstance(error, JournalError)
    assert str(error) == f"the journal x cannot be written: {os.strerror(number)}"
    assert error.advice.startswith(advice)
    assert bool(error.advice) == bool(advice)
    assert error.exit_code == 2
