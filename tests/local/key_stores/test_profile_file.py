"""A key that lies in the credentials or the configuration file."""

from __future__ import annotations

import errno
import os
import stat
from random import Random

import pytest

from rootward.errors import AwsFileError, UsageError
from rootward.local.aws_files.changing import change
from rootward.local.key_stores import profile_file
from rootward.local.key_stores.profile_file import ProfileFile
from rootward.local.key_stores.store import NotStored, Stored
from tests.local.aws_files.generated import NAMES_OF_PROFILES, made_credentials, old
from tests.local.key_stores.pairs import NEW, OLD, OTHER, both, keys, signed_by


def test_the_new_pair_takes_the_place_of_the_old_one_and_goes_back_again(files):
    before = f"# mine\n[default]\n{keys(OLD)}region = eu-west-1\n"
    files.write(before)
    store = ProfileFile.in_profile("default")

    assert (store.holds(), store.read()) == (OLD.key_id, OLD)
    assert store.put(NEW, instead_of=OLD.key_id) == Stored()
    assert (store.holds(), store.read()) == (NEW.key_id, NEW)
    assert signed_by("default") == both(NEW)
    assert store.put(OLD, instead_of=NEW.key_id) == Stored()
    assert files.credentials == before


def test_the_place_is_told_by_file_and_section_and_how_many_share_it(files):
    files.write(f"[a]\n{keys(OLD)}[b]\n{keys(OLD)}[c]\n{keys(OTHER)}")

    assert ProfileFile.in_profile("a").place.label == "~/.aws/credentials [a] (and 1 more)"
    assert ProfileFile.in_profile("c").place.label == "~/.aws/credentials [c]"


def test_all_profiles_that_share_the_key_change_together_and_no_other_does(files):
    files.write(f"[a]\n{keys(OLD)}[b]\n{keys(OLD)}[c]\n{keys(OTHER)}")
    ProfileFile.in_profile("a").put(NEW, instead_of=OLD.key_id)

    assert [signed_by(name) for name in "abc"] == [both(NEW), both(NEW), both(OTHER)]


def test_a_key_of_the_configuration_file_is_replaced_there(files):
    files.write(config=f"[profile kim]\n{keys(OLD)}region = eu-west-1\n")
    ProfileFile.in_profile("kim").put(NEW, instead_of=OLD.key_id)

    assert signed_by("kim") == both(NEW)
    assert not (files.folder / "credentials").exists()


def test_what_is_there_already_is_not_written_again(files):
    files.write(f"[a]\n{keys(NEW)}")
    store = ProfileFile.in_profile("a")
    before = (files.folder / "credentials").stat().st_mtime_ns

    assert store.put(NEW, instead_of=OLD.key_id) == Stored()
    assert (files.folder / "credentials").stat().st_mtime_ns == before


def test_a_profile_that_shares_the_key_is_given_the_pair_also_where_the_named_one_has_it_already(files):
    files.write(f"[work]\n{keys(OLD)}[batch]\n{keys(NEW)}", f"[profile own]\n{keys(OTHER)}")
    store = ProfileFile.in_profile("work")

    assert store.put(OLD, instead_of=NEW.key_id) == Stored()
    assert [signed_by(name) for name in ("work", "batch", "own")] == [both(OLD), both(OLD), both(OTHER)]

    files.write(f"[work]\n{keys(OLD)}", f"[profile batch]\n{keys(NEW)}")
    assert store.put(OLD, instead_of=NEW.key_id) == Stored()
    assert signed_by("batch") == both(OLD)


def test_one_that_shares_the_key_and_cannot_be_written_is_not_passed_over(files, monkeypatch):
    files.write(f"[work]\n{keys(OLD)}[batch]\n{keys(NEW)}")
    store = ProfileFile.in_profile("work")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("rootward.local.aws_files.changing.replace_file", full)
    assert isinstance(store.put(OLD, instead_of=NEW.key_id), NotStored)


def test_where_somebody_else_put_another_key_nothing_is_stored(files):
    files.write(f"[a]\n{keys(OLD)}")
    store = ProfileFile.in_profile("a")
    files.write(f"[a]\n{keys(OTHER)}")

    outcome = store.put(NEW, instead_of=OLD.key_id)
    assert isinstance(outcome, NotStored)
    assert files.credentials == f"[a]\n{keys(OTHER)}"
    files.write("[a]\nregion = eu-west-1\n")
    assert isinstance(store.put(NEW, instead_of=OLD.key_id), NotStored)
    assert store.holds() == ""
    assert store.read() is None


