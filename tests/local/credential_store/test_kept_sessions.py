"""Sessions that are kept between commands."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from rootward.errors import JournalError, OutputError
from rootward.local.credential_store import kept_sessions, system_keyring
from rootward.local.credential_store.binding import Binding
from rootward.local.credential_store.kept_sessions import FOLDER, KeptSessions
from rootward.local.credential_store.turn import turn
from rootward.model.mfa_session import MfaSession, SessionCredentials
from rootward.model.secret import Secret
from tests.local.credential_store.safes import Safe, plain, use
from tests.model.test_mfa_session import NOON, session

KIM = Binding(key_id="AKIA1")
PAT = Binding(key_id="AKIA2")
posix_only = pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")


@pytest.fixture
def store(tmp_path) -> KeptSessions:
    return KeptSessions(tmp_path)


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch) -> None:
    use(monkeypatch, None)


def file_of(folder: Path, binding: Binding) -> Path:
    return folder / FOLDER / f"{binding.name}.json"


def another(number: int) -> MfaSession:
    signed = SessionCredentials(
        key_id=f"ASIA{number}", secret=Secret(f"secret {number}"), token=Secret(f"{number}" * 900)
    )
    return msgspec.structs.replace(session(), credentials=signed)


def test_what_was_kept_is_found_again(store, tmp_path):
    store.keep(KIM, session())

    assert KeptSessions(tmp_path).find(KIM, NOON) == session()


def test_of_another_key_nothing_is_found(store):
    store.keep(KIM, session())

    assert store.find(PAT, NOON) is None


def test_where_nothing_was_kept_nothing_is_found_and_no_folder_is_made(store, tmp_path):
    assert store.find(KIM, NOON) is None
    assert store.forget() == 0
    assert list(tmp_path.iterdir()) == []


def test_one_that_is_about_to_end_is_not_given(store):
    store.keep(KIM, session())

    assert store.find(KIM, NOON + timedelta(minutes=58)) is not None
    assert store.find(KIM, NOON + timedelta(minutes=59)) is None


@posix_only
def test_the_file_and_its_folder_are_the_owner_s_only(store, tmp_path):
    store.keep(KIM, session())

    assert stat.S_IMODE(file_of(tmp_path, KIM).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / FOLDER).stat().st_mode) == 0o700


@posix_only
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602])
def test_a_file_that_others_could_read_or_write_is_not_given(store, tmp_path, mode):
    store.keep(KIM, session())
    file_of(tmp_path, KIM).chmod(mode)

    assert store.find(KIM, NOON) is None


@posix_only
def test_a_link_that_stands_in_the_file_s_place_is_not_followed(store, tmp_path):
    store.keep(KIM, session())
    moved = file_of(tmp_path, KIM).rename(tmp_path / "elsewhere")
    file_of(tmp_path, KIM).symlink_to(moved)

    assert store.find(KIM, NOON) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"schema": 2}', b"\xff", b"x" * 100_000])
def test_a_damaged_file_is_none_and_is_replaced(store, tmp_path, damage):
    store.keep(KIM, session())
    file_of(tmp_path, KIM).write_bytes(damage)

    assert store.find(KIM, NOON) is None
    store.keep(KIM, session())
    assert store.find(KIM, NOON) == session()


def test_a_date_without_a_zone_is_damage(store, tmp_path):
    store.keep(KIM, session())
    path = file_of(tmp_path, KIM)
    path.write_bytes(path.read_bytes().replace(b"13:00:00Z", b"13:00:00"))

    assert store.find(KIM, NOON) is None


def test_the_version_is_another_with_each_session_and_none_without(store):
    assert store.version(KIM) is None
    store.keep(KIM, session())
    first = store.version(KIM)
    store.keep(KIM, another(2))

    assert first is not None
    assert store.version(KIM) not in {None, first}


def test_what_is_forgotten_is_gone(store, tmp_path):
    store.keep(KIM, session())
    store.keep(PAT, session())

    assert store.forget() == 2
    assert store.find(KIM, NOON) is None
    assert list((tmp_path / FOLDER).glob("*.json")) == []


def test_with_each_that_is_kept_those_that_have_ended_go(store, tmp_path):
    store.keep(PAT, session())
    later = msgspec.structs.replace(session(), expires=NOON + timedelta(hours=3))
    store.keep(KIM, later)

    assert [path.stem for path in (tmp_path / FOLDER).glob("*.json")] == [KIM.name]


def test_one_that_has_ended_stays_where_another_is_asked_for_in_its_place(store, tmp_path):
    store.keep(PAT, session())
    later = msgspec.structs.replace(session(), expires=NOON + timedelta(hours=3))
    with turn(PAT.name, "session 1", tmp_path):
        store.keep(KIM, later)

    assert file_of(tmp_path, PAT).exists()


def test_with_the_sessions_the_word_of_questions_that_came_to_nothing_is_forgotten(store, tmp_path):
    with turn(KIM.name, "session 1", tmp_path) as mine:
        assert mine is not None
        mine.came_to_nothing("it was interrupted")
    store.forget()

    assert list((tmp_path / FOLDER).glob("*.asked")) == []


def test_where_a_question_stood_that_was_killed_is_forgotten_too(store, tmp_path):
    with turn(KIM.name, "session 1", tmp_path):
        pass  # the folder is there
    (tmp_path / FOLDER / f"{KIM.name}.asking").write_text("{}")
    store.forget()

    assert list((tmp_path / FOLDER).glob("*.asking")) == []


KILLED = """
import os, pathlib, sys
from rootward.local.credential_store.binding import Binding
from rootward.local.credential_store.kept_sessions import KeptSessions
from tests.model.test_mfa_session import session
pathlib.Path.replace = lambda *_: os._exit(9)
KeptSessions(pathlib.Path(sys.argv[1])).keep(Binding(key_id="AKIA1"), session())
"""


def killed_while_it_keeps_kim_s(folder: Path) -> None:
    """A run that dies before the file has its name: what it wrote lies there."""
    variables = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False, env=variables)
    assert done.returncode == 9
    assert len(with_secrets(folder)) == 1


def with_secrets(folder: Path) -> list[Path]:
    return [path for path in (folder / FOLDER).iterdir() if b"hush-hush" in path.read_bytes()]


def test_what_a_killed_run_wrote_is_forgotten_too(store, tmp_path):
    killed_while_it_keeps_kim_s(tmp_path)

    assert store.forget() == 1
    assert with_secrets(tmp_path) == []


def test_what_a_killed_run_wrote_goes_with_the_next_that_is_kept(store, tmp_path):
    killed_while_it_keeps_kim_s(tmp_path)
    with turn(KIM.name, "session 1", tmp_path):
        store.keep(KIM, session())

    assert with_secrets(tmp_path) == [file_of(tmp_path, KIM)]


def test_what_a_killed_run_wrote_goes_with_the_next_of_another_key_but_where_one_is_asked_for(store, tmp_path):
    killed_while_it_keeps_kim_s(tmp_path)
    with turn(KIM.name, "session 1", tmp_path):
        store.keep(PAT, session())
    assert len(with_secrets(tmp_path)) == 2
    store.keep(PAT, session())

    assert with_secrets(tmp_path) == [file_of(tmp_path, PAT)]


def test_other_files_stay(store, tmp_path):
    store.keep(KIM, session())
    (tmp_path / FOLDER / "note.json").write_text("mine")

    assert store.forget() == 1
    assert (tmp_path / FOLDER / "note.json").exists()


def test_where_the_folder_cannot_be_written_it_is_said_without_a_secret(tmp_path):
    (tmp_path / FOLDER).write_text("in the way")

    with pytest.raises(JournalError, match="cannot be kept") as caught:
        KeptSessions(tmp_path).keep(KIM, session())
    assert "hush" not in str(caught.value)


def test_who_reads_while_others_write_reads_one_whole_session(store):
    known = [another(number) for number in range(4)]
    store.keep(KIM, known[0])
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            for one in known:
                store.keep(KIM, one)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found = [store.find(KIM, NOON) for _ in range(2000)]
    finally:
        over.set()
        writer.join()
    assert all(one in known for one in found)


class TestWithAKeyring:
    @pytest.fixture
    def safe(self, monkeypatch):
        return use(monkeypatch, Safe())

    def test_the_secrets_are_there_and_not_in_the_file(self, store, tmp_path, safe):
        store.keep(KIM, session())

        text = file_of(tmp_path, KIM).read_text()
        assert "hush-hush" not in text
        assert "very-long" not in text
        assert any("hush-hush" in one for one in safe.kept.values())
        assert store.find(KIM, NOON) == session()

    def test_where_nothing_is_kept_it_is_not_asked(self, store, safe):
        assert store.find(KIM, NOON) is None
        assert safe.asked == 0

    def test_what_it_does_not_hold_any_more_is_none(self, store, safe):
        store.keep(KIM, session())
        safe.kept.clear()

        assert store.find(KIM, NOON) is None

    def test_what_it_holds_of_another_session_is_none(self, store, safe):
        store.keep(KIM, session())
        (name,) = safe.kept
        safe.kept[name] = '{"key_id": "ASIA9", "secret": "s", "token": "t"}'

        assert store.find(KIM, NOON) is None

    @pytest.mark.parametrize("odd", ["", "{", "[1]", '{"key_id": 1}'])
    def test_what_it_holds_that_cannot_be_read_is_none(self, store, safe, odd):
        store.keep(KIM, session())
        (name,) = safe.kept
        safe.kept[name] = odd

        assert store.find(KIM, NOON) is None

    def test_what_is_forgotten_is_gone_from_it(self, store, safe):
        store.keep(KIM, session())

        assert store.forget() == 1
        assert safe.kept == {}

    def test_what_is_forgotten_is_gone_from_it_though_the_file_is_damaged(self, store, tmp_path, safe):
        store.keep(KIM, session())
        file_of(tmp_path, KIM).write_bytes(b"{")

        assert store.forget() == 1
        assert safe.kept == {}

    def test_what_a_killed_run_put_there_before_there_was_a_file_is_forgotten(self, store, tmp_path, safe):
        with turn(KIM.name, "session 1", tmp_path):
            system_keyring.keep(KIM.name, Secret("hush-hush"))
            store.forget()

        assert safe.kept == {}

    def test_where_the_file_cannot_be_written_it_is_not_left_there(self, store, safe, monkeypatch):
        def full(*_: object) -> None:
            raise OutputError("no space left")

        monkeypatch.setattr(kept_sessions, "write_owner_only", full)
        with pytest.raises(JournalError, match="no space left"):
            store.keep(KIM, session())

        assert safe.kept == {}

    @pytest.mark.parametrize("fault", ["refuses", "loses", "changes"])
    def test_one_that_does_not_keep_it_gives_way_to_the_file(self, store, tmp_path, safe, fault):
        safe.fault = fault
        store.keep(KIM, session())

        assert "hush-hush" in file_of(tmp_path, KIM).read_text()
        assert store.find(KIM, NOON) == session()

    def test_one_of_plain_text_gives_way_to_the_file(self, store, tmp_path, monkeypatch):
        other = use(monkeypatch, plain())
        store.keep(KIM, session())

        assert other.kept == {}
        assert "hush-hush" in file_of(tmp_path, KIM).read_text()
