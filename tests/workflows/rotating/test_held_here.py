"""Which keys the profiles of this machine hold."""

from __future__ import annotations

import pytest

from rootward.local.key_stores import keyring_entry
from rootward.local.key_stores.keyring_entry import Entry
from rootward.workflows.rotating.held_here import held_here

IDS = tuple(f"AKIA{letter * 16}" for letter in "ABCDE")


@pytest.fixture
def files(tmp_path, monkeypatch):
    credentials, config = tmp_path / "credentials", tmp_path / "config"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    return credentials, config


def key(key_id):
    return f"aws_access_key_id = {key_id}\naws_secret_access_key = x\n"


def test_it_is_those_of_both_files_also_where_another_way_is_in_force(files):
    credentials, config = files
    credentials.write_text(f"[work]\n{key(IDS[0])}[batch]\n{key(IDS[1])}")
    config.write_text(
        f"[profile deploy]\nrole_arn = arn:aws:iam::123456789012:role/a\nsource_profile = work\n{key(IDS[2])}"
    )

    assert held_here() == set(IDS[:3])


def test_it_is_that_of_the_keyring_as_well(files, monkeypatch):
    _, config = files
    config.write_text(
        f"[profile work]\ncredential_process = {keyring_entry.program_line('work')}\n"
        "[profile locked]\n"
        f"credential_process = {keyring_entry.program_line('locked')}\n"
        "[profile other]\ncredential_process = /bin/theirs\n"
    )
    kept = {"work": Entry(key_id=IDS[3], secret=IDS[3])}
    monkeypatch.setattr(keyring_entry, "find", kept.get)

    assert held_here() == {IDS[3]}