def test_a_disk_that_takes_no_more_leaves_all_as_it_was(files, monkeypatch):
    files.write(f"[a]\n{keys(OLD)}")
    store = ProfileFile.in_profile("a")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("rootward.local.aws_files.changing.replace_file", full)
    outcome = store.put(NEW, instead_of=OLD.key_id)

    assert isinstance(outcome, NotStored)
    assert "No space left" in outcome.why
    assert signed_by("a") == both(OLD)


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_a_file_that_is_read_only_stays_as_it_is_and_one_open_to_others_is_closed_to_them(files):
    files.write(f"[a]\n{keys(OLD)}")
    file = files.folder / "credentials"
    store = ProfileFile.in_profile("a")
    file.chmod(0o400)
    with pytest.raises(AwsFileError, match="read-only"):
        ProfileFile.in_profile("a")
    refused = store.put(NEW, instead_of=OLD.key_id)
    assert isinstance(refused, NotStored)
    assert "read-only" in refused.why

    file.chmod(0o644)
    stored = store.put(NEW, instead_of=OLD.key_id)
    assert isinstance(stored, Stored)
    assert "0644" in stored.note
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_in_which_no_file_can_be_made_is_told_before_a_key_is_made(files, monkeypatch):
    files.write(f"[a]\n{keys(OLD)}")
    monkeypatch.setattr(os, "access", lambda *_: False)

    with pytest.raises(AwsFileError, match="folder"):
        ProfileFile.in_profile("a")


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_link_stays_a_link(files, tmp_path):
    real = tmp_path / "real"
    real.write_text(f"[a]\n{keys(OLD)}")
    (files.folder / "credentials").symlink_to(real)
    ProfileFile.in_profile("a").put(NEW, instead_of=OLD.key_id)

    assert (files.folder / "credentials").is_symlink()
    assert NEW.key_id in real.read_text()


@pytest.mark.parametrize(
    ("credentials", "config", "said"),
    [
        (f"[a]\n{keys(OLD)}", f"[profile b]\n{keys(OLD)}", r"two files.*credentials, line 2.*config, line 2"),
        (f"[a]\n{keys(OLD)}\n[a]\nregion=x\n", "", "lines 1 and 5 both begin"),
        (f"[a]\naws_access_key_id = {OLD.key_id} # mine\naws_secret_access_key = x\n", "", "comment"),
        (f"\ufeff[a]\n{keys(OLD)}", "", "byte order mark"),
        (f"[a]\n{keys(OLD)}    and more\n", "", "lines? 3"),
    ],
)
def test_what_cannot_be_replaced_in_one_write_is_refused_before_a_key_is_made(files, credentials, config, said):
    files.write(credentials, config)

    with pytest.raises(AwsFileError, match=said):
        ProfileFile.in_profile("a")


def test_a_profile_without_a_long_lived_key_has_no_place(files):
    files.write(config="[profile a]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = b\n")

    with pytest.raises(UsageError, match="no long-lived key"):
        ProfileFile.in_profile("a")


def test_in_a_thousand_files_every_byte_that_was_not_the_key_is_unchanged_and_the_way_back_gives_the_file(files):
    replaced = 0
    for seed in range(1000):
        text = made_credentials(Random(seed)).lstrip("\ufeff")  # noqa: S311 - no secrets
        for number, name in enumerate(NAMES_OF_PROFILES):
            text = text.replace(old("aws_access_key_id", name), f"AKIA{number}{'OLD' * 5}")
        held = f"AKIA0{'OLD' * 5}"
        files.write(text)
        if held not in text:
            continue
        try:
            store = ProfileFile.in_profile(NAMES_OF_PROFILES[0])
        except AwsFileError:  # a comment follows one of the two
            assert "mine" in text or ";x" in text
            continue
        before = store.read()
        assert before is not None
        store.put(NEW, instead_of=held)
        assert files.credentials == text.replace(held, NEW.key_id).replace(before.secret.reveal(), NEW.secret.reveal())
        store.put(before, instead_of=NEW.key_id)
        assert files.credentials == text
        replaced += 1
    assert replaced > 100


def test_what_another_program_changes_between_a_look_and_the_write_is_not_overwritten(files, monkeypatch):
    files.write(f"[a]\n{keys(OLD)}")
    store = ProfileFile.in_profile("a")

    def late(path, edit):
        files.write(f"[a]\n{keys(OTHER)}")
        return change(path, edit)

    monkeypatch.setattr(profile_file, "change", late)
    outcome = store.put(NEW, instead_of=OLD.key_id)

    assert isinstance(outcome, NotStored)
    assert signed_by("a") == both(OTHER)


def test_a_file_that_is_gone_by_now_is_told(files):
    with pytest.raises(AwsFileError, match="cannot be written"):
        profile_file._refuse_unwritable(files.folder / "credentials")


def test_a_file_outside_the_home_folder_is_told_by_its_whole_name(tmp_path, files):
    files.write(f"[a]\n{keys(OLD)}")

    assert profile_file.shown(str(tmp_path.parent / "x")) == str(tmp_path.parent / "x")
