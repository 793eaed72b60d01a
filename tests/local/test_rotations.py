"""A rotation's journal: each line is on disk when it is said, a torn one never was, and no secret is in it."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import msgspec
import pytest

from rootward.errors import JournalError
from rootward.local.key_stash import KeyStash
from rootward.local.rotations import RotationWriter, read_rotation, rotation_folder, rotations_of
from rootward.model.key_pair import KeyOwner, KeyPair
from rootward.model.rotation import Closed, Done, Failed, Intent, Opened, Place, State, Turned
from rootward.model.secret import Secret

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN = KeyOwner(account="123456789012", user="ann")
OLD, NEW = "AKIAOLD", "AKIANEW"
SECRET = "wJalr/XUtnFEMI+K7MDENG0bPxRfiCYz" + "4zq8Tt3k"

OPENED = Opened(
    at=AT,
    owner=ANN,
    old_key_id=OLD,
    old_was_active=True,
    place=Place(kind="credentials-file", profile="work", label="credentials [work]"),
    observe_days=14,
    settle_seconds=960,
)


def path_of(writer, folder):
    return rotation_folder(ANN.account, folder) / f"{writer.rotation.id}.jsonl"


def test_what_is_added_is_read_again(tmp_path):
    entries = (
        Intent(at=AT, step="create", known=(OLD,)),
        Done(at=AT, step="create", key_id=NEW),
        Failed(at=AT, step="deactivate", detail="denied"),
        Turned(at=AT, why="asked"),
        Closed(at=AT, ending="rolled-back"),
    )
    with RotationWriter.create(OPENED, tmp_path) as writer:
        for entry in entries:
            writer.add(entry)
            assert read_rotation(path_of(writer, tmp_path)) == writer.rotation

    (read,) = rotations_of(ANN.account, tmp_path)

    assert read.opened == OPENED
    assert read.entries == entries
    assert read.is_over


def test_it_is_its_owners_only(tmp_path):
    with RotationWriter.create(OPENED, tmp_path) as writer:
        path = path_of(writer, tmp_path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_of_a_torn_line_nothing_is_left(tmp_path):
    with RotationWriter.create(OPENED, tmp_path) as writer:
        writer.add(Intent(at=AT, step="create", known=(OLD,)))
    path = path_of(writer, tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"type":"done","at":"2026-03')

    (read,) = rotations_of(ANN.account, tmp_path)
    with RotationWriter.reopen(read, tmp_path) as again:
        again.add(Done(at=AT, step="create", key_id=NEW))

    assert read == writer.rotation
    assert path.read_bytes().startswith(whole)
    assert read_rotation(path).state is State.CREATED


def test_a_rotation_without_a_whole_first_line_never_began(tmp_path):
    with RotationWriter.create(OPENED, tmp_path) as writer:
        path = path_of(writer, tmp_path)
    path.write_bytes(path.read_bytes()[:-20])

    assert rotations_of(ANN.account, tmp_path) == ()


def test_a_damaged_line_hides_nothing(tmp_path):
    with RotationWriter.create(OPENED, tmp_path) as writer:
        path = path_of(writer, tmp_path)
    path.write_bytes(path.read_bytes() + b'{"type":"done","at":1}\n')

    with pytest.raises(JournalError, match="line 2, is damaged"):
        rotations_of(ANN.account, tmp_path)


def test_a_date_without_a_zone_is_damage(tmp_path):
    with RotationWriter.create(OPENED, tmp_path) as writer:
        path = path_of(writer, tmp_path)
    path.write_bytes(path.read_bytes() + b'{"type":"closed","at":"2026-03-01T12:00:00","ending":"deleted"}\n')

    with pytest.raises(JournalError, match="a date without a zone"):
        rotations_of(ANN.account, tmp_path)


def test_one_that_another_run_went_on_with_is_not_gone_on_with(tmp_path):
    with RotationWriter.create(OPENED, tmp_path) as writer:
        before = writer.rotation
        writer.add(Intent(at=AT, step="create"))

    with pytest.raises(JournalError, match="changed since it was read"):
        RotationWriter.reopen(before, tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="there is no such disk to write to on Windows")
def test_a_line_that_cannot_be_written_is_not_there(tmp_path, monkeypatch):
    with RotationWriter.create(OPENED, tmp_path) as writer:

        def full(*_):
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("rootward.local.lines_file.os.fsync", full)
            with pytest.raises(JournalError, match="No space left") as caught:
                writer.add(Intent(at=AT, step="create"))
        assert caught.value.advice == "make room on that disk"
        assert writer.rotation.entries == ()
        assert read_rotation(path_of(writer, tmp_path)).entries == ()


def test_no_secret_gets_into_a_detail(tmp_path):
    with RotationWriter.create(OPENED, tmp_path) as writer:
        writer.add(Failed(at=AT, step="store", detail=f"aws_secret_access_key = {SECRET}"))
        writer.add(Turned(at=AT, why="not-stored", detail=SECRET))
        path = path_of(writer, tmp_path)

    assert SECRET not in path.read_text()
    assert "[masked]" in path.read_text()


def test_two_of_the_same_second_have_files_of_their_own(tmp_path):
    for _ in range(2):
        with RotationWriter.create(OPENED, tmp_path):
            pass

    assert len(rotations_of(ANN.account, tmp_path)) == 2


def test_the_stash_keeps_what_it_is_told_and_no_more(tmp_path):
    stash = KeyStash(ANN.account, "one", tmp_path)
    old, new = KeyPair(OLD, Secret("old-secret")), KeyPair(NEW, Secret("new-secret"))

    stash.keep(new, old)
    assert KeyStash(ANN.account, "one", tmp_path).pairs() == {OLD: old, NEW: new}
    (path,) = rotation_folder(ANN.account, tmp_path).iterdir()
    assert path.stat().st_mode & 0o777 == 0o600

    stash.keep(old)
    assert stash.pairs() == {OLD: old}
    assert b"new-secret" not in path.read_bytes()

    stash.keep()
    assert stash.pairs() == {}
    assert list(rotation_folder(ANN.account, tmp_path).iterdir()) == []
    stash.keep()


def test_a_stash_is_no_rotation(tmp_path):
    KeyStash(ANN.account, "one", tmp_path).keep(KeyPair(OLD, Secret("old-secret")))

    assert rotations_of(ANN.account, tmp_path) == ()


def test_what_cannot_be_kept_is_said(tmp_path):
    (tmp_path / "rotations").write_text("in the way")
    stash = KeyStash(ANN.account, "one", tmp_path)

    with pytest.raises(JournalError, match="the secrets of a rotation cannot be kept") as caught:
        stash.keep(KeyPair(OLD, Secret("old-secret")))
    assert "old-secret" not in repr(caught.value)
    with pytest.raises(JournalError, match="no journal can be written"):
        RotationWriter.create(OPENED, tmp_path)
    with pytest.raises(JournalError, match="cannot be read"):
        rotations_of(ANN.account, tmp_path)


def test_a_damaged_stash_is_said_without_what_is_in_it(tmp_path):
    stash = KeyStash(ANN.account, "one", tmp_path)
    stash.keep(KeyPair(OLD, Secret("old-secret")))
    (path,) = rotation_folder(ANN.account, tmp_path).iterdir()
    path.write_bytes(path.read_bytes()[:-3])

    with pytest.raises(JournalError, match="is damaged") as caught:
        stash.pairs()
    assert "old-secret" not in f"{caught.value!r} {caught.value.__cause__!r}"


@pytest.mark.parametrize("user", ["", "a b", "a\n", "x" * 65, "../ann"])
def test_a_key_without_a_users_name_has_no_owner(user):
    with pytest.raises(ValueError, match="is no IAM user's name"):
        KeyOwner(account="123456789012", user=user)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode({"account": "123456789012", "user": user}), type=KeyOwner)


def test_the_owner_is_told_by_account_and_name():
    assert ANN.is_caller("arn:aws:iam::123456789012:user/ann")
    assert ANN.is_caller("arn:aws-cn:iam::123456789012:user/people/ann")
    assert ANN.is_caller("arn:aws:iam::123456789012:user/Ann")
    assert not ANN.is_caller("arn:aws:iam::210987654321:user/ann")
    assert not ANN.is_caller("arn:aws:iam::123456789012:user/joann")
    assert not ANN.is_caller("arn:aws:sts::123456789012:assumed-role/ann")
    assert not ANN.is_caller("arn:aws:iam::123456789012:root")


def test_where_none_can_be_begun_that_is_said_and_nothing_is_left(tmp_path):
    rotation_folder(ANN.account, tmp_path).parent.mkdir(parents=True)
    rotation_folder(ANN.account, tmp_path).write_text("in its place")

    with pytest.raises(JournalError, match="no journal can be written"):
        RotationWriter.create(OPENED, tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="there is no such disk to write to on Windows")
def test_a_disk_that_is_full_from_the_start_leaves_no_rotation(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rootward.local.lines_file.os.write", full)
    with pytest.raises(JournalError, match="No space left"):
        RotationWriter.create(OPENED, tmp_path)

    assert list(rotation_folder(ANN.account, tmp_path).iterdir()) == []


def test_one_that_must_not_be_written_is_not_gone_on_with(tmp_path, monkeypatch):
    with RotationWriter.create(OPENED, tmp_path) as writer:
        before = writer.rotation

    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("rootward.local.lines_file.LinesFile.existing", refused)
    with pytest.raises(JournalError, match="cannot be written: Permission denied"):
        RotationWriter.reopen(before, tmp_path)
