from __future__ import annotations

import errno
import stat
import subprocess
import sys
import threading

import pytest

from rootward.errors import GuardRefusedError, JournalError, UsageError
from rootward.local.account_lock import account_lock
from tests.checks.facts import ACCOUNT

HOLDER = """
import sys
from pathlib import Path
from rootward.local.account_lock import account_lock

with account_lock(sys.argv[1], Path(sys.argv[2])):
    print("held", flush=True)
    sys.stdin.read()
"""


def held_by_another_process(folder, account=ACCOUNT):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, account, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == b"held"
    return holder


def test_a_second_run_is_refused_by_a_guard_and_told_what_to_do(tmp_path):
    with (
        account_lock(ACCOUNT, tmp_path),
        pytest.raises(GuardRefusedError, match=f"another rootward is changing account {ACCOUNT}") as refused,
        account_lock(ACCOUNT, tmp_path),
    ):
        pass

    assert refused.value.exit_code == 5
    assert "wait for it" in refused.value.advice
    assert str(tmp_path / "locks" / f"{ACCOUNT}.lock") in refused.value.advice


def test_another_account_is_not_held_up(tmp_path):
    with account_lock(ACCOUNT, tmp_path), account_lock("210987654321", tmp_path):
        pass


def test_after_a_run_the_next_may_go(tmp_path):
    for _ in range(2):
        with account_lock(ACCOUNT, tmp_path):
            pass


def test_after_a_run_that_failed_the_next_may_go(tmp_path):
    with pytest.raises(ZeroDivisionError), account_lock(ACCOUNT, tmp_path):
        raise ZeroDivisionError

    with account_lock(ACCOUNT, tmp_path):
        pass


def test_another_thread_is_another_run(tmp_path):
    refused = []

    def run():
        try:
            with account_lock(ACCOUNT, tmp_path):
                refused.append(False)
        except GuardRefusedError:
            refused.append(True)

    with account_lock(ACCOUNT, tmp_path):
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()

    assert refused == [True]


def test_another_process_is_another_run_until_it_ends(tmp_path):
    holder = held_by_another_process(tmp_path)
    with pytest.raises(GuardRefusedError), account_lock(ACCOUNT, tmp_path):
        pass

    holder.communicate()

    assert holder.returncode == 0
    with account_lock(ACCOUNT, tmp_path):
        pass


def test_a_killed_run_leaves_no_lock(tmp_path):
    holder = held_by_another_process(tmp_path)
    holder.kill()
    holder.communicate()

    with account_lock(ACCOUNT, tmp_path):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes")
def test_the_lock_is_its_owners_only(tmp_path):
    with account_lock(ACCOUNT, tmp_path):
        assert stat.S_IMODE((tmp_path / "locks").stat().st_mode) == 0o700
        assert stat.S_IMODE((tmp_path / "locks" / f"{ACCOUNT}.lock").stat().st_mode) == 0o600


def test_where_no_lock_can_be_made_nothing_is_begun(tmp_path):
    (tmp_path / "state").write_bytes(b"")

    with pytest.raises(JournalError, match="cannot be locked") as refused, account_lock(ACCOUNT, tmp_path / "state"):
        pytest.fail("it was begun")

    assert refused.value.advice == "move away what stands in the folder's place"


@pytest.mark.skipif(sys.platform == "win32", reason="flock is POSIX")
@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOLCK])
def test_a_file_system_without_locks_is_refused(tmp_path, monkeypatch, number):
    def flock(_handle, _operation):
        raise OSError(number, "no locks here")

    monkeypatch.setattr("fcntl.flock", flock)

    with pytest.raises(JournalError, match="no locks here") as refused, account_lock(ACCOUNT, tmp_path):
        pytest.fail("it was begun")

    assert "file system without locks" in refused.value.advice


def test_only_an_account_has_a_lock(tmp_path):
    with pytest.raises(UsageError), account_lock("../x", tmp_path):
        pass

    assert list(tmp_path.iterdir()) == []
