"""One-time passwords in a file of their own, which nobody else can read."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from rootward.errors import OutputError
from rootward.local.password_file import PasswordFile

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes")

SIGN_IN = "https://123456789012.signin.aws.amazon.com/console"


def test_each_password_stands_with_its_user_and_the_sign_in_page(tmp_path):
    file = PasswordFile(tmp_path / "passwords.txt")

    file.add("mark", "open-sesame", SIGN_IN)
    file.add("ann", "barley", SIGN_IN)

    assert (tmp_path / "passwords.txt").read_text().splitlines() == [
        "# One-time passwords from rootward. Give each to its owner, and delete this file.",
        "",
        "user: mark",
        "password: open-sesame",
        f"sign-in: {SIGN_IN}",
        "",
        "user: ann",
        "password: barley",
        f"sign-in: {SIGN_IN}",
    ]


def test_one_that_was_not_set_is_taken_out_again(tmp_path):
    path = tmp_path / "passwords.txt"
    file = PasswordFile(path)
    file.add("mark", "open-sesame", SIGN_IN)
    file.add("ann", "barley", SIGN_IN)
    whole = path.read_text()

    file.drop("mark", "barley")
    file.drop("ann", "open-sesame")
    assert path.read_text() == whole

    file.drop("mark", "open-sesame")
    assert path.read_text().splitlines()[2:] == ["user: ann", "password: barley", f"sign-in: {SIGN_IN}"]
    file.add("mark", "wheat", SIGN_IN)
    file.drop("ann", "barley")
    assert path.read_text().splitlines()[2:] == ["user: mark", "password: wheat", f"sign-in: {SIGN_IN}"]


def test_of_one_user_only_the_one_that_was_not_set_goes(tmp_path):
    path = tmp_path / "passwords.txt"
    file = PasswordFile(path)
    for password in ("open", "open-sesame"):
        file.add("mark", password, SIGN_IN)

    file.drop("mark", "open")

    assert [line for line in path.read_text().splitlines() if line.startswith("password")] == ["password: open-sesame"]


def test_where_it_cannot_be_taken_out_it_is_told(tmp_path, monkeypatch):
    def no_room(*_: object) -> None:
        raise OutputError("the disk is full")

    file = PasswordFile(tmp_path / "passwords.txt")
    file.add("mark", "open-sesame", SIGN_IN)
    monkeypatch.setattr("rootward.local.password_file.write_owner_only", no_room)

    with pytest.raises(OutputError, match="the disk is full"):
        file.drop("mark", "open-sesame")


def test_a_file_that_is_gone_holds_nothing_to_take_out(tmp_path):
    PasswordFile(tmp_path / "passwords.txt").drop("mark", "open-sesame")

    assert not (tmp_path / "passwords.txt").exists()


def test_without_a_password_there_is_no_file(tmp_path):
    PasswordFile(tmp_path / "passwords.txt")

    assert not (tmp_path / "passwords.txt").exists()


def test_a_later_run_adds_to_it(tmp_path):
    PasswordFile(tmp_path / "passwords.txt").add("mark", "open-sesame", SIGN_IN)
    PasswordFile(tmp_path / "passwords.txt").add("ann", "barley", SIGN_IN)

    text = (tmp_path / "passwords.txt").read_text()
    assert text.count("# One-time passwords") == 1
    assert text.index("open-sesame") < text.index("barley")


@posix
def test_nobody_else_can_read_it_not_even_where_they_could_before(tmp_path):
    path = tmp_path / "passwords.txt"
    PasswordFile(path).add("mark", "open-sesame", SIGN_IN)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    path.chmod(0o644)
    PasswordFile(path).add("ann", "barley", SIGN_IN)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"notes of mine\n", b"\xff\xfe", b"# One-time passwords", b"#" * ((1 << 20) + 1)])
def test_another_file_is_left_alone(tmp_path, content):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)

    with pytest.raises(OutputError, match=r"notes.txt is there already, and is no file of one-time passwords"):
        PasswordFile(path)
    assert path.read_bytes() == content


def test_nor_is_one_that_came_meanwhile(tmp_path):
    file = PasswordFile(tmp_path / "passwords.txt")
    (tmp_path / "passwords.txt").write_text("notes of mine\n")

    with pytest.raises(OutputError, match="is there already") as raised:
        file.add("mark", "open-sesame", SIGN_IN)

    assert "open-sesame" not in f"{raised.value} {raised.value.advice} {raised.value.__cause__!r}"
    assert (tmp_path / "passwords.txt").read_text() == "notes of mine\n"


def test_a_file_that_grew_too_large_is_not_cut_short(tmp_path):
    path = tmp_path / "passwords.txt"
    PasswordFile(path).add("mark", "open-sesame", SIGN_IN)
    with path.open("a", encoding="utf-8") as file:
        file.write("#" * (1 << 20))

    with pytest.raises(OutputError, match="is no file of one-time passwords"):
        PasswordFile(path)


def test_an_empty_file_is_taken(tmp_path):
    path = tmp_path / "passwords.txt"
    path.touch()

    PasswordFile(path).add("mark", "open-sesame", SIGN_IN)

    assert "password: open-sesame" in path.read_text()


@pytest.mark.parametrize("name", ["-", ".", os.devnull])
def test_passwords_go_into_a_file_and_nowhere_else(name):
    with pytest.raises(OutputError, match="is no file, and passwords are kept in one"):
        PasswordFile(Path(name))


def test_a_name_that_no_file_can_have_is_told(tmp_path):
    with pytest.raises(OutputError, match="cannot be read"):
        PasswordFile(tmp_path / ("long" * 200))


def test_where_there_is_no_such_folder_it_is_said_before_anything_is_changed(tmp_path):
    with pytest.raises(OutputError) as raised:
        PasswordFile(tmp_path / "nowhere" / "passwords.txt")

    assert f"{tmp_path / 'nowhere'} is no folder that you may write to" in str(raised.value)
    assert raised.value.advice == "name another file: --password-file FILE"


def test_a_folder_that_goes_meanwhile_is_told_with_the_option_that_names_another(tmp_path):
    (tmp_path / "here").mkdir()
    file = PasswordFile(tmp_path / "here" / "passwords.txt")
    (tmp_path / "here").rmdir()

    with pytest.raises(OutputError, match="cannot be written") as raised:
        file.add("mark", "open-sesame", SIGN_IN)
    assert raised.value.advice == "name another file: --password-file FILE"


def test_its_repr_is_its_name(tmp_path):
    file = PasswordFile(tmp_path / "passwords.txt")
    file.add("mark", "open-sesame", SIGN_IN)

    assert repr(file) == f"PasswordFile({str(tmp_path / 'passwords.txt')!r})"
