"""The store of a rotation that is gone on with."""

from __future__ import annotations

import pytest

from rootward.errors import UsageError
from rootward.local.key_stores.found_again import found_again
from rootward.local.key_stores.keyring_store import KeyringStore
from rootward.local.key_stores.output_store import OutputStore
from rootward.local.key_stores.profile_file import ProfileFile
from rootward.local.key_stores.program_store import ProgramStore
from rootward.model.rotation import Place
from tests.local.key_stores.pairs import OLD, keys


def again(place):
    return found_again(place, program=(), say=print)


def test_each_is_of_the_kind_that_the_journal_names(files):
    files.write(f"[kim]\n{keys(OLD)}")
    places = [
        ProfileFile.in_profile("kim").place,
        Place(kind="keyring", profile="kim", label="the keyring"),
        OutputStore().place,
        Place(kind="program", profile=None, label="what keep stores"),
    ]

    assert [type(again(place)) for place in places] == [ProfileFile, KeyringStore, OutputStore, ProgramStore]
    assert [again(place).place for place in places] == places
    assert again(places[0]).holds() == OLD.key_id


def test_a_place_in_another_file_than_now_is_refused(files, monkeypatch, tmp_path):
    files.write(f"[kim]\n{keys(OLD)}")
    place = ProfileFile.in_profile("kim").place
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "other"))

    with pytest.raises(UsageError, match=r"the rotation is of ~/.aws/credentials \[kim\]"):
        again(place)
