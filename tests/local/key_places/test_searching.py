"""Every plant in a home folder is found, and nothing else."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from rootward.errors import UsageError
from rootward.local.key_places import reading
from rootward.local.key_places.searching import named_places, search, usual_places
from tests.local.key_places.planting import PLANTS, key_id, plant, secret, write

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX links and pipes")


@pytest.fixture
def home(tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    return home


def look(*paths):
    return search(named_places(paths) if paths else usual_places(), progress=lambda _line: None)


def found_in(found, root):
    return [
        (one.place.kind, Path(one.place.path).relative_to(root).as_posix(), one.key.key_id[-4:], one.place.secret)
        for one in found.standing
        if one.place.kind != "environment"
    ]


def test_every_plant_is_found_and_nothing_else(home):
    plant(home)

    found = look()

    assert {
        (one.place.kind, Path(one.place.path).relative_to(home).as_posix(), one.key.secret.reveal())
        for one in found.standing
    } == {(kind, path, secret(number)) for number, (kind, path, _) in enumerate(PLANTS, start=1)}
    assert len(found.standing) == len(PLANTS)
    assert found.unread == ()


def test_a_key_is_told_by_file_line_and_profile(home):
    write(home / ".aws" / "config", f"[default]\nregion=x\n\n[profile work]\n\naws_access_key_id={key_id(1)}\n")

    (one,) = look().standing

    assert (one.place.line, one.place.profile, one.place.secret) == (6, "work", False)


def test_no_repr_shows_a_secret(home):
    plant(home)

    shown = repr(look())

    assert not [number for number in range(1, len(PLANTS) + 1) if secret(number) in shown]


@posix
def test_a_link_out_of_the_folder_is_told_and_not_followed(home, tmp_path):
    outside = write(tmp_path / "outside" / "secrets", f"{key_id(1)} {secret(1)}\n")
    (home / ".env").symlink_to(outside)
    (home / "code").symlink_to(outside.parent)
    (home / "notes").symlink_to(outside)
    write(outside.parent / ".env", f"{key_id(2)} {secret(2)}\n")

    found = look()

    assert found.standing == ()
    assert found.unread == (f"{home / '.env'}: the link leads out of the folder",)


@posix
def test_a_link_within_the_folder_leads_to_its_file_once(home):
    write(home / "dotfiles" / "aws-keys", f"{key_id(1)} {secret(1)}\n")
    (home / ".env").symlink_to("dotfiles/aws-keys")
    (home / ".envrc").symlink_to("dotfiles/aws-keys")
    (home / ".s3cfg").symlink_to("nowhere")
    (home / ".boto").symlink_to(".boto")

    assert found_in(look(), home) == [("env-file", "dotfiles/aws-keys", key_id(1)[-4:], True)]


@posix
def test_the_shared_files_are_found_behind_a_linked_folder(home):
    write(home / "dotfiles" / "aws" / "credentials", f"[default]\n{key_id(1)} {secret(1)}\n")
    (home / ".aws").symlink_to("dotfiles/aws")

    assert found_in(look(), home) == [("aws-credentials", "dotfiles/aws/credentials", key_id(1)[-4:], True)]


@posix
def test_a_circle_of_folders_has_an_end(home):
    (home / "a").mkdir()
    (home / "a" / "b").symlink_to(home)
    write(home / "a" / ".env", f"{key_id(1)} {secret(1)}\n")

    assert len(look().standing) == 1


@posix
def test_pipes_and_devices_are_not_opened(home):
    os.mkfifo(home / ".env")
    (home / ".envrc").symlink_to("/dev/zero")

    found = look(home)

    assert found.standing == ()
    assert found.unread == (f"{home / '.envrc'}: the link leads out of the folder",)


@pytest.mark.usefixtures("home")
def test_what_a_variable_names_is_read_wherever_it_lies(tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    write(elsewhere / "keys", f"[default]\n{key_id(1)} {secret(1)}\n")
    write(elsewhere / "conf", f"[profile x]\n{key_id(2)} {secret(2)}\n")
    write(elsewhere / "history", f"{key_id(3)} {secret(3)}\n")
    write(elsewhere / "k", f"{key_id(4)} {secret(4)}\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(elsewhere / "keys"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(elsewhere / "conf"))
    monkeypatch.setenv("HISTFILE", str(elsewhere / "history"))
    monkeypatch.setenv("KUBECONFIG", os.pathsep.join([str(elsewhere / "none"), str(elsewhere / "k")]))

    assert sorted(found_in(look(), elsewhere)) == sorted(
        (kind, name, key_id(number)[-4:], True)
        for kind, name, number in (
            ("aws-credentials", "keys", 1),
            ("aws-config", "conf", 2),
            ("shell-history", "history", 3),
            ("kubernetes", "k", 4),
        )
    )


@pytest.mark.usefixtures("home")
def test_the_environment_holds_keys_too(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key_id(1))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret(1))

    (one,) = look().standing

    assert (one.place.kind, one.place.path, one.place.line, one.place.secret, one.place.readable_by) == (
        "environment",
        "AWS_ACCESS_KEY_ID",
        None,
        True,
        "owner",
    )


def test_named_paths_are_looked_through_alone(home, tmp_path, monkeypatch):
    plant(home)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key_id(70))
    named = write(tmp_path / "notes.txt", f"{key_id(71)}\n{secret(71)}\n")

    assert [(one.place.kind, one.key.key_id) for one in look(named).standing] == [("named", key_id(71))]
    (of_yaml,) = look(home / "code" / "shop" / "values.yaml").standing
    assert (of_yaml.place.kind, of_yaml.key.key_id) == ("named", key_id(93))
    assert [one.place.path for one in look(home / "infra").standing] == [
        str(home / "infra" / "prod.tfvars"),
        str(home / "infra" / "terraform.tfstate"),
    ]
    with pytest.raises(UsageError, match="there is no"):
        look(home / "nothing")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_whatever_wrote_the_file_it_is_read(home, encoding):
    write(home / ".env", f"NAME=Zoë\nID={key_id(1)}\nSECRET={secret(1)}\n", encoding=encoding)

    (one,) = look().standing

    assert (one.place.line, one.place.secret) == (2, True)


def test_a_file_that_cannot_be_read_is_told(home, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 99)
    write(home / ".bash_history", "x" * 100)
    write(home / ".env", "x" * 99)

    assert look().unread == (f"{home / '.bash_history'}: it is larger than 0 MB",)


def test_what_may_not_be_read_is_told(home, monkeypatch):
    write(home / ".env", "x")
    closed = home / "closed"
    closed.mkdir()
    real_open, real_scan = os.open, os.scandir

    def refusing(path, *rest, **more):
        if Path(path) == home / ".env":
            raise PermissionError(13, "Permission denied")
        return real_open(path, *rest, **more)

    def refusing_folder(path):
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied")
        return real_scan(path)

    monkeypatch.setattr(os, "open", refusing)
    monkeypatch.setattr(os, "scandir", refusing_folder)

    assert look().unread == (f"{home / '.env'}: Permission denied", f"{closed}: Permission denied")


def test_a_slash_that_json_escapes_is_a_slash(home):
    slashed = secret(1).replace(secret(1)[10], "/")
    write(home / ".docker" / "config.json", f'{{"id": "{key_id(1)}", "secret": "{slashed}"}}'.replace("/", "\\/"))

    (one,) = look().standing

    assert one.key.secret is not None
    assert one.key.secret.reveal() == slashed


def test_without_a_home_folder_paths_must_be_named(monkeypatch):
    def nowhere():
        raise RuntimeError

    monkeypatch.setattr(Path, "home", nowhere)

    with pytest.raises(UsageError, match="no home folder"):
        usual_places()


def test_a_file_that_is_gone_meanwhile_was_never_there(home, monkeypatch):
    write(home / ".env", "x")
    monkeypatch.setattr("rootward.local.key_places.searching.read_text", lambda path: path.with_name("gone").stat())

    assert look() == look()
    assert look().unread == ()
